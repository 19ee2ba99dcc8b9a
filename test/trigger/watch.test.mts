import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { fingerprint } from '../../nodes/Kandji/trigger/fingerprint';
import { Control } from '../../simulator/controlClient.mts';
import { Host } from '../../tools/harness/host.mts';

const DEVICES = 40;

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: DEVICES, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.reset());

const ids = () => [...simulator.tenant.devices.keys()];
const emitted = (items: unknown[]) =>
	(items as Array<{ event: string; device: { id: string } }>).map(
		({ event, device }) => `${event} ${device.id}`,
	);
const begun = async (parameters = {}) => {
	const host = new Host('B', simulator, parameters);
	await host.activate();
	await host.tick();
	return host;
};

/** Lets the listing leave devices out although they are there, as Kandji does now and then. */
async function hide(hidden: string[]): Promise<void> {
	const answer = await fetch(`${simulator.url}/api/v1/devices?limit=300`, {
		headers: { authorization: `Bearer ${simulator.token}` },
	});
	const rows = (await answer.json()) as Array<{ device_id: string }>;
	const body = rows.filter(({ device_id: id }) => !hidden.includes(id));
	// The count tells that this is the whole list: a canned answer has no second page.
	const headers = { 'x-total-count': String(body.length) };
	await tenant.fault({
		path: '/api/v1/devices',
		kind: 'status',
		status: 200,
		body,
		headers,
		times: 99,
	});
}

describe('A device that the listing leaves out although it is there', () => {
	it('stays under watch until it is really gone', async () => {
		const host = await begun();
		const [first] = ids();
		await hide([first]);
		expect([await host.tick(), await host.tick(), await host.tick()].flat()).toEqual([]);
		await tenant.remove(first);
		expect(emitted(await host.tick())).toEqual([`device.removed ${first}`]);
		expect(host.failures).toEqual([]);
	});

	it('is as before when it is listed again', async () => {
		const host = await begun();
		const [first] = ids();
		await hide([first]);
		await host.tick();
		await tenant.mend();
		expect(await host.tick()).toEqual([]);
		await tenant.remove(first);
		expect(emitted(await host.tick())).toEqual([`device.removed ${first}`]);
	});

	it('costs a bounded number of requests a poll, also where the whole fleet is left out', async () => {
		const host = await begun({ options: { maxRemovalShare: 100 } });
		await hide(ids());
		await host.tick();
		await tenant.forgetRequests();
		expect(await host.tick()).toEqual([]);
		const confirmed = (await tenant.paths()).filter((path) => path.includes('/devices/'));
		expect(confirmed.length).toBeLessThanOrEqual(25);
		await tenant.mend();
		expect(await host.tick()).toEqual([]);
	});
});

describe('More changes than a poll may tell', () => {
	it('all have their turn, although the first ones change again each time', async () => {
		const host = await begun({ events: ['device.nameChanged'], options: { maxEvents: 4 } });
		const changing = ids().slice(0, 12);
		const tail = changing.slice(6);
		for (const id of changing) await tenant.change(id, { device_name: `first ${id}` });
		for (let poll = 0; poll < 6; poll++) {
			await host.tick();
			for (const id of changing.slice(0, 6)) {
				await tenant.change(id, { device_name: `${poll} ${id}` });
			}
		}
		const reached = new Set(emitted(host.delivered).map((line) => line.split(' ')[1]));
		expect(tail.filter((id) => !reached.has(id))).toEqual([]);
	});
});

describe('A serial number that several devices share', () => {
	it.each(['System Serial Number', 'Not Available', '0000000000', 'C02TWINTWIN1'])(
		'%s neither hides a removal nor makes an enrollment a second one',
		async (serial_number) => {
			const [one, two] = ids();
			await tenant.change(one, { serial_number });
			await tenant.change(two, { serial_number });
			const host = await begun({ events: ['device.enrolled', 'device.removed'] });
			await tenant.remove(one);
			expect(emitted(await host.tick())).toEqual([`device.removed ${one}`]);
			const { device_id: id } = await tenant.enrol({ serial_number });
			const items = await host.tick();
			expect(emitted(items)).toEqual([`device.enrolled ${id}`]);
			expect(items[0].reEnrolled).toBeUndefined();
			await tenant.remove(two);
			const { device_id: third } = await tenant.enrol({ serial_number });
			const both = await host.tick();
			expect(emitted(both)).toEqual([`device.removed ${two}`, `device.enrolled ${third}`]);
			expect(both[1].reEnrolled).toBeUndefined();
		},
	);
});

describe('A state that does not unpack despite its checksum', () => {
	it('begins anew instead of stopping for good, and says once that something is lost', async () => {
		const host = await begun({ events: ['device.nameChanged'] });
		await tenant.change(ids()[0], { device_name: 'Iris' });
		expect(await host.tick()).toHaveLength(1);
		const [key] = Object.keys(host.saved);
		const body = Buffer.from('no deflated bytes').toString('base64');
		host.saved[key] = { state: `kandji1 7 ${fingerprint(body, 12)} ${body}` };
		host.restart();
		expect(await host.tick()).toEqual([]);
		expect(await host.tick()).toEqual([]);
		expect(host.failures).toMatchObject([
			{ message: expect.stringContaining('starts anew'), description: expect.any(String) },
		]);
		expect(host.failures[0].description).not.toContain('No changes are lost');
		await tenant.change(ids()[1], { device_name: 'Lily' });
		expect(await host.tick()).toHaveLength(1);
	});
});

describe('What an expression puts into the panel', () => {
	it.each([
		['Events', { events: ['device.enroled'] }],
		['Events', { events: '={{ [] }}' }],
		['Assignment', { filters: { assignment: 'asigned' } }],
		['Platforms', { filters: { platforms: ['Macintosh'] } }],
		['Fields', { events: ['device.fieldChanged'], fields: ['osVerion'] }],
		['Max Events', { options: { maxEvents: 'many' } }],
		['Days Without Check-In', { events: ['device.stale'], staleDays: 'soon' }],
	])('is refused at publishing with the name of %s: %j', async (name, parameters) => {
		const host = new Host('A', simulator, parameters as never);
		await expect(host.activate()).rejects.toThrow(`${name} is `);
	});

	it.each([{ filters: { assignment: 'Assigned' } }, { filters: { platforms: 'mac, IPAD' } }])(
		'may be capitalised as people do: %j',
		async (parameters) => {
			const host = new Host('A', simulator, parameters);
			await expect(host.activate()).resolves.toBeUndefined();
		},
	);
});
