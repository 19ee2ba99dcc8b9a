import type { INode, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { asNodeError } from '../client/errors';
import { text } from '../client/json';

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
