import { text } from '../util/json';
import { connectionFailure, mayHaveBeenSent, textWithin } from './connectionFailure';
import type { ConnectionFailure } from './connectionFailure';

/** A request as messages about it name it. */
export interface RequestInfo {
	method: string;
	/** Path below the API URL, without query. */
	path: string;
	/** Checkbox that the request needs; a trailing `?` marks a name that no source states. */
	permission?: string;
	/** The record that the request is about, e.g. `Device "6f1c…"`, for messages. */
	record?: string;
	/** Whether another poll of a published trigger follows by itself, so that nobody has to run anything again. */
	isPolled?: boolean;
}

/** Why a request has no usable answer. */
export type RequestFailure =
	/** Kandji answered with a status of 400 or above. */
	| { kind: 'status'; status: number; body: unknown; retryAfterMs?: number }
	/** The answer redirects to another host. Nothing is sent there. */
	| { kind: 'redirect'; status: number; host: string }
	/** The answer is a page or text instead of Kandji's JSON. */
	| { kind: 'notJson' }
	/** The answer is incomplete JSON. */
	| { kind: 'truncated' }
	/** The answer is JSON, or a file, of another form than documented. */
	| { kind: 'otherForm'; expected: string }
	/** No answer of Kandji came. */
	| ConnectionFailure
	/** The request cannot be encoded, e.g. because of half a character. */
	| { kind: 'unsendable' }
	/** The list has more pages than any tenant. */
	| { kind: 'endless'; pages: number }
	/** The tenant's requests of this hour are used up. `until` is when the next hour begins. */
	| { kind: 'hourSpent'; retryAfterMs: number; until: Date }
	/** The time of the run is over. */
	| { kind: 'tooLate' };

/** Whether Kandji certainly did not act on a request, so that even a write may be sent again. */
export function wasNotCarriedOut(failure: RequestFailure): boolean {
	if (failure.kind === 'status') return failure.status === 429;
	return failure.kind === 'connection' && !mayHaveBeenSent(failure);
}

/** Whether a failed write may have been carried out, so that somebody must check before it is repeated. */
export function mayHaveActed({ method }: RequestInfo, failure: RequestFailure): boolean {
	if (method === 'GET') return false;
	switch (failure.kind) {
		case 'status':
			return failure.status === 408 || failure.status >= 500;
		case 'connection':
			return mayHaveBeenSent(failure);
		case 'notJson':
		case 'truncated':
		case 'otherForm':
			return true;
		default:
			return false;
	}
}

/** Returns why a request has no answer, from the error that n8n's helper threw. */
export function withoutAnswer(error: unknown, apiUrl: string): RequestFailure {
	const code = textWithin(error, 'code');
	const messages = `${text(error, 'message')} ${text(error, 'cause', 'message')}`;
	const isLocal = code === '' || code === 'ERR_INVALID_URL';
	// JavaScript throws these while it encodes a request.
	const isUnsendable = /URI malformed|call stack|circular structure|Invalid URL/i.test(messages);
	return isLocal && isUnsendable ? { kind: 'unsendable' } : connectionFailure(error, apiUrl);
}
