import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';

import { planSync } from '../../nodes/Kandji/sync/plan';
import { reportOf } from '../../nodes/Kandji/sync/report';
import type { AssignScope, Mode, Plan, Settings, Sides } from '../../nodes/Kandji/sync/types';
import { CASES } from './cases.mts';
import { asset, device, SETTINGS, sidesOf, user } from './worlds.mts';
import type { Case } from './worlds.mts';
import { applied, WRITES } from './model.mts';

const GOLDEN = path.join(__dirname, 'golden.txt');

const settingsOf = ({ settings }: Case): Settings => ({ ...SETTINGS, ...settings });
const usersOf = ({ users = {} }: Case) => new Map(Object.entries(users));
const planOf = (one: Case) => planSync(sidesOf(one), settingsOf(one), usersOf(one));

const lines = ({ subjects, notices }: Plan) => [
	...subjects.flatMap(({ decisions }) =>
		decisions.map(({ action, reason, asset: row, device: of, fields, person }) =>
			[
				`  ${of?.id ?? '-'} / ${String(row?.id ?? '-')}  ${action}: ${reason}`,
				Object.keys(fields).length > 0 ? `      write ${JSON.stringify(fields)}` : '',
				person ? `      person ${JSON.stringify(person)}` : '',
			]
				.filter(Boolean)
				.join('\n'),
		),
	),
	...notices.map((notice) => `  notice: ${notice}`),
];

const writesOf = ({ subjects }: Plan) =>
	subjects.flatMap(({ decisions }) => decisions).filter(({ action }) => WRITES.has(action));

describe('the golden table', () => {
	test('every case gives the actions, reasons and fields that the table says', () => {
		const table = CASES.map((one) => [one.name, ...lines(planOf(one)), ''].join('\n')).join('\n');
		if (process.env.UPDATE_GOLDEN || !existsSync(GOLDEN)) writeFileSync(GOLDEN, table);
		expect(table).toBe(readFileSync(GOLDEN, 'utf8'));
	});

	test.each(CASES.map((one) => [one.name, one] as const))(
		'%s: applied, then planned again, gives no action',
		(_, one) => {
			const sides = sidesOf(one);
			const plan = planOf(one);
			const after = applied(sides, plan, usersOf(one), settingsOf(one));
			expect(writesOf(planSync(after, settingsOf(one), usersOf(one)))).toEqual([]);
		},
	);

	test.each(CASES.map((one) => [one.name, one] as const))(
		'%s: the order of the sides does not count',
		(_, one) => {
			const sides = sidesOf(one);
			const turned = {
				...sides,
				devices: [...sides.devices].reverse(),
				assets: [...sides.assets].reverse(),
				people: [...sides.people].reverse(),
			};
			expect(lines(planSync(turned, settingsOf(one), usersOf(one)))).toEqual(lines(planOf(one)));
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
			kandji: fc.constantFrom('d1', 'd2', 'gone', null),
		}),
		{ maxLength: 7 },
	),
	people: fc.subarray([
		{ id: 'p1', mail: 'ann@example.com', name: 'Ann' },
		{ id: 'p2', mail: 'bob@example.com', name: 'Bob' },
	]),
	mode: fc.constantFrom<Mode>('link', 'import', 'importAndLink', 'update'),
	direction: fc.constantFrom('none', 'fromKandji', 'toKandji', 'both'),
	winner: fc.constantFrom('kandji', 'assets'),
	scopes: fc.subarray<AssignScope>(['unassigned', 'new', 'overwrite']),
	tag: fc.constantFrom('off', 'kandji', 'assets'),
	unassign: fc.boolean(),
	createPeople: fc.boolean(),
	mostShare: fc.constantFrom(0, 50, 100),
	incomplete: fc.constantFrom(undefined, 'The list was cut'),
});
const USERS = new Map([
	['ANN@EXAMPLE.COM', 'u1'],
	['BOB@EXAMPLE.COM', 'u2'],
]);

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function stage(one: World): { sides: Sides; settings: Settings } {
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
		sides: sidesOf({
			name: '',
			devices,
			assets,
			people: one.people,
			sides: { incomplete: one.incomplete },
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
			removal: { action: 'retire', field: 'status', value: 'Retired', mostShare: one.mostShare },
		},
	} as { sides: Sides; settings: Settings };
}

describe('any two sides', () => {
	test('planning the applied plan again gives no action', () => {
		fc.assert(
			fc.property(world, (one) => {
				const { sides, settings } = stage(one);
				const after = applied(sides, planSync(sides, settings, USERS), USERS, settings);
				expect(writesOf(planSync(after, settings, USERS))).toEqual([]);
			}),
			{ numRuns: 1_000 },
		);
	});

	test('every device and every asset is in the report exactly once, and none is both written and skipped', () => {
		fc.assert(
			fc.property(world, (one) => {
				const { sides, settings } = stage(one);
				const plan = planSync(sides, settings, USERS);
				const ids = plan.subjects.flatMap(({ device: of }) => (of ? [of.id] : []));
				expect(ids.sort()).toEqual([...new Set(sides.devices.map(({ id }) => id))].sort());
				const rows = plan.subjects.flatMap(({ asset: row }) => (row ? [row.id] : []));
				expect(rows.sort()).toEqual(sides.assets.map(({ id }) => id).sort());
				for (const { decisions } of plan.subjects) {
					const actions = new Set(decisions.map(({ action }) => action));
					expect(actions.size).toBe(decisions.length);
					if (actions.has('skip') || actions.has('unchanged')) expect(actions.size).toBe(1);
				}
				const report = reportOf(plan, settings, new Map());
				expect(report.rows).toHaveLength(plan.subjects.length);
			}),
			{ numRuns: 500 },
		);
	});

	test('nothing is removed after a cut listing or beyond the share', () => {
		fc.assert(
			fc.property(world, (one) => {
				const { sides, settings } = stage(one);
				const retired = writesOf(planSync(sides, settings, USERS)).filter(
					({ action }) => action === 'retire',
				);
				const linked = sides.assets.length + sides.devices.length;
				if (sides.incomplete !== undefined) expect(retired).toEqual([]);
				expect(100 * retired.length).toBeLessThanOrEqual(settings.removal.mostShare * linked);
			}),
			{ numRuns: 500 },
		);
	});
});
