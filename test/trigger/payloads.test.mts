import type { IDataObject } from 'n8n-workflow';

import { libraryOf } from '../../simulator/areas/library.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { EVERY_EVENT, everythingTicked, watchedItems } from '../../tools/harness/everyEvent.mts';
import { Host } from '../../tools/harness/host.mts';

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 40, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.control('POST', '/reset', { devices: 40, users: 30 }));

/** Values whose keys are Kandji's, because nobody documents which there are. */
const FREE_FORM = ['newState', 'metadata'];
const CAMEL_CASE = /^[a-z][a-zA-Z0-9]*$/;

/** Returns the paths of all keys below a value that are not in camelCase. */
function otherKeys(value: unknown, path = ''): string[] {
	if (Array.isArray(value)) return value.flatMap((each) => otherKeys(each, `${path}[]`));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, below]) => [
		...(CAMEL_CASE.test(key) ? [] : [`${path}.${key}`]),
		...(FREE_FORM.includes(key) ? [] : otherKeys(below, `${path}.${key}`)),
	]);
}

/** The Normalized shape of a device, of which nothing is left out. */
const NORMALIZED = {
	id: expect.any(String),
	name: expect.any(String),
	serialNumber: expect.any(String),
	platform: expect.any(String),
	osVersion: expect.any(String),
	lastCheckIn: expect.any(String),
	tags: expect.any(Array),
	user: expect.objectContaining({ id: expect.any(String), email: expect.any(String) }),
};
const owned = () => {
	const device = [...simulator.tenant.devices.values()].find(
		({ platform, user_id: user }) => platform === 'Mac' && user !== null,
	);
	if (!device) throw new Error('No Mac has a user.');
	return device;
};
const begun = async (parameters: IDataObject) => {
	const host = new Host('B', simulator, {
		...(parameters as object),
		options: { expensiveMinutes: 0 },
	});
	await host.activate();
	await host.tick();
	return host;
};

describe('Every event', () => {
	it('has keys in camelCase only, in samples of a real tenant', async () => {
		const host = new Host('A', simulator, everythingTicked(simulator.tenant));
		const items = await host.test();
		expect([...new Set(items.map(({ event }) => event))].sort()).toEqual([...EVERY_EVENT].sort());
		expect(items.flatMap((item) => otherKeys(item, String(item.event)))).toEqual([]);
	});

	it('has keys in camelCase only, in samples of a tenant that has nothing', async () => {
		const items = watchedItems(simulator.tenant);
		await tenant.control('POST', '/reset', { devices: 0, users: 0 });
		const parameters = { ...everythingTicked(simulator.tenant), libraryItems: items };
		const found = await new Host('A', simulator, parameters).test();
		expect([...new Set(found.map(({ event }) => event))].sort()).toEqual([...EVERY_EVENT].sort());
		expect(found.flatMap((item) => otherKeys(item, String(item.event)))).toEqual([]);
	});
});

describe('A sample of a library item', () => {
	it.each([
		['ERROR', 'a tenant in which it failed'],
		['PENDING', 'a tenant in which it is on its way'],
		['', 'a tenant without devices'],
	])('never contradicts itself: %s, %s', async (status) => {
		const [item] = watchedItems(simulator.tenant);
		if (status === '') await tenant.control('POST', '/reset', { devices: 0, users: 0 });
		else await tenant.control('POST', '/library-items/status', { library_item_id: item, status });
		const events = ['libraryItem.failed', 'libraryItem.recovered'];
		const host = new Host('A', simulator, { events, libraryItems: [item] });
		const samples = await host.test();
		expect(samples).toHaveLength(2);
		for (const { event, libraryItem, changes } of samples) {
			const { failed } = libraryItem as IDataObject;
			expect(failed).toBe(event === 'libraryItem.failed');
			expect(changes).toEqual({ failed: { from: !failed, to: failed } });
			const words = failed ? /^(ERROR|failed)$/ : /^(PASS|success)$/;
			expect(libraryItem).toMatchObject({ status: expect.stringMatching(words) });
		}
	});
});

describe('An event about something on a device', () => {
	it('of a library item has the name of the item and the whole device', async () => {
		const { device_id: id } = owned();
		const [item] = libraryOf(simulator.tenant).items.values();
		await tenant.control('POST', '/library-items/status', {
			library_item_id: item.id,
			status: 'PASS',
		});
		const host = await begun({ events: ['libraryItem.failed'], libraryItems: [item.id] });
		await tenant.control('POST', '/library-items/status', {
			library_item_id: item.id,
			device_id: id,
			status: 'ERROR',
		});
		expect(await host.tick()).toMatchObject([
			{ libraryItem: { id: item.id, name: item.name }, device: { ...NORMALIZED, id } },
		]);
	});

	it('of a library item has no name where the token may not read it', async () => {
		const { device_id: id } = owned();
		const [item] = libraryOf(simulator.tenant).items.values();
		const status = async (given: string) =>
			await tenant.control('POST', '/library-items/status', {
				library_item_id: item.id,
				device_id: id,
				status: given,
			});
		await status('PASS');
		await tenant.control('POST', '/tokens', {
			token: 'few',
			permissions: ['Library > Get Library Item Statuses'],
		});
		const host = new Host(
			'B',
			{ url: simulator.url, token: 'few' },
			{
				events: ['libraryItem.failed'],
				libraryItems: [item.id],
				options: { expensiveMinutes: 0 },
			},
		);
		await host.activate();
		await host.tick();
		await status('ERROR');
		expect(await host.tick()).toMatchObject([
			{ libraryItem: { id: item.id, name: null }, device: { id, name: expect.any(String) } },
		]);
	});

	it.each([
		['threat.detected', '/threats', 'threat'],
		['vulnerability.detected', '/detections', 'vulnerability'],
	])('%s has the whole device', async (event, path, record) => {
		const { device_id: id } = owned();
		const host = await begun({ events: [event] });
		await tenant.control('POST', path, { device_id: id });
		expect(await host.tick()).toMatchObject([
			{ event, [record]: { deviceId: id }, device: { ...NORMALIZED, id } },
		]);
	});

	it('fileVault.off has the whole device', async () => {
		const { device_id: id } = owned();
		await tenant.change(id, { filevault_enabled: true });
		const host = await begun({ events: ['fileVault.off'] });
		await tenant.change(id, { filevault_enabled: false });
		expect(await host.tick()).toMatchObject([{ device: { ...NORMALIZED, id, fileVault: false } }]);
	});

	it('fileVault.off names the user of Prism where the device cannot be read', async () => {
		const { device_id: id } = owned();
		await tenant.change(id, { filevault_enabled: true });
		const host = await begun({ events: ['fileVault.off'] });
		await tenant.change(id, { filevault_enabled: false });
		const path = `/api/v1/devices/${id}`;
		await tenant.fault({ method: 'GET', path, kind: 'status', status: 404, times: 9 });
		const items = await host.tick();
		await tenant.mend();
		const user = { name: expect.any(String), email: expect.stringContaining('@') };
		expect(items).toMatchObject([{ device: { id, user } }]);
	});

	it.each(['assigned', 'unassigned'])('fileVault.off obeys the filter "%s"', async (assignment) => {
		const macs = [...simulator.tenant.devices.values()].filter(
			({ platform }) => platform === 'Mac',
		);
		const ids = ['assigned', 'unassigned'].map(
			(each) =>
				macs.find(({ user_id: user }) => (user !== null) === (each === 'assigned'))?.device_id,
		);
		for (const id of ids) await tenant.change(String(id), { filevault_enabled: true });
		const host = await begun({ events: ['fileVault.off'], filters: { assignment } });
		for (const id of ids) await tenant.change(String(id), { filevault_enabled: false });
		const items = await host.tick();
		expect(items.map(({ device }) => (device as IDataObject).id)).toEqual([
			ids[assignment === 'assigned' ? 0 : 1],
		]);
	});
});
