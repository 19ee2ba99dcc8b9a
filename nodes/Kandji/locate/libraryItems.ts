import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { KandjiClient } from '../client/client';
import { fold } from '../util/fold';
import { isUuid } from '../util/uuid';
import { text } from '../util/json';

/** The lists of library items. No request lists Auto Apps. */
const LIBRARY = {
	'Custom App': lists.customApps,
	'In-House App': lists.inHouseApps,
	'Custom Profile': lists.customProfiles,
	'Custom Script': lists.customScripts,
};

/** Returns the library items as the picker shows them, and why a kind is missing, if one is. */
export async function listLibraryItems(
	client: KandjiClient,
): Promise<{ items: INodePropertyOptions[]; failure: unknown }> {
	const shown = (kind: string) => (row: IDataObject) => ({
		name: `${text(row.name)} (${kind})`,
		value: text(row.id),
	});
	const listed = await Promise.allSettled(
		Object.entries(LIBRARY).map(async ([kind, list]) =>
			(await client.list(list)).rows.map(shown(kind)),
		),
	);
	const items = listed.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
	const failed = listed.find((each) => each.status === 'rejected');
	return { items, failure: failed?.reason };
}

/**
 * Returns the IDs of library items that are given as IDs, or as the picker shows them: `Name (Custom App)`. What no item
 * is called stays as it is, so that its own request fails and no other. Throws when a list that may hold it failed.
 */
export async function libraryItemIds(client: KandjiClient, given: string[]): Promise<string[]> {
	if (given.every((each) => isUuid(each))) return given;
	const { items, failure } = await listLibraryItems(client);
	const ids = given.map((each) => {
		const named = items.filter(({ name }) => fold(name) === fold(each));
		if (isUuid(each) || named.length === 0) return each;
		return String(named[0].value).toLowerCase();
	});
	if (failure !== undefined && !ids.every((id) => isUuid(id))) throw failure;
	return [...new Set(ids)];
}
