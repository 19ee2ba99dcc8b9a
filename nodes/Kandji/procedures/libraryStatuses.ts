import type { IDataObject } from 'n8n-workflow';
import { groupBy, orderBy } from 'lodash';

import { listOf, lists } from '../api/lists';
import { asList } from '../fields/encode';
import { awaitAll } from '../util/awaitAll';
import { fold } from '../util/fold';
import { text } from '../util/json';
import type { RunCall, RunResult } from './run';

/** Devices that are named for each status of an item, and where only one item was asked for. */
const MAX_NAMED = 3;
const MAX_NAMED_OF_ONE = 100;

/** Returns the library items that any blueprint assigns, each once: Kandji has no list of all of them. */
async function assignedItems({ client }: RunCall): Promise<Map<string, string>> {
	const { rows: blueprints } = await client.list(lists.blueprints);
	const found = await awaitAll(
		blueprints.map(
			async ({ id }) => (await client.list(listOf(lists.blueprintLibraryItems, text(id)))).rows,
		),
	);
	return new Map(found.flat().map((row) => [text(row.id), text(row.name)]));
}

/**
 * Returns how the library items of the fleet stand: one record for each item and status, with how many of its devices
 * have that status, and the names of some. Costs a request for 300 devices of each item.
 */
export async function summarizeLibraryStatuses(call: RunCall): Promise<RunResult> {
	const { client, settings } = call;
	const statuses = asList(settings.statuses ?? '').map((status) => status.toLowerCase());
	const wanted = fold(text(settings.itemName));
	const items = [...(await assignedItems(call))].filter(([, name]) => fold(name).includes(wanted));
	const maxNamed = items.length === 1 ? MAX_NAMED_OF_ONE : MAX_NAMED;
	const found = await awaitAll(
		items.map(async ([id, name]) => {
			const { rows } = await client.list(listOf(lists.libraryItemStatuses, id));
			const groups = groupBy(rows, (row) => text(row.status).toUpperCase() || 'NONE');
			return Object.entries(groups).map(
				([status, own]): IDataObject => ({
					name,
					status,
					devices: own.length,
					of: rows.length,
					examples: own.slice(0, maxNamed).map((row) => text(row.computer, 'name')),
				}),
			);
		}),
	);
	const matching = found
		.flat()
		.filter(({ status }) => statuses.length === 0 || statuses.includes(text(status).toLowerCase()));
	return orderBy(matching, [({ devices }) => devices, ({ name }) => name], ['desc', 'asc']);
}
