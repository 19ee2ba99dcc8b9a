import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import type { FieldMapping, SyncInputs, SyncSettings } from '../../nodes/Kandji/sync/syncTypes';

/** A device ID in Kandji's form for each name; the name's letters are its last digits. */
export const idOf = (name: string): string =>
	`d0000000-0000-4000-8000-${Buffer.from(name.trim().toLowerCase()).toString('hex').slice(-12).padStart(12, '0')}`;

/** A device with a serial number; its ID is made from the serial number unless said otherwise. */
export function device(
	serialNumber: string | null,
	more: Partial<NormalizedDevice> = {},
): NormalizedDevice {
	const id = more.id ?? idOf(String(serialNumber));
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
		kandji: idOf(serial),
		category: 'Laptop',
		...more,
	};
}

/** People of the HR list. */
export const ANN = { id: 'p1', mail: 'ann@example.com', name: 'Ann Lee' };
export const BOB = { id: 'p2', mail: 'bob@example.com', name: 'Bob Ray' };

/** A row of the mapping. */
export const mapped = (
	field: string,
	property: string,
	more: Partial<FieldMapping> = {},
): FieldMapping => ({ field, property, write: 'ifValue', valueMap: new Map(), ...more });

/** No limit for any action. */
export const NO_LIMITS: SyncSettings['limits'] = {
	creates: {},
	updates: {},
	assignments: {},
	unassignments: {},
	removals: {},
	newPeople: {},
	kandjiWrites: {},
};

/** The settings of a sync in which nothing special is asked for. */
export const SETTINGS: SyncSettings = {
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
	personFields: { id: 'id', email: 'mail', name: 'name', status: '' },
	mapping: [
		mapped('serial', 'serialNumber'),
		mapped('name', 'name'),
		mapped('os', 'osVersion'),
		mapped('tag', 'assetTag'),
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
		leftValues: ['inactive', 'terminated', 'left'],
	},
	tag: 'kandji',
	removal: { action: 'ignore', field: '', value: '', restoredValue: '' },
	limits: NO_LIMITS,
	appliesToKandji: true,
	firstRun: false,
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
	/** IDs of Kandji's users by upper-case email. */
	users?: Record<string, string | string[]>;
	settings?: Partial<SyncSettings>;
	inputs?: Partial<SyncInputs>;
}

/** Settings with assignment from Kandji, and what differs. */
export const assignment = (more: Partial<SyncSettings['assignment']>): Partial<SyncSettings> => ({
	assignment: { ...SETTINGS.assignment, direction: 'fromKandji', ...more },
});
/** Both ways, where the side that changed counts. */
export const changed = (more: Partial<SyncSettings['assignment']> = {}): Partial<SyncSettings> => ({
	...assignment({ direction: 'both', winner: 'changed', unassign: true, ...more }),
	assetFields: { ...SETTINGS.assetFields, lastUser: 'seen' },
});

/** The inputs of a case: a complete listing in which only its own devices are enrolled. */
export function inputsOf({
	devices = [],
	assets = [],
	people = [],
	users = {},
	inputs,
}: Case): SyncInputs {
	return {
		devices,
		details: new Map(),
		assets,
		people,
		users: new Map(Object.entries(users).map(([email, id]) => [email, [id].flat()])),
		enrolled: new Set(devices.map(({ id }) => id)),
		enrolledSerials: new Set(devices.map(({ serialNumber }) => String(serialNumber).toUpperCase())),
		awaiting: new Set(),
		now: new Date('2026-01-10T00:00:00Z'),
		...inputs,
	};
}
