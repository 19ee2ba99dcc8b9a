import type { INode, NodeApiError } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { asNodeError } from '../client/errors';
import { at, text } from '../util/json';

/** Causes that pass by waiting. */
const PASSING = ['rate-limited', 'quota-exhausted', 'temporarily-unavailable'];

/** Why something failed, so that the same cause can be known again, and whether waiting helps. */
export function causeOf(error: unknown): { cause: string; passing: boolean } {
	const named = text(error, 'context', 'failure');
	const passing = PASSING.includes(named);
	const said = error instanceof Error ? error.message : '';
	// What a token may not do is told for each permission by itself.
	return { cause: passing ? named : text(error, 'context', 'cause') || said, passing };
}

/** What is told when the saved state cannot be read, which means that something was lost. */
export function beginsAnew(node: INode): NodeOperationError {
	const message = 'The saved state of the trigger cannot be read, so it begins anew';
	const error = new NodeOperationError(node, message, {
		description:
			'What changed since the last poll that could save it is not told. Changes from now on come as usual; compare your systems once, for example with Kandji Asset Sync.',
	});
	error.context.cause = 'state unreadable';
	error.context.lost = true;
	return error;
}

/** Whether a failure means that changes were lost. */
export function isLoss(error: unknown): boolean {
	return at(error, 'context', 'lost') === true;
}

/** Several failures of one poll as one; each is named, because all have to be mended. */
export function together(node: INode, errors: unknown[]): NodeApiError | NodeOperationError {
	const [first, ...others] = errors.map((error) => asNodeError(node, error));
	const messages = new Set(others.map(({ message }) => message));
	messages.delete(first.message);
	if (messages.size > 0) {
		const also = `Also: ${[...messages].join('. Also: ')}.`;
		first.description = [first.description, also].filter(Boolean).join(' ');
	}
	return first;
}
