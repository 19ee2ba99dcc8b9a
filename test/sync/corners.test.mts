import { planSync } from '../../nodes/Kandji/sync/plan';
import type { SyncSettings } from '../../nodes/Kandji/sync/syncTypes';
import { asset, device, idOf, inputsOf, SETTINGS, user } from '../../tools/harness/worlds.mts';
import type { Case } from '../../tools/harness/worlds.mts';

// Cases that the second implementation of the rules found in random fleets.

const RETIRE: SyncSettings['removal'] = {
	action: 'retire',
	field: 'status',
	value: 'Retired',
	restoredValue: '',
};

/** The entries of a plan as action and asset, device or new asset. */
function entriesOf({ settings, ...one }: Omit<Case, 'name'>) {
	const { rows, exceeded } = planSync(inputsOf({ name: '', ...one }), { ...SETTINGS, ...settings });
	return { entries: rows.flatMap(({ entries }) => entries), exceeded };
}

test('a limit counts every asset, also those without ID and serial number', () => {
	const gone = Array.from({ length: 8 }, (_, index) => ({
		kandji: idOf(`gone${index}`),
		status: 'in use',
	}));
	const here = Array.from({ length: 12 }, (_, index) => device(`F${index}9`));
	const { entries, exceeded } = entriesOf({
		devices: here,
		assets: [...gone, ...here.map(({ id }) => ({ kandji: id, status: 'in use' }))],
		settings: {
			assetFields: { ...SETTINGS.assetFields, id: '', serialNumber: '', name: '', category: '' },
			match: { property: 'id', field: 'kandji' },
			mapping: [],
			removal: RETIRE,
			limits: { ...SETTINGS.limits, removals: { count: 5, share: 10 } },
		},
	});
	expect(exceeded).toEqual([expect.objectContaining({ limit: 'removals', count: 8, allowed: 5 })]);
	expect(entries.filter(({ action }) => action === 'retire')).toEqual([]);
});

test('an asset with two updates counts once', () => {
	const { exceeded } = entriesOf({
		devices: [device('C2A')],
		assets: [asset('C2A', { status: 'Retired', os: '14.0' })],
		settings: {
			removal: { ...RETIRE, restoredValue: 'in use' },
			limits: { ...SETTINGS.limits, updates: { count: 1 } },
		},
	});
	expect(exceeded).toEqual([]);
});

test('a device without name and serial number empties neither the name nor the display ID of its asset', () => {
	const { entries } = entriesOf({
		devices: [device(null, { id: idOf('C2A'), name: null })],
		assets: [asset('C2A', { display: 'C2A' })],
		settings: {
			nameFrom: 'name',
			displayId: { field: 'display', property: 'serialNumber' },
		},
	});
	expect(entries.map(({ action }) => action)).toEqual(['unchanged']);
});

test.each([
	['00C7', 'SC7'],
	['SC7', '00C7'],
	['C0L7', 'SCO17'],
])('the serial number %s looks like %s, with several slips at once', (serial, written) => {
	const { entries } = entriesOf({
		devices: [device(serial)],
		assets: [asset(written, { kandji: null })],
	});
	expect(entries.map(({ action }) => action)).toEqual(['attention']);
});

test('no asset that looks like a device is retired, however many do', () => {
	const { entries } = entriesOf({
		devices: [device('C30')],
		assets: ['C3O', '0C30'].map((serial) => asset(serial, { kandji: idOf(`gone ${serial}`) })),
		settings: { removal: RETIRE },
	});
	expect(entries.map(({ action }) => action)).toEqual(['attention', 'attention']);
});

test('three records of one serial number of which two older ones differ in their user are attention', () => {
	const { entries } = entriesOf({
		devices: [
			device('C2A', { id: idOf('k2'), lastEnrollment: '2026-01-01T00:00:00.000Z' }),
			device('C2A', { id: idOf('k3'), user: user('ann@example.com') }),
			device('C2A', { id: idOf('k4'), user: user('bob@example.com') }),
		],
	});
	expect(entries.map(({ action }) => action)).toEqual(['attention', 'attention', 'attention']);
});

test('assets that only look like devices do not make another tenant this one', () => {
	const { rows, alerts } = planSync(
		inputsOf({
			name: '',
			devices: Array.from({ length: 10 }, (_, index) => device(`F${index}0`)),
			assets: Array.from({ length: 10 }, (_, index) =>
				asset(`F${index}O`, { kandji: idOf(`gone${index}`) }),
			),
		}),
		SETTINGS,
	);
	expect(alerts.map(({ key }) => key)).toEqual(['otherTenant||']);
	expect(rows.every(({ entries }) => entries.every(({ action }) => action === 'skip'))).toBe(true);
});

const TAGGED: Partial<SyncSettings> = { tag: 'kandji' };
const withTag = (serial: string, assetTag: string) => device(serial, { assetTag });
const fieldsOf = (one: Omit<Case, 'name'>) =>
	entriesOf(one).entries.map(({ action, fields }) => [action, fields.tag ?? fields.display]);

test('a tag that only a withheld update would free goes to nobody', () => {
	const one = {
		devices: [withTag('C2A', 'T2'), withTag('C30', 'T1')],
		assets: [asset('C2A', { tag: 'T1' })],
	};
	const swaps = [
		['update', 'T2'],
		['create', 'T1'],
	];
	expect(fieldsOf({ ...one, settings: TAGGED })).toEqual(swaps);
	const limits = { ...SETTINGS.limits, updates: { count: 0 } };
	expect(fieldsOf({ ...one, settings: { ...TAGGED, limits } })).toEqual([
		['skip', 'T2'],
		['create', undefined],
		['attention', undefined],
	]);
});

test('a display ID that only a withheld update would free goes to nobody', () => {
	const one = {
		devices: [device('C2A'), device('C30')],
		assets: [asset('C2A', { display: 'C30' })],
	};
	const settings = { displayId: { field: 'display', property: 'serialNumber' as const } };
	expect(fieldsOf({ ...one, settings })).toEqual([
		['update', 'C2A'],
		['create', 'C30'],
	]);
	const limits = { ...SETTINGS.limits, updates: { count: 0 } };
	expect(fieldsOf({ ...one, settings: { ...settings, limits } })).toEqual([
		['skip', 'C2A'],
		['attention', undefined],
	]);
});

test.each(['kandji', 'assets'] as const)(
	'an asset that is left alone for its display ID gives up no tag (tags of %s)',
	(tag) => {
		const [winner, other] = [
			['T5', 'T1'],
			['T1', ''],
		];
		const [inKandji, inAssets] = tag === 'kandji' ? [winner, other] : [other, winner];
		const { entries } = entriesOf({
			devices: [withTag('C2A', inKandji[0]), withTag('C30', inKandji[1])],
			assets: [
				asset('C2A', { tag: inAssets[0], display: 'OLD' }),
				asset('C30', { tag: inAssets[1], display: 'C30' }),
				asset('C9', { kandji: null, display: 'C2A' }),
			],
			settings: { tag, displayId: { field: 'display', property: 'serialNumber' } },
		});
		const tags = entries.filter(({ fields }) => 'tag' in fields || 'asset_tag' in fields);
		expect(tags).toEqual([]);
	},
);

test.each(['import', 'link'] as const)('%s marks no asset whose device left', (mode) => {
	const { entries } = entriesOf({
		devices: [device('C2A')],
		assets: [asset('C2A'), asset('C9', { kandji: idOf('gone') })],
		settings: { mode, removal: RETIRE },
	});
	expect(entries.map(({ action }) => action)).toEqual(['unchanged', 'unchanged']);
});

test.each(['kandji', 'assets'] as const)(
	'Import New Only writes to new assets only (%s win)',
	(winner) => {
		const ann = user('ann@example.com');
		const { entries } = entriesOf({
			devices: [device('C2A', { user: ann }), device('C30', { user: ann }), device('C4C')],
			assets: [
				asset('C2A', { tag: 'T1', isNew: true }),
				asset('C4C', { tag: 'T4', kandji: null, email: 'bob@example.com', isNew: true, os: '14' }),
			],
			people: [{ id: 'p1', mail: 'ann@example.com', name: 'Ann Lee' }],
			users: { 'BOB@EXAMPLE.COM': 'bob' },
			settings: {
				...{ mode: 'import', tag: 'assets', appliesToKandji: true },
				assetFields: { ...SETTINGS.assetFields, imported: 'isNew' },
				assignment: { ...SETTINGS.assignment, direction: 'both', winner, unassign: true },
			},
		});
		expect(entries.map(({ action }) => action)).toEqual(['unchanged', 'create', 'unchanged']);
	},
);

test('a returning asset whose removed value is a lock says that the next run decides', () => {
	const { rows } = planSync(
		inputsOf({
			name: '',
			devices: [device('C2A', { user: user('ann@example.com') })],
			assets: [asset('C2A', { status: 'Retired' })],
		}),
		{
			...SETTINGS,
			removal: { ...RETIRE, restoredValue: 'in use' },
			assignment: { ...SETTINGS.assignment, direction: 'fromKandji', lockValues: ['Retired'] },
		},
	);
	expect(rows[0].entries.map(({ action }) => action)).toEqual(['restore']);
	expect(rows[0].notAssigned).toBe(
		'Not assigned: status of the asset is "Retired". This run changes it, and the next one decides',
	);
});
