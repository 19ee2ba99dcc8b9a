import { lists } from '../api/lists';
import { deviceField } from '../locate/deviceLocator';
import { fold } from '../util/fold';
import { listOperation } from './operationTypes';
import type { Resource } from './operationTypes';

/** Actions of administrators, tokens and Kandji in the tenant. Kandji keeps them for a year. */
export const auditEvent: Resource = {
	name: 'Tenant Audit Event',
	value: 'auditEvent',
	operations: [
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many audit events',
			description:
				'Get a list of audit events of the past year. What happened to one device: Device > Get Activity.',
			list: lists.auditEvents,
			query: [
				{
					displayName: 'End Date',
					name: 'endDate',
					type: 'dateTime',
					default: '',
					description: 'Events that occurred before this time',
				},
				{
					displayName: 'Sort By',
					name: 'sortBy',
					type: 'options',
					default: '-occurred_at',
					description: 'The order of the events, oldest first if not set',
					options: [
						{ name: 'ID (Ascending)', value: 'id' },
						{ name: 'ID (Descending)', value: '-id' },
						{ name: 'Newest First', value: '-occurred_at' },
						{ name: 'Oldest First', value: 'occurred_at' },
					],
					sorts: true,
				},
				{
					displayName: 'Start Date',
					name: 'startDate',
					type: 'dateTime',
					default: '',
					description: 'Events that occurred after this time',
				},
			],
			narrow: [
				{
					displayName: 'Contains',
					name: 'contains',
					type: 'string',
					default: '',
					placeholder: 'e.g. blueprint',
					description: 'Only events with this text anywhere, in any case',
					matches: (row, wanted) => fold(JSON.stringify(row)).includes(fold(String(wanted))),
				},
				{
					...deviceField,
					name: 'targetDevice',
					displayName: 'Target Device',
					required: false,
					description: 'Only changes of this device',
					matches: (row, wanted) => row.target_id === wanted,
				},
			],
		}),
	],
};
