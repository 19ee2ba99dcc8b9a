import type { Headers } from './quota';
import type { RateLimiter, SentRequest } from './rateLimiter';
import { Stopwatch } from '../util/stopwatch';

/** Requests of a run that may wait for the rate limiter before the run should begin no more. */
const MAX_WAITING = 4;

/** The requests of one run, on their way to the rate limiter that all runs of the tenant share. */
export class RunRequests {
	/** Requests that were sent. */
	sentCount = 0;

	/** Requests that Kandji rejected because the quota of its second, or hour, was used up. */
	rejectedCount = 0;

	private readonly limiter: RateLimiter;

	private waitingCount = 0;

	private readonly stopwatch = new Stopwatch();

	constructor(limiter: RateLimiter) {
		this.limiter = limiter;
	}

	/** Returns the milliseconds in which at least one request of the run waited. */
	get waitedMs(): number {
		return this.stopwatch.ms;
	}

	/** Whether requests wait already, so that no more should be begun. */
	get isBusy(): boolean {
		return this.waitingCount >= MAX_WAITING;
	}

	/** Waits until a request may be sent, as `RateLimiter.acquire` does. */
	async acquire(signal: AbortSignal, retry: boolean): Promise<SentRequest | undefined> {
		this.waitingCount += 1;
		try {
			const request = await this.stopwatch.during(
				async () => await this.limiter.acquire(signal, { retry, run: this }),
			);
			if (request !== undefined) this.sentCount += 1;
			return request;
		} finally {
			this.waitingCount -= 1;
		}
	}

	/** Ends a request, with its answer where one came. */
	release(request: SentRequest, status?: number, headers?: Headers): void {
		if (status === 429) this.rejectedCount += 1;
		this.limiter.release(request, status, headers);
	}
}
