import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Host } from '../../tools/harness/host.mts';
import type { HostMode } from '../../tools/harness/host.mts';
import { Control } from '../../simulator/controlClient.mts';

/** Milliseconds that the tests' clock is ahead: waiting between tries would make an hour's outage take minutes. */
const mockClock = { aheadMs: 0 };

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (ms: number) => {
		mockClock.aheadMs += Math.ceil(ms);
		await new Promise((resolve) => setImmediate(resolve));
	},
}));

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 20, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
	const { now } = Date;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + mockClock.aheadMs);
});

afterAll(async () => await simulator.close());

beforeEach(async () => {
	await tenant.reset();
	mockClock.aheadMs += DAY_MS;
});

async function poll(host: Host, times: number): Promise<void> {
	const began = mockClock.aheadMs;
	for (let time = 1; time <= times; time++) {
		mockClock.aheadMs = Math.max(mockClock.aheadMs, began + time * MINUTE_MS);
		await host.tick();
	}
}

const rename = async (name: string) => {
	const [id] = simulator.tenant.devices.keys();
	await tenant.change(id, { device_name: name });
};

describe.each<HostMode>(['A', 'B', 'C'])('an outage in host mode %s', (mode) => {
	it('of an hour fails one execution, and what happened meanwhile is reported afterwards', async () => {
		const host = new Host(mode, simulator, { events: ['device.nameChanged'] });
		await host.activate();
		await poll(host, 1);
		await tenant.fault({ kind: 'status', status: 503, times: 10_000 });
		await poll(host, 30);
		await rename('Iris');
		await poll(host, 29);
		expect(host.failures.map(({ message }) => message)).toEqual([
			'Kandji is unavailable at the moment (503)',
		]);
		expect(host.failures[0].description).toContain('No changes are lost');
		await tenant.mend();
		await poll(host, 1);
		expect(host.delivered).toMatchObject([
			{ event: 'device.nameChanged', changes: { name: { to: 'Iris' } } },
		]);
	});
});

describe('failed polls', () => {
	it('are reported again every hour, with how many there were', async () => {
		const host = new Host('A', simulator);
		await host.activate();
		await tenant.fault({ kind: 'status', status: 500, times: 100_000 });
		await poll(host, 150);
		expect(host.failures).toHaveLength(3);
		// The pauses between tries have jitter, so that the hour ends with one poll or with the next.
		expect(host.failures[1].description).toMatch(/\b(59|60) more polls/);
	});

	it('of another cause are reported at once, but a cause that comes and goes only once an hour', async () => {
		const host = new Host('A', simulator);
		await host.activate();
		for (let time = 0; time < 10; time++) {
			await tenant.mend();
			await tenant.fault({ kind: 'status', status: time % 2 === 0 ? 500 : 401, times: 1_000 });
			await poll(host, 1);
		}
		expect(host.failures.map(({ message }) => message)).toEqual([
			'Kandji is unavailable at the moment (500)',
			'Kandji does not accept the API token',
		]);
	});

	it('say that the hourly quota is spent, and wait', async () => {
		const host = new Host('A', simulator, { events: ['device.nameChanged'] });
		await host.activate();
		const headers = { 'x-ratelimit-remaining-hour': '0' };
		await tenant.fault({ kind: 'status', status: 429, headers, times: 1_000 });
		await rename('Iris');
		await tenant.forgetRequests();
		await poll(host, 20);
		expect(host.failures.map(({ message }) => message)).toEqual([
			"The tenant's hourly quota of Kandji requests is spent",
		]);
		expect((await tenant.requests()).length).toBeLessThanOrEqual(20);
		await tenant.mend();
		await poll(host, 2);
		expect(host.delivered).toHaveLength(1);
	});

	it.each([
		[{ kind: 'status', status: 500 }, 'by themselves'],
		[{ kind: 'status', status: 408 }, 'by themselves'],
		[{ kind: 'reset' }, 'by themselves'],
		[{ kind: 'truncate' }, 'by themselves'],
		[{ kind: 'status', status: 429, headers: { 'retry-after': '90' } }, 'poll less often'],
		[
			{ kind: 'status', status: 429, headers: { 'x-ratelimit-remaining-hour': '0' } },
			'the polls go on by themselves then',
		],
	])('after %j ask nobody to run anything again, because polls go on', async (fault, advice) => {
		const host = new Host('A', simulator);
		await host.activate();
		await tenant.fault({ ...fault, times: 1_000 } as Parameters<Control['fault']>[0]);
		await poll(host, 1);
		const [{ description }] = host.failures;
		expect(description).toContain(advice);
		expect(description).not.toMatch(
			/run the node|try again later|return all|fewer items|a smaller/i,
		);
		expect(description).toContain('delivered as soon as Kandji answers');
	});

	it('name the permission that an event needs', async () => {
		await tenant.control('POST', '/tokens', {
			token: 'lists',
			permissions: ['Device Information > Device list'],
		});
		const host = new Host('A', { url: simulator.url, token: 'lists' });
		await expect(host.activate()).rejects.toThrow('Device Information > Device ID');
	});

	it('do not call a device removed because its record cannot be read', async () => {
		const host = new Host('A', simulator);
		await host.activate();
		const [id] = simulator.tenant.devices.keys();
		await tenant.remove(id);
		await tenant.fault({ path: `/api/v1/devices/${id}`, kind: 'html', status: 404, times: 10 });
		await poll(host, 1);
		expect(host.delivered).toEqual([]);
		await tenant.mend();
		await poll(host, 1);
		expect(host.delivered).toMatchObject([{ event: 'device.removed' }]);
	});
});

describe('a test event', () => {
	const events = [
		'audit.event',
		'blueprint.changed',
		'device.assignmentChanged',
		'device.enrolled',
		'device.fieldChanged',
		'device.stale',
		'threat.detected',
		'user.archived',
		'vulnerability.detected',
	];

	it('is one sample of each ticked event, of the tenant’s own records, and touches no state', async () => {
		const host = new Host('A', simulator, { events });
		const samples = await host.test();
		expect(samples.map(({ event }) => event).sort()).toEqual(events);
		expect(samples.every(({ sample }) => sample === true)).toBe(true);
	});

	it.each([
		['assigned', true],
		['unassigned', false],
	])('is of a device that passes the filter Assignment = %s', async (assignment, has) => {
		const [first] = simulator.tenant.devices.values();
		await tenant.change(first.device_id, { user_id: null });
		const host = new Host('A', simulator, {
			events: ['device.assignmentChanged'],
			filters: { assignment },
		});
		const [sample] = await host.test();
		expect((sample.device as { user: unknown }).user !== null).toBe(has);
	});

	it('has the keys that a real event has', async () => {
		const host = new Host('A', simulator, { events: ['device.assignmentChanged'] });
		const [{ sample: _mark, ...sample }] = await host.test();
		await host.activate();
		const device = [...simulator.tenant.devices.values()].find(({ user_id }) => user_id !== null);
		await tenant.change(device?.device_id ?? '', { user_id: null });
		const [real] = await host.tick();
		expect(Object.keys(sample).sort()).toEqual(Object.keys(real).sort());
		expect(Object.keys(sample.device as object).sort()).toEqual(
			Object.keys(real.device as object).sort(),
		);
	});

	it('shows examples while Kandji is out of order, and says so when the token is wrong', async () => {
		await tenant.fault({ kind: 'status', status: 503, times: 1_000 });
		expect(await new Host('A', simulator, { events }).test()).toHaveLength(events.length);
		await tenant.mend();
		const wrong = new Host('A', { url: simulator.url, token: 'wrong' }, { events });
		await expect(wrong.test()).rejects.toThrow('Kandji does not accept the API token');
	});
});
