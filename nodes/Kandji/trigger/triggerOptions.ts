import type { INodeProperties } from 'n8n-workflow';

/** The box "Options" of the trigger's panel. */
export const triggerOptions: INodeProperties = {
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
			displayName: 'Max Events',
			name: 'maxEvents',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 500,
			description: 'Max number of events in one execution; the others follow with the next polls',
		},
		{
			displayName: 'Max Removals at Once (%)',
			name: 'maxRemovalShare',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			default: 10,
			description:
				'When more than 25 records and more than this share of all are missing at once, one execution fails and no removal is emitted until they are back; 100 lets all removals through',
		},
		{
			displayName: 'Minutes Between Looks at Expensive Lists',
			name: 'expensiveMinutes',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 15,
			description:
				'How often ADE devices and tokens, FileVault, firewall, Gatekeeper, SIP, apps, profiles and library items are read',
		},
		{
			displayName: 'Minutes Between Looks at Users',
			name: 'userMinutes',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 0,
			description:
				'How often users are read, which costs a request for 300 users, or for 25 where Kandji returns no larger pages; 0 reads them with every poll unless they are many',
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
};
