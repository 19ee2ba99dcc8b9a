import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one category of Self Service. */
export const selfServiceCategoryField = {
	displayName: 'Self Service Category',
	name: 'selfServiceCategory',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a Self Service category...',
			typeOptions: { searchListMethod: 'searchSelfServiceCategories', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. f16d2c85-94b0-4ae7-b3d9-80c7a5e42f1b',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Productivity',
		},
	],
} satisfies PathField<'selfServiceCategory'>;

/** Categories of Self Service: by ID or exact name; Kandji offers no search of their list. */
export const selfServiceCategoryLocator = makeLocator({
	entity: 'Self Service category',
	field: selfServiceCategoryField,
	list: lists.selfServiceCategories,
	recordPermission: 'Self Service > List Self Service Categories',
	id: 'id',
	identifiers: [{ kind: 'name', called: 'name', of: (row) => text(row.name), folded: true }],
	label: (row) => text(row.name),
});
