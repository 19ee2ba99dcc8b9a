import { setTimeout as sleep } from 'node:timers/promises';

import type {
	IConnections,
	IDataObject,
	INode,
	INodeTypeDescription,
	IPinData,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { runWorkflow } from '../../demo/execution.mts';
import type { RunningN8n } from '../../demo/n8n.mts';
import { owner } from '../../demo/workspace.mts';
import type { Workspace } from '../../demo/workspace.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';
import { Control } from '../helpers/control.mts';
import { openStage } from './stage.mts';

const PATIENCE_MS = 30_000;

/** A workflow as n8n holds it. */
interface Workflow {
	versionId: string;
	active: boolean;
	nodes: INode[];
	connections: IConnections;
	pinData?: IPinData;
}

/** The answer of `look` as soon as it gives one. Throws with `what` after half a minute. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
	const end = Date.now() + PATIENCE_MS;
	while (Date.now() < end) {
		const seen = await look();
		if (seen !== undefined) return seen;
		await sleep(200);
	}
	throw new Error(`Still waiting for ${what}.`);
}

/** Every node that n8n offers, those made for AI agents included; its REST API names only the others. */
async function nodeTypes(n8nUrl: string): Promise<INodeTypeDescription[]> {
	const { email: emailOrLdapLoginId, password } = owner;
	const login = await fetch(`${n8nUrl}/rest/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ emailOrLdapLoginId, password }),
	});
	const cookie = login.headers.getSetCookie().join('; ');
	const response = await fetch(`${n8nUrl}/types/nodes.json`, { headers: { cookie } });
	return (await response.json()) as INodeTypeDescription[];
}

/** One n8n with every ready-made workflow in it, and a simulated tenant that its credential points to. */
export class Bench {
	readonly simulator: RunningSimulator;
	private readonly n8n: RunningN8n;
	private readonly workspace: Workspace;
	private types?: INodeTypeDescription[];
	/** Ends everything, whatever has been started of it. */
	readonly close: () => Promise<void>;

	private constructor(
		simulator: RunningSimulator,
		n8n: RunningN8n,
		workspace: Workspace,
		close: Bench['close'],
	) {
		this.simulator = simulator;
		this.n8n = n8n;
		this.workspace = workspace;
		this.close = close;
	}

	static async open(): Promise<Bench> {
		const { tenant, n8n, workspace, close } = await openStage('workflows', 40);
		return new Bench(tenant, n8n, workspace, close);
	}

	async workflow(file: string): Promise<Workflow> {
		return await this.workspace.rest.send('GET', `/workflows/${this.workspace.workflows[file]}`);
	}

	/** What n8n's editor would mark red: nodes that it does not know, values that no parameter takes, and open issues. */
	async complaints(file: string): Promise<string[]> {
		const { nodes } = await this.workflow(file);
		this.types ??= await nodeTypes(this.n8n.url);
		const { types } = this;
		return nodes.flatMap((node) => {
			const type = types.find(
				({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
			);
			if (!type) return [`${node.name}: n8n has no ${node.type} ${node.typeVersion}`];
			const enabled = { ...node, disabled: false };
			const { properties } = type;
			const issues = NodeHelpers.getNodeParametersIssues(properties, enabled, type);
			const taken = NodeHelpers.getNodeParameters(
				properties,
				node.parameters,
				true,
				false,
				enabled,
				type,
			);
			return [
				...Object.values(issues?.parameters ?? {}).flat(),
				...lost(node.parameters, taken ?? {}),
			].map((complaint) => `${node.name}: ${complaint}`);
		});
	}

	/** Publishes a workflow, which polls its trigger once, and takes it back; answers whether it was active. */
	async publish(file: string): Promise<boolean> {
		const { rest, workflows } = this.workspace;
		const { versionId } = await this.workflow(file);
		const where = `/workflows/${workflows[file]}`;
		await rest.send('POST', `${where}/activate`, { versionId });
		const { active } = await this.workflow(file);
		await rest.send('POST', `${where}/deactivate`, {});
		return active;
	}

	/** Runs a workflow as the editor does when its trigger is pinned to these events; answers what a node put out. */
	async fire(file: string, events: IDataObject[], result: string): Promise<unknown[]> {
		const { rest, workflows } = this.workspace;
		const pinData: IPinData = { 'Kandji Trigger': events.map((json) => ({ json })) };
		const workflow = await this.workflow(file);
		await rest.send('PATCH', `/workflows/${workflows[file]}?forceSave=true`, {
			...workflow,
			pinData,
		});
		return await runWorkflow(rest, workflows[file], { trigger: 'Kandji Trigger', result });
	}

	/** The rows of a Data Table, oldest first. */
	async rows(table: string): Promise<IDataObject[]> {
		const { rest } = this.workspace;
		const { id: project } = await rest.send<{ id: string }>('GET', '/projects/personal');
		const tables = `/projects/${project}/data-tables`;
		const { data } = await rest.send<{ data: Array<{ id: string; name: string }> }>('GET', tables);
		const id = data.find(({ name }) => name === table)?.id;
		if (id === undefined) return [];
		const page = `${tables}/${id}/rows?take=100&sortBy=id:asc`;
		return (await rest.send<{ data: IDataObject[] }>('GET', page)).data;
	}

	/** What a test does to the tenant behind Kandji's back. */
	async control<T>(method: 'GET' | 'POST' | 'DELETE', where: string, body?: unknown): Promise<T> {
		return await new Control(this.simulator).control<T>(method, where, body);
	}

	async call<T>(method: string, where: string, body?: unknown): Promise<T> {
		const { url, token } = this.simulator;
		const response = await fetch(`${url}${where}`, {
			method,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
		return (await response.json()) as T;
	}

	/** Opens the form that a waiting execution shows and answers its only question. */
	async answer(link: string, title: string, option: string): Promise<void> {
		await eventually(`the form "${title}"`, async () => {
			const page = await (await fetch(link)).text();
			return page.includes(title) ? page : undefined;
		});
		const form = new FormData();
		// The form's own page sends the choice of a radio button as a list, too.
		form.set('field-0', JSON.stringify([option]));
		const response = await fetch(link, { method: 'POST', body: form });
		if (!response.ok) throw new Error(`The form was refused: ${await response.text()}`);
	}

	/** The writing requests that Kandji has received, as `METHOD path` below `/api/v1`. */
	async writes(): Promise<string[]> {
		const requests = await this.control<LoggedRequest[]>('GET', '/requests');
		return requests
			.filter(({ method }) => method !== 'GET')
			.map((request) => `${request.method} ${request.path.replace('/api/v1', '')}`);
	}
}

/** Paths of what was given and not taken. */
function lost(given: unknown, taken: unknown, where = ''): string[] {
	if (typeof given !== 'object' || given === null) {
		return given === taken ? [] : [`no parameter takes ${where}`];
	}
	return Object.entries(given).flatMap(([key, value]) =>
		lost(value, (taken as IDataObject | undefined)?.[key], where ? `${where}.${key}` : key),
	);
}
