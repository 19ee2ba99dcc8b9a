import { meanBy, sumBy } from 'lodash';

import { RateLimiter, RateLimiters } from '../../nodes/Kandji/client/rateLimiter';
import type { Counter } from '../../simulator/options.mts';
import { even, QuotaServer, rush, uneven, untilDone } from './quotaServer.mts';

const START = 1_700_000_000_000;

/** Milliseconds from the first of these times to the last. */
const spanMs = (times: number[]): number => Math.max(...times) - Math.min(...times);

/** The most times that fall into any second. */
const busiest = (times: number[]): number =>
	Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

describe.each<Counter>(['fixed', 'sliding', 'nodes'])('A sole client, counter %s', (counter) => {
	it.each([50, 1_000])('reaches 94 %% of 50 a second at %i ms', async (latency) => {
		jest.setSystemTime(START + latency);
		const server = new QuotaServer({ counter });
		const { rejected } = await untilDone(server.run(new RateLimiter(), 400, uneven(latency)));
		expect(rejected).toBeLessThanOrEqual(400 / 200);
		const first = server.arrivals[0] + latency + 200;
		const last = server.arrivals[400 - 50];
		const counted = server.arrivals.filter((at) => at >= first && at <= last).length;
		expect(counted / ((last - first) / 1_000)).toBeGreaterThanOrEqual(47);
	});

	it('reaches it too in a process whose timers are late', async () => {
		const { setTimeout: timer } = globalThis;
		const late = (ms = 0) => Math.ceil((Date.now() + ms) / 60) * 60 - Date.now();
		jest
			.spyOn(globalThis, 'setTimeout')
			.mockImplementation(((run: () => void, ms?: number) => timer(run, late(ms))) as never);
		const server = new QuotaServer({ counter });
		const { rejected } = await untilDone(server.run(new RateLimiter(), 400, even(100)));
		expect(400 / (spanMs(server.arrivals) / 1_000)).toBeGreaterThanOrEqual(45);
		expect(rejected).toBe(0);
	});

	it('needs at most 2.6 s for 90 requests at 100 ms', async () => {
		const server = new QuotaServer({ counter });
		const { tookMs, rejected } = await untilDone(server.run(new RateLimiter(), 90, even(100)));
		expect(tookMs).toBeLessThanOrEqual(2_600);
		expect(rejected).toBe(0);
	});

	it('needs at most 1.5 times the floor without headers', async () => {
		const server = new QuotaServer({ headers: false, counter });
		const { rejected } = await untilDone(server.run(new RateLimiter(), 500, uneven(400)));
		expect(spanMs(server.arrivals)).toBeLessThanOrEqual(1.5 * 10_000);
		expect(rejected).toBeLessThanOrEqual(500 / 200);
	});
});

describe.each<Counter>(['fixed', 'sliding'])('Clients of one tenant, counter %s', (counter) => {
	const STARTS = 12;

	/** The runs of several processes that begin together; each number is the count of runs of one process. */
	async function share(
		processes: number[],
		{
			latency,
			start,
			headers = true,
			requests = 1_000,
		}: { latency: number; start: number; headers?: boolean; requests?: number },
	) {
		jest.setSystemTime(START + start * 100_000 + ((start * 300) % 1_000));
		const server = new QuotaServer({ counter, headers, seed: start });
		const limiters = processes.flatMap((runs) => Array<RateLimiter>(runs).fill(new RateLimiter()));
		const results = await untilDone(
			Promise.all(
				limiters.map(async (limiter) =>
					server.run(limiter, requests / limiters.length, uneven(latency)),
				),
			),
		);
		const took = results.map(({ arrivals }) => spanMs(arrivals));
		return {
			floors: spanMs(server.arrivals) / (requests * 20),
			rejected: sumBy(results, 'rejected') / sumBy(results, 'sent'),
			apart: Math.max(...took) / Math.min(...took),
		};
	}

	it.each([
		{ count: 2, latency: 80, requests: 2_000 },
		{ count: 4, latency: 400, requests: 1_000 },
	])(
		'$count processes at $latency ms share it evenly, and little is rejected or left',
		async ({ count, latency, requests }) => {
			const starts: Array<Awaited<ReturnType<typeof share>>> = [];
			for (let start = 0; start < STARTS; start++) {
				starts.push(await share(Array<number>(count).fill(1), { latency, start, requests }));
			}
			expect(meanBy(starts, 'floors')).toBeLessThanOrEqual(1.15);
			expect(meanBy(starts, 'rejected')).toBeLessThanOrEqual(0.025);
			expect(meanBy(starts, 'apart')).toBeLessThanOrEqual(1.3);
			expect(Math.max(...starts.map(({ apart }) => apart))).toBeLessThanOrEqual(1.5);
		},
	);

	it('several runs of one process take as much as as many processes', async () => {
		const starts: Array<Awaited<ReturnType<typeof share>>> = [];
		for (let start = 0; start < 3; start++) {
			starts.push(await share([2, 1, 1], { latency: 80, start }));
		}
		// Without a share for each run, those of the first process take half as long again.
		expect(meanBy(starts, 'apart')).toBeLessThanOrEqual(1.35);
		expect(meanBy(starts, 'rejected')).toBeLessThanOrEqual(0.025);
	});

	it('without headers lose at most one request in ten', async () => {
		const { rejected, floors } = await share([1, 1, 1, 1], {
			latency: 80,
			start: 1,
			headers: false,
		});
		expect(rejected).toBeLessThanOrEqual(0.1);
		expect(floors).toBeLessThanOrEqual(1.15);
	});

	it('leave another program its 20 a second', async () => {
		const server = new QuotaServer({ counter });
		const other = server.otherClient(20);
		const { rejected, arrivals, tookMs } = await untilDone(
			server.run(new RateLimiter(), 500, uneven(80)),
		);
		other.stop();
		expect(rejected).toBeLessThanOrEqual(500 / 50);
		expect(spanMs(arrivals)).toBeLessThanOrEqual((1.25 * 500 * 1_000) / 30);
		expect(other.rejected()).toBeLessThanOrEqual((tookMs / 1_000) * 20 * 0.03);
	});

	it('make room for one that comes later', async () => {
		const server = new QuotaServer({ counter });
		const first = server.run(new RateLimiter(), 700, uneven(80));
		await jest.advanceTimersByTimeAsync(5_000);
		const second = await untilDone(server.run(new RateLimiter(), 400, uneven(80)));
		expect(second.rejected).toBeLessThanOrEqual(second.sent / 50);
		// With half of the tenant it takes 16 s.
		expect(spanMs(second.arrivals)).toBeLessThanOrEqual(1.5 * 16_000);
		await untilDone(first);
	});
});

describe('The rate limiter', () => {
	it('learns a higher limit from the headers, and uses it', async () => {
		const server = new QuotaServer({ rate: 200 });
		const limiter = new RateLimiter();
		const { rejected, tookMs } = await untilDone(server.run(limiter, 1_000, even(100)));
		expect(rejected).toBeLessThanOrEqual(1_000 / 200);
		expect(tookMs).toBeLessThan(6_500);
		expect(limiter.limits).toEqual({ perSecond: 200, perHour: 100_000 });
	});

	it('learns a lower limit from the headers', async () => {
		const server = new QuotaServer({ rate: 10 });
		const { rejected } = await untilDone(server.run(new RateLimiter(), 100, even(100)));
		expect(rejected).toBeLessThan(10);
		expect(busiest(server.arrivals.slice(20))).toBeLessThanOrEqual(20);
	});

	it('ignores a limit of 0', async () => {
		const headers = { 'x-ratelimit-limit-second': '0' };
		const sent = await rush(new RateLimiter(), 200, 9_000, { answer: () => ({ headers }) });
		expect(sent).toHaveLength(200);
	});

	it('has at most 100 requests open when nothing is answered', async () => {
		expect(await rush(new RateLimiter(), 400, 30_000, { latency: 1e9 })).toHaveLength(100);
	});

	it('has no more requests open than the hour has left', async () => {
		const server = new QuotaServer({ hourly: 20 });
		const limiter = new RateLimiter();
		const result = server.run(limiter, 200, even(400));
		await jest.advanceTimersByTimeAsync(10_000);
		expect(server.arrivals).toHaveLength(20);
		expect((await result).sent).toBeLessThanOrEqual(40);
		expect(limiter.hourSpentForMs()).toBeGreaterThan(0);
	});

	it('sends nothing for requests that were cancelled while they waited', async () => {
		const limiter = new RateLimiter();
		const controller = new AbortController();
		const waiting = Array.from({ length: 25 }, async () =>
			limiter.acquire(controller.signal).then(
				() => 'sent',
				() => 'cancelled',
			),
		);
		controller.abort();
		const ends = await Promise.all(waiting);
		expect(ends.filter((end) => end === 'sent').length).toBeLessThan(5);
		expect(await rush(limiter, 25, 3_000)).toHaveLength(25);
	});

	it('is shared by everything in the process that uses the same tenant', () => {
		const limiters = new RateLimiters();
		const one = limiters.of('https://one.api.kandji.io');
		expect(limiters.of('https://one.api.kandji.io')).toBe(one);
		expect(limiters.of('https://two.api.kandji.io')).not.toBe(one);
	});
});
