import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { omit } from 'lodash';

import type { List } from '../api/lists';
import type { KandjiClient } from '../client/client';
import type { Finder } from './finder';
import type { LocalCheck } from './localChecks';
import type { Prepared } from './prepare';

/** The rows of a list that were asked for, and what is known about the others. */
interface Rows {
	rows: IDataObject[];
	/** False when a row may be missing; see client/pages.ts. */
	complete: boolean;
	/** Whether rows follow that the limit cut; known only where somebody `looks`. */
	more: boolean;
	/** Says that rows exist although none matched the filters of the node, and what they hold instead. */
	unmatched?: string;
	/** How many rows there are without Skip and Limit, where that is known. */
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
	/** Somebody wants to know whether rows follow that the limit cut. */
	looks: boolean;
	finder: Finder;
}

/** The rows of a list after its own filters, the node's, Skip and Limit. */
export async function readRows(
	client: KandjiClient,
	listing: List,
	wanted: Pick<Prepared, 'query' | 'keeps' | 'names' | 'skip' | 'limit'>,
	{ record, looks, finder }: Reading,
): Promise<Rows> {
	const { query, keeps, names, skip, limit } = wanted;
	const end = limit === undefined ? undefined : skip + limit;
	const answer = (rows: IDataObject[], checks: LocalCheck[]) => {
		const kept = rows.filter((row) => checks.every(({ matches }) => matches(row)));
		return {
			rows: kept.slice(skip, end),
			unmatched: kept.length === 0 ? noneMatched(client, rows, checks) : undefined,
			more: end !== undefined && kept.length > end,
			total: kept.length,
		};
	};
	const checks = [...keeps, ...names.filter(({ isPart }) => isPart).map(({ check }) => check)];
	// Where the node filters, or all are wanted, the list is read to its end; one row more tells whether any follow.
	const max = checks.length > 0 || end === undefined ? undefined : end + (looks ? 1 : 0);
	const { rows, complete } = await client.list(listing, { query, record, limit: max });
	const found = answer(rows, checks);
	if (found.total > 0 || names.length === 0) {
		return { ...found, complete, total: max === undefined ? found.total : undefined };
	}
	// Kandji misses names that are written with accents or other characters.
	const unnamed = omit(query, ...names.map(({ parameter }) => parameter));
	const all = await finder.rows(listing, unnamed);
	return { ...answer(all, [...keeps, ...names.map(({ check }) => check)]), complete: true };
}
