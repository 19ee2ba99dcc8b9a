import type { IDataObject } from 'n8n-workflow';

import type { Field, LocalFilter } from '../fields/field';
import { text } from '../util/json';
import { assignedUser } from '../shapes/deviceShape';
import { containing, olderThanDays, oneOf, withinDays } from './localFilters';

/** The tags that an operation adds, removes or sets. */
export const tagsField: Field = {
	displayName: 'Tags',
	name: 'tags',
	type: 'string',
	default: '',
	placeholder: 'e.g. loaner, sales',
	hint: 'Several with commas between them',
	description: 'Names of tags, comma-separated',
	sendAs: { as: 'list' },
	// Tags decide which branch of an assignment map a device takes, and so which apps and settings it has.
	risk: 'disruptive',
};

/** Whether lost mode is on or was asked for. */
const isInLostMode = (row: IDataObject) => !/^(disabled)?$/i.test(text(row.lost_mode_status));

/** Filters of devices that Kandji lacks, so that the whole list is read. */
export const localDeviceFilters: LocalFilter[] = [
	{
		displayName: 'Assigned',
		name: 'assigned',
		type: 'boolean',
		default: false,
		description:
			'Whether a user is assigned. Kandji cannot filter by this, so the whole list is read.',
		matches: (row, wanted) => (assignedUser(row.user) !== null) === wanted,
	},
	{
		displayName: 'In Lost Mode',
		name: 'inLostMode',
		type: 'boolean',
		default: true,
		description:
			'Whether lost mode is on or was asked for. Kandji cannot filter by this, so the whole list is read.',
		matches: (row, wanted) => isInLostMode(row) === wanted,
	},
	{
		displayName: 'Silent for Days',
		name: 'silentForDays',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 30,
		description:
			'Devices that have not checked in for at least this many days. Kandji cannot filter by this, so the whole list is read.',
		...olderThanDays('last_check_in'),
	},
];

/** Keeps what happened to a device in the last days. */
export const activityDaysField: LocalFilter = {
	displayName: 'Within Days',
	name: 'withinDays',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 7,
	description: 'Only what happened in the last so many days',
	...withinDays('created_at'),
};

/** Every status of a library item or a parameter that Kandji documents (docs/kandji-api.md T16). */
const STATUSES = [
	'AVAILABLE',
	'CACHED',
	'CHANGE_PENDING',
	'DOWNLOADING',
	'ERROR',
	'EXCLUDED',
	'FAILED',
	'INCOMPATIBLE',
	'INSTALLING',
	'PASS',
	'PENDING',
	'REMEDIATED',
	'SUCCESS',
	'WARNING',
];

/** Keeps library items or parameters by their status. */
export const statusField: LocalFilter = {
	displayName: 'Status',
	name: 'status',
	type: 'string',
	default: '',
	placeholder: 'e.g. ERROR, FAILED, WARNING',
	description:
		'Only what has one of these statuses, comma-separated, in any case. A word that Kandji does not know stops the run where nothing matches. PASS, PENDING, ERROR, FAILED, WARNING, REMEDIATED, INCOMPATIBLE, EXCLUDED and others that Kandji shows',
	sendAs: { as: 'list' },
	...oneOf('status', 'statuses', STATUSES),
};

/** Keeps library items or parameters by a part of their name. */
export const itemNameField: LocalFilter = {
	displayName: 'Name Contains',
	name: 'itemName',
	type: 'string',
	default: '',
	description: 'Only what has this text in its name, in any case',
	...containing('name'),
};
