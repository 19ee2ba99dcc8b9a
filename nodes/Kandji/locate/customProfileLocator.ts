import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one custom profile. */
export const customProfileField = {
	displayName: 'Custom Profile',
	name: 'customProfile',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a custom profile...',
			typeOptions: { searchListMethod: 'searchCustomProfiles', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. c5f09d74-82a1-4b6e-8d3f-17e4b0a6952c',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Office Wi-Fi',
		},
	],
} satisfies PathField<'customProfile'>;

/** Custom profiles: by ID or exact name; Kandji offers no search of their list. */
export const customProfileLocator = makeLocator({
	entity: 'custom profile',
	field: customProfileField,
	list: lists.customProfiles,
	recordPermission: 'Library > Get Custom Profile?',
	id: 'id',
	identifiers: [{ kind: 'name', called: 'name', of: (row) => text(row.name), folded: true }],
	label: (row) => text(row.name),
});
