import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import type { Settings, Sides } from '../../nodes/Kandji/sync/types';

/** A device with a serial number; its ID is the serial number in lower case unless said otherwise. */
export function device(
	serialNumber: string | null,
	more: Partial<NormalizedDevice> = {},
): NormalizedDevice {
	const id = more.id ?? `d-${String(serialNumber).toLowerCase()}`;
	return {
		id,
		name: 'Mac of Ann',
		serialNumber,
		platform: 'Mac',
		model: 'MacBook Pro (13-inch, 2018)',
		osVersion: '15.1',
		osBuild: '24B83',
		securityPatchLevel: null,
		assetTag: null,
		blueprintId: null,
		blueprintName: null,
		user: null,
		tags: [],
		lastCheckIn: '2026-01-09T00:00:00.000Z',
		firstEnrollment: null,
		lastEnrollment: '2025-01-01T00:00:00.000Z',
		mdmEnabled: true,
		agentInstalled: true,
		agentVersion: null,
		missing: false,
		removed: false,
		lostModeStatus: null,
		url: `https://accuhive.kandji.io/devices/${id}`,
		...more,
	};
}

/** The user of a device. */
export const user = (email: string | null, name: string | null = 'Ann Lee', archived = false) => ({
	id: `u-${email}`,
	name,
	email,
	archived,
});

/** An asset that already says what a `device` of this serial number says. */
export function asset(serial: string, more: IDataObject = {}): IDataObject {
	return {
		id: `a-${serial.trim()}`,
		serial,
		name: 'Mac of Ann',
		os: '15.1',
		tag: null,
		email: null,
		status: 'in use',
		kandji: `d-${serial.trim().toLowerCase()}`,
		category: 'Laptop',
		...more,
	};
}

/** People of the HR list. */
export const ANN = { id: 'p1', mail: 'ann@example.com', name: 'Ann Lee' };
export const BOB = { id: 'p2', mail: 'bob@example.com', name: 'Bob Ray' };

/** The settings of a sync in which nothing special is asked for. */
export const SETTINGS: Settings = {
	mode: 'update',
	assetFields: {
		id: 'id',
		serialNumber: 'serial',
		assetTag: 'tag',
		name: 'name',
		assigneeEmail: 'email',
		assigneeName: '',
		lock: 'status',
		link: 'kandji',
		category: 'category',
		imported: '',
		lastUser: '',
	},
	personFields: { id: 'id', email: 'mail', name: 'name' },
	mapping: [
		{ field: 'serial', property: 'serialNumber' },
		{ field: 'name', property: 'name' },
		{ field: 'os', property: 'osVersion' },
		{ field: 'tag', property: 'assetTag' },
	],
	match: { property: 'serialNumber', field: 'serial' },
	nameFrom: 'none',
	displayId: { field: '', property: 'serialNumber' },
	createOnlyWith: [],
	category: { default: 'Other', byPlatform: { Mac: 'Laptop', iPhone: 'Phone' } },
	assignment: {
		direction: 'none',
		winner: 'kandji',
		scopes: ['unassigned', 'new', 'overwrite'],
		unassign: false,
		createPeople: false,
		lockValues: ['in transit', 'warehouse'],
	},
	tag: 'kandji',
	removal: { action: 'ignore', field: '', value: '', mostShare: 50 },
	staleDays: 0,
};

/** A device that Ann has. */
export const withAnn = device('C1', { user: user('ann@example.com') });

/** One situation: what is on both sides, and how it is synced. */
export interface Case {
	name: string;
	devices?: NormalizedDevice[];
	assets?: IDataObject[];
	people?: IDataObject[];
	users?: Record<string, string>;
	settings?: Partial<Settings>;
	sides?: Partial<Sides>;
}

/** Settings with assignment from Kandji, and what differs. */
export const assignment = (more: Partial<Settings['assignment']>): Partial<Settings> => ({
	assignment: { ...SETTINGS.assignment, direction: 'fromKandji', ...more },
});
/** Both ways, where the side that changed counts. */
export const changed = (more: Partial<Settings['assignment']> = {}): Partial<Settings> => ({
	...assignment({ direction: 'both', winner: 'changed', unassign: true, ...more }),
	assetFields: { ...SETTINGS.assetFields, lastUser: 'seen' },
});

/** The sides of a case: a complete listing in which only its own devices are enrolled. */
export function sidesOf({ devices = [], assets = [], people = [], sides }: Case): Sides {
	return {
		devices,
		details: new Map(),
		assets,
		people,
		enrolled: new Set(devices.map(({ id }) => id)),
		awaiting: new Set(),
		now: new Date('2026-01-10T00:00:00Z'),
		...sides,
	};
}
