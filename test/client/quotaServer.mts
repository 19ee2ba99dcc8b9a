import { RunRequests } from '../../nodes/Kandji/client/runRequests';
import type { RateLimiter, SentRequest } from '../../nodes/Kandji/client/rateLimiter';
import { Dice } from '../../simulator/dice.mts';
import { Limits } from '../../simulator/limits.mts';
import type { Counter } from '../../simulator/options.mts';

/** How requests travel: milliseconds until Kandji counts them, and from then until the answer is there. */
export interface Travel {
	out: (dice: Dice) => number;
	back: (dice: Dice) => number;
}

/** An answer after about `latency`, a fifth more or less, of which the way there takes 5 to 25 ms; one in fifty takes five times as long. */
export const uneven = (latency: number): Travel => ({
	out: (dice) => 5 + 20 * dice.next(),
	back: (dice) => (latency - 15) * (0.8 + 0.4 * dice.next()) * (dice.chance(0.02) ? 5 : 1),
});

/** An answer after exactly `latency`, a tenth of it on the way there. */
export const even = (latency: number): Travel => ({
	out: () => latency / 10,
	back: () => (latency * 9) / 10,
});

/** What became of the requests of one run. */
export interface RunResult {
	sent: number;
	rejected: number;
	/** When the requests that Kandji accepted were counted. */
	arrivals: number[];
	/** Milliseconds of the clock from the first request to the last accepted answer. */
	tookMs: number;
}

/** A tenant in the time of a faked clock, with the simulator's limits. */
export class QuotaServer {
	readonly limits: Limits;
	/** When each accepted request was counted. */
	readonly arrivals: number[] = [];

	private readonly dice: Dice;

	private readonly headers: boolean;

	constructor({
		rate = 50,
		hourly = 100_000,
		headers = true,
		counter = 'fixed' as Counter,
		seed = 1,
	} = {}) {
		this.limits = new Limits({ rate, hourly, counter });
		this.headers = headers;
		this.dice = new Dice(`server ${seed}`);
	}

	/** Counts a request that arrives now. */
	count(): { status: number; headers: Record<string, string> } {
		const { allowed, headers } = this.limits.take(Date.now());
		if (allowed) this.arrivals.push(Date.now());
		const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
		return {
			status: allowed ? 200 : 429,
			headers: this.headers ? (Object.fromEntries(lower) as Record<string, string>) : {},
		};
	}

	/** One run: sends requests through a rate limiter until each of them is accepted. */
	async run(limiter: RateLimiter, requests: number, { out, back }: Travel): Promise<RunResult> {
		const from = Date.now();
		const requestsOfRun = new RunRequests(limiter);
		const { signal } = new AbortController();
		const result: RunResult = { sent: 0, rejected: 0, arrivals: [], tookMs: 0 };
		const send = async (request: SentRequest): Promise<void> => {
			result.sent += 1;
			await pause(out(this.dice));
			const { status, headers } = this.count();
			if (status !== 429) result.arrivals.push(Date.now());
			await pause(back(this.dice));
			requestsOfRun.release(request, status, headers);
			if (status !== 429) return;
			result.rejected += 1;
			const again = await requestsOfRun.acquire(signal, true);
			if (again !== undefined) await send(again);
		};
		const open: Array<Promise<void>> = [];
		for (let number = 0; number < requests; number++) {
			const request = await requestsOfRun.acquire(signal, false);
			if (request === undefined) break;
			open.push(send(request));
		}
		await Promise.all(open);
		result.tookMs = Date.now() - from;
		return result;
	}

	/** A client that knows nothing of others: so many requests a second, until it is stopped. */
	otherClient(perSecond: number): { stop: () => void; rejected: () => number } {
		let rejected = 0;
		const timer = setInterval(() => {
			if (this.count().status === 429) rejected += 1;
		}, 1_000 / perSecond);
		return { stop: () => clearInterval(timer), rejected: () => rejected };
	}
}

const MAX_SECONDS = 600;

/** Moves the faked clock on until a promise has settled; returns its value. */
export async function untilDone<T>(promise: Promise<T>): Promise<T> {
	let done = false;
	const end = () => {
		done = true;
	};
	promise.then(end, end);
	for (let seconds = 0; seconds < MAX_SECONDS && !done; seconds++) {
		await jest.advanceTimersByTimeAsync(1_000);
	}
	if (!done) throw new Error(`Not done after ${MAX_SECONDS} s of the faked clock`);
	return await promise;
}

const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Sends requests as the limiter allows within a time, each answered after `latency`; returns when they were sent. */
export async function rush(
	limiter: RateLimiter,
	count: number,
	ms: number,
	{
		latency = 80,
		answer = () => ({}),
	}: {
		latency?: number;
		answer?: (number: number) => { status?: number; headers?: Record<string, string> };
	} = {},
): Promise<number[]> {
	const sent: number[] = [];
	for (let number = 0; number < count; number++) {
		void limiter.acquire().then((request) => {
			if (request === undefined) return;
			sent.push(Date.now());
			setTimeout(() => {
				const { status = 200, headers } = answer(number);
				limiter.release(request, status, headers);
			}, latency);
		});
	}
	await jest.advanceTimersByTimeAsync(ms);
	return sent;
}
