import type { INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { WorkflowExecute } from 'n8n-core';

import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';
import { additionalData } from '../../tools/harness/engine.mts';
import { nodeTypesOf } from '../../tools/harness/additional.mts';
import { control, simulator } from './tenant.mts';

/** Makes a node of n8n's that hands on its items; `to` picks the output of each run, the first one without it. */
function passing(outputs: number, to: (run: number) => number = () => 0): INodeType {
	let run = 0;
	return {
		description: {
			displayName: 'Passing',
			name: 'passing',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: Array(outputs).fill('main') as ['main'],
			properties: [],
		},
		async execute() {
			const chosen = to(run++);
			const items: INodeExecutionData[] = this.getInputData();
			return await Promise.resolve(
				Array.from({ length: outputs }, (_, index) => (index === chosen ? items : [])),
			);
		},
	};
}

const ROUNDS = 3;

/** The node types of a case by their names in n8n; a loop goes round three times. */
const types = (): Record<string, INodeType> => ({
	'test.read': passing(1),
	'n8n-nodes-base.if': passing(2, (run) => (run < ROUNDS - 1 ? 1 : 0)),
	'n8n-nodes-base.set': passing(1),
	'n8n-nodes-base.code': passing(1),
	'n8n-nodes-base.splitInBatches': passing(2, (run) => (run < ROUNDS ? 1 : 0)),
	'test.sync': new KandjiAssetSync(),
});

interface Case {
	/** Type of each node beside Start and Sync, by name. */
	nodes: Record<string, string>;
	/** Wires as `From:output`, to the first input of each of the nodes. */
	wires: Record<string, string[]>;
}

/** Runs a workflow in n8n's engine; how often the sync ran, what the first run ended with, and what it would create. */
async function run({ nodes, wires }: Case) {
	const node = (name: string, type: string): INode => ({
		...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
	});
	const all: INode[] = [
		node('Start', 'test.read'),
		...Object.entries(nodes).map(([name, type]) => node(name, type)),
		{
			...node('Sync', 'test.sync'),
			credentials: { kandjiApi: { id: '1', name: 'Kandji' } },
		},
	];
	const connections: Record<
		string,
		{ main: Array<Array<{ node: string; type: 'main'; index: number }>> }
	> = {};
	for (const [from, targets] of Object.entries(wires)) {
		const [name, output = '0'] = from.split(':');
		const { main } = (connections[name] ??= { main: [] });
		while (main.length <= Number(output)) main.push([]);
		main[Number(output)] = targets.map((target) => ({ node: target, type: 'main', index: 0 }));
	}
	const known = types();
	const workflow = new Workflow({
		...{ id: 'test', nodes: all, connections, active: false },
		nodeTypes: nodeTypesOf((name) => known[name]),
	});
	const credential = { apiUrl: simulator.url, apiToken: simulator.token };
	const execution = new WorkflowExecute(additionalData(credential, all), 'manual');
	const { data } = await execution.run({
		workflow,
		startNode: workflow.getNode('Start') ?? undefined,
		pinData: { Start: [{ json: { id: 1, serialNumber: 'C1' } }] },
	});
	const runs = data.resultData.runData.Sync ?? [];
	const created = runs.flatMap((each) => each.data?.main[1] ?? []);
	return { runs: runs.length, message: runs[0]?.error?.message ?? '', created };
}

const PART = /runs in a loop and gives a part|runs twice in one execution|stands in a loop/;

describe('The first run refuses a part of the assets', () => {
	it.each<[string, Case]>([
		[
			'wired to the node that reads a page',
			{
				nodes: { Page: 'test.read', More: 'n8n-nodes-base.if' },
				wires: { Start: ['Page'], Page: ['More', 'Sync'], 'More:1': ['Page'] },
			},
		],
		[
			'wired behind the last page',
			{
				nodes: { Page: 'test.read', More: 'n8n-nodes-base.if' },
				wires: { Start: ['Page'], Page: ['More'], 'More:0': ['Sync'], 'More:1': ['Page'] },
			},
		],
		[
			'wired behind a node that changes the last page',
			{
				nodes: { Page: 'test.read', More: 'n8n-nodes-base.if', Edit: 'n8n-nodes-base.set' },
				wires: {
					...{ Start: ['Page'], Page: ['More'], 'More:0': ['Edit'], 'More:1': ['Page'] },
					Edit: ['Sync'],
				},
			},
		],
		[
			'wired to the body of a Loop node',
			{
				nodes: { Loop: 'n8n-nodes-base.splitInBatches', Page: 'test.read' },
				wires: { Start: ['Loop'], 'Loop:1': ['Page'], Page: ['Loop', 'Sync'] },
			},
		],
		[
			'wired to both outputs of one node',
			{
				nodes: { Split: 'n8n-nodes-base.if' },
				wires: { Start: ['Split'], 'Split:0': ['Sync'], 'Split:1': ['Sync'] },
			},
		],
		[
			'wired to a chain of two readers',
			{
				nodes: { One: 'test.read', Two: 'test.read' },
				wires: { Start: ['One'], One: ['Two', 'Sync'], Two: ['Sync'] },
			},
		],
	])('%s', async (_, given) => {
		const { message, created } = await run(given);
		expect(message).toMatch(PART);
		expect(created).toEqual([]);
		await expect(control.requests()).resolves.toEqual([]);
	});

	it.each<[string, Case]>([
		[
			'the done output of a Loop node',
			{
				nodes: { Loop: 'n8n-nodes-base.splitInBatches', Page: 'test.read' },
				wires: { Start: ['Loop'], 'Loop:0': ['Sync'], 'Loop:1': ['Page'], Page: ['Loop'] },
			},
		],
		[
			'a node behind a loop that gathers all pages',
			{
				nodes: { Page: 'test.read', More: 'n8n-nodes-base.if', All: 'n8n-nodes-base.code' },
				wires: {
					...{ Start: ['Page'], Page: ['More'], 'More:0': ['All'], 'More:1': ['Page'] },
					All: ['Sync'],
				},
			},
		],
	])('but takes %s', async (_, given) => {
		await expect(run(given)).resolves.toMatchObject({ runs: 1, message: '' });
	});
});
