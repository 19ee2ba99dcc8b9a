import { sortBy } from 'lodash';

import { withoutDependents } from './entries';
import type { ExceededLimit, Limit, LimitName, PlanEntry, PlanRow, SyncAction } from './syncTypes';
import { keyOf } from './values';

/** One row of the table of limits. */
interface LimitRow {
	/** Display name of the option. */
	label: string;
	/** The limit of an option that is empty. */
	default: Limit;
	/** Names the counted records in a message. */
	noun: string;
}

/** The limit of every action. */
export const LIMITS: Record<LimitName, LimitRow> = {
	creates: { label: 'Max Creates', default: { count: 10, share: 25 }, noun: 'new assets' },
	updates: { label: 'Max Updates', default: {}, noun: 'updates of assets' },
	assignments: { label: 'Max Assignments', default: { count: 10, share: 25 }, noun: 'assignments' },
	unassignments: {
		label: 'Max Unassignments',
		default: { count: 5, share: 10 },
		noun: 'unassignments',
	},
	removals: { label: 'Max Removals', default: { count: 5, share: 10 }, noun: 'removals' },
	newPeople: { label: 'Max New People', default: { count: 10, share: 10 }, noun: 'new people' },
	kandjiWrites: {
		label: 'Max Kandji Writes',
		default: { count: 25 },
		noun: 'changes of devices in Kandji',
	},
};

/** The limits of a panel in which no option is set. */
export const DEFAULT_LIMITS = Object.fromEntries(
	Object.entries(LIMITS).map(([name, row]) => [name, row.default]),
) as Record<LimitName, Limit>;

/** The limits that count an action. Taking a user away counts as an unassignment on either side. */
const LIMITS_OF: Partial<Record<SyncAction, LimitName[]>> = {
	create: ['creates'],
	link: ['updates'],
	update: ['updates'],
	restore: ['updates'],
	assign: ['assignments'],
	unassign: ['unassignments'],
	mark: ['removals'],
	retire: ['removals'],
	setAssetTag: ['kandjiWrites'],
	assignInKandji: ['kandjiWrites'],
	unassignInKandji: ['unassignments', 'kandjiWrites'],
};

/**
 * Reads a limit as the panel takes it: a count (`30`), a share (`40%`) or `off`. Returns undefined for any other text,
 * so that a mistyped limit never counts as none.
 */
export function parseLimit(written: string): Limit | undefined {
	const plain = written.trim().toLowerCase();
	if (plain === 'off') return {};
	const [, number, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(plain) ?? [];
	if (number === undefined) return undefined;
	if (percent === '%') return Number(number) <= 100 ? { share: Number(number) } : undefined;
	return Number.isInteger(Number(number)) ? { count: Number(number) } : undefined;
}

/** How many records a limit allows when so many assets were paired before the run. */
export function allowedCount({ count, share }: Limit, paired: number): number {
	if (count === undefined && share === undefined) return Number.POSITIVE_INFINITY;
	return Math.max(count ?? 0, Math.floor(((share ?? 0) * paired) / 100));
}

/** Returns what a limit counts once: a new person by email, a device in Kandji, else the asset or the device without one. */
function countedOnce(limit: LimitName, { device, asset, person }: PlanEntry): unknown {
	if (limit === 'newPeople') return keyOf(person?.email);
	return limit === 'kandjiWrites' ? device : (asset ?? device);
}

const nameOf = (
	limit: LimitName,
	{ device, asset, person }: PlanEntry,
	idField: string,
): string => {
	if (limit === 'newPeople') return person?.email ?? '';
	return device?.serialNumber ?? device?.name ?? `asset ${String(asset?.[idField] ?? '')}`;
};

const NO_LIMITS: LimitName[] = [];

/** The limits that count this entry. */
const limitsOf = ({ action, person }: PlanEntry): LimitName[] => {
	const limits = LIMITS_OF[action] ?? NO_LIMITS;
	return person?.create === true ? [...limits, 'newPeople'] : limits;
};

/** Returns the limits that these rows exceed, with the first ten records of each. */
export function exceededLimits(
	rows: PlanRow[],
	limits: Record<LimitName, Limit>,
	paired: number,
	idField: string,
): ExceededLimit[] {
	const counted = new Map<LimitName, Map<unknown, PlanEntry>>();
	for (const { entries } of rows) {
		for (const entry of entries) {
			for (const limit of limitsOf(entry)) {
				if (limits[limit].count === undefined && limits[limit].share === undefined) continue;
				const known = counted.get(limit) ?? new Map<unknown, PlanEntry>();
				counted.set(limit, known.set(countedOnce(limit, entry), entry));
			}
		}
	}
	const exceeded = [...counted].flatMap(([limit, found]): ExceededLimit[] => {
		const allowed = allowedCount(limits[limit], paired);
		if (found.size <= allowed) return [];
		const first = [...found.values()].slice(0, 10).map((one) => nameOf(limit, one, idField));
		return [{ limit, label: LIMITS[limit].label, count: found.size, allowed, first }];
	});
	return sortBy(exceeded, ({ limit }) => Object.keys(LIMITS).indexOf(limit));
}

/** Says in words what exceeded a limit, the first ten records, and which option raises it. */
export function exceededReason({ limit, label, count, allowed, first }: ExceededLimit): string {
	const more = count > first.length ? ', ...' : '';
	return `${count} ${LIMITS[limit].noun} would be planned at once; ${label} allows ${allowed}. None is planned: ${first.join(', ')}${more}. Check that they are meant, then raise Options > ${label} for one run`;
}

/**
 * Withholds an entry that an exceeded limit counts: it becomes a skip that keeps its fields, so that the report shows
 * what a run without the limit would write. A new asset loses only its new person.
 */
function withhold(entry: PlanEntry, exceeded: ReadonlySet<LimitName>): PlanEntry {
	const limit = limitsOf(entry).find((one) => exceeded.has(one));
	if (limit === undefined || (limit === 'newPeople' && entry.action === 'create')) return entry;
	const reason = `Not planned, because ${LIMITS[limit].label} is exceeded. ${entry.reason}`;
	return { ...entry, action: 'skip', reason, withheld: limit };
}

/** Withholds what exceeded limits count, and what must not be written without it. */
export function withholdAll(entries: PlanEntry[], exceeded: ReadonlySet<LimitName>): PlanEntry[] {
	const kept = entries.map((entry) => withhold(entry, exceeded));
	return withoutDependents(kept, ({ withheld }) => withheld === undefined);
}
