import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { omit, orderBy, partition } from 'lodash';

import type { List } from '../api/lists';
import type { KandjiClient } from '../client/client';
import { isPosition } from '../client/listPart';
import { asList } from '../fields/encode';
import { text } from '../util/json';
import type { Finder } from './finder';
import type { LocalCheck } from './localChecks';
import type { Prepared } from './prepare';

/** The rows of a list that were asked for, and what is known about the others. */
interface Rows {
	rows: IDataObject[];
	/** False when a row may be missing; see client/pages.ts. */
	complete: boolean;
	/** The position of each row, where the list is read in parts. */
	positions?: string[];
	/** The position at which the list goes on; undefined at its end, or where it is not read in parts. */
	next?: string;
	/** Says that rows exist although none matched the filters of the node, and what they hold instead. */
	unmatched?: string;
	/** How many rows there are without the limit, where that is known. */
	total?: number;
}

/**
 * Returns what to say where rows exist and none matched: "0 of 18 match Status; statuses here: PASS 14, ERROR 4".
 * Throws when a filter names words that nobody knows: "FAIL" must not read as "nothing failed".
 */
function noneMatched(
	client: KandjiClient,
	rows: IDataObject[],
	checks: LocalCheck[],
): string | undefined {
	if (rows.length === 0 || checks.length === 0) return undefined;
	const found = checks.map(({ describe }) => describe(rows)).filter(Boolean);
	const names = checks.map(({ displayName }) => displayName).join(' and ');
	const said = [`0 of ${rows.length} match ${names}`, ...found].join('; ');
	for (const { displayName, unknownWords } of checks) {
		const unknown = unknownWords(rows);
		if (unknown.length === 0) continue;
		throw new NodeOperationError(
			client.node,
			`The filter "${displayName}" holds words that Kandji does not know: ${unknown.join(', ')}`,
			{ description: `${said}. Use the words as Kandji writes them.` },
		);
	}
	return said;
}

/** Helpers and circumstances of a reading. */
interface Reading {
	record?: string;
	finder: Finder;
	/** Keys by which the node sorts, because Kandji cannot. */
	sortsLocally?: readonly string[];
}

/** The parts of an item that decide which rows of a list it gets. */
type Wanted = Pick<Prepared, 'query' | 'keeps' | 'names' | 'next' | 'limit'>;

/** Returns the checks that the node makes itself on the rows that Kandji answers. */
function checksOf({ keeps, names }: Wanted): LocalCheck[] {
	return [...keeps, ...names.filter(({ isPart }) => isPart).map(({ check }) => check)];
}

const fitting = (checks: LocalCheck[]) => (row: IDataObject) =>
	checks.every(({ matches }) => matches(row));

/** Splits an order into the keys by which the node sorts and those by which Kandji does. */
function splitOrder(
	ordering: unknown,
	local: readonly string[],
): { own: string[]; rest: string[] } {
	const [own, rest] = partition(asList(ordering ?? ''), (key) =>
		local.includes(key.replace('-', '')),
	);
	return { own, rest };
}

/** Returns the rows in the order of these keys; a leading minus reverses it. */
function sortRows(rows: IDataObject[], keys: string[]): IDataObject[] {
	if (keys.length === 0) return rows;
	const names = keys.map((key) => key.replace('-', ''));
	return orderBy(
		rows,
		names.map((name) => (row: IDataObject) => text(row[name])),
		keys.map((key) => (key.startsWith('-') ? 'desc' : 'asc')),
	);
}

/** Returns the rows of a list after its own filters, the node's, and the limit. */
export async function readRows(
	client: KandjiClient,
	listing: List,
	wanted: Wanted,
	{ record, finder, sortsLocally = [] }: Reading,
): Promise<Rows> {
	const { keeps, names, limit } = wanted;
	const { own, rest } = splitOrder(wanted.query.ordering, sortsLocally);
	const query = own.length > 0 ? { ...wanted.query, ordering: rest.join(',') } : wanted.query;
	const answer = (rows: IDataObject[], checks: LocalCheck[]) => {
		const kept = sortRows(rows.filter(fitting(checks)), own);
		return {
			rows: kept.slice(0, limit),
			unmatched: kept.length === 0 ? noneMatched(client, rows, checks) : undefined,
			total: kept.length,
		};
	};
	const checks = checksOf(wanted);
	// Where the node filters or sorts, or all are wanted, the list is read to its end.
	const max = checks.length + own.length > 0 ? undefined : limit;
	const { rows, complete } = await client.list(listing, { query, record, limit: max });
	const found = answer(rows, checks);
	if (found.total > 0 || names.length === 0) {
		return { ...found, complete, total: max === undefined ? found.total : undefined };
	}
	// Kandji misses names that are written with accents or other characters.
	const all = await finder.rows(listing, withoutNames(query, names));
	return { ...answer(all, [...keeps, ...names.map(({ check }) => check)]), complete: true };
}

const withoutNames = (query: IDataObject, names: Wanted['names']) =>
	omit(query, ...names.map(({ parameter }) => parameter));

/** Begins a position in the list that is read without the filters by name. */
const UNNAMED = '~';

/**
 * Returns the next rows of a list as an AI agent reads it, in parts, with where to read on. Nothing is kept between two
 * parts: the position says where the next one begins in Kandji's pages.
 */
export async function readNextRows(
	client: KandjiClient,
	listing: List,
	wanted: Wanted & { limit: number },
	reading: Reading,
): Promise<Rows> {
	const { keeps, names, limit, next, query } = wanted;
	// A list that the node sorts has to be read whole, so that no part of it can be read alone.
	if (splitOrder(query.ordering, reading.sortsLocally ?? []).own.length > 0) {
		return await readRows(client, listing, wanted, reading);
	}
	const isUnnamed = next.startsWith(UNNAMED);
	const from = isUnnamed ? next.slice(1) : next;
	if (from !== '' && !isPosition(from)) {
		throw new NodeOperationError(client.node, 'next does not come from an answer of this tool', {
			description: 'Call again without next, or with the next of the answer before, unchanged',
		});
	}
	const read = async (checks: LocalCheck[], asked: IDataObject, mark: string): Promise<Rows> => {
		const part = await client.part(listing, {
			...{ query: asked, record: reading.record, from, limit },
			...(checks.length > 0 ? { matches: fitting(checks) } : {}),
		});
		const isWhole = part.next === undefined && from === '';
		return {
			rows: part.rows.map(({ row }) => row),
			positions: part.rows.map(({ at }) => mark + at),
			next: part.next === undefined ? undefined : mark + part.next,
			total: isWhole ? part.rows.length : checks.length === 0 ? part.total : undefined,
			unmatched:
				from === '' && part.rows.length === 0 ? noneMatched(client, part.read, checks) : undefined,
			complete: true,
		};
	};
	const unnamed = [...keeps, ...names.map(({ check }) => check)];
	if (isUnnamed) return await read(unnamed, withoutNames(query, names), UNNAMED);
	const found = await read(checksOf(wanted), query, '');
	if (found.rows.length > 0 || names.length === 0 || from !== '') return found;
	// Kandji misses names that are written with accents or other characters.
	return await read(unnamed, withoutNames(query, names), UNNAMED);
}
