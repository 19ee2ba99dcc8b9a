import { operation } from './operationTypes';
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
	],
};
