/** Runs a ready-made workflow in n8n's own engine, in this process, against a simulated tenant. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';

import { mapValues } from 'lodash';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	IBinaryData,
	IConnections,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IRun,
	IWorkflowSettings,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { KandjiApi } from '../../credentials/KandjiApi.credentials';
import { Kandji } from '../../nodes/Kandji/Kandji.node';
import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';
import { KandjiTrigger } from '../../nodes/Kandji/KandjiTrigger.node';
import { root } from '../../tools/setup.mjs';
import { additionalDataOf } from '../../tools/harness/additional.mts';
import { MemoryTables } from './dataTables.mts';
import type { Credential } from '../../tools/harness/engine.mts';

/** A workflow file as it lies in the repository. */
export interface ReadyWorkflow {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IWorkflowSettings;
}

export const readyWorkflow = (file: string): ReadyWorkflow =>
	JSON.parse(readFileSync(path.join(root, 'workflows', `${file}.json`), 'utf8')) as ReadyWorkflow;

/** Answers of a stand-in for another product to one item. It may throw, as the product would refuse. */
type Service = (parameters: IDataObject) => IDataObject;

/** What a run is given besides the workflow. */
export interface Given {
	/** The items of triggers, and of nodes whose output a test decides, by name. */
	pins: Record<string, IDataObject[]>;
	/** Files that come with the first item of the node where the run starts, by property: their text. */
	files?: Record<string, string>;
	credential?: Credential;
	/** Data Tables to share with other runs. */
	tables?: MemoryTables;
	/**
	 * What a person enters in a form page, or answers to a wait, by name of the node; a function where something happens
	 * while the page is open. Without it the run stops there.
	 */
	answers?: Record<string, IDataObject | (() => Promise<IDataObject>)>;
	/** Stand-ins for other products, by name of the node; the node is switched on. */
	services?: Record<string, Service>;
	/** Values of the node Settings that differ from the file. */
	settings?: IDataObject;
	/** Changes the workflow before it runs. */
	edit?: (workflow: ReadyWorkflow) => void;
	/** The node to start at, when it is not the only one in `pins`. */
	start?: string;
}

/** One message to another product, page or answer, with its parameters evaluated. */
interface Shown {
	node: string;
	parameters: IDataObject;
}

/** What came of a run. */
export interface Outcome {
	/** Items that a node put out, in order. */
	items: (node: string, output?: number) => IDataObject[];
	/** The same with binary data and links. */
	data: (node: string, output?: number) => INodeExecutionData[];
	ran: (node: string) => boolean;
	/** Pages, answers of webhooks and messages to other products, in order. */
	shown: Shown[];
	/** The parameters of the last one of a node. Throws when there is none. */
	last: (node: string) => IDataObject;
	/** The answer to the webhook, its body parsed. */
	response?: IDataObject;
	tables: MemoryTables;
	error?: Error;
	run: IRun;
}

interface Known {
	className: string;
	sourcePath: string;
}

const load = createRequire(path.join(root, 'package.json'));
const BASE = 'n8n-nodes-base';
const knownTypes = load(`${BASE}/dist/known/nodes.json`) as Record<string, Known>;

const descriptions = load(`${BASE}/dist/types/nodes.json`) as INodeTypeDescription[];

const OWN: Record<string, () => INodeType> = {
	'n8n-nodes-kandji.kandji': () => new Kandji(),
	'n8n-nodes-kandji.kandjiTrigger': () => new KandjiTrigger(),
	'n8n-nodes-kandji.kandjiAssetSync': () => new KandjiAssetSync(),
};

/** Node types whose behaviour is replaced: they talk to people or to other products. */
const OUTSIDE =
	/\.(form|wait|respondToWebhook|slack|jira|freshservice|bambooHr|httpRequest|emailSend|executeWorkflow)$/;

const made = new Map<string, INodeType>();

/** The node type that n8n would load, made once: the descriptions are long. */
function baseType(type: string, version: number): INodeType {
	const key = `${type} ${version}`;
	const known = made.get(key) ?? loadType(type, version);
	made.set(key, known);
	return known;
}

function loadType(type: string, version: number): INodeType {
	const own = OWN[type];
	if (own) return own();
	const name = type.replace(`${BASE}.`, '');
	const known = knownTypes[name];
	if (!known) return foreign(type);
	if (OUTSIDE.test(type) || /trigger$|webhook$/i.test(type)) return described(name, version);
	const loaded = load(`${BASE}/${known.sourcePath}`) as Record<string, new () => INodeType>;
	const node = new loaded[known.className]() as INodeType & {
		nodeVersions?: Record<number, INodeType>;
	};
	return node.nodeVersions ? node.nodeVersions[version] : node;
}

/** A node as n8n describes it, without its code: what talks to people or to other products is replaced here. */
function described(name: string, version: number): INodeType {
	const description = descriptions.find(
		(each) => each.name === name && [each.version].flat().includes(version),
	);
	if (!description) throw new Error(`n8n has no ${name} ${version}.`);
	return { description };
}

/** A node of another package (AI): it never runs here. */
const foreign = (type: string): INodeType => ({
	description: {
		...{ displayName: type, name: type, group: ['transform'], version: 1 },
		...{ description: '', defaults: {}, inputs: ['main'], outputs: ['main'], properties: [] },
	},
});

/** Parameters of a node for one item, with every expression evaluated. */
function evaluated(context: IExecuteFunctions, item: number): IDataObject {
	const { parameters } = context.getNode();
	const names = Object.keys(parameters);
	const values = Object.fromEntries(
		names.map((name) => [name, context.getNodeParameter(name, item) as IDataObject]),
	);
	// A form evaluates the text of its HTML fields itself when it shows the page.
	for (const field of (values.formFields?.values ?? []) as Array<{ html?: unknown }>) {
		if (typeof field.html === 'string')
			field.html = context.evaluateExpression(`=${field.html}`, item);
	}
	return values;
}

/** Code in the Code node runs here as a function of n8n's data proxy instead of in a task runner. */
const codeRunner = async (
	_additionalData: unknown,
	_type: string,
	{ code }: { code: string },
	context: IExecuteFunctions,
): Promise<unknown> => {
	const proxy = context.getWorkflowDataProxy(0) as unknown as Record<string, unknown>;
	const names = ['$', '$input', '$now', '$today', '$execution', '$workflow', 'DateTime', '$json'];
	const body = `return (async () => {\n${code}\n})()`;
	const run = compileFunction(body, names) as (
		this: unknown,
		...values: unknown[]
	) => Promise<unknown>;
	const values = names.map((name) => {
		try {
			return proxy[name];
		} catch {
			return undefined;
		}
	});
	return { ok: true, result: await run.apply({ helpers: context.helpers }, values) };
};

/** Runs a ready-made workflow from the node that `pins` gives items to. */
export async function runReady(file: string, given: Given): Promise<Outcome> {
	const { pins, credential, tables = new MemoryTables(), answers = {}, services = {} } = given;
	const ready = readyWorkflow(file);
	given.edit?.(ready);
	applySettings(ready, given.settings ?? {});
	const shown: Shown[] = [];
	const start = given.start ?? Object.keys(pins)[0];
	const outside = async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { name, type } = this.getNode();
		const answered: INodeExecutionData[] = [];
		for (const [item, input] of this.getInputData().entries()) {
			const parameters = evaluated(this, item);
			shown.push({ node: name, parameters });
			try {
				const isPage = type.endsWith('.form') || type.endsWith('.wait');
				const given = answers[name];
				const answer = typeof given === 'function' ? await given() : given;
				const json = isPage ? answer : (services[name]?.(parameters) ?? input.json);
				if (json) answered.push({ json, pairedItem: { item } });
			} catch (failure) {
				if (!this.continueOnFail()) throw failure;
				answered.push({ json: { error: (failure as Error).message }, pairedItem: { item } });
			}
		}
		return [answered];
	};
	for (const node of ready.nodes) {
		if (services[node.name]) delete node.disabled;
		if (node.type.endsWith('Tool')) node.disabled = true;
	}
	const types: INodeTypes = {
		getByName: (type) => baseType(type, 1),
		getByNameAndVersion: (type, version = 1) => {
			const real = baseType(type, version);
			if (!OUTSIDE.test(type)) return real;
			return { description: real.description, execute: outside };
		},
		getKnownTypes: () => ({}),
	};
	const nodes = ready.nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
	const workflow = new Workflow({
		...{ id: 'ready', name: ready.name, nodes, connections: ready.connections },
		...{ active: false, nodeTypes: types, settings: ready.settings },
	});
	const api = new KandjiApi();
	const data = { id: 'ready', name: ready.name, active: false, nodes, connections: {} };
	const additional = additionalDataOf({
		credential: { ...(credential ?? { apiUrl: 'http://127.0.0.1:9', apiToken: 'none' }) },
		authenticate: async (credentials, options) => await api.authenticate(credentials, options),
		hooks: new ExecutionLifecycleHooks('manual', 'test', data as never),
	});
	const execution = new WorkflowExecute(
		Object.assign(additional, { 'data-table': tables.provider, startRunnerTask: codeRunner }),
		'manual',
	);
	const pinData = Object.fromEntries(
		Object.entries(pins).map(([name, list]): [string, INodeExecutionData[]] => [
			name,
			list.map((json) => ({ json })),
		]),
	);
	if (given.files) pinData[start][0].binary = mapValues(given.files, textFile);
	const run = await execution.run({
		workflow,
		startNode: workflow.getNode(start) ?? undefined,
		pinData,
	});
	return outcomeOf(run, shown, tables);
}

const textFile = (content: string): IBinaryData => ({
	...{ mimeType: 'text/csv', fileName: 'file.csv' },
	data: Buffer.from(content).toString('base64'),
});

function applySettings({ nodes }: ReadyWorkflow, values: IDataObject): void {
	const settings = nodes.find(({ name }) => name === 'Settings');
	const { assignments = [] } = (settings?.parameters.assignments ?? {}) as {
		assignments?: Array<{ name: string; value: unknown }>;
	};
	for (const [name, value] of Object.entries(values)) {
		const found = assignments.find((each) => each.name === name);
		if (!found) throw new Error(`The node Settings has no "${name}".`);
		found.value = value;
	}
}

function outcomeOf(run: IRun, shown: Shown[], tables: MemoryTables): Outcome {
	const { runData, error } = run.data.resultData;
	const data = (node: string, output = 0) =>
		(runData[node] ?? []).flatMap((each) => each.data?.main[output] ?? []);
	const answer = shown.find(({ parameters }) => parameters.responseBody !== undefined);
	return {
		data,
		items: (node, output) => data(node, output).map(({ json }) => json),
		ran: (node) => runData[node] !== undefined,
		shown,
		last: (node) => {
			const found = shown.findLast((each) => each.node === node);
			if (!found)
				throw new Error(
					`${node} showed nothing. ${String(error?.message)} Ran: ${Object.keys(runData).join()}`,
				);
			return found.parameters;
		},
		...(answer ? { response: responseOf(answer.parameters) } : {}),
		tables,
		...(error ? { error: error as Error } : {}),
		run,
	};
}

function responseOf({ responseBody, options }: IDataObject): IDataObject {
	const body: unknown = typeof responseBody === 'string' ? parsed(responseBody) : responseBody;
	const status = Number((options as IDataObject | undefined)?.responseCode ?? 200);
	return { status, ...(typeof body === 'object' ? body : { text: body }) } as IDataObject;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
