import type { Area } from '../api.mts';
import { libraryOf } from './library.mts';

/** Self Service's categories: a bare array without paging (docs/kandji-api.md P2). */
export const selfServiceArea: Area = {
	routes: [
		{
			method: 'GET',
			path: '/api/v1/self-service/categories',
			permission: 'Self Service > List Self Service Categories',
			handle: ({ tenant }) => ({ body: libraryOf(tenant).categories }),
		},
	],
};
