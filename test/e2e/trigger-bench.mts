import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { parse } from 'flatted';
import type { IDataObject } from 'n8n-workflow';

import { startN8n } from '../../demo/n8n.mts';
import type { RunningN8n } from '../../demo/n8n.mts';
import { Rest } from '../../demo/rest.mts';
import { logIn, prepareWorkspace } from '../../demo/workspace.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import type { Mode } from '../helpers/modesTable.mts';
import { newFolder, removeFolder } from './stage.mts';

/** Many polls of a trigger that polls every ten seconds, and patience with a busy machine. */
const PATIENCE_MS = 180_000;
/** What a poll needs to read an answer, and n8n to save what it found. */
const SETTLED_MS = 3_000;

const SCHEDULER = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '1',
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
};
const SETTINGS: Record<Mode, Record<string, string>> = {
	A: {},
	B: SCHEDULER,
	C: { ...SCHEDULER, N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true' },
};

/** n8n takes no interval below a minute, but several times within one. */
const OFTEN = [0, 10, 20, 30, 40, 50].map((second) => `${second} * * * * *`);
/** A minute that is over for almost an hour, so that only the publishing polls. */
const seldom = () => [`0 ${(new Date().getMinutes() + 55) % 60} * * * *`];

/** A workflow that holds a trigger and nothing else. */
export interface Watcher {
	/** Of the workflow. */
	id: string;
	/** The one that it filters by: its listings are distinguished from those of others by it. */
	platform: string;
}

/** What a watcher watches. */
export interface Watched {
	platform: string;
	events: string[];
	/** Whether it polls every ten seconds, or only when it is published. */
	often: boolean;
}

/** An item of a trigger. */
export interface EmittedEvent {
	/** `event device`. */
	line: string;
	eventId: string;
}

/** A workflow as n8n saved it. */
interface Saved {
	id: string;
	versionId: string;
}

/** One n8n of a mode, whose process can die and come back, and the simulated tenant. */
export class TriggerBench {
	private static starting = Promise.resolve();

	readonly tenant: Control;
	readonly simulator: RunningSimulator;
	/** n8n's user folder. */
	readonly folder = newFolder('trigger');
	private readonly env: Record<string, string>;
	private n8n?: RunningN8n;
	private rest?: Rest;
	/** IDs of the ready-made workflows by the names of their files. */
	workflows: Record<string, string> = {};

	private constructor(env: Record<string, string>, simulator: RunningSimulator) {
		this.env = env;
		this.simulator = simulator;
		this.tenant = new Control(simulator);
	}

	/** `env` is what n8n's environment holds beside the mode's settings. */
	static async open(
		mode: Mode,
		{ env, packageFolder }: { env?: Record<string, string>; packageFolder?: null } = {},
	): Promise<TriggerBench> {
		const simulator = await startSimulator({ devices: 60 });
		const bench = new TriggerBench({ ...SETTINGS[mode], ...env }, simulator);
		try {
			await bench.start(packageFolder);
		} catch (error) {
			await bench.close();
			throw error;
		}
		return bench;
	}

	/** One n8n starts at a time: several at once would wait for each other until their time limits end. */
	async start(packageFolder?: string | null): Promise<void> {
		const before = TriggerBench.starting;
		TriggerBench.starting = before.catch(() => {}).then(async () => await this.boot(packageFolder));
		await TriggerBench.starting;
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

	/** Publishes a new workflow with such a trigger; its first poll is over then. */
	async publish({ platform, events, often }: Watched): Promise<Watcher> {
		const credentials = await this.api.send<Array<{ id: string; name: string; type: string }>>(
			'GET',
			'/credentials',
		);
		const credential = credentials.find(({ type }) => type === 'kandjiApi');
		const crons = often ? OFTEN : seldom();
		const pollTimes = {
			item: crons.map((cronExpression) => ({ mode: 'custom', cronExpression })),
		};
		const node = {
			id: randomUUID(),
			name: 'Kandji Trigger',
			type: 'n8n-nodes-kandji.kandjiTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { pollTimes, events, filters: { platforms: [platform] } },
			credentials: { kandjiApi: { id: credential?.id, name: credential?.name } },
		};
		const body = { name: `Watch ${platform}`, nodes: [node], connections: {}, settings: {} };
		const workflow = await this.api.send<Saved>('POST', '/workflows', body);
		const watcher = { id: workflow.id, platform };
		await this.polled(watcher, 1, async () => await this.activate(workflow));
		return watcher;
	}

	/** Takes the workflow back and publishes it again, with its node under another name where one is given. */
	async publishAgain(
		watcher: Watcher,
		{ name, meanwhile }: { name?: string; meanwhile?: () => Promise<unknown> } = {},
	): Promise<void> {
		const where = `/workflows/${watcher.id}`;
		await this.api.send('POST', `${where}/deactivate`, {});
		await sleep(SETTLED_MS);
		await meanwhile?.();
		let workflow = await this.api.send<Saved & { nodes: IDataObject[] }>('GET', where);
		if (name !== undefined) {
			const nodes = workflow.nodes.map((node) => ({ ...node, name }));
			workflow = await this.api.send('PATCH', `${where}?forceSave=true`, { nodes });
		}
		await this.polled(watcher, 1, async () => await this.activate(workflow));
	}

	/** Waits until a watcher has listed its devices so often from now on, and has finished with them. */
	async polled({ platform }: Watcher, times: number, meanwhile = async () => {}): Promise<void> {
		const listings = async () =>
			(await this.tenant.requests()).filter(
				({ path, status, query }) =>
					path === '/api/v1/devices' && status === 200 && query.includes(`platform=${platform}`),
			).length;
		const before = await listings();
		await meanwhile();
		const end = Date.now() + PATIENCE_MS;
		while ((await listings()) < before + times) {
			if (Date.now() > end) throw new Error(`n8n has not polled ${platform}`);
			await sleep(500);
		}
		await sleep(SETTLED_MS);
	}

	/** What a watcher has started executions with, as n8n keeps it, oldest first. */
	async emitted({ id: workflowId }: Watcher): Promise<EmittedEvent[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.api.send<{ results: Array<{ id: string }> }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		const emitted: EmittedEvent[] = [];
		for (const { id } of results.reverse()) {
			const { data } = await this.api.send<{ data: string }>('GET', `/executions/${id}`);
			const { resultData } = parse(data) as {
				resultData: {
					runData: Record<string, Array<{ data?: { main: Array<Array<{ json: IDataObject }>> } }>>;
				};
			};
			const [[run] = []] = Object.values(resultData.runData);
			for (const { json } of run?.data?.main[0] ?? []) {
				const line = `${String(json.event)} ${(json.device as { id: string }).id}`;
				emitted.push({ line, eventId: String(json.eventId) });
			}
		}
		return emitted;
	}

	/** Waits until a watcher has emitted so many events. */
	async toldAtLeast(watcher: Watcher, count: number): Promise<void> {
		const end = Date.now() + PATIENCE_MS;
		for (;;) {
			const emitted = new Set((await this.emitted(watcher)).map(({ eventId }) => eventId));
			if (emitted.size >= count) return;
			if (Date.now() > end) throw new Error(`${emitted.size} of ${count} events`);
			await sleep(1_000);
		}
	}

	private async boot(packageFolder?: string | null): Promise<void> {
		this.n8n = await startN8n({
			folder: this.folder,
			port: 0,
			env: this.env,
			packageFolder,
		});
		this.rest = new Rest(this.n8n.url);
		await logIn(this.rest);
		if (packageFolder !== null) await this.prepare();
	}

	/** Saves credential and ready-made workflows, once the package is installed. */
	async prepare(): Promise<void> {
		if (!this.n8n) throw new Error('n8n is not running');
		const { rest, workflows } = await prepareWorkspace(this.n8n.url, this.simulator);
		this.rest = rest;
		this.workflows = workflows;
	}

	/** n8n's REST API. */
	get api(): Rest {
		if (!this.rest) throw new Error('n8n is not running');
		return this.rest;
	}

	private async activate({ id, versionId }: Saved): Promise<void> {
		await this.api.send('POST', `/workflows/${id}/activate`, { versionId });
	}
}
