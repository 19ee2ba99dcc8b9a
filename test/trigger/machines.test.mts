import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { adeOf } from '../../simulator/areas/ade.mts';
import { libraryOf } from '../../simulator/areas/library.mts';
import { Control } from '../../simulator/controlClient.mts';
import { Host } from '../../tools/harness/host.mts';

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 60, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.reset());

const begun = async (parameters: INodeParameters, options: INodeParameters = {}) => {
	const host = new Host('B', simulator, {
		...parameters,
		options: { expensiveMinutes: 0, ...options },
	});
	await host.activate();
	await host.tick();
	return host;
};
const events = (items: IDataObject[]) => items.map(({ event }) => event);
const messages = (host: Host) => host.failures.map(({ message }) => message);
const macs = () =>
	[...simulator.tenant.devices.values()].filter(
		({ platform, is_removed: gone }) => platform === 'Mac' && !gone,
	);

describe('The status of a threat', () => {
	const ticked = ['threat.detected', 'threat.statusChanged'];
	const status = async (file_hash: string, to: string) =>
		await tenant.control('POST', '/threats/status', { file_hash, status: to });

	it('is emitted whenever it changes, also back and forth', async () => {
		const host = await begun({ events: ticked });
		await tenant.control('POST', '/threats', { file_hash: 'one', status: 'QUARANTINED' });
		await host.tick();
		for (const to of ['RELEASED', 'QUARANTINED', 'RELEASED', 'QUARANTINED']) {
			await status('one', to);
			await host.tick();
			await host.tick();
		}
		const changes = host.delivered.slice(1);
		expect(events(changes)).toEqual(Array(4).fill('threat.statusChanged'));
		expect(changes[0]).toMatchObject({
			changes: { status: { from: 'QUARANTINED', to: 'RELEASED' } },
			threat: { fileHash: 'one', status: 'RELEASED' },
		});
		expect(new Set(changes.map(({ eventId }) => eventId)).size).toBe(4);
	});

	it('is emitted for a threat of weeks ago, which itself is no news when the event is ticked later', async () => {
		const date = new Date(Date.now() - 20 * 86_400_000).toISOString().replace('Z', '');
		await tenant.control('POST', '/threats', {
			file_hash: 'old',
			status: 'QUARANTINED',
			detection_date: date,
		});
		const host = await begun({ events: ['threat.detected'] });
		await tenant.control('POST', '/threats', { file_hash: 'new' });
		expect(await host.tick()).toHaveLength(1);
		host.set({ events: ticked, options: { expensiveMinutes: 0 } });
		await host.activate();
		expect(await host.tick()).toEqual([]);
		await status('old', 'RESOLVED');
		expect(events(await host.tick())).toEqual(['threat.statusChanged']);
	});
});

describe('An operating system that is too old', () => {
	const oldest = (Mac: string): INodeParameters => ({
		events: ['device.osOutdated'],
		minOsVersions: { Mac },
		options: {},
	});

	it('is emitted for a new device, and of those that a newer version overtakes, each once', async () => {
		const [one, two] = macs().map(({ device_id: id }) => id);
		for (const { device_id: id } of macs()) await tenant.change(id, { os_version: '15.10' });
		await tenant.change(two, { os_version: '15.9.1' });
		const host = await begun(oldest('15.9'));
		const { device_id: added } = await tenant.enrol({ platform: 'Mac', os_version: '14' });
		expect(await host.tick()).toMatchObject([{ device: { id: added }, minOsVersion: '15.9' }]);
		host.set(oldest('15.9.2'));
		await host.activate();
		await host.tick();
		expect(host.delivered.slice(1)).toMatchObject([{ device: { id: two } }]);
		await tenant.change(one, { os_version: '15.11' });
		await tenant.change(two, { os_version: '15.9.2' });
		expect(await host.tick()).toEqual([]);
	});

	it.each([
		[{ minOsVersions: {} }, 'Minimum OS Versions is empty'],
		[{ minOsVersions: { Mac: 'newest' } }, 'Mac is not a version'],
	])('needs a version: %j', async (given, message) => {
		const host = new Host('A', simulator, { events: ['device.osOutdated'], ...given });
		await expect(host.activate()).rejects.toThrow(message);
	});
});

describe('Automated Device Enrollment', () => {
	it('tells devices that come, go, and are given to a user or a blueprint', async () => {
		const host = await begun({
			events: [
				'adeDevice.added',
				'adeDevice.assignmentChanged',
				'adeDevice.blueprintChanged',
				'adeDevice.removed',
			],
		});
		const { id } = await tenant.control<{ id: string }>('POST', '/ade-devices', {});
		expect(await host.tick()).toMatchObject([{ event: 'adeDevice.added', adeDevice: { id } }]);
		const [user] = simulator.tenant.users.keys();
		const [, blueprint] = simulator.tenant.blueprints.keys();
		await tenant.control('POST', '/ade-devices/change', {
			id,
			user_id: user,
			blueprint_id: blueprint,
		});
		const changed = await host.tick();
		expect(events(changed)).toEqual(['adeDevice.assignmentChanged', 'adeDevice.blueprintChanged']);
		expect(changed[0]).toMatchObject({ changes: { userId: { to: user } } });
		await tenant.control('POST', '/ade-devices/release', { id });
		expect(await host.tick()).toMatchObject([{ event: 'adeDevice.removed', adeDevice: { id } }]);
	});

	it('tells a token once with each number of days, and begins anew when it was renewed', async () => {
		const [id] = adeOf(simulator.tenant).integrations.keys();
		const left = async (days_left: number) =>
			await tenant.control('POST', '/ade-integrations', { id, days_left });
		await left(200);
		const host = await begun({ events: ['adeIntegration.expiring'], expiryDays: '30, 7' });
		const emitted: number[] = [];
		for (const days of [31, 30, 29, 7, 6, 365, 30]) {
			await left(days);
			emitted.push((await host.tick()).length);
		}
		expect(emitted).toEqual([0, 1, 0, 1, 0, 0, 1]);
		expect(host.delivered[0]).toMatchObject({ adeIntegration: { id, daysLeft: 30 } });
	});

	it('tells a token once that has expired before the workflow is published', async () => {
		const [expired, fine] = adeOf(simulator.tenant).integrations.keys();
		await tenant.control('POST', '/ade-integrations', { id: expired, days_left: -3 });
		await tenant.control('POST', '/ade-integrations', { id: fine, days_left: 20 });
		const host = await begun({ events: ['adeIntegration.expiring'], expiryDays: '30, 7' });
		await host.tick();
		expect(host.delivered).toMatchObject([{ adeIntegration: { id: expired, daysLeft: -3 } }]);
	});

	it('takes a listing in which a page shifted for no baseline', async () => {
		const row = { id: 'twice', serial_number: 'T', blueprint_id: null, user_id: null };
		const body = { count: 2, next: null, previous: null, results: [row, row] };
		const path = '/api/v1/integrations/apple/ade/devices';
		await tenant.fault({ path, kind: 'status', status: 200, body, times: 2 });
		const host = await begun({ events: ['adeDevice.added'] });
		expect(await host.tick()).toEqual([]);
		expect(await host.tick()).toEqual([]);
	});
});

describe.each([
	['fileVault', 'filevault', 'FileVault'],
	['firewall', 'application_firewall', 'Application firewall'],
	['sip', 'startup_settings', 'Startup settings'],
])('The protection %s', (name, category, permission) => {
	const turn = async (id: string, on: boolean) => {
		if (name === 'fileVault') await tenant.change(id, { filevault_enabled: on });
		else await tenant.control('POST', '/protections', { device_id: id, [name]: on });
	};
	const ticked = [`${name}.off`, `${name}.on`];

	it('is emitted when it goes off and on, and of no device that is deleted', async () => {
		const [one, two] = macs().map(({ device_id: id }) => id);
		await turn(one, true);
		await turn(two, true);
		const host = await begun({ events: ticked });
		await turn(one, false);
		await turn(two, false);
		expect(events(await host.tick())).toEqual([ticked[0], ticked[0]]);
		expect(host.delivered[0]).toMatchObject({ device: { id: expect.any(String), [name]: false } });
		expect(await host.tick()).toEqual([]);
		await turn(one, true);
		await tenant.remove(two);
		expect(await host.tick()).toMatchObject([{ event: ticked[1], device: { id: one } }]);
		await turn(one, false);
		expect(events(await host.tick())).toEqual([ticked[0]]);
		expect(new Set(host.delivered.map(({ eventId }) => eventId)).size).toBe(4);
	});

	it('costs one request a look, and names its permission at publishing', async () => {
		for (const { device_id: id } of macs()) await turn(id, true);
		const host = await begun({ events: ticked });
		await tenant.forgetRequests();
		await host.tick();
		expect(await tenant.paths()).toEqual([`GET /api/v1/prism/${category}`]);
		await tenant.control('POST', '/tokens', { token: 'none', permissions: [] });
		const few = new Host('A', { url: simulator.url, token: 'none' }, { events: ticked });
		const refused = await few.activate().catch((error: Error & { description?: string }) => error);
		expect(JSON.stringify(refused && [refused.message, refused.description])).toContain(permission);
	});

	it('is sifted by the filters of devices', async () => {
		const [one, two] = macs();
		for (const { device_id: id } of [one, two]) await turn(id, true);
		await tenant.change(one.device_id, { tags: ['vip'] });
		const host = await begun({ events: ticked, filters: { tags: 'vip' } });
		for (const { device_id: id } of [one, two]) await turn(id, false);
		expect(await host.tick()).toMatchObject([{ device: { id: one.device_id } }]);
		for (const { device_id: id } of [one, two]) await turn(id, true);
		expect(await host.tick()).toMatchObject([{ event: ticked[1], device: { id: one.device_id } }]);
	});
});

describe('A library item', () => {
	const ticked = ['libraryItem.failed', 'libraryItem.recovered'];
	const item = () => [...libraryOf(simulator.tenant).items.keys()][0];
	const status = async (to: string, device_id = '*') =>
		await tenant.control('POST', '/library-items/status', {
			library_item_id: item(),
			device_id,
			status: to,
		});
	const everywhere = () => {
		const { assignments } = libraryOf(simulator.tenant);
		for (const nodes of assignments.values()) [...nodes.values()][0]?.add(item());
	};

	it('is emitted when it fails on a device and when it works, and nothing on the way', async () => {
		everywhere();
		await status('PASS');
		const host = await begun({ events: ticked, libraryItems: [item()] });
		const [one, two] = macs().map(({ device_id: id }) => id);
		const emitted: unknown[] = [];
		for (const to of ['PENDING', 'ERROR', 'PENDING', 'failed', 'PASS', 'INSTALLING', 'ERROR']) {
			await status(to, one);
			emitted.push(events(await host.tick()));
		}
		const [failed, recovered] = ticked.map((event) => [event]);
		expect(emitted).toEqual([[], failed, [], [], recovered, [], failed]);
		expect(host.delivered[0]).toMatchObject({
			libraryItem: { id: item(), status: 'ERROR' },
			device: { id: one, serialNumber: expect.any(String) },
		});
		await status('ERROR', two);
		await host.tick();
		await tenant.remove(two);
		expect(await host.tick()).toEqual([]);
	});

	it('is not emitted again when one listing leaves out the device', async () => {
		everywhere();
		await status('PASS');
		const [one] = macs().map(({ device_id: id }) => id);
		const host = await begun({ events: ticked, libraryItems: [item()] });
		await status('ERROR', one);
		expect(await host.tick()).toHaveLength(1);
		const body = { count: 0, next: null, previous: null, results: [] };
		const path = '/api/v1/library/library-items/*';
		await tenant.fault({ path, kind: 'status', status: 200, body });
		expect(await host.tick()).toEqual([]);
		expect(await host.tick()).toEqual([]);
	});

	it('may be chosen as the picker prints it, however it is typed', async () => {
		everywhere();
		await status('PASS');
		const name = libraryOf(simulator.tenant).items.get(item())?.name.toUpperCase();
		const host = await begun({ events: ticked, libraryItems: [`${name} (custom app)`] });
		await status('ERROR', macs()[0].device_id);
		expect(events(await host.tick())).toEqual(['libraryItem.failed']);
		expect(host.delivered[0]).toMatchObject({ libraryItem: { id: item() } });
	});

	it('whose name nothing has fails alone, and nothing is lost while the names cannot be read', async () => {
		everywhere();
		await status('PASS');
		const name = libraryOf(simulator.tenant).items.get(item())?.name;
		const libraryItems = [`${name} (Custom App)`, 'Nothing (Custom App)'];
		const host = new Host('B', simulator, {
			...{ events: ticked, libraryItems, options: { expensiveMinutes: 0 } },
		});
		await host.activate('init');
		await host.tick();
		expect(messages(host)).toEqual([expect.stringContaining('nothing (custom app)')]);
		const path = '/api/v1/library/custom-apps';
		await tenant.fault({ method: 'GET', path, kind: 'status', status: 403, times: 1 });
		await status('ERROR', macs()[0].device_id);
		expect(await host.tick()).toEqual([]);
		expect(messages(host).at(-1)).toContain('Library > List Custom Apps');
		expect(events(await host.tick())).toEqual(['libraryItem.failed']);
	});

	it('that was deleted fails alone, under its ID', async () => {
		everywhere();
		await status('PASS');
		const none = '00000000-0000-4000-8000-000000000000';
		const host = new Host('B', simulator, {
			events: ticked,
			libraryItems: [none, item()],
			options: { expensiveMinutes: 0 },
		});
		await host.activate('init');
		await host.tick();
		await status('ERROR', macs()[0].device_id);
		expect(events(await host.tick())).toEqual(['libraryItem.failed']);
		expect(messages(host)).toEqual([expect.stringContaining(none)]);
	});
});

describe('The filter Blueprint', () => {
	it('takes names as the list shows them, and refuses one that no blueprint has', async () => {
		const [first, second] = simulator.tenant.blueprints.values();
		const [one, two] = macs().map(({ device_id: id }) => id);
		await tenant.change(one, { blueprint_id: first.id });
		await tenant.change(two, { blueprint_id: second.id });
		const parameters = { events: ['device.removed'], options: { maxRemovalShare: 100 } };
		const host = await begun({
			...{ ...parameters, filters: { blueprints: [first.name.toUpperCase()] } },
		});
		for (const id of [one, two]) await tenant.remove(id);
		for (let polls = 0; polls < 3; polls++) await host.tick();
		expect(host.delivered.map(({ device }) => (device as IDataObject).id)).toEqual([one]);
		const wrong = new Host('B', simulator, { ...parameters, filters: { blueprints: ['Nowhere'] } });
		await expect(wrong.activate()).rejects.toThrow('No blueprint matches "Nowhere"');
	});

	it('looks a name up once, not with every poll', async () => {
		const [first] = simulator.tenant.blueprints.values();
		const host = await begun({
			events: ['device.nameChanged'],
			filters: { blueprints: [first.name] },
		});
		await tenant.forgetRequests();
		for (let polls = 0; polls < 3; polls++) await host.tick();
		const paths = await tenant.paths();
		expect(paths.filter((path) => path.includes('/blueprints'))).toEqual([]);
		expect(paths.filter((path) => path.includes('/api/v1/devices'))).toHaveLength(3);
	});
});
