import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { groupBy } from 'lodash';

import { itemError } from '../items/itemError';
import { text } from '../util/json';

/** An item that cannot be done, and why. */
export interface WrongItem {
	item: number;
	error: unknown;
}

/** Different reasons that one message lists; the others are counted. */
const MAX_REASONS = 5;
/** Items that a reason names by their numbers. */
const MAX_NUMBERS = 10;

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** `item 1`, `items 2 and 3`, `items 0, 1, 2 and 7 more`. */
function itemNumbers(items: number[]): string {
	if (items.length === 1) return `item ${items[0]}`;
	const shown = items.slice(0, MAX_NUMBERS);
	const more = items.length - shown.length;
	const last = more > 0 ? `${more} more` : shown.pop();
	return `items ${shown.join(', ')} and ${last}`;
}

/** Lowers the first letter of a message that follows a colon, unless it begins with an abbreviation. */
function continued(message: string): string {
	return /^[A-Z][a-z]/.test(message) ? message[0].toLowerCase() + message.slice(1) : message;
}

/**
 * Returns one error for all items that cannot be done, so that a table with three wrong rows is corrected once:
 * `3 of 5 items cannot be done, so nothing was sent: item 1: …; items 2 and 3: …`. A failure of Kandji itself (a
 * missing permission, a spent quota) is no property of an item, so it is reported as it is.
 */
export function wrongItemsError(
	node: INode,
	wrong: WrongItem[],
	count: number,
): NodeApiError | NodeOperationError {
	const [first] = wrong;
	const isOfKandji = wrong.some(({ error }) => error instanceof NodeApiError);
	if (wrong.length === 1 || isOfKandji) return itemError(node, first.error, first.item);
	const reasons = Object.entries(groupBy(wrong, ({ error }) => messageOf(error)));
	const listed = reasons
		.slice(0, MAX_REASONS)
		.map(
			([message, items]) => `${itemNumbers(items.map(({ item }) => item))}: ${continued(message)}`,
		);
	const more = reasons.length - listed.length;
	const rest = more > 0 ? `; and ${more} other reasons` : '';
	return new NodeOperationError(
		node,
		`${wrong.length} of ${count} items cannot be done, so nothing was sent: ${listed.join('; ')}${rest}`,
		{ description: text(first.error, 'description') || undefined, itemIndex: first.item },
	);
}
