import { planSync } from '../../nodes/Kandji/sync/plan';
import type { SyncSettings } from '../../nodes/Kandji/sync/syncTypes';
import { asset, device, idOf, inputsOf, SETTINGS, user } from './worlds.mts';
import type { Case } from './worlds.mts';

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
