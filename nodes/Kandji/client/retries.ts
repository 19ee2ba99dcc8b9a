import { retryAfterMs } from './quota';
import type { Headers } from './quota';
import { maxTriesAfter } from './connectionFailure';
import { wasNotCarriedOut } from './requestFailure';
import type { RequestFailure, RequestInfo } from './requestFailure';

const MAX_TRIES = 5;
/** A 429 is over after a wait, so the time limits its tries. This number only ends what would never end. */
const MAX_TRIES_AFTER_429 = 400;
const FIRST_BACKOFF_MS = 400;
/** After a 429 the rate limiter waits until the second is over, so little is added at first. */
const FIRST_429_BACKOFF_MS = 25;
const MAX_429_BACKOFF_MS = 1_000;
/** A longer Retry-After is reported at once. n8n's own back-off, or a later run, can wait for it. */
const MAX_RETRY_AFTER_MS = 60_000;
/** Milliseconds that one request may wait in all, so that an execution ends however often Kandji asks to wait. */
const MAX_WAITED_MS = 300_000;

/** Returns an exponential delay with jitter, so that parallel requests do not return in step. */
function backoffMs(tries: number): number {
	return FIRST_BACKOFF_MS * 2 ** (tries - 1) * (0.5 + Math.random());
}

/** Returns the delay that Kandji asks for, or one that grows with each try; up to twice as long by chance. */
function backoffAfter429Ms(tries: number, requestedMs: number | undefined): number {
	const minMs =
		requestedMs ?? Math.min(FIRST_429_BACKOFF_MS * 2 ** (tries - 1), MAX_429_BACKOFF_MS);
	return minMs * (1 + Math.random());
}

function isWorthRepeating(
	{ method }: RequestInfo,
	failure: RequestFailure,
	tries: number,
): boolean {
	if (failure.kind === 'connection' && tries >= maxTriesAfter(failure)) return false;
	if (wasNotCarriedOut(failure)) return true;
	if (method !== 'GET') return false;
	if (failure.kind === 'status') return failure.status >= 500 || failure.status === 408;
	return failure.kind === 'connection' || failure.kind === 'truncated';
}

/**
 * Returns the milliseconds to wait before a request is sent again; undefined when it is not. Reads are sent again after
 * 429, 5xx and broken connections, writes only where Kandji certainly did not act. `waited` is in milliseconds, of all
 * tries before.
 */
export function retryDelayMs(
	info: RequestInfo,
	failure: RequestFailure,
	{ tries, waited, headers }: { tries: number; waited: number; headers: Headers },
): number | undefined {
	const isLimited = failure.kind === 'status' && failure.status === 429;
	if (tries >= (isLimited ? MAX_TRIES_AFTER_429 : MAX_TRIES)) return undefined;
	if (!isWorthRepeating(info, failure, tries)) return undefined;
	const requestedMs = isLimited ? retryAfterMs(headers) : undefined;
	if (requestedMs !== undefined && requestedMs > MAX_RETRY_AFTER_MS) return undefined;
	const delayMs = isLimited ? backoffAfter429Ms(tries, requestedMs) : backoffMs(tries);
	return waited + delayMs > MAX_WAITED_MS ? undefined : delayMs;
}
