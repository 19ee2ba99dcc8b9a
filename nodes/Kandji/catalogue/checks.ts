import { isSet } from '../util/json';
import type { Complaint, Values } from '../fields/fieldValues';

/** Looks at the values of one item before anything is sent for any; undefined when they may go. */
export type Check = (values: Values) => Complaint | undefined;

/** A body field that Kandji wants once another one has a certain value. */
interface Condition {
	/** Name in the request and value that call for the other field, and how n8n shows them. */
	when: { name: string; is: string | boolean; shown: string };
	/** Name in the request of the field that is needed then, and its display name. */
	needs: { name: string; shown: string };
}

/** Refuses a body that lacks a field which another field's value calls for. */
export function requires({ when, needs }: Condition): Check {
	return ({ body }) =>
		body[when.name] !== when.is || isSet(body[needs.name])
			? undefined
			: {
					message: `${needs.shown} is needed when ${when.shown}`,
					description: `Add the field "${needs.shown}" and fill it in`,
				};
}

/** An item of Self Service needs a place in it. */
export const inSelfService = requires({
	when: { name: 'show_in_self_service', is: true, shown: 'Show in Self Service is on' },
	needs: { name: 'self_service_category_id', shown: 'Self Service Category' },
});
