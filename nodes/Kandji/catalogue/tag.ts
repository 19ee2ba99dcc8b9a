import { lists } from '../api/lists';
import type { Field } from '../fields/field';
import { tagField } from '../locate/tagLocator';
import { text } from '../util/json';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

const nameField: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. loaner',
	description: 'The name of the tag. Kandji tells upper and lower case apart.',
};

/** Labels for devices; a device's own tags are set with Device > Update. */
export const tag: Resource = {
	name: 'Tag',
	value: 'tag',
	operations: [
		operation({
			name: 'Create',
			value: 'create',
			action: 'Create tag',
			description: 'Create a tag that devices can then be given',
			route: 'POST /tags',
			permission: 'Tags > Create Tag?',
			body: [nameField],
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete tag permanently',
			description: 'Delete one tag of the tenant permanently; all devices lose it',
			route: 'DELETE /tags/{tag}',
			effect: 'delete',
			permission: 'Tags > Delete Tag?',
			path: [tagField],
			risk: 'destructive',
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many tags',
			description: 'Get a list of tags',
			list: lists.tags,
			query: [
				{
					displayName: 'Search',
					name: 'search',
					type: 'string',
					default: '',
					description: 'Tags whose name contains this text, however it is typed',
					namedBy: (row) => text(row.name),
				},
			],
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update tag',
			description:
				'Rename one tag. Assignment maps that go by its name may send devices elsewhere.',
			route: 'PATCH /tags/{tag}',
			permission: 'Tags > Update Tag?',
			risk: 'disruptive',
			path: [tagField],
			body: [nameField],
		}),
	],
};
