import { Pace } from '../../nodes/Kandji/client/pace';
import type { Place } from '../../nodes/Kandji/client/others';
import { rush } from './kong.mts';

const START = 1_700_000_000_000;

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

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
