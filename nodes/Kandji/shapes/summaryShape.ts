import type { IDataObject } from 'n8n-workflow';
import { orderBy } from 'lodash';

import { isRecord } from '../util/json';

/** The group of the records that lack the value. */
export const NONE = '(none)';

/** The group that stands for all groups beyond the largest ones. */
export const OTHERS = '(others)';

/** A fact by which records are counted. */
export interface GroupField {
	/** The key in the output. */
	name: string;
	/** The value of a record; a list puts the record into several groups, and nothing into the group `(none)`. */
	valueOf: (row: IDataObject, now: Date) => unknown;
}

/** How the records of a list are counted. */
export interface Counting {
	fields: GroupField[];
	/** The key of the ID that is counted once, where several rows belong to one record; each row counts without it. */
	countedBy?: string;
	/** How many groups are returned; all groups without it. */
	maxGroups?: number;
	now: Date;
}

interface Group {
	values: IDataObject;
	ids: Set<unknown>;
}

/** Keys that a summary gives besides the counted facts. */
const OWN_KEYS = ['count', 'share', 'total'];

function groupNames(value: unknown): string[] {
	const values = (Array.isArray(value) ? value : [value])
		.filter((entry) => entry !== null && entry !== undefined)
		.map((entry) => (isRecord(entry) ? JSON.stringify(entry) : String(entry).trim()))
		.filter((entry) => entry !== '');
	return values.length > 0 ? [...new Set(values)] : [NONE];
}

/** Returns each combination of the groups that a record belongs to. */
function combinations(row: IDataObject, { fields, now }: Counting): IDataObject[] {
	return fields.reduce<IDataObject[]>(
		(all, { name, valueOf }) =>
			groupNames(valueOf(row, now)).flatMap((group) =>
				all.map((values) => ({ ...values, [name]: group })),
			),
		[{}],
	);
}

function groupRows(rows: IDataObject[], counting: Counting): Group[] {
	const { countedBy } = counting;
	const groups = new Map<string, Group>();
	for (const row of rows) {
		for (const values of combinations(row, counting)) {
			const key = JSON.stringify(values);
			const group = groups.get(key) ?? { values, ids: new Set() };
			groups.set(key, group);
			group.ids.add(countedBy === undefined ? row : row[countedBy]);
		}
	}
	const names = counting.fields.map(({ name }) => name);
	return orderBy(
		[...groups.values()],
		[
			({ ids }) => ids.size,
			...names.map(
				(name) =>
					({ values }: Group) =>
						values[name],
			),
		],
		['desc', ...names.map(() => 'asc' as const)],
	);
}

/** Joins the groups beyond the largest ones to one, in which a record that several of them hold counts once. */
function withOthers(groups: Group[], { fields, maxGroups = groups.length }: Counting): Group[] {
	const others = groups.slice(maxGroups);
	if (others.length === 0) return groups;
	const values = Object.fromEntries(fields.map(({ name }) => [name, OTHERS]));
	const ids = new Set(others.flatMap((group) => [...group.ids]));
	return [...groups.slice(0, maxGroups), { values, ids }];
}

/** Returns names that no row has, so that it cannot be counted by them. */
export function unknownKeys(rows: IDataObject[], names: string[]): string[] {
	return names.filter(
		(name) =>
			OWN_KEYS.includes(name) || (rows.length > 0 && !rows.some((row) => row[name] !== undefined)),
	);
}

/**
 * Counts records by one or several facts. Returns one object for each group, the largest first: the facts, `count`,
 * `share` (percent of all records, one decimal) and `total` (all records). Of no records it returns one object with
 * the count 0, so that a report still has a number. Shares add up to more than 100 where a record is in several groups.
 */
export function summarizeRows(rows: IDataObject[], counting: Counting): IDataObject[] {
	const { fields, countedBy } = counting;
	const groups = groupRows(rows, counting);
	if (groups.length === 0) {
		const nothing = Object.fromEntries(fields.map(({ name }) => [name, null]));
		return [{ ...nothing, count: 0, share: 0, total: 0 }];
	}
	const total =
		countedBy === undefined ? rows.length : new Set(rows.map((row) => row[countedBy])).size;
	return withOthers(groups, counting).map(({ values, ids }) => ({
		...values,
		count: ids.size,
		share: Math.round((ids.size / total) * 1_000) / 10,
		total,
	}));
}
