import type { INodeParameters } from 'n8n-workflow';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { Host } from '../../tools/harness/host.mts';

const MINUTE_MS = 60_000;

let simulator: RunningSimulator;
let tenant: Control;

/** Milliseconds that n8n's clock is ahead; it only grows, because a clock that goes back would hold up the pace. */
let aheadMs = 0;

beforeAll(async () => {
	const { now } = Date;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
	simulator = await startSimulator({ devices: 20, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => {
	await tenant.reset();
	aheadMs += 60 * MINUTE_MS;
});

const begun = async (parameters: INodeParameters) => {
	const host = new Host('B', simulator, parameters);
	await host.activate();
	await host.tick();
	return host;
};
const asked = async (path: string) =>
	(await tenant.paths()).filter((each) => each.includes(path)).length;

describe('A feed that is silent', () => {
	it('leaves the others their time, the expensive ones too, and is reported', async () => {
		const host = await begun({
			events: ['device.nameChanged', 'audit.event', 'fileVault.off'],
			options: { expensiveMinutes: 0 },
		});
		const [{ device_id: id }] = simulator.tenant.devices.values();
		await tenant.change(id, { device_name: 'Iris' });
		await tenant.fault({ path: '/api/v1/audit/*', kind: 'hang', times: 9 });
		await tenant.forgetRequests();
		const items = await host.tick({ budgetMs: 4_000 });
		expect(items).toMatchObject([{ event: 'device.nameChanged' }]);
		expect(await tenant.requests()).toContainEqual(
			expect.objectContaining({ path: '/api/v1/prism/filevault', status: 200 }),
		);
		await host.tick({ budgetMs: 4_000 });
		expect(host.failures).toHaveLength(1);
	});
});

describe('Users', () => {
	const events = ['device.nameChanged', 'user.created'];

	it('rest for the minutes that are chosen, while devices come with every poll', async () => {
		const host = await begun({ events, options: { userMinutes: 10 } });
		await tenant.forgetRequests();
		aheadMs += 9 * MINUTE_MS;
		await host.tick();
		expect(await asked('/users')).toBe(0);
		expect(await asked('/devices')).toBe(1);
		await tenant.control('POST', '/users', {});
		aheadMs += 2 * MINUTE_MS;
		expect(await host.tick()).toMatchObject([{ event: 'user.created' }]);
	});

	it('do not rest once another event is ticked, so that nothing is missed from then on', async () => {
		const host = await begun({ events, options: { userMinutes: 10 } });
		host.set({ events: [...events, 'user.changed'], options: { userMinutes: 10 } });
		await host.activate();
		const [user] = simulator.tenant.users.keys();
		await tenant.control('PATCH', `/users/${user}`, { job_title: 'Gardener' });
		aheadMs += 11 * MINUTE_MS;
		expect(await host.tick()).toMatchObject([{ event: 'user.changed' }]);
	});

	it('do not rest while some of them are still to be emitted', async () => {
		const host = await begun({ events, options: { userMinutes: 10, maxEvents: 1 } });
		for (let each = 0; each < 3; each++) await tenant.control('POST', '/users', {});
		aheadMs += 11 * MINUTE_MS;
		for (let poll = 0; poll < 3; poll++) expect(await host.tick()).toHaveLength(1);
	});
});

describe('Costly lists', () => {
	it('are read every quarter of an hour unless the options say otherwise, one after the other', async () => {
		const host = await begun({ events: ['adeDevice.added', 'fileVault.off', 'sip.off'] });
		await tenant.forgetRequests();
		await host.tick();
		aheadMs += 14 * MINUTE_MS;
		await host.tick();
		expect(await tenant.paths()).toEqual([]);
		aheadMs += 2 * MINUTE_MS;
		await host.tick();
		expect(await asked('/prism/')).toBe(2);
		expect(await asked('/ade/devices')).toBe(1);
	});

	it('wait for the next poll where one of them takes all the time, and have their turn then', async () => {
		const host = await begun({
			events: ['fileVault.off', 'firewall.off'],
			options: { expensiveMinutes: 0 },
		});
		await tenant.fault({ path: '/api/v1/prism/*', kind: 'hang', times: 1 });
		await tenant.forgetRequests();
		await host.tick({ budgetMs: 3_000 });
		await host.tick({ budgetMs: 3_000 });
		await host.tick({ budgetMs: 3_000 });
		expect(await asked('/prism/application_firewall')).toBeGreaterThan(0);
		expect(await asked('/prism/filevault')).toBeGreaterThan(1);
	});
});
