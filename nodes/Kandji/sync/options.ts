import { omit } from 'lodash';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { WAIT_FOR_HOUR, waitForHourTexts } from '../items/hourWait';
import { LIMITS } from './limits';
import type { LimitName } from './syncTypes';

/** One option: how the panel shows it, and its value while it is absent. */
export interface SyncOption extends Omit<INodeProperties, 'name' | 'options' | 'default'> {
	/** Choices of a list, sorted by name. */
	options?: readonly INodePropertyOptions[];
	/** The value of an option that was just added: it does what its name says. */
	default: unknown;
	/** The value of an option that is not in the panel. An option that makes the sync write is off then. */
	absent: unknown;
}

const LIMIT_HELP =
	'A count (30), a share of the assets that were paired before the run (40%), or off. When more are planned, none of them is, and Attention says so.';

/** A limit as text, so that one field takes a count, a share and "off"; empty means the default. */
function limitOption(name: LimitName, what: string) {
	const { count, share } = LIMITS[name].default;
	const given = [share === undefined ? [] : `${share}%`, count ?? []].flat().join(' or ');
	const least = share === undefined || count === undefined ? '' : ', whichever is more';
	return {
		displayName: `Limits: ${LIMITS[name].label}`,
		type: 'string',
		default: '',
		absent: '',
		placeholder: 'e.g. 30, 40% or off',
		description: `How many ${what} one run may plan. ${LIMIT_HELP} Empty: ${given === '' ? 'off' : `${given}${least}`}.`,
	} as const;
}

/**
 * All options of the sync: the panel shows them and the settings are read by this one table. The names begin with the
 * question that an option answers, so that the list of the panel is sorted by question.
 */
export const SYNC_OPTIONS = {
	assignScopes: {
		displayName: 'Assignment: Assets to Assign',
		type: 'multiOptions',
		default: ['unassigned', 'new', 'overwrite'],
		absent: ['unassigned', 'new', 'overwrite'],
		description: 'Which assets get their assignee from Kandji',
		options: [
			{ name: 'Already Assigned Assets', value: 'overwrite' },
			{ name: 'New Assets', value: 'new' },
			{ name: 'Unassigned Assets', value: 'unassigned' },
		],
	},
	createPeople: {
		displayName: 'Assignment: Create Missing People',
		type: 'boolean',
		default: false,
		absent: false,
		description:
			'Whether to plan a new person for a user whose email nobody has. This may make employee records for shared and service accounts.',
	},
	leftValues: {
		displayName: 'Assignment: Left Values',
		type: 'string',
		default: '',
		absent: '',
		placeholder: 'e.g. Left, Terminated',
		description:
			'Values of Person Fields > Status, comma-separated, of people who left and get nothing assigned. Empty: the usual words.',
	},
	lockValues: {
		displayName: 'Assignment: Lock Values',
		type: 'string',
		default: '',
		absent: '',
		placeholder: 'e.g. In transit, Warehouse, Retired',
		description:
			'Values of Asset Fields > Lock, comma-separated, with which an asset is never assigned',
	},
	unassign: {
		displayName: 'Assignment: Take Away',
		type: 'boolean',
		default: true,
		absent: false,
		description: 'Whether an assignment is taken away when the other side has none',
	},
	assignmentWinner: {
		displayName: 'Assignment: Winner',
		type: 'options',
		default: 'kandji',
		absent: 'kandji',
		description: 'Which side counts when both ways are synced and the two name different people',
		options: [
			{ name: 'Assets', value: 'assets' },
			{ name: 'Kandji', value: 'kandji' },
			{
				name: 'Side That Changed',
				value: 'changed',
				description: 'Needs Asset Fields > Last Kandji User and Kandji: Write Back > Apply',
			},
		],
	},
	createOnlyWith: {
		displayName: 'Create: Only With',
		type: 'multiOptions',
		default: ['deviceType'],
		absent: [],
		description: 'What a device must have to get a new asset; any other is reported as skipped',
		options: [
			{ name: 'Asset Tag', value: 'assetTag' },
			{ name: 'Device Type', value: 'deviceType' },
			{ name: 'Model', value: 'model' },
			{ name: 'User Email', value: 'user.email' },
		],
	},
	nameFrom: {
		displayName: 'Fields: Asset Name From',
		type: 'options',
		default: 'name',
		absent: 'none',
		description: 'What fills the name field of the assets instead of the mapping',
		options: [
			{ name: 'Device Name', value: 'name' },
			{ name: 'Field Mapping', value: 'none' },
			{ name: 'Model', value: 'model' },
		],
	},
	staleDays: {
		displayName: 'Fields: Stale After (Days)',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 30,
		absent: 0,
		description: 'Days without check-in after which a device is reported as stale; 0 for never',
	},
	displayIdField: {
		displayName: 'Identity: Display ID Field',
		type: 'string',
		default: '',
		absent: '',
		description: 'The field of the assets that holds an ID which must be unique',
	},
	displayIdFrom: {
		displayName: 'Identity: Display ID From',
		type: 'options',
		default: 'serialNumber',
		absent: 'serialNumber',
		description: 'What fills the display ID',
		options: [
			{ name: 'Device ID', value: 'id' },
			{ name: 'Serial Number', value: 'serialNumber' },
		],
	},
	matchBy: {
		displayName: 'Identity: Match By',
		type: 'options',
		default: 'serialNumber',
		absent: 'serialNumber',
		description: 'What a device and its asset have in common',
		options: [
			{ name: 'Asset Tag', value: 'assetTag' },
			{ name: 'Device ID', value: 'id' },
			{ name: 'Serial Number', value: 'serialNumber' },
		],
	},
	matchField: {
		displayName: 'Identity: Match Field',
		type: 'string',
		default: '',
		absent: '',
		description: 'The field of the assets to match by, if it is not the one under Asset Fields',
	},
	[WAIT_FOR_HOUR]: {
		...waitForHourTexts,
		displayName: `Kandji: ${waitForHourTexts.displayName}`,
		type: 'boolean',
		default: true,
		absent: false,
	},
	writeBack: {
		displayName: 'Kandji: Write Back',
		type: 'options',
		default: 'plan',
		absent: 'plan',
		description: 'What happens to changes that Kandji should get',
		options: [
			{ name: 'Apply', value: 'apply', description: 'Needs Update a Device' },
			{ name: 'Plan Only', value: 'plan' },
		],
	},
	maxAssignments: limitOption('assignments', 'assignments'),
	maxCreates: limitOption('creates', 'new assets'),
	maxKandjiWrites: limitOption('kandjiWrites', 'changes of devices in Kandji'),
	maxNewPeople: limitOption('newPeople', 'new people'),
	maxRemovals: limitOption('removals', 'assets marked or retired'),
	maxUnassignments: limitOption('unassignments', 'assignments taken away'),
	maxUpdates: limitOption('updates', 'updates of assets'),
	removalField: {
		displayName: 'Removal: Field',
		type: 'string',
		default: '',
		absent: '',
		placeholder: 'e.g. status',
		description: 'The field of the asset to write when its device has left Kandji',
	},
	removal: {
		displayName: 'Removal: Removed Devices',
		type: 'options',
		default: 'mark',
		absent: 'ignore',
		description:
			'What happens to an asset whose device left Kandji. Devices in Automated Device Enrollment await enrollment and count as present; the token needs List ADE Devices.',
		options: [
			{ name: 'Ignore', value: 'ignore' },
			{ name: 'Mark', value: 'mark' },
			{ name: 'Retire', value: 'retire' },
		],
	},
	restoredValue: {
		displayName: 'Removal: Returned Value',
		type: 'string',
		default: '',
		absent: '',
		placeholder: 'e.g. In use',
		description:
			'What to write into the field when the device is back in Kandji. Empty: its return is only reported.',
	},
	removalValue: {
		displayName: 'Removal: Value',
		type: 'string',
		default: '',
		absent: '',
		placeholder: 'e.g. Retired',
		description: 'What to write into the field of a removed device',
	},
	assetTag: {
		displayName: 'Tag: Winner',
		type: 'options',
		default: 'kandji',
		absent: 'kandji',
		description: 'Whose asset tag counts where the two differ',
		options: [
			{ name: 'Assets', value: 'assets', description: 'Planned as a change in Kandji' },
			{ name: 'Kandji', value: 'kandji', description: 'Planned as an update of the asset' },
			{ name: 'Off', value: 'off', description: 'Neither side is changed' },
		],
	},
} as const satisfies Record<string, SyncOption>;

/** The parameters that show a table of options in the panel. */
export const optionProperties = (table: Record<string, SyncOption>): INodeProperties[] =>
	Object.entries(table).map(
		([name, option]) => ({ ...omit(option, 'absent'), name }) as INodeProperties,
	);

/** The box of options in the panel. */
export const optionsProperty: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: optionProperties(SYNC_OPTIONS),
};
