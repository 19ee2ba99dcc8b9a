import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { KandjiClient } from '../client/client';
import { text } from '../client/rows';
import { blueprintSource } from './records';

/** What the filters of the trigger offer to pick. */
export const loadOptions = {
	async getBlueprints(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const { path, listing, permissions } = blueprintSource;
		const client = await KandjiClient.from(this);
		const { rows } = await client.list(
			{ method: 'GET', path, permission: permissions.list },
			listing,
		);
		return rows
			.map((row) => ({ name: text(row.name), value: text(row.id) }))
			.sort((one, other) => one.name.localeCompare(other.name));
	},
};
