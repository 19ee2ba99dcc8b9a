import type { INodeProperties } from 'n8n-workflow';

const sides = [
	{ name: 'Assets', value: 'assets' },
	{ name: 'Kandji', value: 'kandji' },
];

/** What the sync may be told beyond the first sight of its panel. */
export const syncOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Asset Name From',
			name: 'nameFrom',
			type: 'options',
			default: 'name',
			description: 'What fills the name field of the assets, whatever the mapping says',
			options: [
				{ name: 'Device Name', value: 'name' },
				{ name: 'Field Mapping', value: 'none' },
				{ name: 'Model', value: 'model' },
			],
		},
		{
			displayName: 'Asset Tag',
			name: 'assetTag',
			type: 'options',
			default: 'kandji',
			description: 'Whose asset tag counts where the two differ',
			options: [
				{ name: 'Assets Win', value: 'assets', description: 'Planned as a change in Kandji' },
				{ name: 'Kandji Wins', value: 'kandji', description: 'Planned as an update of the asset' },
				{ name: 'Off', value: 'off', description: 'Neither side is changed' },
			],
		},
		{
			displayName: 'Assets May Be Empty',
			name: 'assetsMayBeEmpty',
			type: 'boolean',
			default: true,
			description:
				'Whether to create every device when no asset arrives. Off, an empty or failed read of the other system never creates the fleet again.',
		},
		{
			displayName: 'Assign',
			name: 'assignScopes',
			type: 'multiOptions',
			default: ['unassigned', 'new', 'overwrite'],
			description: 'Which assets get their assignee from Kandji',
			options: [
				{ name: 'Already Assigned Assets', value: 'overwrite' },
				{ name: 'New Assets', value: 'new' },
				{ name: 'Unassigned Assets', value: 'unassigned' },
			],
		},
		{
			displayName: 'Assignment',
			name: 'assignment',
			type: 'options',
			default: 'fromKandji',
			description: 'Which way assignments are synced',
			options: [
				{ name: 'Both Ways', value: 'both' },
				{ name: 'From Kandji', value: 'fromKandji' },
				{ name: 'None', value: 'none' },
				{ name: 'To Kandji', value: 'toKandji' },
			],
		},
		{
			displayName: 'Assignment Winner',
			name: 'assignmentWinner',
			type: 'options',
			default: 'kandji',
			description: 'Which side counts when both ways are synced and the two name different people',
			options: sides,
		},
		{
			displayName: 'Create Missing People',
			name: 'createPeople',
			type: 'boolean',
			default: false,
			description:
				'Whether to plan a new person for a user whose email nobody has. This may make employee records for shared and service accounts.',
		},
		{
			displayName: 'Display ID Field',
			name: 'displayIdField',
			type: 'string',
			default: '',
			description: 'The field of the assets that holds an ID which must be unique',
		},
		{
			displayName: 'Display ID From',
			name: 'displayIdFrom',
			type: 'options',
			default: 'serialNumber',
			description: 'What fills the display ID',
			options: [
				{ name: 'Device ID', value: 'id' },
				{ name: 'Serial Number', value: 'serialNumber' },
			],
		},
		{
			displayName: 'Lock Values',
			name: 'lockValues',
			type: 'string',
			default: '',
			placeholder: 'e.g. In transit, Warehouse, Retired',
			description:
				'Values of the lock field, comma-separated, with which an asset is never assigned',
		},
		{
			displayName: 'Match By',
			name: 'matchBy',
			type: 'options',
			default: 'serialNumber',
			description: 'What a device and its asset have in common',
			options: [
				{ name: 'Asset Tag', value: 'assetTag' },
				{ name: 'Device ID', value: 'id' },
				{ name: 'Serial Number', value: 'serialNumber' },
			],
		},
		{
			displayName: 'Match Field',
			name: 'matchField',
			type: 'string',
			default: '',
			description: 'The field of the assets to match by, if it is not the one under Asset Fields',
		},
		{
			displayName: 'Max Changes',
			name: 'mostChanges',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 25,
			description:
				'How many devices one run may change in Kandji. When there are more, none is changed.',
		},
		{
			displayName: 'Most Removals (%)',
			name: 'mostRemovals',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 10,
			description:
				'Share of the linked assets that one run may mark or retire. When there are more, none is touched.',
		},
		{
			displayName: 'Preview',
			name: 'preview',
			type: 'boolean',
			default: true,
			description: 'Whether to give only Report and Attention, so that nothing is written anywhere',
		},
		{
			displayName: 'Removed Devices',
			name: 'removal',
			type: 'options',
			default: 'mark',
			description:
				'What happens to an asset whose device left Kandji. Devices in Automated Device Enrollment await enrollment and count as present; the token needs List ADE Devices.',
			options: [
				{ name: 'Ignore', value: 'ignore' },
				{ name: 'Mark', value: 'mark' },
				{ name: 'Retire', value: 'retire' },
			],
		},
		{
			displayName: 'Removed Field',
			name: 'removalField',
			type: 'string',
			default: '',
			placeholder: 'e.g. status',
			description: 'The field of the asset to write when its device is removed',
		},
		{
			displayName: 'Removed Value',
			name: 'removalValue',
			type: 'string',
			default: '',
			placeholder: 'e.g. Retired',
			description: 'What to write into that field',
		},
		{
			displayName: 'Stale After (Days)',
			name: 'staleDays',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 30,
			description: 'Days without check-in after which a device is named stale; 0 for never',
		},
		{
			displayName: 'Unassign',
			name: 'unassign',
			type: 'boolean',
			default: true,
			description: 'Whether an assignment is taken away when the other side has none',
		},
		{
			displayName: 'Write Back to Kandji',
			name: 'writeBack',
			type: 'options',
			default: 'plan',
			description: 'What happens to changes that Kandji should get',
			options: [
				{ name: 'Apply', value: 'apply', description: 'Needs Update a Device' },
				{ name: 'Plan Only', value: 'plan' },
			],
		},
	],
};
