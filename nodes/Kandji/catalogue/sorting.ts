import type { INodePropertyOptions } from 'n8n-workflow';

import type { Field } from '../fields/field';

/** How a list is sorted, where Kandji names the fields: the options differ from list to list. */
export const sortField: Field = {
	displayName: 'Sort By',
	name: 'sortBy',
	type: 'options',
	default: '',
	description: 'The field to sort by',
	options: [],
	sorts: true,
};

/** Each way to sort and its reverse, which Kandji writes with a leading minus. */
export function bothWays(options: Array<{ name: string; value: string }>): INodePropertyOptions[] {
	return options.flatMap(({ name, value }) => [
		{ name, value },
		{ name: `${name} (Descending)`, value: `-${value}` },
	]);
}
