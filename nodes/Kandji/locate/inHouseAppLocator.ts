import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one in-house app. */
export const inHouseAppField = {
	displayName: 'In-House App',
	name: 'inHouseApp',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an in-house app...',
			typeOptions: { searchListMethod: 'searchInHouseApps', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. a82b5e13-0f7c-4d96-b4e1-59c6d2f0378a',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Field Service',
		},
	],
} satisfies PathField<'inHouseApp'>;

/** In-house apps: by ID or exact name; Kandji offers no search of their list. */
export const inHouseAppLocator = makeLocator({
	entity: 'in-house app',
	field: inHouseAppField,
	list: lists.inHouseApps,
	recordPermission: 'Library > Get In-House App?',
	id: 'id',
	identifiers: [{ kind: 'name', called: 'name', of: (row) => text(row.name), folded: true }],
	label: (row) => text(row.name),
});
