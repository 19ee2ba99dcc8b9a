import { Pace } from './pace';
import type { Headers } from './pace';
import { actedNever } from './refusal';
import type { Asked, Refusal } from './refusal';

const MOST_TRIES = 5;
/** 429 is a matter of waiting, so it gets more tries than an outage. */
const MOST_TRIES_LIMITED = 12;
const FIRST_BACKOFF_MS = 400;
/** Who is asked to wait longer is told so at once; n8n's own back-off, or a later run, is for that. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** What one request may wait in all, so that an execution ends however often it is put off. */
const MOST_WAITED_MS = 300_000;
/** A hung Kandji, or a wrong name, costs a whole time limit each time; a second one is enough to know. */
const SLOW_CODES = ['ECONNABORTED', 'ETIMEDOUT', 'ENOTFOUND'];

/** Exponential, with jitter so that parallel requests do not return in step. */
function backoffMs(tries: number): number {
	return FIRST_BACKOFF_MS * 2 ** (tries - 1) * (0.5 + Math.random());
}

function isWorthRepeating({ method }: Asked, refusal: Refusal, tries: number): boolean {
	if (refusal.kind === 'broken' && SLOW_CODES.includes(refusal.code) && tries >= 2) return false;
	if (actedNever(refusal)) return true;
	if (method !== 'GET') return false;
	if (refusal.kind === 'status') return refusal.status >= 500 || refusal.status === 408;
	return refusal.kind === 'broken' || refusal.kind === 'truncated';
}

/**
 * Milliseconds to wait before a request is sent again, undefined when it is not. Reads are sent again on 429, 5xx and
 * broken connections; writes only where Kandji certainly did not act. `waited`: milliseconds spent so already.
 */
export function retryDelayMs(
	asked: Asked,
	refusal: Refusal,
	{ tries, waited, headers }: { tries: number; waited: number; headers: Headers },
): number | undefined {
	const limited = refusal.kind === 'status' && refusal.status === 429;
	if (tries >= (limited ? MOST_TRIES_LIMITED : MOST_TRIES)) return undefined;
	if (!isWorthRepeating(asked, refusal, tries)) return undefined;
	const least = limited ? Pace.resetMs(headers) : 0;
	if (least > LONGEST_RETRY_AFTER_MS) return undefined;
	const delay = limited ? least * (1 + Math.random()) : backoffMs(tries);
	return waited + delay > MOST_WAITED_MS ? undefined : delay;
}
