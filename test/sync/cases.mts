import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/device';
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

const ANN = { id: 'p1', mail: 'ann@example.com', name: 'Ann Lee' };
const BOB = { id: 'p2', mail: 'bob@example.com', name: 'Bob Ray' };

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

export interface Case {
	name: string;
	devices?: NormalizedDevice[];
	assets?: IDataObject[];
	people?: IDataObject[];
	users?: Record<string, string>;
	settings?: Partial<Settings>;
	sides?: Partial<Sides>;
}

const assignment = (more: Partial<Settings['assignment']>): Partial<Settings> => ({
	assignment: { ...SETTINGS.assignment, direction: 'fromKandji', ...more },
});
/** Both ways, where the side that changed counts. */
const changed = (more: Partial<Settings['assignment']> = {}): Partial<Settings> => ({
	...assignment({ direction: 'both', winner: 'changed', unassign: true, ...more }),
	assetFields: { ...SETTINGS.assetFields, lastUser: 'seen' },
});
const removal = { action: 'retire', field: 'status', value: 'Retired', mostShare: 50 } as const;
const withAnn = device('C1', { user: user('ann@example.com') });
const KEPT = [asset('C2'), asset('C3')];
const KEPT_DEVICES = [device('C2'), device('C3')];

/** The cases of SYNC.md 5 by number, and the statements of SYNC.md 3 by letter. */
export const CASES: Case[] = [
	{
		name: '1 enrolled again: the newest record counts',
		devices: [
			device('C1', { id: 'old', lastEnrollment: '2024-01-01T00:00:00.000Z' }),
			device('C1', { id: 'new', lastEnrollment: '2025-06-01T00:00:00.000Z' }),
		],
		assets: [asset('C1', { kandji: 'old' })],
	},
	{
		name: '2 no serial number',
		devices: [device(null), device('Not Available', { id: 'd2' }), device(' ', { id: 'd3' })],
		assets: [asset(''), asset('N/A')],
	},
	{
		name: '3 two assets with one serial number',
		devices: [device('C1')],
		assets: [asset('C1'), asset('c1', { id: 'a2' })],
	},
	{
		name: '3 two assets with one display ID (D3)',
		devices: [device('C1'), device('C2')],
		assets: [asset('C1', { display: 'X' }), asset('C2', { display: 'x ' })],
		settings: { displayId: { field: 'display', property: 'serialNumber' } },
	},
	{
		name: '4 serial case and blanks (A5)',
		devices: [device('c02xk')],
		assets: [asset(' C02XK ', { serial: 'C02XK ' })],
		settings: { mode: 'link' },
	},
	{
		name: '5 email case (C7)',
		devices: [device('C1', { user: user('Ann@Example.com') })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '5 another domain does not match',
		devices: [device('C1', { user: user('ann@example.org') })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '6 name without email, one person',
		devices: [device('C1', { user: user(null) })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '6 name without email, two people',
		devices: [device('C1', { user: user(null) })],
		assets: [asset('C1')],
		people: [ANN, { ...ANN, id: 'p9', mail: 'al@example.com' }],
		settings: assignment({}),
	},
	{
		name: '7 shared account',
		devices: [device('C1', { user: user('lab@example.com', 'Lab') })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '8 reassigned in Kandji (C6 overwrite)',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [ANN, BOB],
		settings: assignment({}),
	},
	{
		name: '8 reassigned in the asset system (B4)',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: assignment({ direction: 'toKandji' }),
	},
	{
		name: '8 both, Kandji wins',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: assignment({ direction: 'both' }),
	},
	{
		name: '8 both, the assets win',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: assignment({ direction: 'both', winner: 'assets' }),
	},
	{
		name: '9 unassigned in Kandji, kept',
		devices: [device('C1')],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [BOB],
		settings: assignment({}),
	},
	{
		name: '9 unassigned in Kandji, checked in',
		devices: [device('C1')],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [BOB],
		settings: assignment({ unassign: true }),
	},
	{
		name: '10 locked (C8)',
		devices: [withAnn],
		assets: [asset('C1', { status: 'In Transit' })],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '11 device gone',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
	},
	{
		name: '11 device gone, list cut',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
		sides: { incomplete: 'The list was cut' },
	},
	{
		name: '11 too many gone',
		devices: [device('C3')],
		assets: [asset('C1'), ...KEPT],
		settings: { removal },
	},
	{
		name: '11 awaiting enrollment',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
		sides: { awaiting: new Set(['C1']) },
	},
	{
		name: '11 left out by a filter',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
		sides: { enrolled: new Set(['d-c1', 'd-c2', 'd-c3']) },
	},
	{
		name: '11 never linked',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('MONITOR', { kandji: null })],
		settings: { removal },
	},
	{
		name: '12 tag, Kandji wins',
		devices: [device('C1', { assetTag: 'T1' })],
		assets: [asset('C1', { tag: 'T9' })],
	},
	{
		name: '12 tag, the assets win (B6)',
		devices: [device('C1', { assetTag: 'T1' })],
		assets: [asset('C1', { tag: 'T9' })],
		settings: { tag: 'assets' },
	},
	{
		name: '12 tag used by another device',
		devices: [device('C1'), device('C2', { assetTag: 'T9' })],
		assets: [asset('C1', { tag: 'T9' })],
		settings: { tag: 'assets', mode: 'link' },
	},
	{
		name: '12 tag used by another asset',
		devices: [device('C1', { assetTag: 'T9' }), device('C2')],
		assets: [asset('C1'), asset('C2', { tag: 'T9' })],
	},
	{
		name: '13 archived user',
		devices: [device('C1', { user: user('ann@example.com', 'Ann Lee', true) })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '14 unknown platform (A6, B2)',
		devices: [device('C1', { platform: 'Vision', model: 'Apple Vision Pro' })],
	},
	{
		name: '14 no category at all (A6)',
		devices: [device('C1', { platform: 'Vision' })],
		settings: { category: { default: '', byPlatform: {} } },
	},
	{ name: '15 a device listed twice', devices: [device('C1'), device('C1')] },
	{
		name: 'A7 status allocated, A10 model text split',
		devices: [device('C1')],
		settings: {
			mapping: [
				{ field: 'status', property: '', value: 'allocated' },
				{ field: 'model', property: 'modelName' },
				{ field: 'display', property: 'displaySize' },
				{ field: 'year', property: 'modelYear' },
			],
		},
	},
	{
		name: 'A8 Kandji overrides',
		devices: [device('C1', { osVersion: '26.0' })],
		assets: [asset('C1')],
	},
	{
		name: 'A9 a new person is created with the asset (B8)',
		devices: [device('C1', { user: user('mia@example.com', 'Mia van Dyk') })],
		people: [ANN],
		settings: assignment({ createPeople: true }),
	},
	{
		name: 'A9 no email and no name, no assignee',
		devices: [device('C1', { user: user(null, null) })],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: 'B9 checked out to a person whom Kandji does not know',
		devices: [device('C1')],
		assets: [asset('C1', { email: 'zoe@example.com' })],
		settings: assignment({ direction: 'toKandji' }),
	},
	{
		name: 'B11 checked in clears the assignment in Kandji',
		devices: [withAnn],
		assets: [asset('C1')],
		settings: assignment({ direction: 'toKandji', unassign: true }),
	},
	{
		name: 'C2 Link Only creates and changes nothing',
		devices: [device('C1', { osVersion: '26.0' }), device('C2')],
		assets: [asset('C1', { kandji: null })],
		settings: { mode: 'link' },
	},
	{
		name: 'C3 Import New Only leaves existing assets',
		devices: [device('C1', { osVersion: '26.0' }), device('C2')],
		assets: [asset('C1', { kandji: null })],
		settings: { mode: 'import' },
	},
	{
		name: 'C4 Import and Link',
		devices: [device('C1', { osVersion: '26.0' }), device('C2')],
		assets: [asset('C1', { kandji: null })],
		settings: { mode: 'importAndLink' },
	},
	{
		name: 'C6 only unassigned assets',
		devices: [
			withAnn,
			device('C2', { user: user('ann@example.com') }),
			device('C4', { user: user('ann@example.com') }),
		],
		assets: [asset('C1', { email: 'bob@example.com' }), asset('C2')],
		people: [ANN, BOB],
		settings: assignment({ scopes: ['unassigned'] }),
	},
	{
		name: 'D2 name from model',
		devices: [device('C1')],
		assets: [asset('C1')],
		settings: { nameFrom: 'model', mapping: [] },
	},
	{
		name: 'D5 category per platform, D6 enrollment state',
		devices: [
			device('C1', { platform: 'iPhone' }),
			device('C2', { platform: 'Windows', mdmEnabled: false }),
		],
		settings: { mapping: [{ field: 'state', property: 'enrollmentState' }] },
	},
	{
		name: 'A6 a device whose type platform and model do not tell is not created',
		devices: [
			device('C1', { platform: 'Windows', model: 'Virtual Machine' }),
			device('C2', { platform: null, model: null }),
			device('C3', { platform: 'Windows', model: 'OptiPlex 7010' }),
		],
		settings: {
			createOnlyWith: ['deviceType'],
			mapping: [{ field: 'type', property: 'deviceType' }],
		},
	},
	{
		name: 'A8 each platform keeps its details in places of its own, D6 supervised and UDID',
		devices: [
			device('C1'),
			device('C2', { platform: 'iPad', model: 'iPad Air 11-inch (M2) (Wi-Fi)' }),
			device('C3', { platform: 'Windows', model: 'Latitude 5440', osVersion: '25H2' }),
			device('C4', { platform: 'Android', model: 'Galaxy Tab Active5', osVersion: '16' }),
		],
		sides: {
			details: new Map<string, IDataObject>([
				[
					'd-c1',
					{
						mdm: { supervised: 'True' },
						hardware_overview: { model_identifier: 'Mac15,3', memory: '16 GB', udid: 'U1' },
						volumes: [{ capacity: '20.5 GB' }, { capacity: '228.27 GB' }],
					},
				],
				[
					'd-c2',
					{
						mdm: { supervised: 'False' },
						hardware_overview: { model_identifier: 'iPad14,8', uuid: 'U2' },
						volumes: [{ capacity: '128.0 GB' }],
						apple_business_manager: { color: 'BLUE' },
					},
				],
				[
					'd-c3',
					{
						general: { manufacturer: 'Dell Inc.' },
						hardware_overview: { total_ram: '16384', total_capacity: '486061' },
					},
				],
				[
					'd-c4',
					{
						general: { manufacturer: 'samsung' },
						hardware: { total_ram: '5.64', total_capacity: '110.28' },
						cellular: { imei: '350000000000001' },
					},
				],
			]),
		},
		settings: {
			mapping: [
				{ field: 'model', property: 'modelName' },
				{ field: 'display', property: 'displaySize' },
				{ field: 'type', property: 'deviceType' },
				{ field: 'system', property: 'system' },
				{ field: 'make', property: 'details.general.manufacturer' },
				{ field: 'memory', property: 'details.hardware_overview.memory' },
				{ field: 'storage', property: 'details.hardware_overview.storage' },
				{ field: 'udid', property: 'details.hardware_overview.udid' },
				{ field: 'supervised', property: 'details.mdm.supervised' },
				{ field: 'color', property: 'details.apple_business_manager.color' },
				{ field: 'imei', property: 'details.cellular.imei' },
			],
		},
	},
	{
		name: 'A9 no person is made from a name without first and last part',
		devices: [device('C1', { user: user('lab@example.com', 'Lab') })],
		people: [ANN],
		settings: assignment({ createPeople: true }),
	},
	{
		name: 'A9 the list of people is known to be empty (B8)',
		devices: [withAnn],
		sides: { peopleKnown: true },
		settings: assignment({ createPeople: true }),
	},
	{
		name: 'C6 newly imported assets have a switch of their own',
		devices: [withAnn, device('C2', { user: user('ann@example.com') }), device('C3')],
		assets: [
			asset('C1', { fresh: 'yes' }),
			asset('C2', { fresh: false }),
			asset('C3', { fresh: 'yes' }),
		],
		people: [ANN],
		settings: {
			...assignment({ scopes: ['unassigned'] }),
			assetFields: { ...SETTINGS.assetFields, imported: 'fresh' },
		},
	},
	{
		name: 'B4 changed in Kandji since both agreed',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com', seen: 'bob@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: changed(),
	},
	{
		name: 'B4 changed in the asset system since both agreed',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com', seen: 'Ann@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: changed(),
	},
	{
		name: 'B4 both name the same user for the first time',
		devices: [withAnn, device('C2')],
		assets: [asset('C1', { email: 'ann@example.com' }), asset('C2', { seen: null })],
		people: [ANN],
		settings: changed(),
	},
	{
		name: 'B9 checked out since to a person whom Kandji does not know: kept on both sides',
		devices: [withAnn],
		assets: [asset('C1', { email: 'zoe@example.com', seen: 'ann@example.com' })],
		people: [ANN],
		settings: changed(),
	},
	{
		name: 'B11 checked in since, on either side',
		devices: [withAnn, device('C2'), device('C3', { user: user('ann@example.com') })],
		assets: [
			asset('C1', { seen: 'ann@example.com' }),
			asset('C2', { email: 'ann@example.com', seen: 'ann@example.com' }),
			asset('C3'),
		],
		people: [ANN],
		users: { 'ANN@EXAMPLE.COM': 'u-ann@example.com' },
		settings: changed(),
	},
	{
		name: 'stale device',
		devices: [device('C1', { lastCheckIn: '2025-10-01T00:00:00.000Z' })],
		assets: [asset('C1')],
		settings: { staleDays: 30 },
	},
];

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
