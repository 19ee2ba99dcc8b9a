import type { INodeParameters } from 'n8n-workflow';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { Host } from '../../tools/harness/host.mts';
import type { HostMode } from '../../tools/harness/host.mts';

const MODES: HostMode[] = ['A', 'B', 'C'];
const DEVICES = 'Device Information > Device list';
const DEVICE = 'Device Information > Device ID';

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 60, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.reset());

const ids = () => [...simulator.tenant.devices.keys()];
const emitted = (items: unknown[]) =>
	(items as Array<{ event: string }>).map(({ event }) => event).sort();
const allow = async (token: string, permissions: string[]) =>
	await tenant.control('POST', '/tokens', { token, permissions });
const begun = async (mode: HostMode, parameters: INodeParameters, token = simulator.token) => {
	const host = new Host(mode, { url: simulator.url, token }, parameters);
	await host.activate();
	await host.tick();
	return host;
};
const messages = (host: Host) => host.failures.map(({ message }) => message);

describe('Publishing', () => {
	it('names every permission that the token lacks, with the one that confirms removals', async () => {
		await allow('few', [DEVICES]);
		const few = { url: simulator.url, token: 'few' };
		const host = new Host('A', few, { events: ['device.removed', 'audit.event', 'user.created'] });
		const refused = await host.activate().catch((error: Error & { description?: string }) => error);
		const said = JSON.stringify(refused && [refused.message, refused.description]);
		for (const name of ['Device ID', 'List audit events', 'List users']) {
			expect(said).toContain(name);
		}
	});

	it('asks for no permission that the ticked events do not need', async () => {
		await allow('lists', [DEVICES]);
		const lists = { url: simulator.url, token: 'lists' };
		const host = new Host('A', lists, { events: ['device.nameChanged'] });
		await expect(host.activate()).resolves.toBeUndefined();
	});

	it('is refused for what is missing, but a start of n8n is not', async () => {
		await allow('few', [DEVICES]);
		const few = { url: simulator.url, token: 'few' };
		const host = new Host('A', few, { events: ['device.nameChanged', 'audit.event'] });
		await host.activate('init');
		await tenant.change(ids()[0], { device_name: 'Iris' });
		expect(emitted(await host.tick())).toEqual(['device.nameChanged']);
		await host.tick();
		expect(messages(host)).toEqual([expect.stringContaining('List audit events')]);
	});
});

describe.each(MODES)('A feed that fails in host mode %s', (mode) => {
	const events = ['device.nameChanged', 'device.removed', 'audit.event'];

	it('silences no other, is reported once, and goes on where it was', async () => {
		const host = await begun(mode, { events });
		await tenant.fault({ path: '/api/v1/audit/*', kind: 'status', status: 403, times: 999 });
		await tenant.control('POST', '/audit-events', {});
		for (const [index, name] of ['One', 'Two', 'Three'].entries()) {
			await tenant.change(ids()[index], { device_name: name });
			await host.tick();
			await host.tick();
		}
		expect(emitted(host.delivered)).toEqual(Array(3).fill('device.nameChanged'));
		expect(messages(host)).toEqual([expect.stringContaining('List audit events')]);
		await tenant.mend();
		expect(emitted(await host.tick())).toEqual(['audit.event']);
	});

	it('is reported although something else happens with every poll, and that is not lost', async () => {
		const host = await begun(mode, { events });
		await tenant.fault({ path: '/api/v1/audit/*', kind: 'status', status: 403, times: 999 });
		for (let poll = 0; poll < 4; poll++) {
			await tenant.change(ids()[poll], { device_name: 'Busy' });
			await host.tick();
		}
		expect(messages(host)).toHaveLength(1);
		expect(host.delivered).toHaveLength(4);
	});

	it('lets removals wait while nothing can confirm them, and tells the rest of the devices', async () => {
		const host = await begun(mode, { events });
		await tenant.fault({ path: '/api/v1/devices/*', kind: 'status', status: 403, times: 999 });
		const [first, second, third] = ids();
		await tenant.remove(first);
		await tenant.remove(second);
		await tenant.change(third, { device_name: 'Iris' });
		await tenant.forgetRequests();
		expect(emitted(await host.tick())).toEqual(['device.nameChanged']);
		expect((await tenant.paths()).filter((path) => path.includes('/devices/'))).toHaveLength(1);
		await host.tick();
		expect(messages(host)).toEqual([expect.stringContaining(DEVICE)]);
		await tenant.mend();
		expect(emitted(await host.tick())).toEqual(['device.removed', 'device.removed']);
	});

	it('tells nothing of a time before its event was ticked', async () => {
		const host = await begun(mode, { events: ['device.nameChanged'] });
		await tenant.change(ids()[0], { device_name: 'Iris' });
		await host.tick();
		await tenant.change(ids()[1], { asset_tag: 'BEFORE' });
		host.set({ events: ['device.nameChanged', 'device.assetTagChanged', 'blueprint.created'] });
		await tenant.fault({ path: '/api/v1/devices', kind: 'status', status: 404, times: 1 });
		await host.activate('init');
		await host.tick();
		await tenant.change(ids()[2], { asset_tag: 'AFTER' });
		expect(await host.tick()).toMatchObject([{ device: { id: ids()[2] } }]);
	});
});

describe.each(MODES)('A fleet that vanishes in host mode %s', (mode) => {
	const events = ['device.enrolled', 'device.nameChanged', 'device.removed'];
	const vanish = async (count: number) => {
		const gone = ids().slice(0, count);
		const kept = new Map(simulator.tenant.devices);
		for (const id of gone) simulator.tenant.devices.delete(id);
		simulator.tenant.version += 1;
		return () => {
			simulator.tenant.devices.clear();
			for (const [id, device] of kept) simulator.tenant.devices.set(id, device);
			simulator.tenant.version += 1;
		};
	};

	it('fails one execution, costs no confirmations, and was never emitted when it is back', async () => {
		const host = await begun(mode, { events });
		const back = await vanish(40);
		await tenant.forgetRequests();
		for (let poll = 0; poll < 3; poll++) await host.tick();
		expect((await tenant.paths()).filter((path) => path.includes('/devices/'))).toEqual([]);
		expect(messages(host)).toEqual([
			'40 of 60 devices are missing from Kandji at once, so no removal is emitted',
		]);
		expect(host.failures[0].description).toContain('Max Removals at Once');
		back();
		expect(await host.tick()).toEqual([]);
		await tenant.change(ids()[0], { device_name: 'Iris' });
		expect(emitted(await host.tick())).toEqual(['device.nameChanged']);
	});

	it('tells what becomes of the others meanwhile', async () => {
		const host = await begun(mode, { events });
		await vanish(40);
		await tenant.change(ids()[0], { device_name: 'Iris' });
		expect(emitted(await host.tick())).toEqual(['device.nameChanged']);
	});

	it('is let through by the option, each removal once', async () => {
		const host = await begun(mode, { events });
		await vanish(40);
		await host.tick();
		host.set({ events, options: { maxRemovalShare: 100 } });
		await host.activate();
		await host.tick();
		expect(emitted(host.delivered)).toEqual(Array(40).fill('device.removed'));
	});

	it('of 25 devices at most is no more than removals', async () => {
		const host = await begun(mode, { events });
		await vanish(25);
		expect(emitted(await host.tick())).toEqual(Array(25).fill('device.removed'));
		expect(host.failures).toEqual([]);
	});
});

describe.each(MODES)('What waits when settings change in host mode %s', (mode) => {
	it('is emitted if it still fits, and nothing else', async () => {
		const events = ['device.nameChanged', 'device.assetTagChanged'];
		const host = await begun(mode, { events, options: { maxEvents: 2 } });
		const macs = [...simulator.tenant.devices.values()].filter((each) => each.platform === 'Mac');
		const others = [...simulator.tenant.devices.values()].filter((each) => each.platform !== 'Mac');
		for (const { device_id: id } of [...macs.slice(0, 8), ...others.slice(0, 4)]) {
			await tenant.change(id, { device_name: `New ${id}` });
		}
		await host.tick();
		const before = new Set(host.delivered.map(({ device }) => (device as { id: string }).id));
		host.set({ events, filters: { platforms: ['Mac'] } });
		await host.activate();
		await host.tick();
		const since = host.delivered.slice(2).map(({ device }) => (device as { id: string }).id);
		const pending = macs.slice(0, 8).filter(({ device_id: id }) => !before.has(id));
		expect(since.sort()).toEqual(pending.map(({ device_id: id }) => id).sort());
		// Wider again: what happened while nobody looked stays not emitted, what happens now is emitted.
		await tenant.change(others[10].device_id, { device_name: 'Unseen' });
		await host.tick();
		host.set({ events });
		await host.activate();
		expect(await host.tick()).toEqual([]);
		await tenant.change(others[11].device_id, { device_name: 'Seen' });
		expect(await host.tick()).toHaveLength(1);
	});

	it('of users is not touched by filters of devices', async () => {
		const host = await begun(mode, { events: ['user.created', 'device.nameChanged'] });
		await tenant.control('POST', '/users', {});
		host.set({
			events: ['user.created', 'device.nameChanged'],
			filters: { assignment: 'assigned' },
		});
		await host.activate();
		await host.tick();
		expect(emitted(host.delivered)).toEqual(['user.created']);
	});
});

describe('A filter that a device enters later', () => {
	it('does not make it an enrolled one, and an enrolled one is emitted', async () => {
		const [wanted, other] = simulator.tenant.blueprints.keys();
		const host = await begun('A', {
			events: ['device.enrolled', 'device.removed'],
			filters: { blueprints: [wanted] },
		});
		const { device_id: late } = await tenant.enrol({ blueprint_id: other });
		expect(await host.tick()).toEqual([]);
		await tenant.change(late, { blueprint_id: wanted });
		expect(await host.tick()).toEqual([]);
		await tenant.enrol({ blueprint_id: wanted });
		expect(emitted(await host.tick())).toEqual(['device.enrolled']);
	});

	it('may be a tag with a comma in double quotes', async () => {
		const host = await begun('A', {
			events: ['device.nameChanged'],
			filters: { tags: 'loaner, "spare, blue"' },
		});
		const [first] = ids();
		await tenant.change(first, { tags: ['spare, blue'] });
		await host.tick();
		await tenant.change(first, { device_name: 'Iris' });
		expect(emitted(await host.tick())).toEqual(['device.nameChanged']);
	});
});

describe('An id that comes in capitals', () => {
	it('is the same id', async () => {
		const host = await begun('A', { events: ['device.enrolled', 'device.removed'] });
		const [first] = ids();
		await tenant.change(first, { device_id: first.toUpperCase() });
		expect(await host.tick()).toEqual([]);
	});
});

describe('Devices that enroll again under other ids', () => {
	it('keep their link to the old ones beyond the cap', async () => {
		const host = await begun('B', {
			events: ['device.enrolled', 'device.removed'],
			options: { maxEvents: 7 },
		});
		const links = new Map<string, string>();
		for (const { device_id: old, serial_number } of [...simulator.tenant.devices.values()]) {
			if (links.size === 45) break;
			await tenant.remove(old);
			const { device_id: id } = await tenant.enrol({ serial_number });
			links.set(id, old);
		}
		for (let poll = 0; poll < 9; poll++) await host.tick();
		expect(emitted(host.delivered)).toEqual(Array(45).fill('device.enrolled'));
		for (const { changes, device, reEnrolled } of host.delivered) {
			expect(reEnrolled).toBe(true);
			const { id } = device as { id: string };
			expect(changes).toMatchObject({ id: { from: links.get(id), to: id } });
		}
		expect(host.failures).toEqual([]);
	});
});
