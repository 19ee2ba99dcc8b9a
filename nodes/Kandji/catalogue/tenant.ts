import { getFleetOverview } from '../procedures/fleetOverview';
import { operation, procedure } from './operationTypes';
import type { Resource } from './operationTypes';

/** The customer's Kandji as a whole. */
export const tenant: Resource = {
	name: 'Tenant',
	value: 'tenant',
	operations: [
		operation({
			name: 'Get Licensing',
			value: 'getLicensing',
			action: 'Get license usage of tenant',
			description:
				'Get how many devices the license allows and how many the tenant has, by Apple platform',
			route: 'GET /settings/licensing',
			permission: 'Settings > Licensing?',
		}),
		procedure({
			name: 'Get Overview',
			value: 'getOverview',
			action: 'Get overview of fleet',
			description:
				'Get the fleet in figures: platforms, versions, blueprints, silent and unassigned devices, licenses',
			requests: ['GET /settings/licensing', 'GET /prism/{category}', 'GET /devices'],
			answers: ['category'],
			permission: 'Device Information > Device list',
			alsoNeeds: ['Prism > FileVault?', 'Settings > Licensing?'],
			risk: 'read',
			run: getFleetOverview,
		}),
	],
};
