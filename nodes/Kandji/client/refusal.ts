import { text } from '../util/json';

/** A request as messages about it name it. */
export interface Asked {
	method: string;
	/** Path below the API URL, without query. */
	path: string;
	/** Checkbox that the request needs; a trailing `?` marks a name that no source states. */
	permission?: string;
	/** What the request is about, e.g. `Device "6f1c…"`, for messages. */
	record?: string;
}

/** Why a request gave no answer that can be used. */
export type Refusal =
	/** Kandji answered with a status that says no. */
	| { kind: 'status'; status: number; body: unknown; retryAfterMs?: number }
	/** The answer points to another host, which is never asked. */
	| { kind: 'redirect'; status: number; host: string }
	/** A page, or text, where Kandji sends JSON. */
	| { kind: 'notJson' }
	/** JSON that breaks off. */
	| { kind: 'truncated' }
	/** JSON, or a file, of another form than the request is documented to answer. */
	| { kind: 'otherForm'; expected: string }
	/** No answer came; the code is Node's, e.g. ECONNRESET. */
	| { kind: 'broken'; code: string }
	/** The request could not be written down, e.g. because of half a character. */
	| { kind: 'unsendable' }
	/** The list goes on for ever. */
	| { kind: 'endless'; pages: number }
	/** The tenant's requests of this hour are used up; `until`: when the next one begins. */
	| { kind: 'hourSpent'; retryAfterMs: number; until: Date }
	/** The run's own time is over. */
	| { kind: 'tooLate' };

/** Node's codes that prove that Kandji never saw the request, so that even a write may be sent again. */
const NEVER_ARRIVED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Whether Kandji certainly did not act on a request, so that even a write may be sent again. */
export function actedNever(refusal: Refusal): boolean {
	if (refusal.kind === 'status') return refusal.status === 429;
	return refusal.kind === 'broken' && NEVER_ARRIVED.includes(refusal.code);
}

/** Whether nobody knows if Kandji acted: a write that ended like this must be looked at, not repeated. */
export function mayHaveActed({ method }: Asked, refusal: Refusal): boolean {
	if (method === 'GET') return false;
	switch (refusal.kind) {
		case 'status':
			return refusal.status === 408 || refusal.status >= 500;
		case 'broken':
			return !actedNever(refusal);
		case 'notJson':
		case 'truncated':
		case 'otherForm':
			return true;
		default:
			return false;
	}
}

/** Why no answer came, from Node's code of the broken connection beneath n8n's wrapping, e.g. ECONNRESET. */
export function withoutAnswer(error: unknown): Refusal {
	const code =
		text(error, 'code') || text(error, 'cause', 'code') || text(error, 'cause', 'cause', 'code');
	// Without a connection's code, what JavaScript throws while it writes the request down.
	const unwritten = /URI malformed|call stack|circular structure|Invalid URL/i;
	if (code === '' || code === 'ERR_INVALID_URL') {
		const said = `${text(error, 'message')} ${text(error, 'cause', 'message')}`;
		if (unwritten.test(said)) return { kind: 'unsendable' };
	}
	return { kind: 'broken', code: code || 'UNKNOWN' };
}
