import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { lists } from '../api/lists';
import { KandjiClient } from '../client/client';
import { text } from '../client/json';

/** What Kandji lists of its library: everything but its own apps, which no request lists. */
const LIBRARY = {
	'Custom App': lists.customApps,
	'In-House App': lists.inHouseApps,
	'Custom Profile': lists.customProfiles,
	'Custom Script': lists.customScripts,
};

/** What the panel of the trigger offers to pick. */
export const loadOptions = {
	async getBlueprints(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const client = await KandjiClient.from(this);
		const { rows } = await client.list(lists.blueprints);
		return rows
			.map((row) => ({ name: text(row.name), value: text(row.id) }))
			.sort((one, other) => one.name.localeCompare(other.name));
	},

	/** Items of kinds that the token may not list are left out, unless it may list none. */
	async getLibraryItems(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const client = await KandjiClient.from(this);
		const kinds = Object.entries(LIBRARY);
		const listed = await Promise.allSettled(
			kinds.map(async ([kind, list]) => {
				const { rows } = await client.list(list);
				return rows.map((row) => ({ name: `${text(row.name)} (${kind})`, value: text(row.id) }));
			}),
		);
		const found = listed.filter((each) => each.status === 'fulfilled');
		const [refused] = listed.filter((each) => each.status === 'rejected');
		if (found.length === 0 && refused) throw refused.reason;
		return found
			.flatMap(({ value }) => value)
			.sort((one, other) => one.name.localeCompare(other.name));
	},
};
