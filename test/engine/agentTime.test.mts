import { KandjiClient } from '../../nodes/Kandji/client/client';
import { asTool, simulate } from './simulated.mts';

const tenant = simulate({ devices: 30, users: 20 });

describe('A tenant that answers 429 to everything', () => {
	afterEach(() => jest.restoreAllMocks());

	/** Runs a list while the clock goes 40 ms ahead whenever it is read; returns how far it went, and the error. */
	const list = async (node: object) => {
		await tenant.control('POST', '/faults', {
			path: '/api/*',
			kind: 'status',
			status: 429,
			times: 2_000,
			body: {},
		});
		const now = Date.now.bind(Date);
		let ahead = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => now() + (ahead += 40));
		const started = Date.now();
		const { error } = await tenant.run({ resource: 'device', operation: 'getAll' }, { node });
		const tookMs = Date.now() - started;
		jest.restoreAllMocks();
		await tenant.control('DELETE', '/faults');
		return { tookMs, error };
	};

	it('ends the call of an AI agent before AI clients give up, with what to do next', async () => {
		const { tookMs, error } = await list(asTool);
		expect(tookMs).toBeLessThan(50_000);
		expect(tookMs).toBeGreaterThan(10_000);
		expect(error?.message).toContain('Call again once, after a minute');
	}, 60_000);
});

describe('A tenant that stops answering', () => {
	afterEach(() => jest.restoreAllMocks());

	it.each(['hang', 'stall'])(
		'ends the call of an AI agent at its deadline, with what to do next: %s',
		async (kind) => {
			await tenant.control('POST', '/faults', { path: '/api/*', kind, times: 100 });
			const { from } = KandjiClient;
			let allowedMs = 0;
			// The deadline comes after 2 seconds instead of 38.
			jest.spyOn(KandjiClient, 'from').mockImplementation(async (context, options) => {
				allowedMs = Number(options?.deadline) - Date.now();
				const shorter = { ...options, deadline: Date.now() + 2_000 };
				return await from.call(KandjiClient, context, shorter);
			});
			const started = Date.now();
			const parameters = { resource: 'device', operation: 'getAll' };
			const { error } = await tenant.run(parameters, { node: asTool });
			expect(Date.now() - started).toBeLessThan(10_000);
			expect(allowedMs).toBeLessThan(40_000);
			expect(error?.message).toContain('Call again once, after a minute');
			await tenant.control('DELETE', '/faults');
		},
		30_000,
	);
});
