import { meanBy, sumBy } from 'lodash';

import { Pace, Paces } from '../../nodes/Kandji/client/pace';
import { Kong, rush, uneven, untilDone } from './kong.mts';

const START = 1_700_000_000_000;

/** Every answer comes after the same time, a tenth of it on the way there. */
const even = (latency: number) => ({ out: () => latency / 10, back: () => (latency * 9) / 10 });

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
	/** Each process has its own pace, as each n8n worker has; `processes`: how many runs each of them has. */
	async function together(
		kong: Kong,
		processes: number[],
		requests: number,
		latency: number,
	): Promise<{ apart: number; refused: number; sent: number }> {
		const runs = processes.flatMap((count) => Array<Pace>(count).fill(new Pace()));
		const each = requests / runs.length;
		const courses = await untilDone(
			Promise.all(runs.map(async (pace) => kong.drive(pace, each, uneven(latency)))),
		);
		const took = courses.map(({ arrivals }) => spanMs(arrivals));
		return {
			apart: Math.max(...took) / Math.min(...took),
			refused: sumBy(courses, 'refused'),
			sent: sumBy(courses, 'sent'),
		};
	}

	/** Milliseconds into a second at which they begin together. */
	const PHASES = [0, 300, 600, 900];

	/** The means of several beginnings, which chance makes better and worse. */
	async function often(processes: number[], latency: number) {
		const runs: Array<{ refused: number; ms: number; apart: number }> = [];
		for (const phase of PHASES) {
			jest.setSystemTime(START + runs.length * 100_000 + phase);
			const kong = new Kong();
			const { apart, refused, sent } = await together(kong, processes, 2_000, latency);
			runs.push({ refused: refused / sent, ms: spanMs(kong.arrivals), apart });
		}
		return {
			refused: meanBy(runs, 'refused'),
			ms: meanBy(runs, 'ms'),
			apart: meanBy(runs, 'apart'),
		};
	}

	it.each(
		[
			[1, 1],
			[1, 1, 1, 1],
		].flatMap((processes) => [80, 400, 1_000].map((latency) => ({ processes, latency }))),
	)(
		'$processes.length at $latency ms share it: few are refused, little is left, and all end together',
		async ({ processes, latency }) => {
			const { refused, ms, apart } = await often(processes, latency);
			// What four send before the first answer tells them of each other grows with the time that it takes.
			const hardest = processes.length * latency === 4_000;
			expect(refused).toBeLessThanOrEqual(hardest ? 1 / 60 : 1 / 100);
			expect(ms).toBeLessThanOrEqual(1.1 * 40_000);
			expect(apart).toBeLessThanOrEqual(hardest ? 1.3 : 1.25);
		},
	);

	it.each([{ processes: [2, 2] }, { processes: [2, 1, 1] }, { processes: [3, 1] }])(
		'of $processes runs share it so that all runs end together, wherever they are',
		async ({ processes }) => {
			const { refused, ms, apart } = await often(processes, 80);
			expect(refused).toBeLessThanOrEqual(1 / 100);
			expect(ms).toBeLessThanOrEqual(1.1 * 40_000);
			// Two processes begin alike and become as unequal as their runs are.
			expect(apart).toBeLessThanOrEqual(processes.length === 2 ? 1.4 : 1.25);
		},
	);

	it.each([25, 100, 200])('share another limit too: %i a second', async (rate) => {
		const kong = new Kong({ rate });
		const { apart, refused, sent } = await together(kong, [1, 1, 1, 1], 40 * rate, 80);
		expect(refused).toBeLessThanOrEqual(sent / 50);
		expect(spanMs(kong.arrivals)).toBeLessThanOrEqual(1.15 * 40_000);
		expect(apart).toBeLessThanOrEqual(1.5);
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

	it.each([{ processes: [1, 1] }, { processes: [1, 1, 1, 1] }, { processes: [3, 1] }])(
		'of $processes runs are refused at most 1 in 20 without headers',
		async ({ processes }) => {
			const kong = new Kong({ headers: false });
			const { refused, sent } = await together(kong, processes, 2_000, 80);
			expect(refused).toBeLessThanOrEqual(sent / 20);
		},
	);

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
