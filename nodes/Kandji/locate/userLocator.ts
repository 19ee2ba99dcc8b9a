import type { IDataObject } from 'n8n-workflow';

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

const nameAndEmail = (row: IDataObject) => `${text(row.name)} (${text(row.email)})`;

/** Directory users: by ID, URL, email or exact name; Kandji filters users by email, not by name. */
export const userLocator = makeLocator({
	entity: 'user',
	field: userField,
	list: lists.users,
	searchBy: ['email'],
	searchesRows: true,
	recordPermission: 'Users > Get User?',
	id: 'id',
	identifiers: [
		{
			kind: 'email',
			called: 'email',
			parameter: 'email',
			of: (row) => text(row.email),
			fits: (value) => value.includes('@'),
		},
		{ kind: 'name', called: 'name', of: (row) => text(row.name), folded: true },
	],
	label: (row) => [nameAndEmail(row), text(row.department)].filter(Boolean).join(', '),
	shortLabel: nameAndEmail,
	alsoSearched: (row) => text(row.job_title),
	confirmBy: { name: 'email', of: (row) => text(row.email) },
});
