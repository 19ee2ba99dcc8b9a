import type { INodeParameters } from 'n8n-workflow';

import { Host } from '../../tools/harness/host.mts';
import { MINUTE_MS, useMovedTenant } from '../helpers/movedTenant.mts';

const moved = useMovedTenant({ devices: 20 });

const begun = async (parameters: INodeParameters) => {
	const host = new Host('B', moved.simulator, parameters);
	await host.activate();
	await host.tick();
	return host;
};
const asked = async (path: string) =>
	(await moved.tenant.paths()).filter((each) => each.includes(path)).length;

describe('A feed that is silent', () => {
	it('leaves the others their time, the expensive ones too, and is reported', async () => {
		const host = await begun({
			events: ['device.nameChanged', 'audit.event', 'fileVault.off'],
			options: { expensiveMinutes: 0 },
		});
		const [{ device_id: id }] = moved.simulator.tenant.devices.values();
		await moved.tenant.change(id, { device_name: 'Iris' });
		await moved.tenant.fault({ path: '/api/v1/audit/*', kind: 'hang', times: 9 });
		await moved.tenant.forgetRequests();
		const items = await host.tick({ budgetMs: 4_000 });
		expect(items).toMatchObject([{ event: 'device.nameChanged' }]);
		expect(await moved.tenant.requests()).toContainEqual(
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
		await moved.tenant.forgetRequests();
		moved.aheadMs += 9 * MINUTE_MS;
		await host.tick();
		expect(await asked('/users')).toBe(0);
		expect(await asked('/devices')).toBe(1);
		await moved.tenant.control('POST', '/users', {});
		moved.aheadMs += 2 * MINUTE_MS;
		expect(await host.tick()).toMatchObject([{ event: 'user.created' }]);
	});

	it('do not rest once another event is ticked, so that nothing is missed from then on', async () => {
		const host = await begun({ events, options: { userMinutes: 10 } });
		host.set({ events: [...events, 'user.changed'], options: { userMinutes: 10 } });
		await host.activate();
		const [user] = moved.simulator.tenant.users.keys();
		await moved.tenant.control('PATCH', `/users/${user}`, { job_title: 'Gardener' });
		moved.aheadMs += 11 * MINUTE_MS;
		expect(await host.tick()).toMatchObject([{ event: 'user.changed' }]);
	});

	it('do not rest while some of them are still to be emitted', async () => {
		const host = await begun({ events, options: { userMinutes: 10, maxEvents: 1 } });
		for (let each = 0; each < 3; each++) await moved.tenant.control('POST', '/users', {});
		moved.aheadMs += 11 * MINUTE_MS;
		for (let poll = 0; poll < 3; poll++) expect(await host.tick()).toHaveLength(1);
	});
});

describe('Costly lists', () => {
	it('are read every quarter of an hour unless the options say otherwise, one after the other', async () => {
		const host = await begun({ events: ['adeDevice.added', 'fileVault.off', 'sip.off'] });
		await moved.tenant.forgetRequests();
		await host.tick();
		moved.aheadMs += 14 * MINUTE_MS;
		await host.tick();
		expect(await moved.tenant.paths()).toEqual([]);
		moved.aheadMs += 2 * MINUTE_MS;
		await host.tick();
		expect(await asked('/prism/')).toBe(2);
		expect(await asked('/ade/devices')).toBe(1);
	});

	it('wait for the next poll where one of them takes all the time, and have their turn then', async () => {
		const host = await begun({
			events: ['fileVault.off', 'firewall.off'],
			options: { expensiveMinutes: 0 },
		});
		await moved.tenant.fault({ path: '/api/v1/prism/*', kind: 'hang', times: 1 });
		await moved.tenant.forgetRequests();
		await host.tick({ budgetMs: 3_000 });
		await host.tick({ budgetMs: 3_000 });
		await host.tick({ budgetMs: 3_000 });
		expect(await asked('/prism/application_firewall')).toBeGreaterThan(0);
		expect(await asked('/prism/filevault')).toBeGreaterThan(1);
	});
});
