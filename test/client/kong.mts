import { Gate } from '../../nodes/Kandji/client/gate';
import type { Place } from '../../nodes/Kandji/client/others';
import type { Pace } from '../../nodes/Kandji/client/pace';
import { Dice } from '../../simulator/dice.mts';
import { Limits } from '../../simulator/limits.mts';

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

/** What became of requests. */
export interface Course {
	sent: number;
	refused: number;
	/** When those that were let through were counted. */
	arrivals: number[];
	/** Milliseconds of the clock from the first request to the last good answer. */
	tookMs: number;
}

/** A tenant in the time of a faked clock, with the simulator's limits. */
export class Kong {
	readonly dice = new Dice('kong');
	readonly limits: Limits;
	/** When each request was counted. */
	readonly arrivals: number[] = [];

	private readonly headers: boolean;

	constructor({ rate = 50, hourly = 100_000, headers = true } = {}) {
		this.limits = new Limits({ rate, hourly });
		this.headers = headers;
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

	/** One run: sends requests through a pace until each of them has a good answer. */
	async drive(pace: Pace, requests: number, { out, back }: Travel): Promise<Course> {
		const from = Date.now();
		const run = new Gate(pace, {});
		const { signal } = new AbortController();
		const course: Course = { sent: 0, refused: 0, arrivals: [], tookMs: 0 };
		const send = async (place: Place): Promise<void> => {
			course.sent += 1;
			await pause(out(this.dice));
			const { status, headers } = this.count();
			if (status !== 429) course.arrivals.push(Date.now());
			await pause(back(this.dice));
			run.leave(place, status, headers);
			if (status !== 429) return;
			course.refused += 1;
			const again = await run.enter(signal, true);
			if (again !== undefined) await send(again);
		};
		const sent: Array<Promise<void>> = [];
		for (let number = 0; number < requests; number++) {
			const place = await run.enter(signal, false);
			if (place === undefined) break;
			sent.push(send(place));
		}
		await Promise.all(sent);
		course.tookMs = Date.now() - from;
		return course;
	}

	/** A client that knows nothing of others: so many requests a second, until it is stopped. */
	foreign(perSecond: number): { stop: () => void; refused: () => number } {
		let refused = 0;
		const timer = setInterval(() => {
			if (this.count().status === 429) refused += 1;
		}, 1_000 / perSecond);
		return { stop: () => clearInterval(timer), refused: () => refused };
	}
}

/** Moves the faked clock on until a promise has settled; gives what it gave. */
export async function untilDone<T>(promise: Promise<T>): Promise<T> {
	let done = false;
	const end = () => {
		done = true;
	};
	promise.then(end, end);
	for (let seconds = 0; seconds < LONGEST_S && !done; seconds++) {
		await jest.advanceTimersByTimeAsync(1_000);
	}
	if (!done) throw new Error(`Not done after ${LONGEST_S} s of the faked clock`);
	return await promise;
}

const LONGEST_S = 600;

const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Lets requests out as they come within a time, each answered after `latency`; gives when they were let out. */
export async function rush(
	pace: Pace,
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
		void pace.enter().then((place) => {
			if (place === undefined) return;
			sent.push(Date.now());
			setTimeout(() => {
				const { status = 200, headers } = answer(number);
				pace.leave(place, status, headers);
			}, latency);
		});
	}
	await jest.advanceTimersByTimeAsync(ms);
	return sent;
}
