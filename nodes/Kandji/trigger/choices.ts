import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { lists } from '../api/lists';
import { KandjiClient } from '../client/client';
import { text } from '../client/json';

/** What the filters of the trigger offer to pick. */
export const loadOptions = {
	async getBlueprints(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const client = await KandjiClient.from(this);
		const { rows } = await client.list(lists.blueprints);
		return rows
			.map((row) => ({ name: text(row.name), value: text(row.id) }))
			.sort((one, other) => one.name.localeCompare(other.name));
	},
};
