import { lists } from '../api/lists';
import type { Field, LocalFilter } from '../fields/field';
import { userField } from '../locate/userLocator';
import { containing } from './localFilters';
import { countByField, userGroups } from './summaries';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

/** The documented filters of the user list. */
const userFilters: Field[] = [
	{
		displayName: 'Archived',
		name: 'archived',
		type: 'boolean',
		default: false,
		description: 'Whether to return only archived users, or only those that are not archived',
	},
	{
		displayName: 'Email Contains',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. @example.com',
		description: 'Users whose email contains this text',
	},
	{
		displayName: 'Integration ID',
		name: 'integrationId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 57d1c0a8-6e2b-4b94-8f3d-a9c4e5170b62',
		description: "Users of this directory integration, by the UUID in a user's integration",
	},
	{
		displayName: 'User ID',
		name: 'userId',
		type: 'string',
		default: '',
		placeholder: 'e.g. b3a7d0f4-5c1e-4f8b-a6d2-0e94c7f1582a',
		description: 'The user with this ID',
		sendAs: 'id',
	},
];

/** Filters of users that Kandji lacks. */
const localUserFilters: LocalFilter[] = [
	{
		displayName: 'Name Contains',
		name: 'userName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Lovelace',
		description:
			'Users whose name contains this text, in any case. Kandji cannot filter by this, so the whole list is read.',
		...containing('name'),
	},
	{
		displayName: 'Department Contains',
		name: 'department',
		type: 'string',
		default: '',
		placeholder: 'e.g. Finance',
		description:
			'Users whose department contains this text, in any case. Kandji cannot filter by this, so the whole list is read.',
		...containing('department'),
	},
	{
		displayName: 'Has Device',
		name: 'hasDevice',
		type: 'boolean',
		default: true,
		description:
			'Whether a device is assigned. Kandji cannot filter by this, so the whole list is read.',
		matches: (row, wanted) => Number(row.device_count) > 0 === wanted,
	},
];

/** People of the tenant's directory integrations; Kandji's API cannot create or change them. */
export const user: Resource = {
	name: 'User',
	value: 'user',
	operations: [
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete user irreversibly',
			description:
				'Delete one user of the directory, unless a device is assigned to the user. No device changes.',
			route: 'DELETE /users/{user}',
			effect: 'delete',
			permission: 'Users > Delete User?',
			notice:
				'Kandji forgets the user. Nothing brings the record back but the directory that it came from.',
			alsoNeeds: ['Users > Get User?'],
			path: [userField],
			risk: 'destructive',
			confirm: true,
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get user',
			description: 'Get one user of the directory',
			route: 'GET /users/{user}',
			permission: 'Users > Get User?',
			path: [userField],
			output: 'user',
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many users',
			description: 'Get a list of users of the directory integrations',
			list: lists.users,
			output: 'user',
			query: userFilters,
			narrow: localUserFilters,
			countsWith: 'summarize',
		}),
		listOperation({
			name: 'Summarize',
			value: 'summarize',
			action: 'Count users by department or other fact',
			description: 'Count users of the directory by one or two facts, such as the department',
			list: lists.users,
			settings: [countByField(userGroups, 'department')],
			query: userFilters,
			narrow: localUserFilters,
			summary: { groups: userGroups },
		}),
	],
};
