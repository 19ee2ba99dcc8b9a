import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { parse } from 'flatted';
import type { IDataObject } from 'n8n-workflow';

import { startN8n } from '../../demo/n8n.mts';
import type { RunningN8n } from '../../demo/n8n.mts';
import type { Rest } from '../../demo/rest.mts';
import { prepareWorkspace } from '../../demo/workspace.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { newFolder, removeFolder } from './stage.mts';
import { Control } from '../helpers/control.mts';

/** Many polls of a trigger that polls every ten seconds, and some patience. */
const PATIENCE_MS = 150_000;
/** n8n takes no interval below a minute, but several times within one. */
const OFTEN = [0, 10, 20, 30, 40, 50].map((second) => `${second} * * * * *`);
/** The minute that is over for another hour, so that only the publishing polls. */
const seldom = () => [`0 ${(new Date().getMinutes() + 57) % 60} * * * *`];
const EVENTS = [
	'device.enrolled',
	'device.removed',
	'device.nameChanged',
	'device.assetTagChanged',
];
const LIMIT_MS = 900_000;
const TRIGGER = 'Kandji Trigger';

const SCHEDULER = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '1',
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
};

/** One n8n whose process can die and come back, a workflow that only has the trigger, and the simulated tenant. */
class TriggerBench {
	readonly tenant: Control;
	readonly simulator: RunningSimulator;
	private readonly folder: string;
	private readonly env: Record<string, string>;
	private n8n?: RunningN8n;
	private rest?: Rest;

	private constructor(folder: string, env: Record<string, string>, simulator: RunningSimulator) {
		this.folder = folder;
		this.env = env;
		this.simulator = simulator;
		this.tenant = new Control(simulator);
	}

	static async open(env: Record<string, string>): Promise<TriggerBench> {
		const folder = newFolder('trigger');
		const bench = new TriggerBench(folder, env, await startSimulator({ devices: 30 }));
		await bench.start();
		return bench;
	}

	async start(): Promise<void> {
		this.n8n = await startN8n({ folder: this.folder, port: 0, env: this.env });
		this.rest = (await prepareWorkspace(this.n8n.url, this.simulator)).rest;
	}

	/** n8n dies without a chance to save anything. */
	async kill(): Promise<void> {
		if (!this.n8n) return;
		process.kill(this.n8n.pid, 'SIGKILL');
		await this.n8n.ended;
	}

	async close(): Promise<void> {
		await this.n8n?.close();
		await this.simulator.close();
		removeFolder(this.folder);
	}

	/** Publishes a workflow that polls at these times, and waits for its first poll. */
	async publish(crons: string[]): Promise<string> {
		const credentials = await this.send<Array<{ id: string; name: string; type: string }>>(
			'GET',
			'/credentials',
		);
		const credential = credentials.find(({ type }) => type === 'kandjiApi');
		const item = crons.map((cronExpression) => ({ mode: 'custom', cronExpression }));
		const node = {
			id: randomUUID(),
			name: TRIGGER,
			type: 'n8n-nodes-kandji.kandjiTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { pollTimes: { item }, events: EVENTS },
			credentials: { kandjiApi: { id: credential?.id, name: credential?.name } },
		};
		const body = { name: 'Watch the fleet', nodes: [node], connections: {}, settings: {} };
		const { id, versionId } = await this.send<{ id: string; versionId: string }>(
			'POST',
			'/workflows',
			body,
		);
		await this.polled(1, async () => {
			await this.send('POST', `/workflows/${id}/activate`, { versionId });
		});
		return id;
	}

	/** Waits until the tenant's devices have been listed so often from now on. */
	async polled(times: number, meanwhile = async () => {}): Promise<void> {
		await this.tenant.forgetRequests();
		await meanwhile();
		const end = Date.now() + PATIENCE_MS;
		const listings = async () =>
			(await this.tenant.requests()).filter(
				({ path: asked, status }) => asked === '/api/v1/devices' && status === 200,
			).length;
		while ((await listings()) < times) {
			if (Date.now() > end) throw new Error('n8n has not polled');
			await sleep(200);
		}
		// The answer is on its way; the poll still has to read it, and n8n to save what it found.
		await sleep(2_000);
	}

	/** n8n dies, something happens, n8n comes back and polls. */
	async whileDead(change: () => Promise<unknown>): Promise<void> {
		await this.kill();
		await change();
		await this.polled(1, async () => await this.start());
	}

	/** Items that a workflow's trigger has started executions with, as n8n keeps them, oldest first. */
	async delivered(workflowId: string): Promise<IDataObject[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.send<{ results: Array<{ id: string }> }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		const items: IDataObject[] = [];
		for (const { id } of results.reverse()) {
			const { data } = await this.send<{ data: string }>('GET', `/executions/${id}`);
			const { resultData } = parse(data) as {
				resultData: {
					runData: Record<string, Array<{ data?: { main: Array<Array<{ json: IDataObject }>> } }>>;
				};
			};
			const [run] = resultData.runData[TRIGGER] ?? [];
			items.push(...(run?.data?.main[0] ?? []).map(({ json }) => json));
		}
		return items;
	}

	/** The items as soon as there are so many. */
	async until(workflowId: string, count: number): Promise<IDataObject[]> {
		const end = Date.now() + PATIENCE_MS;
		for (;;) {
			const items = await this.delivered(workflowId);
			if (items.length >= count) return items;
			if (Date.now() > end)
				throw new Error(`${items.length} of ${count} events after ${PATIENCE_MS} ms`);
			await sleep(1_000);
		}
	}

	private async send<T>(method: 'GET' | 'POST', where: string, body?: unknown): Promise<T> {
		if (!this.rest) throw new Error('n8n is not running');
		return await this.rest.send<T>(method, where, body);
	}
}

const told = (items: IDataObject[]) =>
	items.map(({ event, device }) => `${String(event)} ${(device as { id: string }).id}`);

/** What n8n saves of the publishing's own poll: everything in modes A and B, nothing in mode C. */
describe.each<[mode: string, env: Record<string, string>, savesFirst: boolean]>([
	['A, in memory', {}, true],
	['B, durable scheduler', SCHEDULER, true],
	['C, durable cursors', { ...SCHEDULER, N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true' }, false],
])('a published workflow in host mode %s', (_mode, env, savesFirst) => {
	let bench: TriggerBench;
	let ids: string[];

	beforeAll(async () => {
		bench = await TriggerBench.open(env);
		ids = [...bench.simulator.tenant.devices.keys()];
	}, LIMIT_MS);

	afterAll(async () => await bench.close(), LIMIT_MS);

	it(
		`${savesFirst ? 'loses nothing' : 'begins anew'} when n8n dies before its first scheduled poll`,
		async () => {
			const workflow = await bench.publish(seldom());
			await bench.whileDead(
				async () => await bench.tenant.change(ids[0], { device_name: 'Before any poll' }),
			);
			const items = savesFirst ? await bench.until(workflow, 1) : await bench.delivered(workflow);
			expect(told(items)).toEqual(savesFirst ? [`device.nameChanged ${ids[0]}`] : []);
		},
		LIMIT_MS,
	);

	it(
		'gets every change once, also those of the times in which n8n was dead',
		async () => {
			const { tenant } = bench;
			const [, quiet, first, second, third, fourth] = ids;
			const workflow = await bench.publish(OFTEN);
			// Nothing happened yet: what these polls found, n8n saves in mode C alone.
			await bench.polled(2);
			await bench.whileDead(async () => await tenant.change(quiet, { asset_tag: 'QUIET' }));
			await bench.until(workflow, 1);
			await tenant.change(first, { device_name: 'Iris' });
			await tenant.remove(second);
			const { device_id: added } = await tenant.enrol();
			await bench.until(workflow, 4);
			await bench.polled(1);
			await bench.whileDead(async () => await tenant.change(third, { asset_tag: 'DEAD' }));
			await bench.until(workflow, 5);
			await tenant.change(fourth, { device_name: 'Lily' });
			const items = await bench.until(workflow, 6);
			await bench.polled(2);
			expect(await bench.delivered(workflow)).toHaveLength(items.length);
			expect(told(items).sort()).toEqual(
				[
					`device.assetTagChanged ${quiet}`,
					`device.assetTagChanged ${third}`,
					`device.enrolled ${added}`,
					`device.nameChanged ${first}`,
					`device.nameChanged ${fourth}`,
					`device.removed ${second}`,
				].sort(),
			);
			expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(6);
		},
		LIMIT_MS,
	);
});
