import { setTimeout } from 'node:timers/promises';

import { RateLimiter, RateLimiters } from '../../nodes/Kandji/client/rateLimiter';
import { startSimulator } from '../../simulator/server.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { API, clientOf, TOKEN } from './client.mts';

describe("A tenant's quota", () => {
	it('is used no faster than the credential allows, by all runs together', async () => {
		const simulator = await startSimulator({ devices: 3, rate: 50 });
		const limiters = new RateLimiters();
		const capped = { apiUrl: simulator.url, apiToken: simulator.token, requestsPerSecond: 5 };
		const runs = [
			await clientOf({ credential: capped, limiters }),
			await clientOf({ credential: capped, limiters }),
		];
		const from = Date.now();
		await Promise.all(
			Array.from({ length: 12 }, async (_, index) => await runs[index % 2].get('/tags')),
		);
		// Twelve requests at five a second: the last one is sent after more than two seconds.
		expect(Date.now() - from).toBeGreaterThan(2_000);
		await simulator.close();
	});

	it('is used with no more requests at once than the credential allows', async () => {
		const limiter = new RateLimiter();
		limiter.caps = { atOnce: 2 };
		const first = await limiter.acquire();
		await limiter.acquire();
		let isThirdSent = false;
		const third = limiter.acquire().then(() => {
			isThirdSent = true;
		});
		await setTimeout(300);
		expect(isThirdSent).toBe(false);
		if (first) limiter.release(first, 200, {});
		await third;
	});

	it.each<[unknown, number | undefined]>([
		[0, undefined],
		['', undefined],
		[undefined, undefined],
		['a few', undefined],
		[-3, undefined],
		['20', 20],
		[7.5, 7.5],
	])('has the cap that the credential states with %j', async (value, cap) => {
		const limiters = new RateLimiters();
		const given = { apiUrl: API, apiToken: TOKEN, requestsPerSecond: value };
		await clientOf({ credential: given as never, limiters });
		expect(limiters.of(API).caps.perSecond).toBe(cap);
	});
});

describe('A node whose tenant has no requests left in this hour', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	beforeAll(async () => {
		simulator = await startSimulator({ devices: 1 });
	});
	beforeEach(() => {
		const lookMs = [30, 30];
		jest
			.spyOn(RateLimiter.prototype, 'hourSpentForMs')
			.mockImplementation(() => lookMs.shift() ?? 0);
	});
	afterEach(() => jest.restoreAllMocks());
	afterAll(async () => await simulator.close());

	const read = async (options: object) =>
		await runNode(
			{
				resource: 'device',
				operation: 'getDetails',
				device: { __rl: true, mode: 'id', value: [...simulator.tenant.devices.keys()][0] },
				options: options as never,
			},
			{ apiUrl: simulator.url, apiToken: simulator.token },
		);

	it('waits for the next hour with the option', async () => {
		const { json, error } = await read({ waitForNextHour: true });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
	});

	it.each([{}, { waitForNextHour: false }])('fails at once with %j', async (options) => {
		const { error } = await read(options);
		expect(error?.message).toMatch(/hourly quota of Kandji requests is spent/);
	});
});
