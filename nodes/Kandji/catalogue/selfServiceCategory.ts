import { operation } from './types';
import type { Resource } from './types';

/** The categories under which Self Service shows library items. */
export const selfServiceCategory: Resource = {
	name: 'Self Service Category',
	value: 'selfServiceCategory',
	operations: [
		operation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many self service categories',
			description: 'Get a list of the Self Service categories and their IDs',
			route: 'GET /self-service/categories',
			permission: 'Self Service > List Self Service Categories',
			items: '',
		}),
	],
};
