import type { INodeProperties } from 'n8n-workflow';

import { platformOptions } from '../api/platforms';
import { EVENT_OPTIONS } from './events';

/** The trigger's panel. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['device.assignmentChanged', 'device.enrolled', 'device.removed'],
		description: 'What to start the workflow for',
		options: [...EVENT_OPTIONS],
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		required: true,
		default: ['osVersion'],
		description: 'The fields whose change counts. Last Check-In changes many times a day.',
		displayOptions: { show: { events: ['device.fieldChanged'] } },
		options: [
			{ name: 'Agent Installed', value: 'agentInstalled' },
			{ name: 'Agent Version', value: 'agentVersion' },
			{ name: 'Asset Tag', value: 'assetTag' },
			{ name: 'Blueprint ID', value: 'blueprintId' },
			{ name: 'Blueprint Name', value: 'blueprintName' },
			{ name: 'First Enrollment', value: 'firstEnrollment' },
			{ name: 'Last Check-In', value: 'lastCheckIn' },
			{ name: 'Last Enrollment', value: 'lastEnrollment' },
			{ name: 'Lost Mode Status', value: 'lostModeStatus' },
			{ name: 'MDM Enabled', value: 'mdmEnabled' },
			{ name: 'Missing', value: 'missing' },
			{ name: 'Model', value: 'model' },
			{ name: 'Name', value: 'name' },
			{ name: 'OS Version', value: 'osVersion' },
			{ name: 'Platform', value: 'platform' },
			{ name: 'Removed', value: 'removed' },
			{ name: 'Serial Number', value: 'serialNumber' },
			{ name: 'Tags', value: 'tags' },
			{ name: 'User', value: 'user' },
		],
	},
	{
		displayName: 'Days Without Check-In',
		name: 'staleDays',
		type: 'number',
		required: true,
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 14,
		description: 'After how many days of silence a device is stale',
		displayOptions: { show: { events: ['device.stale'] } },
	},
	{
		displayName:
			'The first poll after publishing remembers the tenant as it is and emits nothing; events start with what changes afterwards',
		name: 'firstPollNotice',
		type: 'notice',
		default: '',
		displayOptions: { hide: { '/options.firstPoll': ['existing'] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Assignment',
				name: 'assignment',
				type: 'options',
				default: 'assigned',
				description: 'Whether a device must be assigned to a user, before or after the change',
				options: [
					{ name: 'Only Assigned Devices', value: 'assigned' },
					{ name: 'Only Unassigned Devices', value: 'unassigned' },
				],
			},
			{
				displayName: 'Audit Actions',
				name: 'auditActions',
				type: 'string',
				default: '',
				placeholder: 'e.g. create, delete',
				description: 'Only audit events with one of these actions, comma-separated',
			},
			{
				displayName: 'Audit Targets',
				name: 'auditTargets',
				type: 'string',
				default: '',
				placeholder: 'e.g. blueprint, library_item',
				description: 'Only audit events about one of these target types, comma-separated',
			},
			{
				displayName: 'Blueprint Names or IDs',
				name: 'blueprints',
				type: 'multiOptions',
				default: [],
				description:
					'Only devices in one of these blueprints, before or after the change. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getBlueprints' },
			},
			{
				displayName: 'Platforms',
				name: 'platforms',
				type: 'multiOptions',
				default: [],
				description: 'Only devices of these platforms',
				options: platformOptions('record'),
			},
			{
				displayName: 'Tags',
				name: 'tags',
				type: 'string',
				default: '',
				placeholder: 'e.g. loaner, sales',
				description:
					'Only devices with one of these tags, before or after the change: exact names, comma-separated, case-sensitive; put a name that contains a comma in double quotes',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'First Poll',
				name: 'firstPoll',
				type: 'options',
				default: 'baseline',
				description: 'What the very first poll of this node does',
				options: [
					{
						name: 'Emit Existing Devices',
						value: 'existing',
						description:
							'Every device becomes a device.existing event, in batches over the next polls',
					},
					{
						name: 'Remember Only',
						value: 'baseline',
						description: 'Take the tenant as it is and emit nothing',
					},
				],
			},
			{
				displayName: 'Include Device Details',
				name: 'includeDetails',
				type: 'boolean',
				default: false,
				description:
					'Whether to add hardware, security and network details to events of devices, at one more request per device',
			},
			{
				displayName: 'Largest Share Gone at Once (%)',
				name: 'mostGone',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
				default: 10,
				description:
					'When more than 25 records and more than this share of all are gone at once, one execution fails and no removal is told until they are back; 100 lets all removals through',
			},
			{
				displayName: 'Maximum Events per Poll',
				name: 'mostEvents',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 500,
				description:
					'How many events one execution gets at most; the rest follows with the next polls',
			},
			{
				displayName: 'One Item Per',
				name: 'onePer',
				type: 'options',
				default: 'event',
				description: 'What an item stands for',
				options: [
					{
						name: 'Device, User or Blueprint',
						value: 'record',
						description: 'All events of one record together, under "events"',
					},
					{ name: 'Event', value: 'event', description: 'One item for each event' },
				],
			},
		],
	},
];
