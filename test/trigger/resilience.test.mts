import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { libraryOf } from '../../simulator/areas/library.mts';
import { Host } from '../../tools/harness/host.mts';
import { MINUTE_MS, useMovedTenant } from '../helpers/movedTenant.mts';

// Kandji's clock moves with this machine's: with a skew, the simulator dates its answers by `Date.now`.
const moved = useMovedTenant({ devices: 60, clockSkew: 1 });

const started = async (parameters: INodeParameters, options: INodeParameters = {}) => {
	const host = new Host('B', moved.simulator, {
		...parameters,
		options: { expensiveMinutes: 0, ...options },
	});
	await host.activate();
	await host.tick();
	return host;
};
const events = (items: IDataObject[]) => items.map(({ event }) => event);
const ids = () => [...moved.simulator.tenant.devices.keys()];
const macs = () =>
	[...moved.simulator.tenant.devices.values()].filter(({ platform }) => platform === 'Mac');
const asked = async (path: string) =>
	(await moved.tenant.paths()).filter((each) => each.includes(path)).length;
const turnOff = async (id: string) => await moved.tenant.change(id, { filevault_enabled: false });

describe('Details that cannot be read', () => {
	const ticked = { events: ['device.nameChanged', 'fileVault.off'] };

	it('leave the event with null and the reason, and keep those that can be read', async () => {
		const host = await started(ticked, { includeDetails: true });
		const [one, two] = ids();
		await moved.tenant.change(one, { device_name: 'Iris' });
		await moved.tenant.change(two, { device_name: 'Lily' });
		await moved.tenant.fault({
			path: `/api/v1/devices/${one}/details`,
			kind: 'status',
			status: 500,
			times: 99,
		});
		const items = await host.tick({ budgetMs: 8_000 });
		const byId = new Map(items.map((item) => [(item.device as { id: string }).id, item]));
		expect(byId.get(one)).toMatchObject({ details: null, detailsReason: expect.any(String) });
		expect(byId.get(two)).toMatchObject({ details: expect.any(Object) });
		expect(byId.get(two)).not.toHaveProperty('detailsReason');
	}, 60_000);

	it('because of a missing permission are noticed at publishing', async () => {
		const permissions = ['Device Information > Device list', 'Prism > FileVault'];
		await moved.tenant.control('POST', '/tokens', { token: 'few', permissions });
		const few = { url: moved.simulator.url, token: 'few' };
		const host = new Host('A', few, { ...ticked, options: { includeDetails: true } });
		await expect(host.activate()).rejects.toThrow('Device details');
		await host.tick();
		await moved.tenant.change(ids()[0], { device_name: 'Iris' });
		for (let poll = 0; host.delivered.length === 0 && poll < 3; poll++) await host.tick();
		expect(host.delivered).toMatchObject([{ event: 'device.nameChanged', details: null }]);
	});
});

describe('An expensive list that fails', () => {
	it('counts as read, backs off, and lets the others have their turn', async () => {
		const host = new Host('B', moved.simulator, {
			events: ['fileVault.off', 'firewall.off', 'gatekeeper.off', 'sip.off', 'adeDevice.added'],
			options: { expensiveMinutes: 15 },
		});
		await moved.tenant.fault({
			path: '/api/v1/prism/filevault',
			kind: 'status',
			status: 403,
			times: 999,
		});
		await host.activate('init');
		await moved.tenant.forgetRequests();
		for (let poll = 0; poll < 5; poll++) await host.tick();
		expect(await asked('/prism/filevault')).toBe(0);
		moved.aheadMs += 2 * MINUTE_MS;
		await host.tick();
		expect(await asked('/prism/filevault')).toBe(1);
		for (const path of ['application_firewall', 'gatekeeper', 'startup', '/ade/devices']) {
			expect(await asked(path)).toBe(0);
		}
		moved.aheadMs += 15 * MINUTE_MS;
		await host.tick();
		expect(await asked('/prism/startup_settings')).toBe(1);
	});

	it('does not start its interval when a failure is reported instead of its events', async () => {
		const host = await started(
			{ events: ['fileVault.off', 'audit.event'] },
			{ expensiveMinutes: 15 },
		);
		const [mac] = macs();
		await moved.tenant.change(mac.device_id, { filevault_enabled: true });
		moved.aheadMs += 16 * MINUTE_MS;
		await host.tick();
		await moved.tenant.fault({ path: '/api/v1/audit/*', kind: 'status', status: 403, times: 2 });
		await moved.tenant.control('POST', '/audit-events', {});
		await host.tick();
		await turnOff(mac.device_id);
		moved.aheadMs += 16 * MINUTE_MS;
		const found: unknown[] = [];
		for (let poll = 0; poll < 3; poll++) found.push(...events(await host.tick()));
		expect(found).toContain('fileVault.off');
	});
});

describe('Rows that come twice', () => {
	it('do not stop library items of which the status rows share an ID', async () => {
		const [item] = libraryOf(moved.simulator.tenant).items.keys();
		const [one, two] = macs().map(({ device_id: id }) => id);
		const row = (id: string, status: string) => ({ id: 1, status, computer: { id, name: id } });
		const path = `/api/v1/library/library-items/${item}/status`;
		const answer = async (status: string) => {
			const body = {
				count: 2,
				next: null,
				previous: null,
				results: [row(one, 'PASS'), row(two, status)],
			};
			await moved.tenant.mend();
			await moved.tenant.fault({ path, kind: 'status', status: 200, body, times: 99 });
		};
		await answer('PASS');
		const host = await started({ events: ['libraryItem.failed'], libraryItems: [item] });
		await answer('ERROR');
		expect(await host.tick()).toMatchObject([
			{ event: 'libraryItem.failed', libraryItem: { id: item }, device: { id: two } },
		]);
	});

	it('that always come are no shift of pages: the list begins', async () => {
		const row = { id: 'twice', serial_number: 'T', blueprint_id: null, user_id: null };
		const path = '/api/v1/integrations/apple/ade/devices';
		const answer = async (...more: object[]) => {
			const results = [row, row, ...more];
			await moved.tenant.mend();
			await moved.tenant.fault({
				path,
				kind: 'status',
				status: 200,
				body: { count: results.length, next: null, previous: null, results },
				times: 99,
			});
		};
		await answer();
		const host = await started({ events: ['adeDevice.added'] });
		for (let poll = 0; poll < 3; poll++) await host.tick();
		await answer({ ...row, id: 'new' });
		const found: unknown[] = [];
		for (let poll = 0; poll < 4; poll++) found.push(...(await host.tick()));
		expect(found).toMatchObject([{ event: 'adeDevice.added', adeDevice: { id: 'new' } }]);
	});
});

describe('An empty answer', () => {
	it.each([
		['of Prism', 'fileVault.off', '/api/v1/prism/*', { offset: 0, limit: 300, total: 0, data: [] }],
		[
			'of statuses',
			'libraryItem.failed',
			'/api/v1/library/*',
			{ count: 0, next: null, previous: null, results: [] },
		],
	])('%s makes no known problem a new one', async (_what, event, path, body) => {
		const [item] = libraryOf(moved.simulator.tenant).items.keys();
		for (const { device_id: id } of macs()) {
			await turnOff(id);
			await moved.tenant.control('POST', '/library-items/status', {
				library_item_id: item,
				device_id: id,
				status: 'ERROR',
			});
		}
		const host = await started({ events: [event], libraryItems: [item] });
		await moved.tenant.fault({ path, kind: 'status', status: 200, body, times: 99 });
		for (let poll = 0; poll < 5; poll++) await host.tick();
		await moved.tenant.mend();
		for (let poll = 0; poll < 3; poll++) await host.tick();
		expect(host.delivered).toEqual([]);
	});
});

describe('A second failure', () => {
	it('has another event ID, also after the device was away', async () => {
		const [one, two] = macs().map(({ device_id: id }) => id);
		for (const { device_id: id } of macs())
			await moved.tenant.change(id, { filevault_enabled: true });
		const host = await started({ events: ['fileVault.off'] });
		await turnOff(one);
		await turnOff(two);
		expect(await host.tick()).toHaveLength(2);
		const device = moved.simulator.tenant.devices.get(one);
		await moved.tenant.remove(one);
		for (let poll = 0; poll < 4; poll++) await host.tick();
		if (device) moved.simulator.tenant.devices.set(one, device);
		moved.simulator.tenant.version += 1;
		expect(events(await host.tick())).toEqual(['fileVault.off']);
		expect(new Set(host.delivered.map(({ eventId }) => eventId)).size).toBe(3);
	});
});

describe('An answer for one record', () => {
	it.each([
		['of another form', { detail: 'ok' }],
		['of another record', { device_id: '00000000-0000-4000-8000-000000000000' }],
	])('%s is a failure and no device', async (_what, body) => {
		const host = await started({ events: ['device.enrolled', 'device.removed'] });
		const [first] = ids();
		await moved.tenant.remove(first);
		const path = `/api/v1/devices/${first}`;
		await moved.tenant.fault({ path, kind: 'status', status: 200, body, times: 1 });
		expect(await host.tick()).toEqual([]);
		expect(host.failures).toHaveLength(1);
		expect(await host.tick()).toMatchObject([{ event: 'device.removed', device: { id: first } }]);
	});
});

describe('Another interval', () => {
	it('takes effect at once', async () => {
		const parameters = { events: ['fileVault.off'] };
		const host = await started(parameters, { expensiveMinutes: 1_440 });
		host.set({ ...parameters, options: { expensiveMinutes: 0 } });
		await moved.tenant.forgetRequests();
		await host.tick();
		expect(await asked('/prism/filevault')).toBe(1);
	});
});

describe('The heartbeat', () => {
	it('comes after publishing, then every hour, with the lists and their failures', async () => {
		const host = await started({
			events: ['device.nameChanged', 'trigger.heartbeat'],
			heartbeatInterval: 'hour',
		});
		expect(host.delivered).toMatchObject([
			{
				event: 'trigger.heartbeat',
				heartbeat: { allStarted: true, lists: [{ name: 'device', started: true, records: 60 }] },
			},
		]);
		moved.aheadMs += 30 * MINUTE_MS;
		expect(await host.tick()).toEqual([]);
		moved.aheadMs += 31 * MINUTE_MS;
		expect(events(await host.tick())).toEqual(['trigger.heartbeat']);
	});
});

describe('Software', () => {
	it('is emitted when it is installed or removed, and a profile when it is removed', async () => {
		const [mac] = macs().map(({ device_id: id }) => id);
		const app = 'Safari';
		const host = await started({ events: ['app.installed', 'app.removed'], appNames: app });
		await moved.tenant.change(mac, { without: [app] });
		expect(await host.tick()).toEqual([]);
		expect(await host.tick()).toMatchObject([
			{
				event: 'app.removed',
				app: { name: app },
				device: { id: mac, serialNumber: expect.any(String) },
			},
		]);
		await moved.tenant.change(mac, { without: [] });
		expect(await host.tick()).toMatchObject([{ event: 'app.installed', device: { id: mac } }]);
		host.set({
			events: ['app.installed', 'app.removed'],
			appNames: `${app}, Mail`,
			options: { expensiveMinutes: 0 },
		});
		await host.activate();
		expect(await host.tick()).toEqual([]);
	});

	it('of a device that was deleted is no event', async () => {
		const [mac] = macs().map(({ device_id: id }) => id);
		const host = await started({ events: ['app.removed'], appNames: 'Safari' });
		await moved.tenant.remove(mac);
		for (let poll = 0; poll < 5; poll++) await host.tick();
		expect(host.delivered).toEqual([]);
	});
});

describe('Two triggers with one node ID', () => {
	it('are reported in mode C, where they share their state', async () => {
		const host = new Host('C', moved.simulator, { events: ['device.nameChanged'] });
		await host.activate();
		await host.tick();
		for (let poll = 0; poll < 6; poll++) {
			host.rename(poll % 2 === 0 ? 'Copy' : 'Kandji Trigger');
			await host.tick();
		}
		expect(host.failures.map(({ message }) => message)).toContain(
			'Two triggers of this workflow have the same node ID',
		);
	});
});
