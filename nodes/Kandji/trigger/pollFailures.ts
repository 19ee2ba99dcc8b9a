import type { INode, NodeApiError } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { asNodeError } from '../client/errors';
import { at, text } from '../util/json';

/** Causes that pass by waiting. */
const PASSING = ['rate-limited', 'quota-exhausted', 'temporarily-unavailable'];

/** Returns why something failed, so that the same cause is recognised again, and whether waiting helps. */
export function causeOf(error: unknown): { cause: string; passing: boolean } {
	const failure = text(error, 'context', 'failure');
	const passing = PASSING.includes(failure);
	const message = error instanceof Error ? error.message : '';
	// A missing permission is reported for each permission by itself.
	return { cause: passing ? failure : text(error, 'context', 'cause') || message, passing };
}

function failureOf(
	node: INode,
	message: string,
	{ description, cause, lost = false }: { description: string; cause: string; lost?: boolean },
): NodeOperationError {
	const error = new NodeOperationError(node, message, { description });
	error.context.cause = cause;
	error.context.lost = lost;
	return error;
}

/** Returns the failure to report when the saved state cannot be read, so that changes were lost. */
export const stateUnreadable = (node: INode): NodeOperationError =>
	failureOf(node, 'The saved state of the trigger cannot be read, so it starts anew', {
		description:
			'Changes since the last poll that could save it are not emitted; changes from now on are. Compare your systems once, for example with Kandji Asset Sync.',
		cause: 'state unreadable',
		lost: true,
	});

/** Returns the failure of two nodes that share a state, because they have the same ID. */
export const stateShared = (node: INode): NodeOperationError =>
	failureOf(node, 'Two triggers of this workflow have the same node ID', {
		description:
			'They overwrite each other’s state, so neither can emit reliably. Delete one of them, add a new Kandji Trigger in its place, and publish the workflow again.',
		cause: 'state shared',
	});

/** Returns the failure of a list that could not be read completely in several looks, so that its events have not begun. */
export const listIncomplete = (node: INode, subject: string, looks: number): NodeOperationError =>
	failureOf(node, `The list for "${subject}" could not be read completely in ${looks} looks`, {
		description:
			'Kandji sent rows twice or another number of rows than it stated. Events of this list begin after the first complete reading; the trigger keeps trying.',
		cause: `incomplete ${subject}`,
	});

/** Whether a failure means that changes were lost. */
export function isLoss(error: unknown): boolean {
	return at(error, 'context', 'lost') === true;
}

/** Returns several failures of one poll as one that names each, because all have to be fixed. */
export function combineFailures(node: INode, errors: unknown[]): NodeApiError | NodeOperationError {
	const [first, ...others] = errors.map((error) => asNodeError(node, error));
	const messages = new Set(others.map(({ message }) => message));
	messages.delete(first.message);
	if (messages.size > 0) {
		const also = `Also: ${[...messages].join('. Also: ')}.`;
		first.description = [first.description, also].filter(Boolean).join(' ');
	}
	return first;
}
