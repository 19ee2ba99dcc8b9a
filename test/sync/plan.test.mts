import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';

import { planSync } from '../../nodes/Kandji/sync/plan';
import { reportOf } from '../../nodes/Kandji/sync/report';
import type {
	AssignScope,
	SyncMode,
	SyncPlan,
	SyncSettings,
	SyncInputs,
} from '../../nodes/Kandji/sync/syncTypes';
import { CASES } from './cases.mts';
import {
	asset,
	device,
	idOf,
	inputsOf,
	NO_LIMITS,
	SETTINGS,
	user,
} from '../../tools/harness/worlds.mts';
import type { Case } from '../../tools/harness/worlds.mts';
import { applied, WRITES } from './model.mts';

const GOLDEN = path.join(__dirname, 'golden.txt');

const settingsOf = ({ settings }: Case): SyncSettings => ({ ...SETTINGS, ...settings });
const planOf = (one: Case) => planSync(inputsOf(one), settingsOf(one));

const lines = ({ rows, alerts, notices }: SyncPlan) => [
	...rows.flatMap(({ entries }) =>
		entries.map(({ action, reason, asset: row, device: of, fields, person }) =>
			[
				`  ${of?.id ?? '-'} / ${String(row?.id ?? '-')}  ${action}: ${reason}`,
				Object.keys(fields).length > 0 ? `      write ${JSON.stringify(fields)}` : '',
				person ? `      person ${JSON.stringify(person)}` : '',
			]
				.filter(Boolean)
				.join('\n'),
		),
	),
	...alerts.map(({ reason }) => `  alert: ${reason}`),
	...notices.map((notice) => `  notice: ${notice}`),
];

const writesOf = ({ rows }: SyncPlan) =>
	rows.flatMap(({ entries }) => entries).filter(({ action }) => WRITES.has(action));

describe('the golden table', () => {
	test('every case gives the actions, reasons and fields that the table says', () => {
		const table = CASES.map((one) => [one.name, ...lines(planOf(one)), ''].join('\n')).join('\n');
		if (process.env.UPDATE_GOLDEN || !existsSync(GOLDEN)) writeFileSync(GOLDEN, table);
		expect(table).toBe(readFileSync(GOLDEN, 'utf8'));
	});

	test.each(CASES.map((one) => [one.name, one] as const))(
		'%s: applied, then planned again, gives no action',
		(_, one) => {
			const inputs = inputsOf(one);
			const plan = planOf(one);
			const after = applied(inputs, plan, settingsOf(one));
			expect(writesOf(planSync(after, settingsOf(one)))).toEqual([]);
		},
	);

	test.each(CASES.map((one) => [one.name, one] as const))(
		'%s: the order of the inputs does not count',
		(_, one) => {
			const inputs = inputsOf(one);
			const turned = {
				...inputs,
				devices: [...inputs.devices].reverse(),
				assets: [...inputs.assets].reverse(),
				people: [...inputs.people].reverse(),
			};
			expect(lines(planSync(turned, settingsOf(one)))).toEqual(lines(planOf(one)));
		},
	);
});

const EMAILS = ['ann@example.com', 'Bob@example.com', 'zoe@example.com', null];
const TAGS = ['T1', 'T2', null];
const serial = fc.constantFrom('C1', 'c1', 'C2', 'C3 ', 'C4', 'C5', '', 'N/A');
const world = fc.record({
	devices: fc.array(
		fc.record({
			serial,
			id: fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5', 'd6'),
			email: fc.constantFrom(...EMAILS),
			tag: fc.constantFrom(...TAGS),
			os: fc.constantFrom('15.1', '26.0'),
			day: fc.integer({ min: 10, max: 28 }),
		}),
		{ maxLength: 7 },
	),
	assets: fc.array(
		fc.record({
			serial,
			email: fc.constantFrom(...EMAILS),
			tag: fc.constantFrom(...TAGS),
			status: fc.constantFrom('in use', 'warehouse', 'Retired'),
			kandji: fc.constantFrom('d1', 'd2', idOf('gone'), null),
		}),
		{ maxLength: 7 },
	),
	people: fc.subarray([
		{ id: 'p1', mail: 'ann@example.com', name: 'Ann' },
		{ id: 'p2', mail: 'bob@example.com', name: 'Bob' },
	]),
	mode: fc.constantFrom<SyncMode>('link', 'import', 'importAndLink', 'update'),
	direction: fc.constantFrom('none', 'fromKandji', 'toKandji', 'both'),
	winner: fc.constantFrom('kandji', 'assets'),
	scopes: fc.subarray<AssignScope>(['unassigned', 'new', 'overwrite']),
	tag: fc.constantFrom('off', 'kandji', 'assets'),
	unassign: fc.boolean(),
	createPeople: fc.boolean(),
	maxShare: fc.constantFrom(0, 50, 100),
	incomplete: fc.constantFrom(undefined, 'The list was cut'),
});
const USERS = { 'ANN@EXAMPLE.COM': 'u1', 'BOB@EXAMPLE.COM': 'u2' };

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function stage(one: World): { inputs: SyncInputs; settings: SyncSettings } {
	// The same record has one content, however often it is listed.
	const records = new Map(one.devices.map((each) => [each.id, each]));
	const devices = one.devices
		.map((each) => records.get(each.id) ?? each)
		.map(({ serial: number, id, email, tag, os, day }) =>
			device(number, {
				id,
				user: email === null ? null : user(email),
				assetTag: tag,
				osVersion: os,
				lastEnrollment: `2025-01-${day}T00:00:00.000Z`,
			}),
		);
	const assets = one.assets.map((each, index) => asset(each.serial, { ...each, id: `a${index}` }));
	return {
		inputs: inputsOf({
			name: '',
			devices,
			assets,
			people: one.people,
			users: USERS,
			inputs: { incomplete: one.incomplete },
		}),
		settings: {
			...SETTINGS,
			mode: one.mode,
			tag: one.tag,
			assignment: {
				...SETTINGS.assignment,
				direction: one.direction,
				winner: one.winner,
				scopes: one.scopes,
				unassign: one.unassign,
				createPeople: one.createPeople,
			},
			removal: { action: 'retire', field: 'status', value: 'Retired', restoredValue: '' },
			limits: { ...NO_LIMITS, removals: { share: one.maxShare } },
		},
	} as { inputs: SyncInputs; settings: SyncSettings };
}

describe('any two inputs', () => {
	test('planning the applied plan again gives no action', () => {
		fc.assert(
			fc.property(world, (one) => {
				const { inputs, settings: limited } = stage(one);
				// A share is measured before the run, so that a larger fleet may allow more in the next one.
				const settings = { ...limited, limits: NO_LIMITS };
				const after = applied(inputs, planSync(inputs, settings), settings);
				expect(writesOf(planSync(after, settings))).toEqual([]);
			}),
			{ numRuns: 1_000 },
		);
	});

	test('every device and every asset is in the report exactly once, and none is both written and skipped', () => {
		fc.assert(
			fc.property(world, (one) => {
				const { inputs, settings } = stage(one);
				const plan = planSync(inputs, settings);
				const ids = plan.rows.flatMap(({ device: of }) => (of ? [of.id] : []));
				expect(ids.sort()).toEqual([...new Set(inputs.devices.map(({ id }) => id))].sort());
				const rows = plan.rows.flatMap(({ asset: row }) => (row ? [row.id] : []));
				expect(rows.sort()).toEqual(inputs.assets.map(({ id }) => id).sort());
				for (const { entries } of plan.rows) {
					const actions = new Set(entries.map(({ action }) => action));
					expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
					if (actions.has('skip') || actions.has('unchanged')) expect(actions.size).toBe(1);
				}
				const report = reportOf(plan, { ...settings, preview: false }, new Map());
				expect(report.rows).toHaveLength(plan.rows.length);
			}),
			{ numRuns: 500 },
		);
	});

	test('nothing is removed after a cut listing or beyond the share of the assets that were linked', () => {
		fc.assert(
			fc.property(world, (one) => {
				const { inputs, settings } = stage(one);
				const retired = writesOf(planSync(inputs, settings)).filter(
					({ action }) => action === 'retire',
				);
				const linked = inputs.assets.filter(({ kandji }) => String(kandji).length === 36).length;
				if (inputs.incomplete !== undefined) expect(retired).toEqual([]);
				const { share = 0 } = settings.limits.removals;
				const base = settings.mode === 'import' ? inputs.assets.length : linked;
				expect(100 * retired.length).toBeLessThanOrEqual(share * base);
			}),
			{ numRuns: 500 },
		);
	});
});
