import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { allowedCount, DEFAULT_LIMITS } from '../../nodes/Kandji/sync/limits';
import { planSync } from '../../nodes/Kandji/sync/plan';
import type {
	LimitName,
	PlanRow,
	SyncAction,
	SyncInputs,
	SyncSettings,
} from '../../nodes/Kandji/sync/syncTypes';
import { fleet, stageOf } from './fleets.mts';
import { applied, WRITES } from './model.mts';
import {
	asset,
	assignment,
	device,
	inputsOf,
	NO_LIMITS,
	SETTINGS,
	user,
} from '../../tools/harness/worlds.mts';

const writesOf = (rows: PlanRow[]) =>
	rows.flatMap(({ entries }) => entries).filter(({ action }) => WRITES.has(action));

/** A plan of which only the entries are written that `isWritten` names by their number. */
function partly(rows: PlanRow[], isWritten: (index: number) => boolean): PlanRow[] {
	const numbers = new Map(rows.flatMap(({ entries }) => entries).map((one, index) => [one, index]));
	return rows.map(({ entries, ...row }) => {
		const kept = entries.filter((entry) => isWritten(numbers.get(entry) ?? 0));
		const keys = new Set(kept.map(({ key }) => key));
		// What an entry requires leaves the node only when Kandji took it.
		return {
			...row,
			entries: kept.filter(({ requires }) => requires === undefined || keys.has(requires)),
		};
	});
}

/** Fleets without limits, because a limit may hold something back for good. */
const unlimited = fleet.map((one) => stageOf({ ...one, limits: NO_LIMITS }));

/** Upper-case values of a field that stand on several assets, and which ones. */
function doubled(assets: IDataObject[], field: string): string[] {
	const values = assets.map((one) =>
		String(one[field] ?? '')
			.trim()
			.toUpperCase(),
	);
	return values.filter((value, index) => value !== '' && values.indexOf(value) !== index);
}

/** A row that is written may free another one's tag or serial number, which the run after it gives out. */
const MAX_RUNS = 4;

/** Runs until there is nothing to write, at most MAX_RUNS times; returns what is left. */
function leftAfterRuns(inputs: SyncInputs, settings: SyncSettings): unknown[] {
	let now = inputs;
	for (let runs = 0; runs < MAX_RUNS; runs++) {
		const plan = planSync(now, settings);
		if (writesOf(plan.rows).length === 0) return [];
		now = applied(now, plan, settings);
	}
	return writesOf(planSync(now, settings).rows);
}

describe('Healing', () => {
	test('a run of which any part fails, on either side, is completed by the next ones', () => {
		fc.assert(
			fc.property(
				unlimited,
				fc.integer({ min: 0, max: 1_023 }),
				({ inputs, settings }, failures) => {
					const first = planSync(inputs, settings);
					const half = partly(first.rows, (index) => (failures & (1 << index % 10)) === 0);
					const after = applied(inputs, { ...first, rows: half }, settings);
					expect(leftAfterRuns(after, settings)).toEqual([]);
				},
			),
			{ numRuns: 1_000 },
		);
	});

	test('no two assets get one device, tag or display ID that they did not share before', () => {
		fc.assert(
			fc.property(fleet.map(stageOf), ({ inputs, settings }) => {
				const { assets } = applied(inputs, planSync(inputs, settings), settings);
				for (const field of ['tag', 'kandji', 'display']) {
					const before = doubled(inputs.assets, field);
					const isNew = (value: string) => !before.includes(value);
					expect([field, doubled(assets, field).filter(isNew)]).toEqual([field, []]);
				}
			}),
			{ numRuns: 1_500 },
		);
	});

	test('two runs that interleave at any point end as one would', () => {
		fc.assert(
			fc.property(unlimited, fc.integer({ min: 0, max: 30 }), ({ inputs, settings }, point) => {
				const plan = planSync(inputs, settings);
				const part = (isWritten: (index: number) => boolean) => ({
					...plan,
					rows: partly(plan.rows, isWritten),
				});
				const begun = applied(
					inputs,
					part((index) => index < point),
					settings,
				);
				const between = applied(begun, planSync(begun, settings), settings);
				// Creates are upserted by serial number, so that the late ones of the first run add nothing.
				const late = part((index) => index >= point);
				const rows = late.rows.map((row) => ({
					...row,
					entries: row.entries
						.filter(({ action }) => action !== 'create')
						.map((entry) => ({
							...entry,
							asset: between.assets.find(({ id }) => id === entry.asset?.id) ?? entry.asset,
							device: between.devices.find(({ id }) => id === entry.device?.id) ?? entry.device,
						})),
				}));
				const both = applied(between, { ...late, rows }, settings);
				expect(leftAfterRuns(both, settings)).toEqual([]);
			}),
			{ numRuns: 500 },
		);
	});
});

const COUNT = 60;
const serials = Array.from({ length: COUNT }, (_, index) => `F${100 + index}`);
const emailOf = (index: number) => `person${index}@example.com`;

/** A fleet in which all is well: as many linked assets and people as devices. */
const whole: SyncInputs = inputsOf({
	name: '',
	devices: serials.map((serial, index) =>
		device(serial, { user: user(emailOf(index), `Person ${index}`) }),
	),
	assets: serials.map((serial, index) => asset(serial, { email: emailOf(index) })),
	people: serials.map((_, index) => ({
		id: `p${index}`,
		mail: emailOf(index),
		name: `Person ${index}`,
	})),
	users: Object.fromEntries(serials.map((_, index) => [emailOf(index).toUpperCase(), `u${index}`])),
});

const COUNTED: Record<LimitName, SyncAction[]> = {
	creates: ['create'],
	updates: ['update', 'link'],
	assignments: ['assign'],
	unassignments: ['unassign', 'unassignInKandji'],
	removals: ['mark', 'retire'],
	newPeople: [],
	kandjiWrites: ['setAssetTag', 'assignInKandji', 'unassignInKandji'],
};

/** How much a plan may do at once, with the limits of an untouched panel. */
function expectWithinLimits(inputs: SyncInputs, settings: SyncSettings): void {
	const writes = writesOf(planSync(inputs, settings).rows);
	const linked = inputs.assets.filter(({ kandji }) => kandji !== null).length;
	for (const [name, actions] of Object.entries(COUNTED) as Array<[LimitName, SyncAction[]]>) {
		const found =
			name === 'newPeople'
				? new Set(writes.flatMap(({ person }) => (person?.create ? [person.email] : [])))
				: new Set(writes.filter(({ action }) => actions.includes(action)));
		expect([name, found.size <= allowedCount(DEFAULT_LIMITS[name], linked)]).toEqual([name, true]);
	}
}

describe('Inputs that are cut at any row do no more harm than the limits allow', () => {
	const cuts = Array.from({ length: COUNT + 1 }, (_, cut) => cut);
	const all = {
		...SETTINGS,
		limits: DEFAULT_LIMITS,
		removal: { action: 'retire', field: 'status', value: 'Retired', restoredValue: 'in use' },
	} satisfies SyncSettings;
	const settingsOf = (direction: SyncSettings['assignment']['direction']): SyncSettings => ({
		...all,
		...assignment({ direction, unassign: true, createPeople: true, winner: 'kandji' }),
	});
	const directions = ['fromKandji', 'toKandji', 'both'] as const;
	const cut: Record<string, (at: number) => SyncInputs> = {
		assets: (at) => ({ ...whole, assets: whole.assets.slice(0, at) }),
		'assets and their links': (at) => ({
			...whole,
			assets: whole.assets.map((row, index) => (index < at ? row : { ...row, kandji: null })),
		}),
		assignees: (at) => ({
			...whole,
			assets: whole.assets.map((row, index) => (index < at ? row : { ...row, email: null })),
		}),
		people: (at) => ({ ...whole, people: whole.people.slice(0, at), peopleKnown: true }),
		devices: (at) => {
			const devices = whole.devices.slice(0, at);
			return { ...whole, devices, enrolled: new Set(devices.map(({ id }) => id)) };
		},
		'users of devices': (at) => ({
			...whole,
			devices: whole.devices.map((one, index) => (index < at ? one : { ...one, user: null })),
		}),
		'serial numbers': (at) => ({
			...whole,
			devices: whole.devices.map((one, index) =>
				index < at ? one : { ...one, serialNumber: null },
			),
		}),
	};

	test.each(Object.keys(cut).flatMap((what) => directions.map((each) => [what, each] as const)))(
		'%s, assignment %s',
		(what, direction) => {
			for (const at of cuts) expectWithinLimits(cut[what](at), settingsOf(direction));
		},
	);

	test('a device whose asset is linked is never created again, also when its asset lost every identifier', () => {
		const lost = ['serial', 'tag', 'name', 'email', 'os'];
		fc.assert(
			fc.property(fc.subarray(lost), fc.integer({ min: 0, max: COUNT }), (fields, at) => {
				const assets = whole.assets.map((row, index) =>
					index < at
						? row
						: { ...row, ...Object.fromEntries(fields.map((field) => [field, null])) },
				);
				const { rows } = planSync({ ...whole, assets }, { ...all, limits: NO_LIMITS });
				expect(writesOf(rows).filter(({ action }) => action === 'create')).toEqual([]);
			}),
			{ numRuns: 100 },
		);
	});
});
