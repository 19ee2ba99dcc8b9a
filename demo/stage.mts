import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject, IPinData } from 'n8n-workflow';

import type { RunningSimulator } from '../simulator/server.mts';
import type { LoggedRequest } from '../simulator/simulator.mts';
import { Control } from '../simulator/controlClient.mts';
import { fillTable, readTable } from './dataTables.mts';
import type { TableRows } from './dataTables.mts';
import { filesOf, resultOf, runWorkflow } from './execution.mts';
import { newFolder, removeFolder } from './folder.mts';
import { startN8n } from './n8n.mts';
import type { RunningN8n } from './n8n.mts';
import {
	connectWorkflow,
	editWorkflow,
	pathOf,
	publishWorkflow,
	readWorkflow,
} from './publish.mts';
import type { Workflow } from './publish.mts';
import type { OpenTenant } from './tenant.mts';
import { prepareWorkspace } from './workspace.mts';
import type { Workspace } from './workspace.mts';

const PATIENCE_MS = 60_000;

export type { Workflow } from './publish.mts';

/** The answer of `look` as soon as it gives one. Throws with `what` after a minute. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
	const end = Date.now() + PATIENCE_MS;
	while (Date.now() < end) {
		const seen = await look();
		if (seen !== undefined) return seen;
		await sleep(200);
	}
	throw new Error(`Still waiting for ${what}.`);
}

/** n8n polls at most once a minute by one rule, so this is a rule for every fifth second. */
export const OFTEN = Array.from({ length: 12 }, (_, index) => ({
	mode: 'custom',
	cronExpression: `${index * 5} * * * * *`,
}));

/**
 * A real n8n with the ready-made workflows in it, and the tenant that its credential points to: what jobs and tests
 * drive workflows with, over n8n's REST API, its webhooks and its forms. Workflows go by the name of their file.
 */
export class Stage<T extends OpenTenant = RunningSimulator> {
	readonly tenant: T;
	readonly n8n: RunningN8n;
	readonly workspace: Workspace;
	private readonly folder: string;

	protected constructor(tenant: T, n8n: RunningN8n, workspace: Workspace, folder: string) {
		this.tenant = tenant;
		this.n8n = n8n;
		this.workspace = workspace;
		this.folder = folder;
	}

	/**
	 * Starts an n8n in a folder of its own; `wanted` names the workflow files to import, as a glob without ending, and
	 * `env` what n8n's environment holds besides. The tenant belongs to the stage and ends with it, also when n8n does not start.
	 */
	static async open<T extends OpenTenant>(
		name: string,
		tenant: T,
		wanted?: string,
		env: Record<string, string> = {},
	): Promise<Stage<T>> {
		const folder = newFolder(name);
		let n8n: RunningN8n | undefined;
		try {
			n8n = await startN8n({ folder, port: 0, env });
			const workspace = await prepareWorkspace(n8n.url, tenant, wanted);
			return new this(tenant, n8n, workspace, folder);
		} catch (failure) {
			await n8n?.close();
			await tenant.close();
			removeFolder(folder);
			throw failure;
		}
	}

	/** Ends both and removes what n8n kept. */
	async close(): Promise<void> {
		await this.n8n.close();
		await this.tenant.close();
		removeFolder(this.folder);
	}

	/** n8n's own path of a workflow. */
	where(file: string): string {
		return pathOf(this.workspace, file);
	}

	async workflow(file: string): Promise<Workflow> {
		return await readWorkflow(this.workspace, file);
	}

	/** Saves a workflow with what `change` made of it, and answers it as n8n then holds it. */
	async edit(file: string, change: (workflow: Workflow) => void): Promise<Workflow> {
		return await editWorkflow(this.workspace, file, change);
	}

	/** Saves a credential for the node of this name, else for those whose file names one of this type; turns it on. */
	async connect(file: string, type: string, data: object, only?: string): Promise<void> {
		await connectWorkflow(this.workspace, file, { type, data, only });
	}

	/** Sets values of the workflow's node Settings; those that are not named stay. */
	async set(file: string, values: Record<string, unknown>): Promise<void> {
		await this.edit(file, ({ nodes }) => {
			const settings = nodes.find(({ name }) => name === 'Settings');
			const { assignments } = settings?.parameters.assignments as {
				assignments: Array<{ name: string; value: unknown }>;
			};
			for (const each of assignments) each.value = values[each.name] ?? each.value;
		});
	}

	/** Runs a workflow from one of its triggers, as the editor does; answers what a node put out last. */
	async run(file: string, steps: { trigger: string; result: string }): Promise<unknown[]> {
		const { rest, workflows } = this.workspace;
		await this.saveExecutions(file);
		return await runWorkflow(rest, workflows[file], steps);
	}

	/** Lets n8n save the executions of a workflow whose file saves none because secrets pass: results are read there. */
	private async saveExecutions(file: string): Promise<void> {
		const { settings } = await this.workflow(file);
		const { saveManualExecutions, saveDataSuccessExecution } = settings ?? {};
		if (saveManualExecutions !== false && saveDataSuccessExecution !== 'none') return;
		await this.edit(file, (workflow) => {
			workflow.settings = {
				...settings,
				saveManualExecutions: true,
				saveDataSuccessExecution: 'all',
				saveDataErrorExecution: 'all',
			};
		});
	}

	/** The first file that a node put out in the last execution of a workflow. Throws when there is none. */
	async file(file: string, node: string): Promise<Buffer> {
		const [newest] = await this.executions(file);
		const [first] = await filesOf(this.workspace.rest, newest, node);
		if (first === undefined) throw new Error(`${node} put out no file.`);
		return first.content;
	}

	/** Runs a workflow as the editor does when its trigger is pinned to these events; answers what a node put out. */
	async fire(file: string, events: IDataObject[], result: string): Promise<unknown[]> {
		const pinData: IPinData = { 'Kandji Trigger': events.map((json) => ({ json })) };
		await this.edit(file, (workflow) => {
			workflow.pinData = pinData;
		});
		return await this.run(file, { trigger: 'Kandji Trigger', result });
	}

	/** Publishes a workflow: its triggers, webhooks and forms listen from now on. */
	async activate(file: string): Promise<void> {
		await publishWorkflow(this.workspace, file);
	}

	async deactivate(file: string): Promise<void> {
		await this.workspace.rest.send('POST', `${this.where(file)}/deactivate`, {});
	}

	/**
	 * What the node `result` puts out when a published workflow is set off: by `happens`, which changes the tenant after
	 * its Kandji Trigger has taken its baseline, with a poll every five seconds. The workflow is taken back afterwards.
	 */
	async watch(file: string, happens: () => Promise<unknown>, result: string): Promise<unknown[]> {
		await this.edit(file, ({ nodes }) => {
			const trigger = nodes.find(({ type }) => type.endsWith('.kandjiTrigger'));
			if (trigger) trigger.parameters.pollTimes = { item: OFTEN };
		});
		await this.saveExecutions(file);
		await this.control('DELETE', '/requests');
		await this.activate(file);
		try {
			await eventually('the first poll', async () => (await this.quiet()) || undefined);
			const before = new Set(await this.executions(file));
			await happens();
			const id = await eventually(`an execution of ${file}`, async () =>
				(await this.executions(file)).findLast((each) => !before.has(each)),
			);
			return await resultOf(this.workspace.rest, id, result);
		} finally {
			await this.deactivate(file);
		}
	}

	/** Whether the tenant was asked something and nothing any more for a second. */
	private async quiet(): Promise<boolean> {
		const requests = await this.control<LoggedRequest[]>('GET', '/requests');
		const newest = requests.at(-1);
		return newest !== undefined && Date.parse(newest.time) < Date.now() - 1_000;
	}

	/** IDs of the executions of a workflow, newest first. */
	async executions(file: string): Promise<string[]> {
		const filter = JSON.stringify({ workflowId: this.workspace.workflows[file] });
		const { results } = await this.workspace.rest.send<{ results: Array<{ id: string }> }>(
			'GET',
			`/executions?filter=${encodeURIComponent(filter)}&limit=100`,
		);
		return results.map(({ id }) => id);
	}

	/** The rows of a Data Table, oldest first, at most 100; none where there is no such table. */
	async rows(table: string): Promise<IDataObject[]> {
		return (await this.table(table))?.data ?? [];
	}

	/** Puts rows into a Data Table that is there. */
	async fill(name: string, rows: IDataObject[]): Promise<void> {
		await fillTable(this.workspace.rest, name, rows);
	}

	/** A Data Table's oldest 100 rows, and how many there are. */
	async table(name: string): Promise<TableRows | undefined> {
		return await readTable(this.workspace.rest, name);
	}

	/** What a published webhook or form answers, as soon as n8n listens to it; `where` as in `webhook/path`. */
	async web(where: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
		return await eventually(where, async () => {
			const response = await fetch(`${this.n8n.url}/${where}`, init);
			const text = await response.text();
			const early = response.status === 404 && /not registered|Problem loading form/.test(text);
			return early ? undefined : { status: response.status, text };
		});
	}

	/** The page of a waiting execution, as soon as it says `text`. */
	async page(link: string, text: string): Promise<string> {
		return await eventually(`the page with "${text}"`, async () => {
			// n8n never answers a request for a form whose execution still runs.
			const signal = AbortSignal.timeout(2_000);
			const page = await fetch(link, { signal })
				.then(async (response) => await response.text())
				.catch(() => '');
			return page.includes(text) ? page : undefined;
		});
	}

	/** Sends a form's answers, in the order of its fields; the form's own page sends choices as a list in JSON. */
	async submit(link: string, answers: string[]): Promise<void> {
		const form = new FormData();
		for (const [at, answer] of answers.entries()) form.set(`field-${at}`, answer);
		const response = await fetch(link, { method: 'POST', body: form });
		if (!response.ok) throw new Error(`The form was refused: ${await response.text()}`);
	}

	/** Waits for the form that a waiting execution shows and answers its questions, which have radio buttons. */
	async answer(link: string, title: string, ...options: string[]): Promise<void> {
		await this.page(link, title);
		await this.submit(
			link,
			options.map((option) => JSON.stringify([option])),
		);
	}

	/** What happens to the simulated tenant behind Kandji's back. */
	async control<A>(method: string, where: string, body?: unknown): Promise<A> {
		return await new Control(this.tenant).control<A>(method, where, body);
	}

	/**
	 * A request to Kandji's API itself, sent again while the tenant's rate limit is spent: the
	 * workflows under test share it. Throws with its answer when Kandji refuses.
	 */
	async call<A>(method: string, where: string, body?: unknown): Promise<A> {
		const { url, token } = this.tenant;
		const response = await fetch(`${url}${where}`, {
			method,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (response.status === 429) {
			await sleep(1_000);
			return await this.call(method, where, body);
		}
		const text = await response.text();
		if (!response.ok) throw new Error(`${where}: ${response.status} ${text}`);
		return (text === '' ? undefined : JSON.parse(text)) as A;
	}

	/** The writing requests that Kandji has received, as `METHOD path` below `/api/v1`. */
	async writes(): Promise<string[]> {
		const requests = await this.control<LoggedRequest[]>('GET', '/requests');
		return requests
			.filter(({ method }) => method !== 'GET')
			.map((request) => `${request.method} ${request.path.replace('/api/v1', '')}`);
	}
}
