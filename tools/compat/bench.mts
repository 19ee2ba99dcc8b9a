import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { outputsOf, startWorkflow } from '../../demo/execution.mts';
import { startN8n } from '../../demo/n8n.mts';
import type { RunningN8n } from '../../demo/n8n.mts';
import { RestFailure } from '../../demo/rest.mts';
import type { Rest } from '../../demo/rest.mts';
import { prepareWorkspace } from '../../demo/workspace.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { unpackPackage } from '../pack.mts';
import type { Installation } from './install.mts';

/** A node of a workflow, as n8n stores it. */
export interface NodeGiven {
	name: string;
	type: string;
	typeVersion?: number;
	parameters?: object;
	/** Settings beside the parameters, e.g. onError. */
	settings?: object;
}

/** From a node, by its outputs in order, to the nodes behind it. */
export type Wires = Record<string, string[][]>;

const START = 'Start';

/** Binary data goes to files, as where installers are uploaded; of the demo's disabled modules only one is known to all. */
const env = {
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	N8N_RUNNERS_ENABLED: 'true',
	N8N_DISABLED_MODULES: 'insights',
};

/** One n8n of some version with the packed package installed, and a simulated tenant that its credential points to. */
export class Bench {
	readonly simulator: RunningSimulator;
	readonly tenant: Control;
	readonly rest: Rest;
	private readonly n8n: RunningN8n;
	private readonly log: string;

	private constructor(n8n: RunningN8n, rest: Rest, simulator: RunningSimulator, log: string) {
		this.n8n = n8n;
		this.rest = rest;
		this.simulator = simulator;
		this.tenant = new Control(simulator);
		this.log = log;
	}

	/** Starts all. */
	static async open({ node, program, folder }: Installation): Promise<Bench> {
		const home = path.join(folder, 'home');
		const packageFolder = path.join(folder, 'package');
		for (const old of [home, packageFolder]) rmSync(old, { recursive: true, force: true });
		mkdirSync(home, { recursive: true });
		const unpacked = unpackPackage();
		// Below n8n's own folder the package finds the libraries of that n8n and no others.
		cpSync(path.join(unpacked, 'package'), packageFolder, { recursive: true });
		rmSync(unpacked, { recursive: true });
		const simulator = await startSimulator({ devices: 120, rate: 0, hourly: 0 });
		try {
			const n8n = await startN8n({
				folder: home,
				port: 0,
				program: { node, n8n: program },
				packageFolder,
				env,
			});
			const { rest } = await prepareWorkspace(n8n.url, simulator, 'none');
			return new Bench(n8n, rest, simulator, path.join(home, 'n8n.log'));
		} catch (failure) {
			await simulator.close();
			throw failure;
		}
	}

	async close(): Promise<void> {
		await this.n8n.close();
		await this.simulator.close();
	}

	/** Lines of n8n's log that name the package. */
	logged(): string[] {
		return readFileSync(this.log, 'utf8')
			.split('\n')
			.filter((line) => line.includes('kandji'));
	}

	/** Names of the node types of this package that n8n offers. */
	async nodeTypes(): Promise<string[]> {
		const types = await this.rest.file<Array<{ name: string }>>('/types/nodes.json');
		return types.map(({ name }) => name).filter((name) => name.startsWith('n8n-nodes-kandji.'));
	}

	/** The credential that all nodes use. */
	async credential(): Promise<{ id: string; name: string; type: string }> {
		const all = await this.rest.send<Array<{ id: string; name: string; type: string }>>(
			'GET',
			'/credentials',
		);
		return all[0];
	}

	/** Saves a workflow; the first node stands for the trigger where `Start` begins the wires. Answers its id. */
	async save(nodes: NodeGiven[], wires: Wires = {}, items: object[] = []): Promise<string> {
		const credential = await this.credential();
		const full = nodes.map(({ settings, parameters = {}, typeVersion = 1, ...node }, index) => ({
			id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
			position: [index * 200, 0],
			parameters,
			typeVersion,
			credentials: { kandjiApi: credential },
			...node,
			...settings,
		}));
		const connections = Object.entries(wires).map(([from, outputs]) => [
			from,
			{ main: outputs.map((to) => to.map((node) => ({ node, type: 'main', index: 0 }))) },
		]);
		const { id } = await this.rest.send<{ id: string }>('POST', '/workflows', {
			name: `Check ${nodes.map(({ name }) => name).join(', ')}`,
			active: false,
			nodes: full,
			connections: Object.fromEntries(connections),
			settings: { executionOrder: 'v1' },
			pinData: items.length > 0 ? { [START]: items.map((json) => ({ json })) } : {},
		});
		return id;
	}

	/** Runs nodes behind a manual trigger that gives these items, and answers what the last node gave at each output. */
	async run(
		items: object[],
		...nodes: NodeGiven[]
	): Promise<Array<Array<Record<string, unknown>>>> {
		const chain = [{ name: START, type: 'n8n-nodes-base.manualTrigger' }, ...nodes];
		const wires = chain.slice(0, -1).map(({ name }, index) => [name, [[chain[index + 1].name]]]);
		const id = await this.save(chain, Object.fromEntries(wires) as Wires, items);
		const execution = await startWorkflow(this.rest, id, START);
		const outputs = await outputsOf(this.rest, execution, nodes[nodes.length - 1].name);
		return outputs as Array<Array<Record<string, unknown>>>;
	}

	/** Publishes a workflow, in older words activates it; throws with what n8n says when it refuses. */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.rest.send<{ versionId: string }>('GET', `/workflows/${id}`);
		try {
			await this.rest.send('POST', `/workflows/${id}/activate`, { versionId });
		} catch (refused) {
			if (!(refused instanceof RestFailure) || refused.status !== 404) throw refused;
			await this.rest.send('PATCH', `/workflows/${id}`, { active: true, versionId });
		}
		const { active } = await this.rest.send<{ active: boolean }>('GET', `/workflows/${id}`);
		if (!active) throw new Error('n8n did not publish the workflow');
	}

	/** The items that a published workflow was started with, oldest first; failed polls give none. */
	async started(id: string, node: string): Promise<Array<Record<string, unknown>>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id, status: ['success'] }));
		const { results } = await this.rest.send<{ results: Array<{ id: string }> }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		const items = results.reverse().map(async (each) => await outputsOf(this.rest, each.id, node));
		return (await Promise.all(items)).flat(2) as Array<Record<string, unknown>>;
	}
}

/** Waits until something holds; throws with its name after the given seconds. */
export async function until(
	what: string,
	seconds: number,
	holds: () => Promise<boolean>,
): Promise<void> {
	const end = Date.now() + seconds * 1_000;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error(`${what}: not after ${seconds} s`);
		await sleep(500);
	}
}
