import { sleep } from 'n8n-workflow';

import type { Headers } from './quota';
import type { RateLimiter, SentRequest } from './rateLimiter';
import { Stopwatch } from '../util/stopwatch';

/** How fast one run may send, within what the tenant allows. */
export interface ThrottleOptions {
	/** Requests a second at most; the tenant's own limit applies besides. */
	perSecond?: number;
	/** Requests open at once at most. */
	atOnce?: number;
	/** Whether to wait for the next hour when the quota of this one is spent, instead of failing. */
	waitsForHour?: boolean;
}

const POLL_MS = 10;
/** Requests of a run that may wait for the rate limiter before the run should begin no more. */
const MAX_WAITING = 4;

/** Limits one run to its own options, on its way to the rate limiter that it shares with others. */
export class RunThrottle {
	/** Requests that were sent. */
	sentCount = 0;

	/** Requests that Kandji rejected because the quota of its second, or hour, was used up. */
	rejectedCount = 0;

	private readonly limiter: RateLimiter;

	private readonly options: ThrottleOptions;

	private nextAt = 0;

	private openCount = 0;

	private waitingCount = 0;

	private readonly stopwatch = new Stopwatch();

	constructor(limiter: RateLimiter, options: ThrottleOptions) {
		this.limiter = limiter;
		this.options = options;
	}

	/** Returns the milliseconds in which at least one request of the run waited. */
	get waitedMs(): number {
		return this.stopwatch.ms;
	}

	/** Whether requests wait already, so that no more should be begun. */
	get isBusy(): boolean {
		return this.waitingCount >= MAX_WAITING || this.isFull;
	}

	private get isFull(): boolean {
		return this.openCount >= (this.options.atOnce ?? Number.POSITIVE_INFINITY);
	}

	/** Waits until a request may be sent, as `RateLimiter.acquire` does. */
	async acquire(signal: AbortSignal, retry: boolean): Promise<SentRequest | undefined> {
		return await this.stopwatch.during(async () => await this.acquireBoth(signal, retry));
	}

	private async acquireBoth(signal: AbortSignal, retry: boolean): Promise<SentRequest | undefined> {
		let request: SentRequest | undefined;
		this.waitingCount += 1;
		try {
			await this.acquireOwn(signal);
			request = await this.limiter.acquire(signal, { retry, run: this });
			return request;
		} finally {
			this.waitingCount -= 1;
			if (request === undefined) this.openCount -= 1;
			else this.sentCount += 1;
		}
	}

	/** Ends a request, with its answer where one came. */
	release(request: SentRequest, status?: number, headers?: Headers): void {
		this.openCount -= 1;
		if (status === 429) this.rejectedCount += 1;
		this.limiter.release(request, status, headers);
	}

	private async acquireOwn(signal: AbortSignal): Promise<void> {
		while (this.isFull && !signal.aborted) await sleep(POLL_MS);
		this.openCount += 1;
		const { perSecond } = this.options;
		if (perSecond === undefined) return;
		const now = Date.now();
		this.nextAt = Math.max(this.nextAt, now);
		const waitMs = this.nextAt - now;
		this.nextAt += 1_000 / perSecond;
		if (waitMs > 0) await sleep(waitMs, signal);
	}
}
