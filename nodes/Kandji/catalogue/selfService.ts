import type { Field } from '../fields/field';
import { selfServiceCategoryField } from '../locate/selfServiceCategoryLocator';

/** How Self Service shows a library item: the same three fields for apps and scripts. */
export const selfServiceFields: Field[] = [
	{
		...selfServiceCategoryField,
		name: 'selfServiceCategoryId',
		required: false,
		description: 'Where Self Service shows the item. Needed when Show in Self Service is on.',
	},
	{
		displayName: 'Self Service Recommended',
		name: 'selfServiceRecommended',
		type: 'boolean',
		default: false,
		description: 'Whether Self Service marks the item as recommended',
	},
	{
		displayName: 'Show in Self Service',
		name: 'showInSelfService',
		type: 'boolean',
		default: false,
		description: 'Whether Self Service shows the item. It then needs a Self Service Category.',
	},
];
