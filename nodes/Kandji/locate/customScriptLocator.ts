import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one custom script. */
export const customScriptField = {
	displayName: 'Custom Script',
	name: 'customScript',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a custom script...',
			typeOptions: { searchListMethod: 'searchCustomScripts', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 7e3a6b9d-1c58-4027-a9f4-62d8e1b5c370',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Rotate Logs',
		},
	],
} satisfies PathField<'customScript'>;

/** Custom scripts: by ID or exact name; Kandji offers no search of their list. */
export const customScriptLocator = makeLocator({
	entity: 'custom script',
	field: customScriptField,
	list: lists.customScripts,
	recordPermission: 'Library > Get Custom Script?',
	id: 'id',
	identifiers: [{ kind: 'name', called: 'name', of: (row) => text(row.name), folded: true }],
	label: (row) => text(row.name),
});
