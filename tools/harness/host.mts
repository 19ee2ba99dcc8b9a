import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeParameters,
	INodeType,
	IPollFunctions,
	IWorkflowExecuteAdditionalData,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { KandjiTrigger } from '../../nodes/Kandji/KandjiTrigger.node';
import type { RunningSimulator } from '../../simulator/server.mts';
import { nodeTypesOf } from './additional.mts';
import { additionalData } from './engine.mts';

/** How n8n keeps a trigger's state: in memory, per poll from the database, or as a cursor (docs/n8n-facts.md 1.1). */
export type HostMode = 'A' | 'B' | 'C';

interface Tick {
	/** n8n dies after it handed the items on and before it saved the state. */
	crash?: boolean;
	/** n8n dies after it saved the state and before it handed the items on. */
	unstarted?: boolean;
	budgetMs?: number;
}

const LEASED_MS = 36_000;
const UNLEASED_MS = 300_000;
/** Without faults, nothing but a busy machine makes a poll take so long. */
const SLOW_MS = 10_000;

/** What n8n does around poll(), in each of its modes: which state a poll gets, and when what it left there is saved. */
export class Host {
	/** Items of all executions, oldest first. */
	readonly delivered: IDataObject[] = [];

	/** Failed executions. */
	readonly failures: Array<Error & { description?: string | null }> = [];

	executions = 0;

	polls = 0;

	/** As the database has it. */
	saved: IDataObject = {};

	cursor?: IDataObject;

	private readonly mode: HostMode;

	private readonly additional: IWorkflowExecuteAdditionalData;

	/** One instance a process, as n8n makes it. */
	private type: INodeType = new KandjiTrigger();

	private node: INode;

	/** Of mode A: lives as long as the process. */
	private memory?: { workflow: Workflow; context: PollContext };

	constructor(
		mode: HostMode,
		{ url, token }: Pick<RunningSimulator, 'url' | 'token'>,
		parameters: INodeParameters = {},
	) {
		this.mode = mode;
		this.additional = additionalData({ apiUrl: url, apiToken: token });
		this.node = {
			id: 'node',
			name: 'Kandji Trigger',
			type: 'n8n-nodes-kandji.kandjiTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: this.withDefaults(parameters),
			credentials: { kandjiApi: { id: '1', name: 'Kandji' } },
		};
	}

	/** Publishes the workflow; its first poll runs at once and refuses by throwing. */
	async activate(how: WorkflowActivateMode = 'activate'): Promise<void> {
		const workflow = this.load();
		const context = this.contextOf(workflow, UNLEASED_MS, how);
		this.memory = { workflow, context };
		await this.run(workflow, context, { inline: true });
	}

	/** One scheduled poll; the items that it started an execution with. */
	async tick(how: Tick = {}): Promise<IDataObject[]> {
		const { crash = false, unstarted = false, budgetMs = LEASED_MS } = how;
		const kept = this.mode === 'A' ? this.memory : undefined;
		const workflow = kept?.workflow ?? this.load();
		const context =
			kept?.context ?? this.contextOf(workflow, this.mode === 'A' ? UNLEASED_MS : budgetMs);
		if (this.mode === 'A') this.memory = { workflow, context };
		try {
			return await this.run(workflow, context, { crash, unstarted });
		} catch (error) {
			this.failures.push(error as Error);
			return [];
		} finally {
			if (crash || unstarted) this.restart();
		}
	}

	/**
	 * Polls until nothing more comes, which may wait beyond the cap. Only of a Kandji without faults: a poll that fails
	 * as an earlier one did is quiet too.
	 */
	async drain(): Promise<void> {
		for (;;) {
			const [began, failed] = [Date.now(), this.failures.length];
			const emitted = await this.tick();
			// One that tells a failure, or that a busy machine slowed down until it gave up a feed, only looks quiet.
			const sound = this.failures.length === failed && Date.now() - began < SLOW_MS;
			if (emitted.length === 0 && sound) return;
		}
	}

	/** What "Fetch Test Event" shows. */
	async test(): Promise<IDataObject[]> {
		const workflow = this.load();
		const state = new Proxy({}, { get: () => this.refuse(), set: () => this.refuse() });
		const context = new PollContext(
			workflow,
			this.node,
			this.additional,
			'manual',
			'manual',
			undefined,
			undefined,
			undefined,
			undefined,
			() => state,
		);
		return (await this.poll(context))?.flat().map(({ json }) => json) ?? [];
	}

	/** Ends the process: what is only in memory is gone. */
	restart(): void {
		this.type = new KandjiTrigger();
		this.memory = undefined;
	}

	rename(name: string): void {
		this.node = { ...this.node, name };
		this.memory = undefined;
	}

	set(parameters: INodeParameters): void {
		this.node = { ...this.node, parameters: this.withDefaults(parameters) };
		this.memory = undefined;
	}

	/** The state as the node wrote it, undefined before the first. */
	get written(): unknown {
		const [saved] = [this.cursor, ...(Object.values(this.saved) as IDataObject[])].filter(Boolean);
		return saved?.state;
	}

	/** Bytes of the state that the database holds. */
	get bytes(): number {
		return JSON.stringify(this.cursor ?? this.saved).length;
	}

	private refuse(): never {
		throw new Error('A test run touched the saved state');
	}

	private withDefaults(parameters: INodeParameters): INodeParameters {
		const defaults = this.type.description.properties.map(({ name, default: value }) => [
			name,
			value,
		]);
		return { ...(Object.fromEntries(defaults) as INodeParameters), ...parameters };
	}

	private load(): Workflow {
		return new Workflow({
			id: 'workflow',
			nodes: [this.node],
			connections: {},
			active: true,
			nodeTypes: nodeTypesOf(() => this.type),
			staticData: structuredClone(this.saved),
		});
	}

	private contextOf(
		workflow: Workflow,
		budgetMs: number,
		how: WorkflowActivateMode = 'init',
	): PollContext {
		let state = workflow.getStaticData('node', this.node);
		if (this.mode === 'C') {
			this.cursor ??= structuredClone(JSON.parse(JSON.stringify(state)) as IDataObject);
			state = structuredClone(this.cursor);
		}
		return new PollContext(
			workflow,
			this.node,
			this.additional,
			'trigger',
			how,
			undefined,
			undefined,
			undefined,
			undefined,
			() => state,
			() => budgetMs,
		);
	}

	private async poll(context: PollContext) {
		this.polls += 1;
		return await this.type.poll?.call(context as unknown as IPollFunctions);
	}

	private async run(
		workflow: Workflow,
		context: PollContext,
		{ inline = false, crash = false, unstarted = false }: Tick & { inline?: boolean },
	): Promise<IDataObject[]> {
		const answer = await this.poll(context);
		const staged = JSON.parse(JSON.stringify(context.getWorkflowStaticData('node'))) as IDataObject;
		const emits = answer !== null && answer !== undefined;
		if (this.mode === 'C' && !crash && (emits || !inline)) this.cursor = staged;
		if (this.mode !== 'C' && !crash && (emits || inline))
			this.saved = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		if (!emits || unstarted) return [];
		const items = answer.flat().map(({ json }) => json);
		this.executions += 1;
		this.delivered.push(...items);
		return items;
	}
}
