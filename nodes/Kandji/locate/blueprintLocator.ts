import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one blueprint. */
export const blueprintField = {
	displayName: 'Blueprint',
	name: 'blueprint',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a blueprint...',
			typeOptions: { searchListMethod: 'searchBlueprints', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 2d8f4a1b-9c63-4e07-b5aa-71e0c94d36f2',
		},
		{
			displayName: 'By Name',
			name: 'nameOrUrl',
			type: 'string',
			placeholder:
				'e.g. https://accuhive.kandji.io/blueprints/2d8f4a1b-9c63-4e07-b5aa-71e0c94d36f2',
			hint: 'The exact name, or the address of the blueprint in the Kandji web console',
		},
	],
} satisfies PathField<'blueprint'>;

/** Blueprints: by ID, URL or exact name. */
export const blueprintLocator = makeLocator({
	entity: 'blueprint',
	field: blueprintField,
	list: lists.blueprints,
	searchBy: ['name'],
	recordPermission: 'Blueprints Management > Get Blueprint',
	id: 'id',
	identifiers: [
		{ kind: 'name', called: 'name', parameter: 'name', of: (row) => text(row.name), folded: true },
	],
	label: (row) => text(row.name),
	confirmBy: { name: 'name', of: (row) => text(row.name) },
});
