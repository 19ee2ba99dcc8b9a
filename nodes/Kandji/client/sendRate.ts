/** A second, and a little more because requests do not all take equally long to Kandji. */
export const SECOND_MS = 1_020;
/** Part of the limit that a new rate is, and that counts as free where no header states anything. */
const START_SHARE = 0.3;
/** Part of the limit that a sole client sends. */
const SOLE_SHARE = 0.98;
/** Answers that show a sole client. As many requests of others show that the tenant is shared. */
const PROBES = 3;
/** Additive increase, as a part of the limit: `free * free * INCREASE + MIN_INCREASE`. */
const INCREASE = 0.8;
const MIN_INCREASE = 0.004;
/** Multiplicative decrease after a 429, times the part of the limit that each run of this process sends. */
const DECREASE = 0.3;
/** The same after a second of which nothing was left. */
const DECREASE_WHEN_FULL = 0.05;
/** Part of the rate that is kept at the first 429 after a slow start, or as a sole client. */
const FIRST_DECREASE = 0.4;

/** Facts about the tenant that one answer shows. */
interface RateSample {
	now: number;
	/** Requests a second that Kandji allows all clients together. */
	limit: number;
	/** Requests that Kandji stated as left in the second; undefined where no header states it. */
	remaining?: number;
	/** Whether the answer was 429. */
	isRejected: boolean;
	/** Requests that this process sent within the second before the answered one, that one included. */
	ownCount: number;
	/** Runs of this process that send requests. */
	runs: number;
}

/**
 * The requests a second that a process may send, by AIMD: additive increase, multiplicative decrease (Chiu and Jain,
 * "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance", 1989; TCP does the same). Once a second,
 * a 429 decreases the rate and free requests increase it. Clients that share a tenant come to equal rates. Without
 * headers the rate doubles until the first 429 (slow start).
 */
export class SendRate {
	/** Requests a second. */
	perSecond = 0;

	private mode: 'probing' | 'slowStart' | 'sole' | 'sharing' = 'probing';

	private probeCount = 0;

	/** Whether a request was rejected since the last review. */
	private wasRejected = false;

	/** The fewest requests that an answer stated as remaining since the last review. */
	private free = Number.POSITIVE_INFINITY;

	private reviewAt = Number.POSITIVE_INFINITY;

	private limit: number;

	constructor(limit: number) {
		this.limit = limit;
	}

	/** Whether no other client uses the tenant, as far as answers show. */
	get isSole(): boolean {
		return this.mode === 'sole';
	}

	/** Starts anew. Other clients may have come meanwhile. */
	restart(): void {
		this.mode = 'probing';
		this.probeCount = 0;
		this.perSecond = this.limit * START_SHARE;
	}

	/** Reviews within a second, because the clock was set back. */
	reviewSoon(now: number): void {
		this.reviewAt = Math.min(this.reviewAt, now + SECOND_MS);
	}

	/** Learns from one answer. */
	learn({ now, limit, remaining, isRejected, ownCount, runs }: RateSample): void {
		this.perSecond *= limit / this.limit;
		this.limit = limit;
		if (isRejected) this.wasRejected = true;
		this.free = Math.min(this.free, remaining ?? Number.POSITIVE_INFINITY);
		if (this.mode === 'probing') {
			const othersCount = remaining === undefined ? 0 : limit - remaining - ownCount;
			this.probe(now, { isShared: isRejected || othersCount >= PROBES, remaining, runs });
		} else if (now >= this.reviewAt) this.review(now, runs);
	}

	/** Decides from the first answers whether other clients use the tenant. */
	private probe(
		now: number,
		{ isShared, remaining, runs }: { isShared: boolean; remaining?: number; runs: number },
	): void {
		const maxRate = this.limit * SOLE_SHARE;
		if (isShared) {
			this.mode = 'sharing';
			this.perSecond = Math.min(maxRate / 2, this.perSecond * runs);
		} else if (remaining === undefined) this.mode = 'slowStart';
		else if (++this.probeCount < PROBES) return;
		else {
			this.mode = 'sole';
			this.perSecond = maxRate;
		}
		this.reviewAt = now + SECOND_MS;
	}

	/** Adapts the rate to what the answers of the last second stated. */
	private review(now: number, runs: number): void {
		const { limit } = this;
		const share = this.perSecond / limit / runs;
		if (this.wasRejected) {
			this.perSecond *= this.mode === 'sharing' ? 1 - DECREASE * share : FIRST_DECREASE;
			this.mode = 'sharing';
		} else if (this.free <= 0) this.perSecond *= 1 - DECREASE_WHEN_FULL * share;
		else if (this.mode === 'slowStart') this.perSecond *= 2;
		else {
			const free = Number.isFinite(this.free) ? this.free / limit : START_SHARE;
			this.perSecond += runs * limit * (free * free * INCREASE + MIN_INCREASE);
		}
		this.perSecond = Math.min(Math.max(this.perSecond, 1), limit * SOLE_SHARE);
		this.wasRejected = false;
		this.free = Number.POSITIVE_INFINITY;
		this.reviewAt = now + SECOND_MS;
	}
}
