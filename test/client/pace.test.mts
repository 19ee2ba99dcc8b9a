import { Pace, Paces } from '../../nodes/Kandji/client/pace';

/** Lets as many requests out as come within a time, each answered after `latency`. */
async function rush(
	pace: Pace,
	{
		count,
		ms,
		latency = () => 80,
		arrived = [],
		answer = () => ({}),
	}: {
		count: number;
		ms: number;
		latency?: (number: number) => number;
		/** Gets the times at which the requests arrive: somewhere between sending and answer. */
		arrived?: number[];
		answer?: (number: number) => { status?: number; headers?: Record<string, unknown> };
	},
): Promise<number[]> {
	const sent: number[] = [];
	for (let number = 0; number < count; number++) {
		void pace.enter().then(() => {
			sent.push(Date.now());
			const way = latency(number);
			arrived.push(Date.now() + (way * ((number * 7) % 10)) / 10);
			setTimeout(() => {
				const { status = 200, headers } = answer(number);
				pace.leave(status, headers);
			}, way);
		});
	}
	await jest.advanceTimersByTimeAsync(ms);
	return sent;
}

/** The most requests that fall into any second. */
const busiest = (sent: number[]): number =>
	Math.max(0, ...sent.map((from) => sent.filter((at) => at >= from && at < from + 1_000).length));

describe("A tenant's pace", () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	it('never sends more than 50 requests in any second, and nearly as many', async () => {
		const sent = await rush(new Pace(), { count: 1_000, ms: 10_000 });
		expect(busiest(sent)).toBeLessThanOrEqual(50);
		expect(sent.length).toBeGreaterThan(400);
	});

	it('lets no more than 50 arrive in any second, however unevenly they travel', async () => {
		const arrived: number[] = [];
		const latency = (number: number) => 10 + ((number * 37) % 240);
		const sent = await rush(new Pace(), { count: 1_000, ms: 10_000, latency, arrived });
		expect(busiest(arrived)).toBeLessThanOrEqual(50);
		expect(sent.length).toBeGreaterThan(380);
	});

	it('is not slowed down by answers that take long', async () => {
		const sent = await rush(new Pace(), { count: 1_000, ms: 10_000, latency: () => 400 });
		expect(sent.length).toBeGreaterThan(320);
	});

	it('has no more than 25 requests open at once', async () => {
		const sent = await rush(new Pace(), { count: 100, ms: 500, latency: () => 60_000 });
		expect(sent).toHaveLength(25);
	});

	it('learns a lower limit from the headers of an answer', async () => {
		const headers = { 'x-ratelimit-limit-second': '10' };
		const sent = await rush(new Pace(), { count: 200, ms: 6_000, answer: () => ({ headers }) });
		const later = sent.filter((at) => at > sent[0] + 2_100);
		expect(busiest(later)).toBeLessThanOrEqual(10);
		expect(later.length).toBeGreaterThan(20);
	});

	it.each<[string, Record<string, unknown>, number]>([
		['as long as Retry-After says', { 'retry-after': '3' }, 3_000],
		['until the window of the headers is over', { 'ratelimit-reset': '1' }, 1_000],
		['a second without any header', {}, 1_000],
		['not for ever', { 'retry-after': '86400' }, 30_000],
		['a second when the header is no number', { 'retry-after': 'soon' }, 1_000],
		['a moment even when it need not', { 'retry-after': '0' }, 100],
	])('waits after 429 %s', async (_, headers, ms) => {
		const pace = new Pace();
		const from = Date.now();
		const answer = (number: number) => (number === 0 ? { status: 429, headers } : {});
		const sent = await rush(pace, { count: 26, ms: ms + 2_000, latency: () => 10, answer });
		expect(sent).toHaveLength(26);
		expect(sent[25] - from).toBeGreaterThanOrEqual(ms);
		expect(sent[25] - from).toBeLessThan(ms + 200);
	});

	it.each([
		{ 'ratelimit-remaining': '0', 'ratelimit-reset': '1' },
		{ 'x-ratelimit-remaining-second': '0' },
	])('waits when other clients have spent the second: %j', async (headers) => {
		const from = Date.now();
		const answer = (number: number) => (number === 0 ? { headers } : {});
		const sent = await rush(new Pace(), { count: 26, ms: 3_000, latency: () => 10, answer });
		expect(sent[25] - from).toBeGreaterThanOrEqual(1_000);
	});

	it('slows down while answers are 429, and recovers', async () => {
		const pace = new Pace();
		const limited = { status: 429, headers: { 'retry-after': '1' } };
		const refused = await rush(pace, { count: 60, ms: 8_000, answer: () => limited });
		expect(busiest(refused.slice(30))).toBeLessThan(30);
		const sent = await rush(pace, { count: 400, ms: 20_000 });
		expect(busiest(sent.slice(300))).toBeGreaterThan(35);
	});

	it('gives way by a third at each 429, and takes one place back at each good answer', async () => {
		const refused = async (times: number) => {
			const pace = new Pace();
			for (let time = 0; time < times; time++) {
				await pace.enter();
				pace.leave(429, { 'retry-after': '0' });
				await jest.advanceTimersByTimeAsync(2_000);
			}
			return pace;
		};
		const open = async (pace: Pace) =>
			(await rush(pace, { count: 100, ms: 500, latency: () => 60_000 })).length;
		expect(await open(await refused(3))).toBe(16);
		expect(await open(await refused(20))).toBe(5);
		const mending = await refused(3);
		await mending.enter();
		mending.leave(200);
		await jest.advanceTimersByTimeAsync(2_000);
		expect(await open(mending)).toBe(17);
	});

	it('does not believe a limit of nothing', async () => {
		const headers = { 'x-ratelimit-limit-second': '0' };
		const sent = await rush(new Pace(), { count: 200, ms: 3_000, answer: () => ({ headers }) });
		expect(sent.length).toBeGreaterThan(100);
	});

	it('knows that the hour is spent, asks once a minute, and forgets it when the hour is over', async () => {
		const pace = new Pace();
		await rush(pace, {
			count: 1,
			ms: 100,
			answer: () => ({ headers: { 'x-ratelimit-remaining-hour': '0' } }),
		});
		expect(pace.hourSpentFor()).toBeGreaterThan(59_000);
		await jest.advanceTimersByTimeAsync(60_000);
		expect(pace.hourSpentFor()).toBe(0);
		await rush(pace, {
			count: 1,
			ms: 100,
			answer: () => ({ headers: { 'x-ratelimit-remaining-hour': '9999' } }),
		});
		expect(pace.hourSpentFor()).toBe(0);
	});

	it('keeps the hour spent for a 429 that brings no headers', async () => {
		const pace = new Pace();
		const spent = { 'x-ratelimit-remaining-hour': '0' };
		const answer = (number: number) => (number === 0 ? { headers: spent } : { status: 429 });
		await rush(pace, { count: 2, ms: 100, answer });
		expect(pace.hourSpentFor()).toBeGreaterThan(0);
	});

	it('lets those that were cancelled in the queue go, without losing a place', async () => {
		const pace = new Pace();
		const controller = new AbortController();
		await rush(pace, { count: 25, ms: 10, latency: () => 500 });
		const waiting = Array.from({ length: 25 }, async () =>
			pace.enter(controller.signal).then(
				() => 'sent',
				() => 'cancelled',
			),
		);
		controller.abort();
		expect(new Set(await Promise.all(waiting))).toEqual(new Set(['cancelled']));
		expect(await rush(pace, { count: 25, ms: 2_500, latency: () => 10 })).toHaveLength(25);
	});

	it('is shared by everything in the process that asks the same tenant', () => {
		const paces = new Paces();
		expect(paces.of('https://one.api.kandji.io')).toBe(paces.of('https://one.api.kandji.io'));
		expect(paces.of('https://one.api.kandji.io')).not.toBe(paces.of('https://two.api.kandji.io'));
	});
});
