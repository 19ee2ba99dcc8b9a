import type { IDataObject } from 'n8n-workflow';

import type { KandjiClient } from '../client/client';
import type { Listing } from '../client/pages';
import type { Prepared } from './prepare';

/** The rows of a list that were asked for, and what is known about the others. */
interface Rows {
	rows: IDataObject[];
	/** False when a row may be missing; see client/pages.ts. */
	complete: boolean;
	/** Whether rows follow that the limit cut; known only where somebody `looks`. */
	more: boolean;
	/** How many rows there are without Skip and Limit, where that is known. */
	total?: number;
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
	const kept = rows.filter((row) => keeps.every((keep) => keep(row)));
	return {
		rows: kept.slice(skip, end),
		complete,
		more: end !== undefined && kept.length > end,
		total: most === undefined ? kept.length : undefined,
	};
}
