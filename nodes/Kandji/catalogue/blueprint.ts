import { lists } from '../api/lists';
import { blueprintField } from '../locate/blueprintLocator';
import { text } from '../util/json';
import { blueprintLook, enrollmentFields, libraryItemFields } from './blueprintFields';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

/** The sets of library items and settings that devices are managed by. */
export const blueprint: Resource = {
	name: 'Device Blueprint',
	value: 'blueprint',
	operations: [
		operation({
			name: 'Assign Library Item',
			value: 'assignLibraryItem',
			action: 'Assign library item to blueprint',
			description: 'Add one library item to a blueprint. Answers the IDs of all its library items.',
			route: 'POST /blueprints/{blueprint}/assign-library-item',
			permission: 'Blueprints Management > Assign Library Item?',
			path: [blueprintField],
			risk: 'disruptive',
			body: libraryItemFields,
			answer: 'libraryItemIds',
		}),
		operation({
			name: 'Create',
			value: 'create',
			action: 'Create blueprint',
			description: 'Create a blueprint, empty or as a copy of a template or of another blueprint',
			route: 'POST /blueprints',
			permission: 'Blueprints Management > Create Blueprint?',
			secrets: ['enrollment_code'],
			encode: 'form',
			body: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					required: true,
					default: '',
					placeholder: 'e.g. Design Team',
					description: 'The name of the blueprint, which no other blueprint may have',
				},
				{ ...enrollmentFields.active, required: true, risk: undefined },
				{
					...enrollmentFields.code,
					risk: undefined,
					description: 'The enrollment code. Kandji makes one up if this is empty.',
				},
				...blueprintLook,
				{
					displayName: 'Source ID',
					name: 'sourceId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 16',
					description: 'The ID of the template or the blueprint to copy, as Source Type says',
					sendAs: 'source.id',
				},
				{
					displayName: 'Source Type',
					name: 'sourceType',
					type: 'options',
					default: 'blueprint',
					description:
						'What Source ID names. A copied blueprint keeps its type, so Type must then be the same.',
					options: [
						{ name: 'Blueprint', value: 'blueprint' },
						{ name: 'Template', value: 'template' },
					],
					sendAs: 'source.type',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					default: 'map',
					description:
						'How library items are assigned: all to every device, or along the branches of a map',
					options: [
						{ name: 'Assignment Map', value: 'map' },
						{ name: 'Classic', value: 'classic' },
					],
				},
			],
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete blueprint and unmanage all its devices irreversibly',
			description:
				'HIGHLY destructive: un-manages ALL devices assigned to it; their users lose managed apps and settings',
			route: 'DELETE /blueprints/{blueprint}',
			effect: 'delete',
			permission: 'Blueprints Management > Delete Blueprint?',
			notice:
				'Deleting a blueprint takes management from all of its devices. Move the devices to another blueprint first.',
			alsoNeeds: ['Blueprints Management > Get Blueprint'],
			path: [blueprintField],
			risk: 'destructive',
			confirm: true,
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get blueprint',
			description: 'Get one blueprint with its enrollment code and the number of its devices',
			route: 'GET /blueprints/{blueprint}',
			permission: 'Blueprints Management > Get Blueprint',
			secrets: ['enrollment_code'],
			path: [blueprintField],
		}),
		listOperation({
			name: 'Get Library Items',
			value: 'getLibraryItems',
			action: 'Get library items of blueprint',
			description: 'Get the ID and the name of each library item that a blueprint assigns',
			list: lists.blueprintLibraryItems,
			path: [blueprintField],
		}),
		operation({
			name: 'Get Manual Enrollment Profile',
			value: 'getManualEnrollmentProfile',
			action: 'Get manual enrollment profile of blueprint',
			description:
				'Download the .mobileconfig file that enrolls a device by hand, or get the address to sign in for it',
			route: 'GET /blueprints/{blueprint}/ota-enrollment-profile',
			permission: 'Blueprints Management > Get Manual Enrollment Profile?',
			risk: 'secret',
			path: [blueprintField],
			file: { name: 'kandji-enroll.mobileconfig', type: 'application/x-apple-aspen-config' },
			query: [
				{
					displayName: 'SSO URL',
					name: 'sso',
					type: 'boolean',
					default: true,
					description:
						'Whether to get the URL where the user signs in and receives the profile. Kandji answers the file nevertheless if the blueprint does not require authentication.',
				},
			],
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many blueprints',
			description: 'Get a list of blueprints',
			list: lists.blueprints,
			secrets: ['enrollment_code'],
			query: [
				{
					displayName: 'Blueprint ID',
					name: 'blueprintId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 2d8f4a1b-9c63-4e07-b5aa-71e0c94d36f2',
					description: 'The blueprint with this ID',
					sendAs: 'id',
				},
				{
					displayName: 'Blueprint IDs',
					name: 'blueprintIds',
					type: 'string',
					default: '',
					description: 'The blueprints with these comma-separated IDs',
					sendAs: { name: 'id__in', as: 'list' },
				},
				{
					displayName: 'Name Contains',
					name: 'name',
					type: 'string',
					default: '',
					description: 'Blueprints whose name contains this text, however it is typed',
					namedBy: (row) => text(row.name),
				},
			],
		}),
		listOperation({
			name: 'Get Templates',
			value: 'getTemplates',
			action: 'Get templates for new blueprints',
			description:
				'Get the groups of templates that a blueprint can be created from. Their IDs are numbers.',
			list: lists.blueprintTemplates,
		}),
		operation({
			name: 'Remove Library Item',
			value: 'removeLibraryItem',
			action: 'Remove library item from blueprint',
			description:
				'Take one library item out of a blueprint: its devices no longer get it. Answers the IDs that stay.',
			route: 'POST /blueprints/{blueprint}/remove-library-item',
			permission: 'Blueprints Management > Remove Library Item?',
			path: [blueprintField],
			risk: 'disruptive',
			body: libraryItemFields,
			answer: 'libraryItemIds',
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update blueprint',
			description:
				'Change the name, the look, the description or the enrollment code of one blueprint',
			route: 'PATCH /blueprints/{blueprint}',
			permission: 'Blueprints Management > Update Blueprint?',
			secrets: ['enrollment_code'],
			path: [blueprintField],
			encode: 'form',
			body: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					description:
						'The new name, which no other blueprint may have. Leave empty to keep the present one.',
				},
				enrollmentFields.active,
				{
					...enrollmentFields.code,
					description: 'The new enrollment code. Leave empty to keep the present one.',
				},
				...blueprintLook,
			],
		}),
	],
};
