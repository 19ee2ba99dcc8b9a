import { actedNever } from './errors';
import type { Refusal } from './errors';
import { Pace } from './pace';
import type { Headers } from './pace';

const MOST_TRIES = 5;
/** 429 is a matter of waiting, so it gets more tries than an outage. */
const MOST_TRIES_LIMITED = 12;
const FIRST_BACKOFF_MS = 400;
const LONGEST_BACKOFF_MS = 8_000;

/** Exponential, with jitter so that parallel requests do not return in step. */
function backoffMs(tries: number): number {
	return Math.min(FIRST_BACKOFF_MS * 2 ** (tries - 1), LONGEST_BACKOFF_MS) * (0.5 + Math.random());
}

/**
 * Milliseconds to wait before a request is sent again, undefined when it is not. Reads are sent again on 429, 5xx and
 * broken connections; writes only where Kandji certainly did not act.
 */
export function waitMs(
	{ method, status, code = '' }: Refusal,
	tries: number,
	headers: Headers,
): number | undefined {
	const limited = status === 429;
	if (tries >= (limited ? MOST_TRIES_LIMITED : MOST_TRIES)) return undefined;
	// A hung Kandji costs a whole timeout each time; a second one is enough to know.
	if ((code === 'ECONNABORTED' || code === 'ENOTFOUND') && tries >= 2) return undefined;
	const unanswered = status === undefined && code !== 'NOT_JSON';
	const again =
		limited ||
		(unanswered && actedNever(code)) ||
		(method === 'GET' && (unanswered || (status ?? 0) >= 500));
	if (!again) return undefined;
	return limited ? Pace.resetMs(headers) * (1 + Math.random()) : backoffMs(tries);
}
