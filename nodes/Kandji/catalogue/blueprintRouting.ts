import { lists } from '../api/lists';
import { enrollmentFields } from './blueprintFields';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

/** The tenant's one rule set that sends enrolling devices to their blueprints. */
export const blueprintRouting: Resource = {
	name: 'Device Blueprint Routing',
	value: 'blueprintRouting',
	operations: [
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get blueprint routing',
			description: 'Get the enrollment code of blueprint routing and whether it is active',
			route: 'GET /blueprint-routing/',
			permission: 'Blueprint Routing > Get Blueprint Routing?',
			secrets: ['enrollment_code', 'code'],
		}),
		listOperation({
			name: 'Get Activity',
			value: 'getActivity',
			action: 'Get history of blueprint routing',
			description:
				'Get what blueprint routing did: enrollments, arrivals, departures and changes of its settings',
			list: lists.blueprintRoutingActivity,
			secrets: ['enrollment_code', 'code'],
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update blueprint routing',
			description:
				'Change the enrollment code of blueprint routing, or switch enrollment through it on or off',
			route: 'PATCH /blueprint-routing/',
			permission: 'Blueprint Routing > Update Blueprint Routing?',
			risk: 'disruptive',
			secrets: ['enrollment_code', 'code'],
			body: [
				enrollmentFields.active,
				{
					...enrollmentFields.code,
					description: 'The new enrollment code. Leave empty to keep the present one.',
				},
			],
		}),
	],
};
