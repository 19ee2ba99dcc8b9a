import { RateLimiter } from '../../nodes/Kandji/client/rateLimiter';
import type { SentRequest } from '../../nodes/Kandji/client/rateLimiter';
import { rush } from './quotaServer.mts';

beforeEach(() => jest.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => jest.useRealTimers());

describe('A rejection', () => {
	it.each<[string, Record<string, string>, number]>([
		['as long as Retry-After says', { 'retry-after': '3' }, 3_000],
		['not for ever', { 'retry-after': '86400' }, 30_000],
		['a moment even when it need not', { 'retry-after': '0' }, 100],
		['a moment when the header is no number', { 'retry-after': 'soon' }, 150],
		['a moment without any header', {}, 150],
	])('stops everything %s', async (_, headers, ms) => {
		const limiter = new RateLimiter();
		const request = (await limiter.acquire()) as SentRequest;
		limiter.release(request, 429, headers);
		const from = Date.now();
		const [next] = await rush(limiter, 1, ms + 2_000);
		expect(next - from).toBeGreaterThanOrEqual(ms);
		expect(next - from).toBeLessThan(ms + 100);
	});

	it('stops everything also where its answer took long', async () => {
		const limiter = new RateLimiter();
		const request = (await limiter.acquire()) as SentRequest;
		await jest.advanceTimersByTimeAsync(9_000);
		limiter.release(request, 429, { 'retry-after': '3' });
		const from = Date.now();
		const [next] = await rush(limiter, 1, 5_000);
		expect(next - from).toBeGreaterThanOrEqual(3_000);
	});

	it('lets its request go before those that never had a turn', async () => {
		const limiter = new RateLimiter();
		const headers = { 'retry-after': '1' };
		limiter.release((await limiter.acquire()) as SentRequest, 429, headers);
		const order: string[] = [];
		void limiter.acquire().then(() => order.push('new'));
		void limiter.acquire(undefined, { retry: true }).then(() => order.push('again'));
		await jest.advanceTimersByTimeAsync(2_000);
		expect(order).toEqual(['again', 'new']);
	});
});

describe("A tenant's spent hour", () => {
	const spent = { 'x-ratelimit-remaining-hour': '0' };
	const answerOnce = async (
		limiter: RateLimiter,
		status: number,
		headers: Record<string, string>,
	) => await rush(limiter, 1, 100, { answer: () => ({ status, headers }) });

	it('is known, asked for once a minute, and forgotten when it is over', async () => {
		const limiter = new RateLimiter();
		await answerOnce(limiter, 200, spent);
		expect(limiter.hourSpentForMs()).toBeGreaterThan(59_000);
		await jest.advanceTimersByTimeAsync(60_000);
		expect(limiter.hourSpentForMs()).toBe(0);
		expect(await rush(limiter, 5, 1_000, { latency: 1e9 })).toHaveLength(1);
	});

	it('is over when an answer says so', async () => {
		const limiter = new RateLimiter();
		await answerOnce(limiter, 429, spent);
		await jest.advanceTimersByTimeAsync(60_000);
		await answerOnce(limiter, 200, { 'x-ratelimit-remaining-hour': '9999' });
		expect(await rush(limiter, 5, 1_000, { latency: 1e9 })).toHaveLength(5);
	});

	it('is over when an answer says so that took long', async () => {
		const limiter = new RateLimiter();
		await answerOnce(limiter, 429, spent);
		await jest.advanceTimersByTimeAsync(60_000);
		await rush(limiter, 1, 9_100, { latency: 9_000 });
		expect(await rush(limiter, 5, 1_000, { latency: 1e9 })).toHaveLength(5);
	});

	it('sends those that wait away, so that none of them is sent', async () => {
		const limiter = new RateLimiter();
		const first = (await limiter.acquire()) as SentRequest;
		const requests = Array.from({ length: 40 }, async () => await limiter.acquire());
		await jest.advanceTimersByTimeAsync(100);
		limiter.release(first, 429, spent);
		const sent = (await Promise.all(requests)).filter((request) => request !== undefined);
		expect(sent.length).toBeLessThan(10);
	});
});
