import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	NodeParameterValueType,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';

import { KandjiApi } from '../../credentials/KandjiApi.credentials';
import { Kandji } from '../../nodes/Kandji/Kandji.node';
import { additionalDataOf, nodeTypesOf } from './additional.mts';

export interface Credential {
	apiUrl: string;
	apiToken: string;
	requestsPerSecond?: number;
	requestsAtOnce?: number;
}

interface RunOptions {
	/** Input items of the node; one empty item unless said otherwise. */
	items?: IDataObject[];
	/** Items of a second input, from a node of their own. */
	second?: IDataObject[];
	binary?: INodeExecutionData['binary'];
	/** Further settings of the node, e.g. onError or retryOnFail. */
	node?: Partial<INode>;
	nodeType?: INodeType;
	/** Called with the run, e.g. to cancel it. */
	started?: (cancel: () => void) => void;
}

interface RunOutcome {
	/** Output items, one list per output of the node. */
	outputs: INodeExecutionData[][];
	items: INodeExecutionData[];
	json: IDataObject[];
	/** What the node tells the person at the editor beside its output. */
	hints: NodeExecutionHint[];
	error?: Error & { description?: string | null; httpCode?: string | null };
}

/** A node without behaviour, whose output is pinned to the items of a test. */
const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
};

/** A Kandji node of a workflow, with its credential chosen. */
export function kandjiNode(parameters: INodeParameters = {}): INode {
	return {
		id: '2',
		name: 'Kandji',
		type: 'n8n-nodes-kandji.kandji',
		typeVersion: 1,
		position: [200, 0],
		parameters,
		credentials: { kandjiApi: { id: '1', name: 'Kandji' } },
	};
}

/** Additional data of an execution with one Kandji credential, as n8n would build it. */
export function additionalData(
	credential: Credential,
	workflowNodes: INode[] = [],
): IWorkflowExecuteAdditionalData {
	const type = new KandjiApi();
	const workflowData = {
		id: 'test',
		name: 'test',
		active: false,
		nodes: workflowNodes,
		connections: {},
	};
	return additionalDataOf({
		credential: { ...credential },
		authenticate: async (credentials, options) => await type.authenticate(credentials, options),
		hooks: new ExecutionLifecycleHooks('manual', 'test', workflowData as never),
	});
}

/** One for all runs, as n8n has it: its description takes long to build. */
export const kandji = new Kandji();

/** Runs one real node in n8n's own engine, between a start node and nothing. */
export async function runNode(
	parameters: INodeParameters,
	credential: Credential,
	{ items = [{}], second, binary, node = {}, nodeType = kandji, started }: RunOptions = {},
): Promise<RunOutcome> {
	const types: Record<string, INodeType> = {
		'test.start': start,
		[node.type ?? 'n8n-nodes-kandji.kandji']: nodeType,
	};
	const nodes: INode[] = [
		{
			id: '1',
			name: 'Start',
			type: 'test.start',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{ ...kandjiNode(parameters), ...node },
		...(second
			? [
					{
						id: '3',
						name: 'Second',
						type: 'test.start',
						typeVersion: 1,
						position: [0, 200] satisfies [number, number],
						parameters: {},
					},
				]
			: []),
	];
	const toKandji = { node: 'Kandji', type: NodeConnectionTypes.Main, index: 0 };
	const workflow = new Workflow({
		id: 'test',
		nodes,
		connections: {
			Start: { main: [[toKandji, ...(second ? [{ ...toKandji, node: 'Second' }] : [])]] },
			...(second ? { Second: { main: [[{ ...toKandji, index: 1 }]] } } : {}),
		},
		active: false,
		nodeTypes: nodeTypesOf((name) => types[name]),
	});
	const input = items.map((json) => ({ json, ...(binary ? { binary } : {}) }));
	const execution = new WorkflowExecute(additionalData(credential, nodes), 'manual');
	const running = execution.run({
		workflow,
		startNode: workflow.getNode('Start') ?? undefined,
		pinData: { Start: input, ...(second ? { Second: second.map((json) => ({ json })) } : {}) },
	});
	started?.(() => running.cancel());
	const run = await running;
	const [outcome] = run.data.resultData.runData.Kandji ?? [];
	const outputs = (outcome?.data?.main ?? []).map((output) => output ?? []);
	const made = outputs.flat();
	return {
		outputs,
		items: made,
		json: made.map(({ json }) => json),
		hints: outcome?.hints ?? [],
		error: (outcome?.error ?? run.data.resultData.error) as RunOutcome['error'],
	};
}

/** A resource locator's value as the editor stores it. */
export function chosen(value: NodeParameterValueType, mode = 'list'): INodeParameters {
	return { __rl: true, mode, value } as unknown as INodeParameters;
}
