import { sleep } from 'n8n-workflow';

import { KANDJI_LIMITS } from './kandjiLimits';
import type { RequestCaps, RequestLimits } from './kandjiLimits';
import { readQuota, retryAfterMs } from './quota';
import type { Headers } from './quota';
import { SECOND_MS, SendRate } from './sendRate';

/** Requests open at once. n8n opens a connection for each, and a Kandji that hangs must not collect thousands. */
const MAX_IN_FLIGHT = 100;
/** Delay of a timer that is caught up with. Others must not meet a burst; a sole client has a busy process at most. */
const MAX_CATCH_UP_MS = { sole: 100, sharing: 25 };
/** After a pause this long, the limiter starts as a new one. Other clients may have come meanwhile. */
const RESTART_AFTER_MS = 3_000;
/** Pause of all requests after a 429 that asks for no other. */
const HOLD_MS = 150;
/** The longest pause that an answer may impose on other requests than its own. */
const MAX_HOLD_MS = 30_000;
/** No header states when a spent hour refills, so one request is sent after this time to find out. */
export const HOUR_PROBE_MS = 60_000;

/** A request that the rate limiter let out. Hand it to `release` when its answer has come. */
export interface SentRequest {
	/** Requests that this process sent within the second before, this one included. */
	ownCount: number;
	/** The run that it belongs to. */
	run?: object;
}

interface WaitingRequest {
	/** Called with undefined where the hour was spent meanwhile. */
	go: (request: SentRequest | undefined) => void;
	run?: object;
}

/**
 * Sends the requests of one tenant as fast as Kandji allows and other clients leave room (sendRate.ts). Only the stated
 * limit, the stated remaining requests and 429 are used, so it does not matter whether Kandji counts fixed seconds,
 * sliding seconds or on several nodes.
 */
export class RateLimiter {
	/** The limits as Kandji last stated them. */
	readonly limits: RequestLimits = { ...KANDJI_LIMITS };

	/** The user's own caps. Credentials of the same tenant share the limiter, so the latest one counts. */
	caps: RequestCaps = {};

	private readonly waiting: WaitingRequest[] = [];

	private readonly inFlight = new Set<SentRequest>();

	private readonly rate = new SendRate(KANDJI_LIMITS.perSecond);

	/** When the requests of about the last second were sent. */
	private sentTimes: number[] = [];

	private nextAt = 0;

	private heldUntil = 0;

	private hourRemaining = Number.POSITIVE_INFINITY;

	private isHourSpent = false;

	private hourProbeAt = 0;

	private isSending = false;

	/** The last time that the clock showed. */
	private clockAt = 0;

	/** Returns the milliseconds until a spent hour is tried again, 0 while requests are left. */
	hourSpentForMs(now = this.readClock()): number {
		return this.isHourSpent ? Math.max(0, this.hourProbeAt - now) : 0;
	}

	/**
	 * Waits until a request may be sent. Returns undefined where the hour was spent meanwhile, so that nothing may be sent.
	 * A `retry` goes before all that were never sent. A process with several `run`s takes a share for each. Rejects with
	 * the signal's reason when cancelled.
	 */
	async acquire(
		signal?: AbortSignal,
		{ retry = false, run }: { retry?: boolean; run?: object } = {},
	): Promise<SentRequest | undefined> {
		signal?.throwIfAborted();
		return await new Promise((resolve, reject) => {
			const go = (request: SentRequest | undefined) => {
				signal?.removeEventListener('abort', cancel);
				resolve(request);
			};
			const entry = { go, run };
			const cancel = () => {
				this.waiting.splice(this.waiting.indexOf(entry), 1);
				reject(signal?.reason);
			};
			signal?.addEventListener('abort', cancel, { once: true });
			if (retry) this.waiting.unshift(entry);
			else this.waiting.push(entry);
			void this.sendWaiting();
		});
	}

	/** Ends a request, and learns from its answer where one came. */
	release(request: SentRequest, status?: number, headers: Headers = {}): void {
		const runs = this.runCount();
		this.inFlight.delete(request);
		if (status !== undefined && this.hasHourLeft(status, headers)) {
			this.learn(request, { status, headers, runs });
		}
		void this.sendWaiting();
	}

	private hasHourLeft(status: number, headers: Headers): boolean {
		const { hourLimit, hourRemaining = Number.POSITIVE_INFINITY } = readQuota(headers);
		if (hourLimit !== undefined) this.limits.perHour = hourLimit;
		this.hourRemaining = hourRemaining;
		if (hourRemaining > 0) {
			if (status !== 429) this.isHourSpent = false;
			return true;
		}
		this.isHourSpent = true;
		this.hourProbeAt = this.readClock() + HOUR_PROBE_MS;
		for (const { go } of this.waiting.splice(0)) go(undefined);
		return false;
	}

	private learn(
		{ ownCount }: SentRequest,
		{ status, headers, runs }: { status: number; headers: Headers; runs: number },
	): void {
		const now = this.readClock();
		const { limit = this.limits.perSecond, remaining } = readQuota(headers);
		this.limits.perSecond = limit;
		const isRejected = status === 429;
		if (isRejected) {
			const holdMs = Math.min(retryAfterMs(headers) ?? HOLD_MS, MAX_HOLD_MS);
			this.heldUntil = Math.max(this.heldUntil, now + holdMs);
		}
		this.rate.learn({ now, limit, remaining, isRejected, ownCount, runs });
	}

	/** Returns the time. Forgets times that lie ahead when the clock was set back, or every request would wait for them. */
	private readClock(): number {
		const now = Date.now();
		if (now < this.clockAt - SECOND_MS) {
			this.sentTimes = [];
			this.nextAt = now;
			this.heldUntil = now;
			this.hourProbeAt = now;
			this.rate.reviewSoon(now);
		}
		this.clockAt = now;
		return now;
	}

	private runCount(): number {
		return new Set([...this.inFlight, ...this.waiting].map(({ run }) => run)).size;
	}

	private get cappedRate(): number {
		return Math.min(this.rate.perSecond, this.caps.perSecond ?? Number.POSITIVE_INFINITY);
	}

	/** Returns the time at which the next request may be sent; Infinity where an answer must come first. */
	private freeAt(): number {
		const maxInFlight = this.isHourSpent
			? 1
			: Math.min(MAX_IN_FLIGHT, this.caps.atOnce ?? MAX_IN_FLIGHT, Math.max(1, this.hourRemaining));
		if (this.inFlight.size >= maxInFlight) return Number.POSITIVE_INFINITY;
		const full = this.sentTimes.at(-Math.max(1, Math.floor(this.cappedRate))) ?? -SECOND_MS;
		return Math.max(this.heldUntil, this.nextAt, full + SECOND_MS);
	}

	private send(now: number): void {
		const next = this.waiting.shift();
		if (next === undefined) return;
		if (now - (this.sentTimes.at(-1) ?? Number.NEGATIVE_INFINITY) > RESTART_AFTER_MS) {
			this.rate.restart();
		}
		this.sentTimes = [...this.sentTimes.filter((at) => at > now - SECOND_MS), now];
		const maxCatchUpMs = this.rate.isSole ? MAX_CATCH_UP_MS.sole : MAX_CATCH_UP_MS.sharing;
		this.nextAt = Math.max(this.nextAt, now - maxCatchUpMs) + 1_000 / this.cappedRate;
		const request = { ownCount: this.sentTimes.length, run: next.run };
		this.inFlight.add(request);
		next.go(request);
	}

	/** Sends waiting requests one by one. Ends when none waits or an answer must come first. */
	private async sendWaiting(): Promise<void> {
		if (this.isSending) return;
		this.isSending = true;
		while (this.waiting.length > 0) {
			const now = this.readClock();
			const waitMs = this.freeAt() - now;
			if (waitMs === Number.POSITIVE_INFINITY) break;
			if (waitMs > 0) await sleep(waitMs);
			else this.send(now);
		}
		this.isSending = false;
	}
}

/** The rate limiters of a process. Everything that sends requests to one tenant shares one. */
export class RateLimiters {
	private readonly byTenant = new Map<string, RateLimiter>();

	of(apiUrl: string): RateLimiter {
		const known = this.byTenant.get(apiUrl) ?? new RateLimiter();
		this.byTenant.set(apiUrl, known);
		return known;
	}
}
