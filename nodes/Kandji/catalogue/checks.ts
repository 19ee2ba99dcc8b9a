import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isSet } from '../client/json';
import type { RunCall } from './run';

/** Ends an item before anything is sent: what is wrong, and what to do about it. */
export function refuse({ context, item }: RunCall, message: string, description: string): never {
	throw new NodeOperationError(context.getNode(), `${message} [Item ${item}]`, {
		itemIndex: item,
		description,
	});
}

/** Ends an update that would change nothing. */
export function refuseEmpty(call: RunCall): never {
	return refuse(
		call,
		'Nothing to update',
		'Add at least one field that should change; empty values leave a field as it is',
	);
}

/** A body field that Kandji wants once another one has a certain value. */
export interface Condition {
	/** Name in the request and value that call for the other field, and how n8n shows them. */
	when: { name: string; is: string | boolean; shown: string };
	/** Name in the request of the field that is needed then, and its display name. */
	needs: { name: string; shown: string };
}

/** An item of Self Service needs a place in it. */
export const selfServiceCondition: Condition = {
	when: { name: 'show_in_self_service', is: true, shown: 'Show in Self Service is on' },
	needs: { name: 'self_service_category_id', shown: 'Self Service Category' },
};

/** Refuses a body that lacks a field which another field's value calls for. */
export function requireTogether(call: RunCall, body: IDataObject, conditions: Condition[]): void {
	for (const { when, needs } of conditions) {
		if (body[when.name] === when.is && !isSet(body[needs.name])) {
			refuse(
				call,
				`${needs.shown} is needed when ${when.shown}`,
				`Add the field "${needs.shown}" and fill it in`,
			);
		}
	}
}
