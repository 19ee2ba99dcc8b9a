import { lists } from '../api/lists';
import { listOperation } from './operationTypes';
import type { Resource } from './operationTypes';

/** The categories under which Self Service shows library items. */
export const selfServiceCategory: Resource = {
	name: 'Self Service Category',
	value: 'selfServiceCategory',
	operations: [
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many self service categories',
			description: 'Get a list of the Self Service categories and their IDs',
			list: lists.selfServiceCategories,
		}),
	],
};
