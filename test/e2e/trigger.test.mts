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

/** Two ticks of a trigger that polls every minute, and some patience. */
const PATIENCE_MS = 150_000;
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
	private workflowId = '';

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

	async publish(events: string[]): Promise<void> {
		const credentials = await this.send<Array<{ id: string; name: string; type: string }>>(
			'GET',
			'/credentials',
		);
		const credential = credentials.find(({ type }) => type === 'kandjiApi');
		const node = {
			id: '0d7b5d3c-1c51-4f0e-8a53-6f2f6d1f7a11',
			name: TRIGGER,
			type: 'n8n-nodes-kandji.kandjiTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, events },
			credentials: { kandjiApi: { id: credential?.id, name: credential?.name } },
		};
		const body = { name: 'Watch the fleet', nodes: [node], connections: {}, settings: {} };
		const { id, versionId } = await this.send<{ id: string; versionId: string }>(
			'POST',
			'/workflows',
			body,
		);
		this.workflowId = id;
		await this.send('POST', `/workflows/${id}/activate`, { versionId });
		await this.polled();
	}

	/** n8n publishes in the background: the baseline is taken a little later. */
	private async polled(): Promise<void> {
		const end = Date.now() + PATIENCE_MS;
		const listed = async () =>
			(await this.tenant.requests()).some(
				({ path: asked, status }) => asked === '/api/v1/devices' && status === 200,
			);
		while (!(await listed())) {
			if (Date.now() > end) throw new Error('n8n has not polled');
			await sleep(200);
		}
		// The answer is on its way; the poll still has to read it.
		await sleep(1_000);
	}

	/** Items that the trigger has started executions with, as n8n keeps them, oldest first. */
	async delivered(): Promise<IDataObject[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: this.workflowId }));
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
	async until(count: number): Promise<IDataObject[]> {
		const end = Date.now() + PATIENCE_MS;
		for (;;) {
			const items = await this.delivered();
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

describe.each<[mode: string, env: Record<string, string>]>([
	['A, in memory', {}],
	['B, durable scheduler', SCHEDULER],
	['C, durable cursors', { ...SCHEDULER, N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true' }],
])('a published workflow in host mode %s', (_mode, env) => {
	let bench: TriggerBench;

	beforeAll(async () => {
		bench = await TriggerBench.open(env);
	}, LIMIT_MS);

	afterAll(async () => await bench.close(), LIMIT_MS);

	it(
		'gets every change once, also those of the time in which n8n was dead',
		async () => {
			const { tenant } = bench;
			const [first, second, third, fourth] = [...bench.simulator.tenant.devices.keys()];
			await bench.publish([
				'device.enrolled',
				'device.removed',
				'device.nameChanged',
				'device.assetTagChanged',
			]);
			await tenant.change(first, { device_name: 'Iris' });
			await tenant.remove(second);
			const { device_id: added } = await tenant.enrol();
			await bench.until(3);
			await bench.kill();
			await tenant.change(third, { asset_tag: 'WHILE-DEAD' });
			await bench.start();
			await bench.until(4);
			await tenant.change(fourth, { device_name: 'Lily' });
			const items = await bench.until(5);
			const told = items.map(
				({ event, device }) => `${String(event)} ${(device as { id: string }).id}`,
			);
			expect(told.sort()).toEqual(
				[
					`device.assetTagChanged ${third}`,
					`device.enrolled ${added}`,
					`device.nameChanged ${first}`,
					`device.nameChanged ${fourth}`,
					`device.removed ${second}`,
				].sort(),
			);
			expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(5);
		},
		LIMIT_MS,
	);
});
