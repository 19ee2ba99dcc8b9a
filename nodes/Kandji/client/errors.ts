import type { Failure, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { explain } from './messages';
import { mayHaveActed } from './refusal';
import type { Asked, Refusal } from './refusal';

function failureOf(cause: Failure['cause'], refusal: Refusal): Failure {
	switch (cause) {
		case 'rate-limited':
		case 'quota-exhausted':
		case 'temporarily-unavailable': {
			const retryAfterMs = 'retryAfterMs' in refusal ? refusal.retryAfterMs : undefined;
			return retryAfterMs === undefined ? { cause } : { cause, retryAfterMs };
		}
		default:
			return { cause };
	}
}

/**
 * The one way a failed request is told: what happened in Kandji's own words, to which record, then what to do next,
 * and the cause for n8n's back-off. Neither token nor headers nor a whole body get in.
 */
export function requestFailed(node: INode, asked: Asked, refusal: Refusal): NodeApiError {
	const { message, advice, cause } = explain(asked, refusal);
	const context: JsonObject = { method: asked.method, path: asked.path };
	const error = new NodeApiError(node, context, {
		message,
		description: advice,
		...('status' in refusal ? { httpCode: String(refusal.status) } : {}),
		failure: failureOf(cause, refusal),
	});
	// n8n replaces a message in which it finds one of its codes, even inside a word; Kandji's words stay.
	error.message = message;
	error.context.mayHaveActed = mayHaveActed(asked, refusal);
	// Where this package looks itself: n8n keeps `failure` since 2.37 only.
	error.context.failure = cause;
	return error;
}

/** An error as n8n shows it; one of n8n's own kinds stays as it is. */
export function asNodeError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error));
}

/** Whether a write that failed may have been carried out all the same. */
export function mayHaveBeenCarriedOut(error: unknown): boolean {
	return error instanceof NodeApiError && error.context.mayHaveActed === true;
}
