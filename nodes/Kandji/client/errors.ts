import type { Failure, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { RequestLimits } from './kandjiLimits';
import { explain } from './messages';
import { mayHaveActed } from './requestFailure';
import type { RequestFailure, RequestInfo } from './requestFailure';

/** Returns the failure as n8n's back-off reads it. */
function backOffFailure(cause: Failure['cause'], failure: RequestFailure): Failure {
	switch (cause) {
		case 'rate-limited':
		case 'quota-exhausted':
		case 'temporarily-unavailable': {
			const retryAfterMs = 'retryAfterMs' in failure ? failure.retryAfterMs : undefined;
			return retryAfterMs === undefined ? { cause } : { cause, retryAfterMs };
		}
		default:
			return { cause };
	}
}

/**
 * Returns the error for a failed request: what happened in Kandji's own words, to which record, what to do next, and the
 * cause for n8n's back-off. It contains neither token nor headers nor a whole body.
 */
export function requestFailed(
	node: INode,
	info: RequestInfo,
	failure: RequestFailure,
	limits?: RequestLimits,
): NodeApiError {
	const { message, advice, cause } = explain(info, failure, limits);
	const context: JsonObject = { method: info.method, path: info.path };
	const error = new NodeApiError(node, context, {
		message,
		description: advice,
		...('status' in failure ? { httpCode: String(failure.status) } : {}),
		failure: backOffFailure(cause, failure),
	});
	// n8n replaces a message in which it finds one of its codes, even inside a word. Kandji's own text stays.
	error.message = message;
	error.context.mayHaveActed = mayHaveActed(info, failure);
	// This package reads the cause here, because n8n keeps `failure` only since 2.37.
	error.context.failure = cause;
	return error;
}

/** Returns an error as n8n shows it. n8n's own kinds of errors stay as they are. */
export function asNodeError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error));
}

/** Whether a failed write may have been carried out. */
export function mayHaveBeenCarriedOut(error: unknown): boolean {
	return error instanceof NodeApiError && error.context.mayHaveActed === true;
}
