import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { hurryClock } from '../../tools/harness/clock.mts';
import { Host } from '../../tools/harness/host.mts';
import type { HostMode } from '../../tools/harness/host.mts';
import { Control } from '../../simulator/controlClient.mts';

const EVERY_DEVICE_EVENT = {
	events: [
		'device.assetTagChanged',
		'device.assignmentChanged',
		'device.blueprintChanged',
		'device.enrolled',
		'device.nameChanged',
		'device.removed',
		'device.tagsChanged',
	],
};

let simulator: RunningSimulator;
let tenant: Control;
let calm: () => void;

const ids = () => [...simulator.tenant.devices.keys()];
const events = (items: unknown[]) => (items as Array<{ event: string }>).map(({ event }) => event);

beforeAll(async () => {
	calm = hurryClock();
	simulator = await startSimulator({ devices: 40, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});

afterAll(async () => {
	await simulator.close();
	calm();
});

beforeEach(async () => await tenant.reset());

describe.each<HostMode>(['A', 'B', 'C'])('in host mode %s', (mode) => {
	it('takes a baseline silently, then tells what changes', async () => {
		const host = new Host(mode, simulator);
		await host.activate();
		const [first] = ids();
		expect(await host.tick()).toEqual([]);
		await tenant.remove(first);
		const { device_id: id } = await tenant.enrol();
		const items = await host.tick();
		expect(items).toMatchObject([
			{ event: 'device.removed', device: { id: first } },
			{ event: 'device.enrolled', device: { id } },
		]);
		expect(await host.tick()).toEqual([]);
	});

	it('loses nothing that happens between the publishing and the first scheduled poll', async () => {
		const host = new Host(mode, simulator, EVERY_DEVICE_EVENT);
		await host.activate();
		await tenant.change(ids()[0], { device_name: 'Iris' });
		expect(events(await host.tick())).toEqual(['device.nameChanged']);
	});

	it('tells the same change under the same id when n8n dies before it saves', async () => {
		const host = new Host(mode, simulator, EVERY_DEVICE_EVENT);
		await host.activate();
		await tenant.change(ids()[0], { device_name: 'Iris' });
		await host.tick();
		await tenant.change(ids()[0], { asset_tag: 'A1' });
		await tenant.change(ids()[1], { asset_tag: 'A2' });
		const lost = await host.tick({ crash: true });
		const again = await host.tick();
		expect(lost).toHaveLength(2);
		expect(again.map(({ eventId }) => eventId)).toEqual(lost.map(({ eventId }) => eventId));
		expect(await host.tick()).toEqual([]);
	});

	it('tells the rest with the next polls when there are more events than one poll may have', async () => {
		const host = new Host(mode, simulator, { ...EVERY_DEVICE_EVENT, options: { maxEvents: 4 } });
		await host.activate();
		const changed = ids().slice(0, 10);
		for (const id of changed) await tenant.change(id, { device_name: `New ${id}` });
		const batches = [await host.tick(), await host.tick(), await host.tick(), await host.tick()];
		expect(batches.map(({ length }) => length)).toEqual([4, 4, 2, 0]);
		const emitted = host.delivered.map(({ device }) => (device as { id: string }).id);
		expect([...emitted].sort()).toEqual([...changed].sort());
	});

	it('tells the existing fleet in batches where that is wanted, and goes on after a restart', async () => {
		const host = new Host(mode, simulator, { options: { firstPoll: 'existing', maxEvents: 15 } });
		await host.activate();
		await host.tick();
		host.restart();
		await host.tick();
		await tenant.enrol();
		await host.tick();
		expect(new Set(host.delivered.map(({ eventId }) => eventId)).size).toBe(41);
		expect(events(host.delivered).filter((event) => event === 'device.existing')).toHaveLength(40);
		expect(events(host.delivered.slice(-1))).toEqual(['device.enrolled']);
	});

	it('begins anew, quietly, under another name', async () => {
		const host = new Host(mode, simulator, {
			...EVERY_DEVICE_EVENT,
			options: { firstPoll: 'existing' },
		});
		await host.activate();
		await tenant.change(ids()[0], { device_name: 'Iris' });
		await host.tick();
		host.rename('Fleet');
		await host.activate();
		expect(events(host.delivered).filter((event) => event === 'device.existing')).toHaveLength(40);
		await tenant.change(ids()[0], { device_name: 'Lily' });
		expect(events(await host.tick())).toEqual(['device.nameChanged']);
	});

	it('tells no old device when filters or events change', async () => {
		const host = new Host(mode, simulator, { events: ['device.nameChanged'] });
		await host.activate();
		await tenant.change(ids()[0], { device_name: 'Iris', asset_tag: 'OLD' });
		await host.tick();
		const before = host.delivered.length;
		host.set({ events: ['device.nameChanged', 'device.assetTagChanged', 'device.enrolled'] });
		await tenant.change(ids()[1], { asset_tag: 'OLD' });
		await host.activate();
		await host.tick();
		host.set({ events: ['device.enrolled', 'device.removed'], filters: { platforms: ['Mac'] } });
		await host.activate();
		await host.tick();
		host.set({ events: ['device.enrolled', 'device.removed'] });
		await host.activate();
		await host.tick();
		expect(host.delivered.slice(before)).toEqual([]);
	});

	it('says nothing twice when two polls run at once', async () => {
		const host = new Host(mode, simulator, EVERY_DEVICE_EVENT);
		await host.activate();
		await tenant.change(ids()[0], { device_name: 'Iris' });
		await Promise.all([host.tick(), host.tick(), host.tick()]);
		await host.tick();
		expect(events(host.delivered)).toEqual(['device.nameChanged']);
	});

	it.each<[string, unknown]>([
		['broken', 'kandji1 3 0123456789ab {"ticks":[],"feeds":{}}'],
		["somebody else's", { lastTimeChecked: 1 }],
		['from a later version', 'kandji9 1 x {}'],
	])('begins anew when the saved state is %s', async (_what, state) => {
		const host = new Host(mode, simulator, {
			...EVERY_DEVICE_EVENT,
			options: { firstPoll: 'existing' },
		});
		host.saved = { 'node:Kandji Trigger': { state } as never };
		await host.activate();
		await tenant.change(ids()[0], { device_name: 'Iris' });
		expect(events(await host.tick())).toEqual(['device.nameChanged']);
		expect(host.failures).toEqual([]);
	});
});

describe('activation', () => {
	it.each([429, 503])(
		'succeeds while Kandji answers %i, and the baseline comes later',
		async (status) => {
			const host = new Host('A', simulator, EVERY_DEVICE_EVENT);
			await tenant.fault({
				kind: 'status',
				status,
				times: 10_000,
				headers: { 'retry-after': '0' },
			});
			await host.activate();
			await tenant.mend();
			expect(await host.tick()).toEqual([]);
			await tenant.change(ids()[0], { device_name: 'Iris' });
			expect(events(await host.tick())).toEqual(['device.nameChanged']);
		},
	);

	it('is refused for a token that Kandji does not accept', async () => {
		const host = new Host('A', { url: simulator.url, token: 'wrong' });
		await expect(host.activate()).rejects.toThrow('Kandji does not accept the API token');
	});
});

describe('requests', () => {
	it('are the pages of the listing and nothing else while nothing happens', async () => {
		const host = new Host('A', simulator);
		await host.activate();
		await tenant.forgetRequests();
		await host.tick();
		expect(await tenant.paths()).toEqual(['GET /api/v1/devices']);
	});

	it('are one more for each device that is absent', async () => {
		const host = new Host('A', simulator);
		await host.activate();
		const [first, second] = ids();
		await tenant.remove(first);
		await tenant.remove(second);
		await tenant.forgetRequests();
		await host.tick();
		expect((await tenant.paths()).sort()).toEqual(
			[
				'GET /api/v1/devices',
				`GET /api/v1/devices/${first}`,
				`GET /api/v1/devices/${second}`,
			].sort(),
		);
	});

	it('let Kandji do the filtering where that loses nothing', async () => {
		const [blueprint] = simulator.tenant.blueprints.keys();
		const host = new Host('A', simulator, {
			events: ['device.removed', 'device.nameChanged'],
			filters: { platforms: ['Mac'], blueprints: [blueprint], tags: 'loaner' },
		});
		await host.activate();
		const [{ query }] = await tenant.requests();
		expect(Object.fromEntries(new URLSearchParams(query))).toMatchObject({
			platform: 'Mac',
			blueprint_id: blueprint,
			tag_name_in: 'loaner',
		});
	});
});

describe('filters', () => {
	it('tell a device that moves out of a blueprint, and one that moves in', async () => {
		const [wanted, other] = simulator.tenant.blueprints.keys();
		const [first, second] = ids();
		await tenant.change(first, { blueprint_id: wanted });
		await tenant.change(second, { blueprint_id: other });
		const host = new Host('A', simulator, {
			events: ['device.blueprintChanged'],
			filters: { blueprints: [wanted] },
		});
		await host.activate();
		await tenant.change(first, { blueprint_id: other });
		await tenant.change(second, { blueprint_id: wanted });
		expect(events(await host.tick())).toEqual([
			'device.blueprintChanged',
			'device.blueprintChanged',
		]);
	});

	it('never call a device removed that merely left a filtered listing', async () => {
		const [wanted, other] = simulator.tenant.blueprints.keys();
		const [first] = ids();
		await tenant.change(first, { blueprint_id: wanted });
		const host = new Host('A', simulator, { filters: { blueprints: [wanted] } });
		await host.activate();
		await tenant.change(first, { blueprint_id: other });
		await host.tick();
		await tenant.change(first, { blueprint_id: wanted });
		await host.tick();
		expect(host.delivered).toEqual([]);
	});

	it('count a device as assigned before or after the change', async () => {
		const [user] = simulator.tenant.users.keys();
		const assigned = [...simulator.tenant.devices.values()].filter(
			({ user_id }) => user_id !== null,
		);
		const [first, second] = assigned.map(({ device_id }) => device_id);
		const owner = assigned[0].user_id;
		await tenant.change(second, { user_id: null });
		const host = new Host('A', simulator, {
			events: ['device.assignmentChanged', 'device.nameChanged'],
			filters: { assignment: 'assigned' },
		});
		await host.activate();
		await tenant.change(first, { user_id: null });
		await host.tick();
		await tenant.change(first, { device_name: 'Nobody’s' });
		await host.tick();
		await tenant.change(second, { user_id: user });
		await host.tick();
		expect(host.delivered).toMatchObject([
			{ event: 'device.assignmentChanged', user: null, previousUser: { id: owner } },
			{ event: 'device.assignmentChanged', user: { id: user }, previousUser: null },
		]);
	});
});

describe('one item per record', () => {
	it('holds all events of a device, and its details where they are wanted', async () => {
		const host = new Host('A', simulator, {
			...EVERY_DEVICE_EVENT,
			options: { onePer: 'record', includeDetails: true },
		});
		await host.activate();
		const [first] = ids();
		await tenant.change(first, { device_name: 'Iris', asset_tag: 'A1' });
		expect(await host.tick()).toMatchObject([
			{
				device: { id: first, name: 'Iris' },
				details: { general: { device_id: first } },
				events: [{ event: 'device.nameChanged' }, { event: 'device.assetTagChanged' }],
			},
		]);
	});
});
