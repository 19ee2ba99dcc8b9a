import fc from 'fast-check';

import { planSync } from '../../nodes/Kandji/sync/plan';
import type { PlanRow, SyncInputs, SyncMode, SyncSettings } from '../../nodes/Kandji/sync/types';
import { applied, WRITES } from './model.mts';
import { assigneeOf, goneAssets, verdictOf } from './oracle.mts';
import { asset, assignment, device, idOf, inputsOf, SETTINGS, user } from './worlds.mts';

const EMAILS = ['ann@example.com', 'Bob@example.com', 'zoe@example.com', null];
// No two of these look alike, so that the oracle needs no near matches.
const SERIALS = ['C2A', 'C3B', 'C4C', 'C5D', 'C6E', '', 'N/A'];
const world = fc.record({
	devices: fc.uniqueArray(
		fc.record({
			serial: fc.constantFrom(...SERIALS),
			id: fc.constantFrom('k2', 'k3', 'k4', 'k5', 'k6'),
			tag: fc.constantFrom('T2', 'T3', null),
			email: fc.constantFrom(...EMAILS),
			os: fc.constantFrom('15.1', '26.0'),
		}),
		{
			maxLength: 5,
			selector: ({ serial, id }) => (serial.length === 3 && serial !== 'N/A' ? serial : id),
		},
	),
	assets: fc.array(
		fc.record({
			serial: fc.constantFrom(...SERIALS),
			kandji: fc.constantFrom('k2', 'k3', 'k4', 'gone', null),
			tag: fc.constantFrom('T2', 'T3', null),
			email: fc.constantFrom(...EMAILS),
			status: fc.constantFrom('in use', 'warehouse', 'Retired'),
		}),
		{ maxLength: 6 },
	),
	people: fc.subarray([
		{ id: 'p1', mail: 'ann@example.com', name: 'Ann' },
		{ id: 'p2', mail: 'bob@example.com', name: 'Bob' },
	]),
	property: fc.constantFrom('serialNumber' as const, 'id' as const, 'assetTag' as const),
	mode: fc.constantFrom<SyncMode>('import', 'importAndLink', 'update'),
	scopes: fc.subarray(['unassigned' as const, 'new' as const, 'overwrite' as const]),
	unassign: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const FIELD = { serialNumber: 'serial', id: 'kandji', assetTag: 'tag' };

function stageOf(one: World): { inputs: SyncInputs; settings: SyncSettings } {
	const ids = new Set<string>();
	const tags = new Set<string>();
	const devices = one.devices
		.filter(({ id }) => !ids.has(id) && ids.add(id))
		// Two devices with one tag are a conflict of their own.
		.filter(({ tag }) => tag === null || (!tags.has(tag) && tags.add(tag)))
		.map(({ serial, id, tag, email, os }) =>
			device(serial, {
				id: idOf(id),
				assetTag: tag,
				osVersion: os,
				user: email === null ? null : user(email),
			}),
		);
	return {
		inputs: inputsOf({
			name: '',
			devices,
			assets: one.assets.map((row, index) =>
				asset(row.serial, { ...row, id: `a${index}`, kandji: row.kandji && idOf(row.kandji) }),
			),
			people: one.people,
		}),
		settings: {
			...SETTINGS,
			...assignment({ scopes: one.scopes, unassign: one.unassign }),
			mode: one.mode,
			tag: 'off',
			match: { property: one.property, field: FIELD[one.property] },
			removal: { action: 'retire', field: 'status', value: 'Retired', restoredValue: '' },
		},
	};
}

const ofDevice = (rows: PlanRow[], id: string) => rows.find((row) => row.device?.id === id);
const idsOf = (rows: PlanRow[], action: string) =>
	rows
		.filter(({ entries }) => entries.some((entry) => entry.action === action))
		.map((row) => row.asset?.id);

describe('A second implementation of the rules', () => {
	test('agrees about pairs, new assets, attention, removals and assignees', () => {
		fc.assert(
			fc.property(world, (one) => {
				const { inputs, settings } = stageOf(one);
				const { rows, alerts } = planSync(inputs, settings);
				// Ten linked assets never stand on so small a stage.
				expect(alerts).toEqual([]);
				for (const of of inputs.devices) {
					const verdict = verdictOf(of, inputs, settings);
					const row = ofDevice(rows, of.id);
					const actions = row?.entries.map(({ action }) => action) ?? [];
					if (typeof verdict === 'string') {
						expect(actions[0]).toBe(verdict);
						continue;
					}
					expect([row?.asset?.id, actions.includes('create')]).toEqual([verdict.paired, false]);
					if (settings.mode === 'import') continue;
					const wanted = assigneeOf(of, row?.asset ?? {}, inputs, settings);
					const entry = row?.entries.find(
						({ action }) => action === 'assign' || action === 'unassign',
					);
					expect(entry?.fields.email).toBe(wanted);
				}
				expect(idsOf(rows, 'retire').sort()).toEqual(goneAssets(inputs, settings).sort());
			}),
			{ numRuns: 3_000 },
		);
	});
});

const writesOf = (rows: PlanRow[]) =>
	rows.flatMap(({ entries }) => entries).filter(({ action }) => WRITES.has(action));

/** A plan of which only the entries are written that `isWritten` names by their number. */
const partly = (rows: PlanRow[], isWritten: (index: number) => boolean): PlanRow[] => {
	let index = -1;
	return rows.map((row) => ({
		...row,
		entries: row.entries.filter(() => isWritten((index += 1))),
	}));
};

describe('Healing', () => {
	test('a run of which any part fails is completed by the next one, and the one after has nothing to do', () => {
		fc.assert(
			fc.property(world, fc.integer({ min: 0, max: 1_023 }), (one, failures) => {
				const { inputs, settings } = stageOf(one);
				const first = planSync(inputs, settings);
				const half = partly(first.rows, (index) => (failures & (1 << index % 10)) === 0);
				const after = applied(inputs, { ...first, rows: half }, settings);
				const next = applied(after, planSync(after, settings), settings);
				expect(writesOf(planSync(next, settings).rows)).toEqual([]);
			}),
			{ numRuns: 500 },
		);
	});

	test('assets cut at any row never give a device a second asset while the rest is linked beyond the limit', () => {
		const serials = Array.from({ length: 40 }, (_, index) => `F${100 + index}`);
		for (let cut = 0; cut < 40; cut += 1) {
			const { rows } = planSync(
				inputsOf({
					name: '',
					devices: serials.map((serial) => device(serial)),
					assets: serials.slice(0, cut).map((serial) => asset(serial)),
				}),
				{ ...SETTINGS, limits: { ...SETTINGS.limits, creates: { count: 10, share: 25 } } },
			);
			const missing = 40 - cut;
			expect(writesOf(rows)).toHaveLength(missing > 10 ? 0 : missing);
		}
	});

	test('two runs that interleave write the same, and the plan after both is empty but for twins', () => {
		fc.assert(
			fc.property(world, fc.integer({ min: 0, max: 30 }), (one, point) => {
				const { inputs, settings } = stageOf({ ...one, mode: 'update' });
				const plan = planSync(inputs, settings);
				const begun = applied(
					inputs,
					{ ...plan, rows: partly(plan.rows, (index) => index < point) },
					settings,
				);
				const second = planSync(begun, settings);
				const updates = (rows: PlanRow[]) =>
					rows.map((row) => ({
						...row,
						entries: row.entries.filter(({ action }) => action !== 'create'),
					}));
				const both = applied(begun, { ...second, rows: [...updates(second.rows)] }, settings);
				const late = applied(
					both,
					{ ...plan, rows: updates(partly(plan.rows, (index) => index >= point)) },
					settings,
				);
				expect(
					writesOf(planSync(late, settings).rows).filter(({ action }) => action !== 'create'),
				).toEqual([]);
			}),
			{ numRuns: 300 },
		);
	});
});
