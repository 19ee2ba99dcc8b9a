import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { KandjiClient } from '../client/client';
import type { Listing } from '../client/pages';
import type { LocalCheck } from './parameters';
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

/** The rows of a list after its own filters, the node's, Skip and Limit. */
export async function readRows(
	client: KandjiClient,
	listing: Listing,
	{ query, keeps, skip, limit }: Pick<Prepared, 'query' | 'keeps' | 'skip' | 'limit'>,
	{ record, looks }: { record?: string; looks: boolean },
): Promise<Rows> {
	const end = limit === undefined ? undefined : skip + limit;
	// Where the node filters, or all are wanted, the list is read to its end; one row more tells whether any follow.
	const most = keeps.length > 0 || end === undefined ? undefined : end + (looks ? 1 : 0);
	const { rows, complete } = await client.list(listing, { query, record, limit: most });
	const kept = rows.filter((row) => keeps.every(({ matches }) => matches(row)));
	const unmatched = kept.length === 0 ? noneMatched(client, rows, keeps) : undefined;
	return {
		rows: kept.slice(skip, end),
		complete,
		unmatched,
		more: end !== undefined && kept.length > end,
		total: most === undefined ? kept.length : undefined,
	};
}
