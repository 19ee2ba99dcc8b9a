import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one custom app. */
export const customAppField = {
	displayName: 'Custom App',
	name: 'customApp',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a custom app...',
			typeOptions: { searchListMethod: 'searchCustomApps', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 41d7c0a9-6b2e-4f35-9a18-d03e5c7b82f6',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Printer Driver',
		},
	],
} satisfies PathField<'customApp'>;

/** Custom apps: by ID or exact name; Kandji offers no search of their list. */
export const customAppLocator = makeLocator({
	entity: 'custom app',
	field: customAppField,
	list: lists.customApps,
	recordPermission: 'Library > Get Custom App',
	id: 'id',
	identifiers: [{ kind: 'name', called: 'name', of: (row) => text(row.name), folded: true }],
	label: (row) => text(row.name),
});
