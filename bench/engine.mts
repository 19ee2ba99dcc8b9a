/** Runs one node in n8n's own engine, as a worker of the benchmark does: ours, or the node that people would take instead. */
import { createRequire } from 'node:module';

import type * as Core from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeParameters,
	INodeType,
	IVersionedNodeType,
	NodeExecutionHint,
} from 'n8n-workflow';
import type * as Flows from 'n8n-workflow';

import type * as Credentials from '../credentials/KandjiApi.credentials';
import { additionalDataOf, nodeTypesOf } from '../tools/harness/additional.mts';

const load = createRequire(import.meta.url);
// n8n's packages are one program only as CommonJS.
const { ExecutionLifecycleHooks, WorkflowExecute } = load('n8n-core') as typeof Core;
const { NodeConnectionTypes, Workflow } = load('n8n-workflow') as typeof Flows;
const { KandjiApi } = load('../dist/credentials/KandjiApi.credentials.js') as typeof Credentials;

/** Where each contender's node is, its class, and how n8n calls it. */
const NODES = {
	ours: ['../dist/nodes/Kandji/Kandji.node.js', 'Kandji', 'n8n-nodes-kandji.kandji'],
	http: [
		'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js',
		'HttpRequest',
		'n8n-nodes-base.httpRequest',
	],
} as const;

/** A node of n8n that sends requests. */
export type Contender = keyof typeof NODES;

/** One run of one node. */
export interface Run {
	node: Contender;
	parameters: INodeParameters;
	items: IDataObject[];
	apiUrl: string;
	apiToken: string;
}

/** What came of it. */
export interface Outcome {
	ms: number;
	/** Items that came out, failed ones not counted. */
	items: number;
	failed: number;
	/** Why the whole run failed. */
	error?: string;
	hints: string[];
}

/** Whether a class is one of n8n's nodes with several versions. */
const isVersioned = (type: INodeType | IVersionedNodeType): type is IVersionedNodeType =>
	'getNodeType' in type;

/** A node's type as n8n loads it at its start, in its newest version; `file` as Node resolves it. */
export function loadType(file: string, className: string): { type: INodeType; version: number } {
	const classes = load(file) as Record<string, new () => INodeType | IVersionedNodeType>;
	const made = new classes[className]();
	if (!isVersioned(made)) return { type: made, version: 1 };
	return { type: made.getNodeType(), version: made.currentVersion };
}

/** Only its output is ever seen, which is pinned. */
const start = { description: { name: 'start', properties: [] } } as unknown as INodeType;

const at = (name: string, type: string, more: Partial<INode> = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...more,
});

/** Additional data of an execution with the credential. */
function additionalOf(given: { apiUrl: string; apiToken: string }) {
	const credential = new KandjiApi();
	const data = { id: 'bench', name: 'bench', active: false, nodes: [], connections: {} };
	return additionalDataOf({
		credential: given,
		authenticate: async (decrypted, options) => await credential.authenticate(decrypted, options),
		hooks: new ExecutionLifecycleHooks('manual', 'bench', data as never),
	});
}

/** Runs the node between a start node and nothing. */
export async function execute({
	node,
	parameters,
	items,
	apiUrl,
	apiToken,
}: Run): Promise<Outcome> {
	const [file, className, name] = NODES[node];
	const { type, version } = loadType(file, className);
	const types: Record<string, INodeType> = { start, [name]: type };
	const nodes = [
		at('Start', 'start'),
		at('Measured', name, {
			typeVersion: version,
			parameters,
			onError: 'continueRegularOutput',
			credentials: { kandjiApi: { id: '1', name: 'Kandji' } },
		}),
	];
	const workflow = new Workflow({
		id: 'bench',
		nodes,
		active: false,
		connections: {
			Start: { main: [[{ node: 'Measured', type: NodeConnectionTypes.Main, index: 0 }]] },
		},
		nodeTypes: nodeTypesOf((asked) => types[asked]),
	});
	const additional = additionalOf({ apiUrl, apiToken });
	const began = performance.now();
	const run = await new WorkflowExecute(additional, 'manual').run({
		workflow,
		startNode: workflow.getNode('Start') ?? undefined,
		pinData: { Start: items.map((json) => ({ json })) },
	});
	const ms = performance.now() - began;
	const [outcome] = run.data.resultData.runData.Measured ?? [];
	const made = (outcome?.data?.main ?? []).flatMap((output) => output ?? []);
	const failed = made.filter(({ json, error }) => error !== undefined || 'error' in json).length;
	const error = outcome?.error ?? run.data.resultData.error;
	return {
		ms,
		items: made.length - failed,
		failed,
		...(error ? { error: error.message } : {}),
		hints: (outcome?.hints ?? []).map(({ message }: NodeExecutionHint) => message),
	};
}
