/**
 * Counts the requests of an hour of polls with every event selected, after all lists have started, on a simulated clock:
 * `npx jest --testMatch '<rootDir>/bench/requests.bench.mts'`, with REQUESTS_DEVICES=1000 and REQUESTS_MINUTES=1 (between
 * two polls) in the environment. REQUESTS_THINNING=10 divides rows and pages, for about as many requests with less work. The last line is JSON: the requests of each list, and their sum.
 */
import type { IHttpRequestOptions } from 'n8n-workflow';

import { readState } from '../nodes/Kandji/trigger/state';
import { Host } from '../tools/harness/host.mts';
import { jumpClock } from '../tools/harness/jumpClock.mts';
import { everythingOfLarge, LargeTenant } from '../tools/harness/largeTenant.mts';

let mockTenant: LargeTenant;
jest.mock('../nodes/Kandji/client/transport', () => ({
	...jest.requireActual<object>('../nodes/Kandji/client/transport'),
	transmit: async (_context: unknown, options: IHttpRequestOptions, { left }: { left: number }) =>
		await mockTenant.answer({ ...options, timeout: left }),
}));

const {
	REQUESTS_DEVICES = '1000',
	REQUESTS_MINUTES = '1',
	REQUESTS_LATENCY = '300',
	REQUESTS_THINNING = '1',
} = process.env;
const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const LISTS = 16;
const MAX_WARM_UP = 60;

it('counts the requests of an hour', async () => {
	const minutes = Number(REQUESTS_MINUTES);
	mockTenant = new LargeTenant(Number(REQUESTS_DEVICES), Number(REQUESTS_LATENCY), {
		thinning: Number(REQUESTS_THINNING),
	});
	const endClock = jumpClock();
	const host = new Host('C', { url: 'http://127.0.0.1:9', token: 'token' }, everythingOfLarge);
	const took: number[] = [];
	const poll = async () => {
		const startedAt = Date.now();
		await host.tick();
		took.push(Date.now() - startedAt);
		jest.advanceTimersByTime(minutes * MINUTE_MS - (Date.now() - startedAt));
	};
	await host.activate();
	const started = async () =>
		Object.keys((await readState(host.cursor?.state))?.feeds ?? {}).length;
	let warmUp = 0;
	do await poll();
	while ((await started()) < LISTS && ++warmUp < MAX_WARM_UP);
	const before = mockTenant.asked.length;
	for (let at = 0; at < HOUR_MINUTES; at += minutes) await poll();
	endClock();
	const counts: Record<string, number> = {};
	for (const path of mockTenant.asked.slice(before)) {
		const list = path.split('?')[0].replace('/api/v1/', '');
		counts[list] = (counts[list] ?? 0) + 1;
	}
	const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
	const failures = host.failures.map(({ message }) => message);
	const slowestMs = Math.max(...took);
	process.stderr.write(
		`${JSON.stringify({ devices: Number(REQUESTS_DEVICES), minutes, warmUp, all, counts, slowestMs, failures })}\n`,
	);
	expect(await started()).toBe(LISTS);
	expect(failures).toEqual([]);
}, 3_000_000);
