import type { IHttpRequestOptions } from 'n8n-workflow';

import { readState } from '../../nodes/Kandji/trigger/state';
import { WATCHED_PROFILE } from '../../tools/harness/everyEvent.mts';
import { Host } from '../../tools/harness/host.mts';
import { jumpClock } from '../../tools/harness/jumpClock.mts';
import { everythingOfLarge, LARGE_ITEMS, LargeTenant } from '../../tools/harness/largeTenant.mts';

let mockTenant: LargeTenant;
/** Requests that Kandji answers with 503, and how many of them. */
const mockBroken = { page: /./, times: 0 };
jest.mock('../../nodes/Kandji/client/transport', () => ({
	...jest.requireActual<object>('../../nodes/Kandji/client/transport'),
	transmit: async (_context: unknown, options: IHttpRequestOptions, { left }: { left: number }) => {
		const isBroken = mockBroken.times > 0 && mockBroken.page.test(JSON.stringify(options));
		if (isBroken) mockBroken.times -= 1;
		return isBroken
			? { statusCode: 503, headers: {}, body: '{}' }
			: await mockTenant.answer({ ...options, timeout: left });
	},
}));

let port = 9;
/** A tenant of its own for each test, because all runs of a process share a tenant's rate limiter. */
const access = () => ({ url: `http://127.0.0.1:${port++}`, token: 'token' });
const MINUTE_MS = 60_000;
const MAX_POLL_MS = 30_000;
const POLLS = 8;
/** Rows are divided by this, pages too: as many requests, with a tenth of the work. */
const THINNING = 10;
/** Every list that is read when every event is selected. */
const LISTS = [
	...['adeDevice', 'adeIntegration', 'app', 'audit', 'blueprint', 'device', 'fileVault'],
	...['firewall', 'gatekeeper', ...LARGE_ITEMS.map((item) => `libraryItem ${item}`)],
	...['profile', 'sip'],
	...['threat', 'user', 'vulnerability'],
];

let endClock: () => void;
beforeEach(() => {
	endClock = jumpClock();
});
afterEach(() => endClock());

it.each([
	{ devices: 20_000, latencyMs: 800 },
	{ devices: 60_000, latencyMs: 1_500 },
])(
	'Of $devices devices at $latencyMs ms a request, every list has begun after eight polls, none of which takes too long',
	async ({ devices, latencyMs }) => {
		mockTenant = new LargeTenant(devices, latencyMs, { thinning: THINNING });
		const host = new Host('C', access(), everythingOfLarge);
		await host.activate();
		const took: number[] = [];
		for (let poll = 0; poll < POLLS; poll++) {
			const startedAt = Date.now();
			await host.tick();
			took.push(Date.now() - startedAt);
			jest.advanceTimersByTime(MINUTE_MS - took[poll]);
		}
		const state = await readState(host.cursor?.state);
		const started = Object.keys(state?.feeds ?? {});
		expect(started.sort()).toEqual(LISTS);
		expect(mockTenant.unasked).toEqual([]);
		expect(Math.max(...took)).toBeLessThan(MAX_POLL_MS);
		expect(host.failures).toEqual([]);
		// A long list goes on where it stopped: only a page that came too late for its poll is read twice.
		const pages = mockTenant.asked.filter((path) => path.includes('installed_profiles?cursor='));
		expect(pages.length - new Set(pages).size).toBeLessThanOrEqual(POLLS);
	},
	60_000,
);

it.each([
	['users', /users.*"cursor":"1530"/, 'user'],
	['installed_profiles', /installed_profiles.*"cursor":"600"/, 'profile'],
])(
	'A page of %s that fails in two polls does not make the list begin anew',
	async (list, page, feed) => {
		mockTenant = new LargeTenant(60_000, 800, { thinning: THINNING });
		const host = new Host('C', access(), everythingOfLarge);
		// So often that a poll that begins with it fails too.
		Object.assign(mockBroken, { page, times: 10 });
		await host.activate();
		for (let poll = 0; poll < POLLS; poll++) {
			const startedAt = Date.now();
			await host.tick();
			jest.advanceTimersByTime(MINUTE_MS - (Date.now() - startedAt));
		}
		expect(mockBroken.times).toBe(0);
		expect(host.failures.map(({ message }) => message)).toEqual([
			'Kandji is unavailable at the moment (503)',
		]);
		expect(Object.keys((await readState(host.cursor?.state))?.feeds ?? {})).toContain(feed);
		const pages = mockTenant.asked.filter((path) => path.includes(`${list}?cursor=`));
		expect(pages.length - new Set(pages).size).toBeLessThanOrEqual(POLLS);
	},
);

it.each([
	['users', 'user.created'],
	['installed_profiles', 'profile.removed'],
])(
	'A list of %s that never ends fails at a limit, rests, and silences no other',
	async (endless, event) => {
		mockTenant = new LargeTenant(100, 10, { thinning: 100, endless });
		const host = new Host('C', access(), {
			events: ['blueprint.created', event],
			profileNames: WATCHED_PROFILE,
		});
		await host.activate();
		let polls = 0;
		const poll = async () => {
			const startedAt = Date.now();
			await host.tick();
			polls += 1;
			jest.advanceTimersByTime(Math.max(0, MINUTE_MS - (Date.now() - startedAt)));
		};
		const asked = () => mockTenant.asked.filter((path) => path.includes(endless)).length;
		while (host.failures.length === 0 && polls < 30) await poll();
		expect(host.failures).toMatchObject([
			{ message: expect.stringContaining('5000 pages'), description: expect.any(String) },
		]);
		expect(asked()).toBeLessThan(5_010);
		const before = asked();
		const others = mockTenant.asked.length;
		for (let more = 0; more < 4; more++) await poll();
		expect(asked()).toBe(before);
		expect(mockTenant.asked.length).toBeGreaterThan(others);
	},
	60_000,
);
