import fc from 'fast-check';

import type {
	Limit,
	SyncInputs,
	SyncMode,
	SyncSettings,
	WriteRule,
} from '../../nodes/Kandji/sync/syncTypes';
import {
	asset,
	device,
	idOf,
	inputsOf,
	mapped,
	NO_LIMITS,
	SETTINGS,
	user,
} from '../../tools/harness/worlds.mts';

// Random fleets with every kind of trouble, small enough that devices, assets and people often share a key.

const EMAILS = ['ann@example.com', 'Bob@example.com', 'zoe@example.com', 'ANN@example.com', null];
const NAMES = {
	'ann@example.com': 'Ann Lee',
	'Bob@example.com': 'Bob Ray',
	'zoe@example.com': 'Zoe',
};
/** Those in the second row look like one in the first. */
const SERIALS = ['C2A', 'C30', 'C4C', '00D5', 'SE6', '', 'N/A'];
const SPELLINGS = ['c2a ', 'SC2A', 'C3O', '0C4C', 'D5', 'SD5', 'E6', 'SOOD5'];
const TAGS = ['T2', 't3', 'T4', null];

const deviceOf = fc.record({
	serial: fc.constantFrom(...SERIALS),
	id: fc.constantFrom('k2', 'k3', 'k4', 'k5', 'k6', 'k7'),
	tag: fc.constantFrom(...TAGS),
	email: fc.constantFrom(...EMAILS),
	archived: fc.boolean(),
	os: fc.constantFrom('15.1', '26.0', null),
	platform: fc.constantFrom('Mac', 'Mac', 'Mac', 'iPhone'),
	enrolled: fc.constantFrom('2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'),
});

const assetOf = fc.record({
	serial: fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...SERIALS) },
		{ weight: 3, arbitrary: fc.constantFrom(...SPELLINGS) },
		{
			weight: 1,
			arbitrary: fc.constantFrom(['C2A'], { value: 'C30' }, ['C2A', 'C4C'], { other: 'C30' }),
		},
	),
	kandji: fc.constantFrom('k2', 'k3', 'k4', 'filtered', 'gone', 'left', null),
	tag: fc.constantFrom(...TAGS),
	email: fc.oneof(
		{ weight: 8, arbitrary: fc.constantFrom<unknown>(...EMAILS) },
		{ weight: 1, arbitrary: fc.constantFrom<unknown>(['ann@example.com'], ['a@x.de', 'b@x.de']) },
	),
	os: fc.constantFrom('15.1', '26.0', ''),
	status: fc.oneof(
		{ weight: 8, arbitrary: fc.constantFrom<unknown>('in use', 'warehouse', 'Retired') },
		{ weight: 1, arbitrary: fc.constantFrom<unknown>({ value: 'warehouse' }, { id: 7 }) },
	),
	display: fc.constantFrom('C2A', 'c30', 'C4C', 'N/A', null),
	seen: fc.constantFrom('ann@example.com', 'bob@example.com', 'nobody', null),
});

const limit = fc.oneof(
	fc.constant<Limit>({}),
	fc.record<Limit>({ count: fc.integer({ min: 0, max: 4 }) }),
	fc.record<Limit>({ share: fc.constantFrom(10, 25, 50, 100) }),
	fc.record<Limit>({ count: fc.constantFrom(1, 2), share: fc.constantFrom(10, 25, 50) }),
);

const limits = fc.record({
	creates: limit,
	updates: limit,
	assignments: limit,
	unassignments: limit,
	removals: limit,
	newPeople: limit,
	kandjiWrites: limit,
});

/** A fleet, what the other system has of it, and all settings. */
export const fleet = fc.record({
	devices: fc.uniqueArray(deviceOf, { maxLength: 6, selector: ({ id }) => id }),
	assets: fc.array(assetOf, { maxLength: 7 }),
	/** Linked assets of which each is in Kandji or not, so that some fleets look like another tenant's. */
	linked: fc.oneof(
		{ weight: 5, arbitrary: fc.constant<boolean[]>([]) },
		{ weight: 1, arbitrary: fc.array(fc.boolean(), { minLength: 8, maxLength: 12 }) },
	),
	people: fc.subarray([
		{ id: 'p1', mail: 'ann@example.com', name: 'Ann', status: 'active' },
		{ id: 'p2', mail: 'bob@example.com', name: 'Bob', status: 'Terminated' },
		{ id: 'p3', mail: 'zoe@example.com', name: 'Zoe', status: 'active' },
		{ id: 'p4', mail: 'ZOE@example.com', name: 'Zoe', status: 'active' },
	]),
	peopleKnown: fc.boolean(),
	users: fc.subarray(['ann', 'bob', 'zoe', 'zoe twice']),
	awaiting: fc.subarray(['C2A', 'C30']),
	elsewhere: fc.subarray(['C2A', 'C30']),
	incomplete: fc.constantFrom(undefined, undefined, undefined, 'The list was cut'),
	mode: fc.constantFrom<SyncMode>('link', 'import', 'importAndLink', 'update', 'update'),
	property: fc.constantFrom('serialNumber' as const, 'id' as const, 'assetTag' as const),
	assignment: fc.record({
		direction: fc.constantFrom('none', 'fromKandji', 'toKandji', 'both', 'both'),
		winner: fc.constantFrom('kandji', 'assets', 'changed'),
		scopes: fc.subarray(['unassigned' as const, 'new' as const, 'overwrite' as const]),
		unassign: fc.boolean(),
		createPeople: fc.boolean(),
	}) as fc.Arbitrary<Partial<SyncSettings['assignment']>>,
	status: fc.constantFrom('status', ''),
	osRule: fc.constantFrom<WriteRule>('always', 'ifValue', 'ifEmpty', 'onCreate'),
	tagWinner: fc.constantFrom('off' as const, 'kandji' as const, 'assets' as const),
	display: fc.constantFrom('', '', 'display'),
	displayFrom: fc.constantFrom('serialNumber' as const, 'id' as const),
	removal: fc.constantFrom('ignore' as const, 'retire' as const),
	restoredValue: fc.constantFrom('', 'in use'),
	applies: fc.boolean(),
	limits: fc.oneof(fc.constant(NO_LIMITS), limits),
});
export type Fleet = typeof fleet extends fc.Arbitrary<infer T> ? T : never;

const FIELD = { serialNumber: 'serial', id: 'kandji', assetTag: 'tag' };

function settingsOf(one: Fleet): SyncSettings {
	return {
		...SETTINGS,
		mode: one.mode,
		assetFields: {
			...SETTINGS.assetFields,
			name: '',
			category: '',
			lastUser: one.assignment.winner === 'changed' ? 'seen' : '',
		},
		personFields: { ...SETTINGS.personFields, status: one.status },
		mapping: [mapped('serial', 'serialNumber'), mapped('os', 'osVersion', { write: one.osRule })],
		assignment: { ...SETTINGS.assignment, ...one.assignment, lockValues: ['warehouse'] },
		match: { property: one.property, field: FIELD[one.property] },
		displayId: { field: one.display, property: one.displayFrom },
		tag: one.tagWinner,
		removal: {
			action: one.removal,
			field: 'status',
			value: 'Retired',
			restoredValue: one.restoredValue,
		},
		appliesToKandji: one.applies,
		limits: one.limits,
	};
}

/** The inputs and settings of a random fleet. */
export function stageOf(one: Fleet): { inputs: SyncInputs; settings: SyncSettings } {
	const devices = one.devices.map(({ serial, id, tag, email, os, archived, ...more }) =>
		device(serial, {
			id: idOf(id),
			assetTag: tag,
			osVersion: os,
			platform: more.platform,
			lastEnrollment: more.enrolled,
			user:
				email === null
					? null
					: user(email, NAMES[email as keyof typeof NAMES] ?? 'Ann Lee', archived),
		}),
	);
	const there = one.linked.flatMap((isThere, index) =>
		isThere ? [device(`X${index}9`, { id: idOf(`x${index}`) })] : [],
	);
	const linked = one.linked.map((_, index) =>
		asset(`X${index}9`, { id: `x${index}`, kandji: idOf(`x${index}`), display: null, seen: null }),
	);
	const all = [...devices, ...there];
	const idsOf = (name: string) =>
		one.users.includes(`${name} twice`) ? [name, `${name}2`] : [name];
	const users = one.users
		.filter((name) => !name.includes(' '))
		.map((name): [string, string[]] => [`${name.toUpperCase()}@EXAMPLE.COM`, idsOf(name)]);
	const rows = one.assets.map(({ kandji, ...row }, index) => ({
		...row,
		id: `a${index}`,
		kandji: kandji === null ? null : idOf(kandji),
	}));
	return {
		inputs: inputsOf({
			name: '',
			devices: all,
			assets: [...rows, ...linked] as SyncInputs['assets'],
			people: one.people,
			users: Object.fromEntries(users),
			inputs: {
				peopleKnown: one.peopleKnown,
				enrolled: new Set([...all.map(({ id }) => id), idOf('filtered')]),
				enrolledSerials: new Set(one.elsewhere),
				awaiting: new Set(one.awaiting),
				incomplete: one.incomplete,
			},
		}),
		settings: settingsOf(one),
	};
}
