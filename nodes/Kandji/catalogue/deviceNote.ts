import { lists } from '../api/lists';
import type { Field, PathField } from '../fields/field';
import { deviceField } from '../locate/deviceLocator';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

const noteField = {
	displayName: 'Note ID',
	name: 'noteId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 4c0e9a72-1b5d-4f36-9e8b-d27a60f3c514',
	hint: 'Device Note > Get Many gives it as note_id',
	description: 'The note to work on, by the note_id that Get Many gives',
	form: 'uuid',
} satisfies PathField<'noteId'>;

const contentField: Field = {
	displayName: 'Content',
	name: 'content',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	placeholder: 'e.g. Handed out to Nathan on Monday',
	description: 'The text of the note. Kandji stores and returns it as HTML.',
};

/** Notes that people and tokens leave on a device's record. */
export const deviceNote: Resource = {
	name: 'Device Note',
	value: 'deviceNote',
	operations: [
		operation({
			name: 'Create',
			value: 'create',
			action: 'Create device note',
			description: 'Add a note to one device, signed with the name of the API token',
			route: 'POST /devices/{device}/notes',
			permission: 'Device Information > Create Device Note?',
			path: [deviceField],
			body: [contentField],
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete device note permanently',
			description: 'Delete one note of a device permanently',
			route: 'DELETE /devices/{device}/notes/{noteId}',
			effect: 'delete',
			permission: 'Device Information > Delete Device Note?',
			path: [deviceField, noteField],
			risk: 'destructive',
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get device note',
			description: 'Get one note of a device',
			route: 'GET /devices/{device}/notes/{noteId}',
			permission: 'Device Information > Retrieve Device Note?',
			path: [deviceField, noteField],
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many device notes',
			description: 'Get the notes of one device',
			list: lists.deviceNotes,
			path: [deviceField],
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update device note',
			description: 'Replace the text of one note of a device',
			route: 'PATCH /devices/{device}/notes/{noteId}',
			permission: 'Device Information > Update Device Note?',
			path: [deviceField, noteField],
			body: [contentField],
		}),
	],
};
