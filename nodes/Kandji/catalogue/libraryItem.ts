import { lists } from '../api/lists';
import type { PathField } from '../fields/field';
import { deviceField } from '../locate/deviceLocator';
import { userField } from '../locate/userLocator';
import { summarizeLibraryStatuses } from '../procedures/libraryStatuses';
import { listOperation, procedure } from './operationTypes';
import type { Resource } from './operationTypes';

/** Kandji lists no library items of all kinds, so an item is named by its ID. */
const libraryItemField = {
	displayName: 'Library Item ID',
	name: 'libraryItem',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 41d7c0a9-6b2e-4f35-9a18-d03e5c7b82f6',
	hint: 'The ID stands at the end of the address of the item in the Kandji web console',
	description: "ID of the library item: an app, profile, script, or one of Kandji's own items",
	form: 'uuid',
} satisfies PathField<'libraryItem'>;

/** Records that Kandji keeps about any library item. */
export const libraryItem: Resource = {
	name: 'Library Item',
	value: 'libraryItem',
	operations: [
		listOperation({
			name: 'Get Activity',
			value: 'getActivity',
			action: 'Get history of library item',
			description: 'Get the history of one library item, newest first',
			list: lists.libraryItemActivity,
			path: [libraryItemField],
			query: [
				{
					displayName: 'Activity Type',
					name: 'activityType',
					type: 'options',
					default: 'library_item_edited',
					description: 'Only activity of this type',
					options: [
						{ name: 'Assignment Changed', value: 'library_item_assignment_changed' },
						{ name: 'Created', value: 'library_item_created' },
						{ name: 'Deleted', value: 'library_item_deleted' },
						{ name: 'Duplicated', value: 'library_item_duplicated' },
						{ name: 'Edited', value: 'library_item_edited' },
					],
				},
				{
					...userField,
					name: 'userId',
					required: false,
					description: 'Only activity of this user',
				},
				{
					displayName: 'User Email',
					name: 'userEmail',
					type: 'string',
					placeholder: 'e.g. nathan@example.com',
					default: '',
					description: 'Only activity of the user with this email',
				},
			],
		}),
		listOperation({
			name: 'Get Statuses',
			value: 'getStatuses',
			action: 'Get status of library item on its devices',
			description: 'Get the status of one library item on each device that it is assigned to',
			list: lists.libraryItemStatuses,
			path: [libraryItemField],
			output: [
				'id',
				'computer.id',
				'computer.name',
				'blueprint.id',
				'blueprint.name',
				'status',
				'reported_at',
				'last_audit_run',
				'log',
				'type',
			],
			query: [
				{
					...deviceField,
					name: 'computerId',
					required: false,
					description: 'Only the status on this device',
				},
			],
		}),
		procedure({
			name: 'Summarize Statuses',
			value: 'summarizeStatuses',
			action: 'Count devices by status of library items',
			description:
				'Count how the library items of all blueprints stand on their devices, such as those that fail',
			requests: [
				'GET /blueprints',
				'GET /blueprints/{blueprint}/list-library-items',
				'GET /library/library-items/{libraryItem}/status',
			],
			answers: ['blueprint', 'libraryItem'],
			permission: 'Library > Get Library Item Statuses?',
			alsoNeeds: [
				'Blueprints Management > List Blueprints',
				'Blueprints Management > List Library Items?',
			],
			risk: 'read',
			settings: [
				{
					displayName: 'Name Contains',
					name: 'itemName',
					type: 'string',
					default: '',
					description: 'Only library items with this text in their name',
				},
				{
					displayName: 'Statuses',
					name: 'statuses',
					type: 'string',
					default: '',
					placeholder: 'e.g. ERROR, FAILED',
					description: 'Only these statuses, comma-separated; all if empty',
				},
			],
			run: summarizeLibraryStatuses,
		}),
	],
};
