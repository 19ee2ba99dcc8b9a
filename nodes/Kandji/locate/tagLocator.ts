import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one tag. */
export const tagField = {
	displayName: 'Tag',
	name: 'tag',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a tag...',
			typeOptions: { searchListMethod: 'searchTags', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 9e52c7b8-41fd-4d3a-8c06-f2ab5d7e1904',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. loaner',
		},
	],
} satisfies PathField<'tag'>;

/** Tags: by ID or exact name. */
export const tagLocator = makeLocator({
	entity: 'tag',
	field: tagField,
	list: lists.tags,
	searchBy: ['search'],
	id: 'id',
	identifiers: [
		{
			kind: 'name',
			called: 'name',
			parameter: 'search',
			of: (row) => text(row.name),
			folded: true,
		},
	],
	label: (row) => text(row.name),
});
