import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeError } from 'n8n-workflow';

import { KandjiClient } from '../client/client';
import { pollBudgetMs, UNLIMITED_POLL_MS } from '../client/host';
import { beginsAnew, causeOf, isLoss, together } from './failure';
import { pollFeeds } from './feeds';
import { detailsOf, toItems } from './items';
import type { ProcessMemory } from './process';
import { sampleItems } from './sample';
import { readSettings } from './settings';
import { identityOf, readState, writeState } from './state';

/** Somebody waits for the workflow to be published. */
const ACTIVATION_MS = 15_000;
/** What the feeds may take of a poll's time; the rest is for details and for the state. */
const FEEDS_SHARE = 0.8;
/** A silent Kandji must not hold up the feeds that answer, also where no poll's time is limited. */
const FEEDS_MS = 60_000;
/** n8n starts; nobody is publishing a workflow. */
const STARTING: unknown[] = ['init', 'leadershipChange'];

/** One poll of one node. */
class Poll {
	private readonly context: IPollFunctions;

	private readonly memory: ProcessMemory;

	/** The node by its name too, because n8n keeps state under it. */
	private readonly key: string;

	/** The node, whatever it is called. */
	private readonly id: string;

	private readonly activating: boolean;

	/** Somebody waits for the workflow to be published, and learns at once what cannot work. */
	private readonly publishing: boolean;

	private readonly deadline: number;

	constructor(context: IPollFunctions, memory: ProcessMemory) {
		const workflow = context.getWorkflow().id;
		const { id, name } = context.getNode();
		this.context = context;
		this.memory = memory;
		this.key = JSON.stringify([workflow, id, name]);
		this.id = JSON.stringify([workflow, id]);
		const budget = pollBudgetMs(context);
		this.activating = budget >= UNLIMITED_POLL_MS && memory.firstSight(context);
		this.publishing = this.activating && !STARTING.includes(context.getActivationMode());
		this.deadline = Date.now() + Math.min(budget, this.activating ? ACTIVATION_MS : budget);
	}

	async items(): Promise<INodeExecutionData[] | null> {
		const outcome = await this.memory.oneAtATime(this.key, async () => {
			try {
				return await this.run();
			} catch (error) {
				return this.told(this.due([error]));
			}
		});
		if (outcome instanceof NodeError) throw outcome;
		return outcome ?? null;
	}

	/** The items of this poll, null for none, or the failure that is worth a failed execution. */
	private async run(): Promise<INodeExecutionData[] | NodeError | null> {
		const { context, memory, key, id, publishing } = this;
		const settings = readSettings(context);
		const began = Date.now();
		const time = Math.floor(Math.min((this.deadline - began) * FEEDS_SHARE, FEEDS_MS));
		const client = await KandjiClient.from(context, { deadline: began + time });
		const kept = context.getWorkflowStaticData('node');
		const saved = kept.state;
		const used = memory.newestState(key, saved);
		const before = await readState(used);
		// What cannot be read is told by a poll that is no publishing, which it must not hold up.
		if (used !== undefined && !before) memory.owe(key, beginsAnew(context.getNode()));
		const { state, changed, events, failures } = await pollFeeds(
			{
				client,
				settings,
				firstEver: used === undefined && !memory.hasBegun(id),
				publishing,
				turn: before?.rev ?? 0,
				readings: memory.readingsOf(key),
				time: { began, ends: began + time },
			},
			before,
		);
		const slow = await KandjiClient.from(context, { deadline: this.deadline });
		const details = settings.options.includeDetails ? await detailsOf(slow, events) : new Map();
		const items = toItems(events, settings, client.now, details);
		// Quiet polls may have moved on from what n8n holds.
		const moved = changed || identityOf(used) !== identityOf(saved);
		const written = changed ? await writeState(state) : String(used);
		// Another poll was faster: what it saved knows more, and what it told must not be told twice.
		if (identityOf(kept.state) !== identityOf(saved)) return null;
		const due = this.due([...failures, ...(this.activating ? [] : memory.owedTo(key))]);
		// Events go first, but not for ever: the second time they wait for the next poll, as nothing moves on from them.
		const telling = due.length > 0 && (events.length === 0 || memory.mustTell(key));
		if (moved && !(telling && events.length > 0)) {
			if (events.length === 0) memory.remember(key, saved, used, written);
			if (Object.keys(state.feeds).length > 0) memory.markBegun(id);
			kept.state = written;
		}
		if (telling) return this.told(due);
		return events.length === 0 ? null : items;
	}

	/** The failures that tell something new: while publishing what waiting does not mend, otherwise each cause once an hour. */
	private due(failures: unknown[]): unknown[] {
		const { context, memory, key, activating, publishing } = this;
		if (!activating) return failures.filter((each) => memory.isDue(key, causeOf(each).cause));
		const due = publishing ? failures.filter((each) => !causeOf(each).passing) : [];
		if (due.length === 0 && failures.length > 0) {
			const { message } = together(context.getNode(), failures);
			context.logger.warn(`Kandji Trigger begins with its next poll: ${message}`);
		}
		return due;
	}

	/** What becomes the failed execution, null where nothing is to be told. */
	private told(due: unknown[]): NodeError | null {
		if (due.length === 0) return null;
		const failure = together(this.context.getNode(), due);
		if (this.activating) return failure;
		const [since] = due.map((each) => this.memory.told(this.key, causeOf(each).cause));
		if (due.some(isLoss)) return failure;
		const often = since > 0 ? `${since} more polls failed this way since this was told last. ` : '';
		const calm = `${often}Nothing is lost: what changes meanwhile is delivered once this is mended, and events that do not depend on it come as usual. The same cause is told once an hour.`;
		failure.description = [failure.description, calm].filter(Boolean).join(' ');
		return failure;
	}
}

/** One poll of the Kandji Trigger: see docs/trigger.md for what it promises. */
export async function pollKandji(
	context: IPollFunctions,
	memory: ProcessMemory,
): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [await sampleItems(context)];
	const items = await new Poll(context, memory).items();
	return items ? [items] : null;
}
