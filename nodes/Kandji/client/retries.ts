import { retryAfterMs } from './quota';
import type { Headers } from './quota';
import { actedNever } from './refusal';
import type { Asked, Refusal } from './refusal';

const MOST_TRIES = 5;
/** 429 is a matter of waiting, so time is its limit; this only ends what would never end. */
const MOST_TRIES_LIMITED = 400;
const FIRST_BACKOFF_MS = 400;
/** After 429 the pace itself waits until the second is over, so little is added at first. */
const FIRST_LIMITED_MS = 25;
const LONGEST_LIMITED_MS = 1_000;
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

/** What Kandji asks for, and up to twice as long by chance; where it does not ask, a little longer each time. */
function limitedMs(tries: number, asked: number | undefined): number {
	const least = asked ?? Math.min(FIRST_LIMITED_MS * 2 ** (tries - 1), LONGEST_LIMITED_MS);
	return least * (1 + Math.random());
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
	const asks = limited ? retryAfterMs(headers) : undefined;
	if (asks !== undefined && asks > LONGEST_RETRY_AFTER_MS) return undefined;
	const delay = limited ? limitedMs(tries, asks) : backoffMs(tries);
	return waited + delay > MOST_WAITED_MS ? undefined : delay;
}
