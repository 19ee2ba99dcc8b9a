import { PollContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { KandjiTrigger } from '../../nodes/Kandji/KandjiTrigger.node';
import { deviceSource } from '../../nodes/Kandji/trigger/deviceEvents';
import type { DeviceFilters } from '../../nodes/Kandji/trigger/triggerSettings';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { nodeTypesOf } from '../../tools/harness/additional.mts';
import { Control } from '../../simulator/controlClient.mts';
import { additionalData } from '../../tools/harness/engine.mts';
import { baseline, device, poll, view } from './fleet.mts';
import { Host } from '../../tools/harness/host.mts';
import { settings } from '../../tools/harness/triggerSettings.mts';

const DEVICES = 300;

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: DEVICES, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.reset());

const ids = () => [...simulator.tenant.devices.keys()];
const asked = async (path: RegExp) => (await tenant.paths()).filter((each) => path.test(each));
const idsOf = (items: IDataObject[]) => items.map((item) => (item.device as { id: string }).id);
const begun = async (parameters = {}) => {
	const host = new Host('C', simulator, parameters);
	await host.activate();
	await host.tick();
	await tenant.forgetRequests();
	return host;
};

describe('Two processes that poll one trigger at the same moment', () => {
	/** A poll in a process of its own, on the state that all of them share. */
	function pollOf(state: IDataObject): () => Promise<INodeExecutionData[]> {
		const type = new KandjiTrigger();
		const node = {
			id: 'node',
			name: 'Kandji Trigger',
			type: 'n8n-nodes-kandji.kandjiTrigger',
			typeVersion: 1,
			position: [0, 0] satisfies [number, number],
			parameters: { events: ['device.nameChanged'] },
			credentials: { kandjiApi: { id: '1', name: 'Kandji' } },
		};
		const nodeTypes = nodeTypesOf(() => type);
		const credential = { apiUrl: simulator.url, apiToken: simulator.token };
		return async () => {
			const context = new PollContext(
				new Workflow({ id: 'shared', nodes: [node], connections: {}, active: true, nodeTypes }),
				node,
				additionalData(credential),
				'trigger',
				'update',
				undefined,
				undefined,
				undefined,
				undefined,
				() => state,
				() => 36_000,
			);
			return (await type.poll?.call(context as unknown as IPollFunctions))?.flat() ?? [];
		};
	}

	it('tell a change once, and the slower one leaves what the faster one saved', async () => {
		const state: IDataObject = {};
		const [one, other] = [pollOf(state), pollOf(state)];
		expect(await one()).toEqual([]);
		await tenant.change(ids()[0], { device_name: 'Iris' });
		const emitted = (await Promise.all([one(), other()])).flat();
		expect(emitted.map(({ json }) => json.event)).toEqual(['device.nameChanged']);
		await tenant.change(ids()[1], { device_name: 'Lily' });
		expect((await other()).map(({ json }) => json.event)).toEqual(['device.nameChanged']);
		expect(await one()).toEqual([]);
	});
});

describe('A device whose record says that it was removed', () => {
	it('is emitted as enrolled again when the record says otherwise, although no date moved', () => {
		const removed = poll(baseline([device('1')]), view([device('1', { removed: true })]));
		const { events } = poll(removed.snapshot, view([device('1')]));
		expect(events).toMatchObject([
			{
				event: 'device.enrolled',
				changes: { removed: { from: true, to: false } },
				more: { reEnrolled: true },
			},
		]);
		expect(events[0].changes).not.toHaveProperty('lastEnrollment');
	});

	it('is emitted as removed and as enrolled again through the tenant, each once', async () => {
		const host = await begun();
		const [id] = ids();
		await tenant.change(id, { is_removed: true });
		expect(await host.tick()).toMatchObject([{ event: 'device.removed', device: { id } }]);
		expect(await host.tick()).toEqual([]);
		await tenant.change(id, { is_removed: false });
		expect(await host.tick()).toMatchObject([
			{ event: 'device.enrolled', device: { id }, reEnrolled: true },
		]);
		expect(await host.tick()).toEqual([]);
	});
});

describe('What one poll asks for at most', () => {
	it('are 250 absent devices; the others have their turn with the next poll', async () => {
		// A record that Kandji marks as removed is emitted as such, not when it vanishes.
		for (const id of ids()) await tenant.change(id, { is_removed: false });
		const host = await begun({ events: ['device.removed'], options: { maxRemovalShare: 100 } });
		// What the record itself calls removed is no news when it goes.
		const news = [...simulator.tenant.devices.values()].filter((one) => !one.is_removed);
		for (const id of ids()) await tenant.remove(id);
		const first = await host.tick();
		expect(await asked(/\/devices\/[^/]+$/)).toHaveLength(250);
		expect(first.length).toBeLessThanOrEqual(250);
		const second = await host.tick();
		expect(idsOf([...first, ...second]).sort()).toEqual(
			news.map(({ device_id }) => device_id).sort(),
		);
	});

	it('are the details of 250 devices; the other events come with the next poll', async () => {
		const host = await begun({
			events: ['device.assetTagChanged'],
			options: { includeDetails: true, maxEvents: 1_000 },
		});
		for (const id of ids()) await tenant.change(id, { asset_tag: `T ${id}` });
		const first = await host.tick();
		expect(first).toHaveLength(250);
		expect(await asked(/\/details$/)).toHaveLength(250);
		const second = await host.tick();
		expect(new Set(idsOf([...first, ...second])).size).toBe(DEVICES);
		expect([...first, ...second].every(({ details }) => details !== null)).toBe(true);
	});

	it('is the details of each device once, however many events it has', async () => {
		const host = await begun({
			events: ['device.assetTagChanged', 'device.nameChanged'],
			options: { includeDetails: true },
		});
		await tenant.change(ids()[0], { asset_tag: 'A1', device_name: 'Iris' });
		expect(await host.tick()).toHaveLength(2);
		expect(await asked(/\/details$/)).toHaveLength(1);
	});

	const names = (count: number, of: string) =>
		Array.from({ length: count }, (_, number) => `${of}${number}`);
	it.each<[string, Partial<DeviceFilters>, number, string[]]>([
		['one for each of six blueprints', { blueprints: names(6, 'b') }, 6, ['blueprint_id']],
		['one unfiltered for seven blueprints', { blueprints: names(7, 'b') }, 1, []],
		[
			'six for three blueprints on two platforms',
			{ blueprints: names(3, 'b'), platforms: ['Mac', 'iPad'] },
			6,
			['blueprint_id', 'platform'],
		],
		[
			'one for each of four blueprints on two platforms, sifted here by platform',
			{ blueprints: names(4, 'b'), platforms: ['Mac', 'iPad'] },
			4,
			['blueprint_id'],
		],
	])('are six listings: %s', (_, filters, count, parameters) => {
		const given = settings();
		const queries = deviceSource.queries({
			...given,
			// Events that look across the border of a filter are asked for without it.
			events: ['device.nameChanged'],
			filters: { ...given.filters, ...filters },
		});
		expect(queries).toHaveLength(count);
		for (const query of queries) expect(Object.keys(query).sort()).toEqual(parameters);
		expect(new Set(queries.map((query) => JSON.stringify(query))).size).toBe(count);
	});

	it('are 5,000 new rows of the audit log; what follows them comes with the next poll', async () => {
		const host = await begun({ events: ['audit.event'], options: { maxEvents: 100_000 } });
		const now = Date.now();
		for (let number = 0; number < 5_200; number++) {
			simulator.tenant.audit({
				action: 'update',
				target_type: 'device',
				target_id: `d${number}`,
				occurred_at: new Date(now - 60_000 + number).toISOString(),
			});
		}
		const first = await host.tick();
		expect(first).toHaveLength(5_000);
		expect(await asked(/\/audit\/events$/)).toHaveLength(10);
		const second = await host.tick();
		expect(second).toHaveLength(200);
		expect(new Set(host.delivered.map(({ eventId }) => eventId)).size).toBe(5_200);
	});
});

describe('A field that is ticked later', () => {
	it('tells nothing of what happened before it, although its value was known', async () => {
		const host = await begun({ events: ['device.fieldChanged'], fields: ['osVersion'] });
		const [id] = ids();
		await tenant.change(id, { asset_tag: 'OLD' });
		host.set({ events: ['device.fieldChanged'], fields: ['osVersion', 'assetTag'] });
		await tenant.change(id, { os_version: '99.1' });
		expect(await host.tick()).toMatchObject([{ changes: { osVersion: { to: '99.1' } } }]);
		expect(host.delivered.at(-1)?.changes).not.toHaveProperty('assetTag');
		await tenant.change(id, { asset_tag: 'NEW' });
		expect(await host.tick()).toMatchObject([
			{ changes: { assetTag: { from: 'OLD', to: 'NEW' } } },
		]);
	});
});

describe('A log', () => {
	it.each([
		['audit.event', 'audit/events', 'start_date'],
		['threat.detected', 'threat-details', 'detection_date_from'],
		['vulnerability.detected', 'detections', 'filter'],
	])('of %s is asked only for what is new', async (event, path, parameter) => {
		const host = await begun({ events: [event] });
		await host.tick();
		const [request] = (await tenant.requests()).filter((one) => one.path.endsWith(path));
		const since = new URLSearchParams(request.query).get(parameter) ?? '';
		const [moment] = /\d{4}-\d\d-\d\dT[\d:.]+/.exec(since) ?? [''];
		const days = (Date.now() - Date.parse(`${moment}Z`)) / 86_400_000;
		expect(days).toBeGreaterThan(0);
		expect(days).toBeLessThan(7.5);
	});
});

describe('Devices whose changes did not fit into a poll', () => {
	it('are emitted before all others, longest waiting first, in any order of the list', () => {
		const fleet = ['1', '2', '3', '4'].map((id) => device(id));
		const before = {
			...baseline(fleet),
			waiting: new Map([
				['2', 7],
				['4', 3],
				['3', 5],
			]),
		};
		const renamed = view(fleet.map((each) => ({ ...each, name: 'New' })));
		const { events } = poll(before, renamed);
		expect(events.map(({ recordId }) => recordId)).toEqual(['4', '3', '2', '1']);
	});
});
