import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one user of the directory. */
export const userField = {
	displayName: 'User',
	name: 'user',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The directory user to work on',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a user...',
			typeOptions: { searchListMethod: 'searchUsers', searchable: true },
		},
		{
			displayName: 'By Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. nathan@example.com',
			hint: 'The exact name works too, if only one user has it',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. b3a7d0f4-5c1e-4f8b-a6d2-0e94c7f1582a',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://accuhive.kandji.io/users/b3a7d0f4-5c1e-4f8b-a6d2-0e94c7f1582a',
		},
	],
} satisfies PathField<'user'>;

/** Directory users: by ID, URL, email or exact name; Kandji filters users by email, not by name. */
export const userLocator = makeLocator({
	entity: 'user',
	field: userField,
	list: lists.users,
	searchBy: 'email',
	recordPermission: 'Users > Get User?',
	id: 'id',
	lookups: [
		{
			parameter: 'email',
			of: (row) => text(row.email),
			fits: (value) => value.includes('@'),
		},
		{ of: (row) => text(row.name) },
	],
	label: (row) => `${text(row.name)} (${text(row.email)})`,
	confirmBy: { name: 'email', of: (row) => text(row.email) },
});
