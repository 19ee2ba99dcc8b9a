import { meanBy } from 'lodash';

import { Pace, Paces } from '../../nodes/Kandji/client/pace';
import type { Place } from '../../nodes/Kandji/client/others';
import { Kong, uneven, untilDone } from './kong.mts';
import type { Course } from './kong.mts';

const START = 1_700_000_000_000;

/** Every answer comes after the same time, a tenth of it on the way there. */
const even = (latency: number) => ({ out: () => latency / 10, back: () => (latency * 9) / 10 });

/** Lets requests out as they come within a time, each answered after `latency`; gives when they were let out. */
async function rush(
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

/** Milliseconds from the first of these times to the last. */
const spanMs = (times: number[]): number => Math.max(...times) - Math.min(...times);

/** The most times that fall into any second. */
const busiest = (times: number[]): number =>
	Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

describe('A process that has a tenant for itself', () => {
	it.each(
		[50, 100, 400, 1_000].flatMap((latency) =>
			[0, 130, 480, 900].map((phase) => ({ latency, phase })),
		),
	)(
		'uses 95 of 100 places at $latency ms, uneven, begun $phase ms into a second',
		async ({ latency, phase }) => {
			jest.setSystemTime(START + phase);
			const kong = new Kong();
			const { refused } = await untilDone(kong.drive(new Pace(), 1_000, uneven(latency)));
			expect(refused).toBeLessThanOrEqual(1_000 / 200);
			const first = kong.arrivals[0] + latency + 100;
			const last = kong.arrivals[999 - 50];
			const counted = kong.arrivals.filter((at) => at >= first && at <= last).length;
			expect(counted / ((last - first) / 1_000)).toBeGreaterThanOrEqual(47.5);
		},
	);

	it('ends 90 requests soon: a short run need not be spread over two seconds', async () => {
		const { tookMs, refused } = await untilDone(new Kong().drive(new Pace(), 90, even(100)));
		expect(tookMs).toBeLessThan(2_000);
		expect(refused).toBe(0);
	});

	it('is refused at most 1 in 20 requests where no header tells anything', async () => {
		const kong = new Kong({ headers: false });
		const { refused, sent } = await untilDone(kong.drive(new Pace(), 500, uneven(400)));
		expect(refused).toBeLessThanOrEqual(sent / 20);
	});

	it('leaves no more than 100 open when nothing is answered', async () => {
		expect(await rush(new Pace(), 400, 30_000, { latency: 1e9 })).toHaveLength(100);
	});

	it('learns a higher limit from the headers, and uses it', async () => {
		const kong = new Kong({ rate: 200 });
		const { refused, tookMs } = await untilDone(kong.drive(new Pace(), 1_000, even(100)));
		expect(refused).toBeLessThanOrEqual(1_000 / 200);
		expect(tookMs).toBeLessThan(6_500);
	});

	it('learns a lower limit from the headers', async () => {
		const kong = new Kong({ rate: 10 });
		const { refused } = await untilDone(kong.drive(new Pace(), 100, even(100)));
		expect(refused).toBeLessThan(10);
		expect(busiest(kong.arrivals.slice(20))).toBeLessThanOrEqual(20);
	});

	it('does not believe a limit of nothing', async () => {
		const headers = { 'x-ratelimit-limit-second': '0' };
		const sent = await rush(new Pace(), 200, 6_000, { answer: () => ({ headers }) });
		expect(sent).toHaveLength(200);
	});

	it('has no more on the way than the hour has left', async () => {
		const kong = new Kong({ hourly: 20 });
		const pace = new Pace();
		const course = kong.drive(pace, 200, even(400));
		await jest.advanceTimersByTimeAsync(10_000);
		expect(kong.arrivals).toHaveLength(20);
		expect((await course).sent).toBeLessThanOrEqual(40);
		expect(pace.hourSpentFor()).toBeGreaterThan(0);
	});
});

describe('Several processes on one tenant', () => {
	/** Each process has its own pace, as each n8n worker has. */
	async function together(
		kong: Kong,
		processes: number,
		requests: number,
		latency: number,
	): Promise<{ courses: Course[]; refused: number; sent: number }> {
		const courses = await untilDone(
			Promise.all(
				Array.from({ length: processes }, async () =>
					kong.drive(new Pace(), requests / processes, uneven(latency)),
				),
			),
		);
		const sum = (of: 'refused' | 'sent') => courses.reduce((total, one) => total + one[of], 0);
		return { courses, refused: sum('refused'), sent: sum('sent') };
	}

	/** Milliseconds into a second at which they begin together. */
	const PHASES = [0, 300, 600, 900];

	it.each(
		[2, 4].flatMap((processes) => [80, 400, 1_000].map((latency) => ({ processes, latency }))),
	)(
		'$processes at $latency ms share it: few are refused, little is left, and all end together',
		async ({ processes, latency }) => {
			const runs: Array<{ refused: number; ms: number; apart: number }> = [];
			for (const phase of PHASES) {
				jest.setSystemTime(START + runs.length * 100_000 + phase);
				const kong = new Kong();
				const { courses, refused, sent } = await together(kong, processes, 2_000, latency);
				const took = courses.map(({ arrivals }) => spanMs(arrivals));
				const apart = Math.max(...took) / Math.min(...took);
				runs.push({ refused: refused / sent, ms: spanMs(kong.arrivals), apart });
			}
			// What four send before the first answer tells them of each other grows with the time that it takes.
			const hardest = processes * latency === 4_000;
			expect(meanBy(runs, 'refused')).toBeLessThanOrEqual(hardest ? 1 / 60 : 1 / 100);
			expect(meanBy(runs, 'ms')).toBeLessThanOrEqual(1.1 * 40_000);
			expect(meanBy(runs, 'apart')).toBeLessThanOrEqual(hardest ? 1.3 : 1.25);
		},
	);

	it.each([25, 100, 200])('share another limit too: %i a second', async (rate) => {
		const kong = new Kong({ rate });
		const { courses, refused, sent } = await together(kong, 4, 40 * rate, 80);
		const took = courses.map(({ arrivals }) => spanMs(arrivals));
		expect(refused).toBeLessThanOrEqual(sent / 50);
		expect(spanMs(kong.arrivals)).toBeLessThanOrEqual(1.15 * 40_000);
		expect(Math.max(...took) / Math.min(...took)).toBeLessThanOrEqual(1.5);
	});

	it('make room for one that comes later', async () => {
		const kong = new Kong();
		const first = kong.drive(new Pace(), 700, uneven(80));
		await jest.advanceTimersByTimeAsync(5_000);
		const second = await untilDone(kong.drive(new Pace(), 400, uneven(80)));
		expect(second.refused).toBeLessThanOrEqual(second.sent / 100);
		// With half of the tenant it takes 16 s.
		expect(spanMs(second.arrivals)).toBeLessThanOrEqual(1.25 * 16_000);
		expect((await untilDone(first)).refused).toBeLessThanOrEqual(7);
	});

	it.each([2, 4])('%i are refused at most 1 in 20 without headers', async (processes) => {
		const kong = new Kong({ headers: false });
		const { refused, sent } = await together(kong, processes, 2_000, 80);
		expect(refused).toBeLessThanOrEqual(sent / 20);
	});

	it.each([80, 400])(
		'leave a client that knows nothing of them its 20 a second at %i ms',
		async (latency) => {
			const kong = new Kong();
			const foreign = kong.foreign(20);
			const { refused, tookMs, sent, arrivals } = await untilDone(
				kong.drive(new Pace(), 1_000, uneven(latency)),
			);
			foreign.stop();
			expect(refused).toBeLessThanOrEqual(sent / 100);
			expect(spanMs(arrivals)).toBeLessThanOrEqual((1.1 * 1_000 * 1_000) / 30);
			expect(foreign.refused()).toBeLessThanOrEqual((tookMs / 1_000) * 20 * 0.03);
		},
	);
});

describe('A refusal', () => {
	it.each<[string, Record<string, string>, number]>([
		['as long as Retry-After says', { 'retry-after': '3' }, 3_000],
		['not for ever', { 'retry-after': '86400' }, 30_000],
		['a moment even when it need not', { 'retry-after': '0' }, 100],
		['a moment when the header is no number', { 'retry-after': 'soon' }, 200],
		['a moment without any header', {}, 200],
	])('stops everything %s', async (_, headers, ms) => {
		const pace = new Pace();
		const place = (await pace.enter()) as Place;
		pace.leave(place, 429, headers);
		const from = Date.now();
		const [next] = await rush(pace, 1, ms + 2_000);
		expect(next - from).toBeGreaterThanOrEqual(ms);
		expect(next - from).toBeLessThan(ms + 100);
	});

	it('stops everything a moment when others have used a second of which nobody knows the end', async () => {
		const pace = new Pace();
		const place = (await pace.enter()) as Place;
		const headers = { 'ratelimit-limit': '50', 'ratelimit-remaining': '0' };
		pace.leave(place, 200, headers);
		const [next] = await rush(pace, 1, 3_000);
		expect(next - START).toBeGreaterThanOrEqual(200);
		expect(next - START).toBeLessThan(300);
	});

	it('stops everything also where its answer took long', async () => {
		const pace = new Pace();
		const place = (await pace.enter()) as Place;
		await jest.advanceTimersByTimeAsync(9_000);
		pace.leave(place, 429, { 'retry-after': '3' });
		const from = Date.now();
		const [next] = await rush(pace, 1, 5_000);
		expect(next - from).toBeGreaterThanOrEqual(3_000);
	});

	it('lets its request go before those that never had a turn', async () => {
		const pace = new Pace();
		const headers = { 'retry-after': '1' };
		pace.leave((await pace.enter()) as Place, 429, headers);
		const order: string[] = [];
		void pace.enter().then(() => order.push('new'));
		void pace.enter(undefined, true).then(() => order.push('again'));
		await jest.advanceTimersByTimeAsync(2_000);
		expect(order).toEqual(['again', 'new']);
	});
});

describe("A tenant's spent hour", () => {
	const spent = { 'x-ratelimit-remaining-hour': '0' };
	const answerOnce = async (pace: Pace, status: number, headers: Record<string, string>) =>
		await rush(pace, 1, 100, { answer: () => ({ status, headers }) });

	it('is known, asked for once a minute, and forgotten when it is over', async () => {
		const pace = new Pace();
		await answerOnce(pace, 200, spent);
		expect(pace.hourSpentFor()).toBeGreaterThan(59_000);
		await jest.advanceTimersByTimeAsync(60_000);
		expect(pace.hourSpentFor()).toBe(0);
		expect(await rush(pace, 5, 1_000, { latency: 1e9 })).toHaveLength(1);
	});

	it('is over when an answer says so', async () => {
		const pace = new Pace();
		await answerOnce(pace, 429, spent);
		await jest.advanceTimersByTimeAsync(60_000);
		await answerOnce(pace, 200, { 'x-ratelimit-remaining-hour': '9999' });
		expect(await rush(pace, 5, 1_000, { latency: 1e9 })).toHaveLength(5);
	});

	it('is over when an answer says so that took long', async () => {
		const pace = new Pace();
		await answerOnce(pace, 429, spent);
		await jest.advanceTimersByTimeAsync(60_000);
		await rush(pace, 1, 9_100, { latency: 9_000 });
		expect(await rush(pace, 5, 1_000, { latency: 1e9 })).toHaveLength(5);
	});

	it('sends those that wait away, so that none of them is sent', async () => {
		const pace = new Pace();
		const first = (await pace.enter()) as Place;
		const places = Array.from({ length: 40 }, async () => await pace.enter());
		await jest.advanceTimersByTimeAsync(100);
		pace.leave(first, 429, spent);
		const sent = (await Promise.all(places)).filter((place) => place !== undefined);
		expect(sent.length).toBeLessThan(10);
	});
});

describe('A pace', () => {
	it('lets those that were cancelled in the queue go, without losing a place', async () => {
		const pace = new Pace();
		const controller = new AbortController();
		const waiting = Array.from({ length: 25 }, async () =>
			pace.enter(controller.signal).then(
				() => 'sent',
				() => 'cancelled',
			),
		);
		controller.abort();
		const ends = await Promise.all(waiting);
		expect(ends.filter((end) => end === 'sent').length).toBeLessThan(5);
		expect(await rush(pace, 25, 3_000)).toHaveLength(25);
	});

	it('is shared by everything in the process that asks the same tenant', () => {
		const paces = new Paces();
		expect(paces.of('https://one.api.kandji.io')).toBe(paces.of('https://one.api.kandji.io'));
		expect(paces.of('https://one.api.kandji.io')).not.toBe(paces.of('https://two.api.kandji.io'));
	});
});
