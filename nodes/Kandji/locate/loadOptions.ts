import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { startCase, uniq } from 'lodash';

import { lists } from '../api/lists';
import { KandjiClient } from '../client/client';
import { text } from '../util/json';
import { listLibraryItems } from './libraryItems';

const byName = (one: INodePropertyOptions, other: INodePropertyOptions) =>
	one.name.localeCompare(other.name);

/** Fields that every category of Prism has, and fields that have parameters of their own (docs/kandji-api.md T17). */
const ON_EVERY_RECORD = ['device__name', 'device__user_email', 'serial_number'];
const NO_CONDITIONS = ['blueprint__id', 'device__family'];

/** Choices of fields that take several values, or values that are no records. */
export const loadOptions = {
	async getBlueprints(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const client = await KandjiClient.from(this);
		const { rows } = await client.list(lists.blueprints);
		return rows.map((row) => ({ name: text(row.name), value: text(row.id) })).sort(byName);
	},

	/** The fields of the chosen category of Prism, as its first record has them. */
	async getPrismFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const category = text(this.getCurrentNodeParameter('category'));
		const client = await KandjiClient.from(this);
		const { rows } = await client.list(
			{
				...lists.prismRecords,
				path: `/prism/${encodeURIComponent(category)}`,
				permission: `Prism > ${startCase(category)}?`,
			},
			{ limit: 1 },
		);
		return uniq([...ON_EVERY_RECORD, ...rows.flatMap(Object.keys)])
			.filter((key) => !NO_CONDITIONS.includes(key))
			.map((key) => ({ name: startCase(key), value: key, description: key }))
			.sort(byName);
	},

	/** Items of kinds that the token may not list are left out, unless it may list none. */
	async getLibraryItems(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const client = await KandjiClient.from(this);
		const { items, failure } = await listLibraryItems(client);
		if (items.length === 0 && failure !== undefined) throw failure;
		return items.sort(byName);
	},
};
