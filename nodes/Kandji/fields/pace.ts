import type { INodeProperties } from 'n8n-workflow';

const options: INodeProperties[] = [
	{
		displayName: 'Requests at Once',
		name: 'requestsAtOnce',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
		default: 100,
		description:
			'How many requests may be open at the same time. Fewer are gentler to a proxy between n8n and Kandji, and slower where answers take long.',
	},
	{
		displayName: 'Requests per Second',
		name: 'requestsPerSecond',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 49 },
		default: 49,
		description:
			'How many requests a second this node may send at most. Kandji allows 50 to all programs of a tenant together; what others use is left to them in any case.',
	},
	{
		displayName: 'When the Hour Is Spent',
		name: 'whenHourSpent',
		type: 'options',
		default: 'stop',
		description: 'What happens when the tenant has used its 10,000 requests of the hour',
		options: [
			{
				name: 'Stop',
				value: 'stop',
				description: 'Fail within seconds and say when it goes on',
			},
			{
				name: 'Wait',
				value: 'wait',
				description: 'Keep the execution waiting until Kandji answers again, up to an hour',
			},
		],
	},
];

/** How fast a node asks Kandji, as the panel offers it; `readPace` reads the answers. */
export const paceProperty: INodeProperties = {
	displayName: 'Pace',
	name: 'pace',
	type: 'collection',
	placeholder: 'Add Pace Option',
	default: {},
	description: 'How fast the node asks Kandji',
	options,
};
