import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { awaitAll } from '../client/awaitAll';
import { logFeeds } from './activity';
import { blueprintSource } from './blueprints';
import { deviceSource } from './devices';
import type { TriggerEvent } from './events';
import { causeOf } from './failure';
import type { Feed, Run } from './feed';
import { detailsOf, toItems } from './items';
import type { ProcessMemory } from './process';
import { recordFeed } from './records';
import { sampleItems } from './sample';
import { allTicks, readSettings } from './settings';
import { identityOf, readState, writeState } from './state';
import type { SavedFeed, TriggerState } from './state';
import { userSource } from './users';

const FEEDS: Feed[] = [
	recordFeed(deviceSource, 'device'),
	recordFeed(userSource, 'user'),
	recordFeed(blueprintSource, 'blueprint'),
	...logFeeds,
];

/** What n8n gives a poll that no scheduler's lease limits; also the value for versions that give none. */
const UNLIMITED_MS = 300_000;
/** Somebody waits for the workflow to be published. */
const ACTIVATION_MS = 15_000;
/** Details cost a request per device, so that fewer events fit into the time of a poll. */
const MOST_WITH_DETAILS = 250;

interface Polled {
	state: TriggerState;
	changed: boolean;
	events: TriggerEvent[];
}

/** Asks all feeds at once, then lets each in turn deliver what still fits; another one is first each time. */
async function pollFeeds(run: Run, before: TriggerState | undefined): Promise<Polled> {
	const { settings, turn } = run;
	const wanted = FEEDS.filter((feed) => feed.wanted(settings));
	const first = turn % wanted.length;
	const ordered = [...wanted.slice(first), ...wanted.slice(0, first)];
	const fetched = await awaitAll(
		ordered.map(async (feed) => ({
			name: feed.name,
			commit: (await feed.fetch(run, before?.feeds[feed.name])).commit,
		})),
	);
	const { includeDetails, mostEvents } = settings.options;
	const most = includeDetails ? Math.min(mostEvents, MOST_WITH_DETAILS) : mostEvents;
	const events: TriggerEvent[] = [];
	const feeds: Record<string, SavedFeed> = {};
	const ticks = allTicks(settings);
	let changed = before === undefined || before.ticks.join() !== ticks.join();
	for (const { name, commit } of fetched) {
		const outcome = commit(most - events.length);
		events.push(...outcome.events);
		changed ||= outcome.changed;
		if (outcome.saved) feeds[name] = outcome.saved;
	}
	changed ||= Object.keys(before?.feeds ?? {}).some((name) => !(name in feeds));
	return { state: { rev: turn + 1, ticks, feeds }, changed, events };
}

/** One poll of one node. */
class Poll {
	private readonly context: IPollFunctions;

	private readonly memory: ProcessMemory;

	/** The node by its name too, because n8n keeps state under it. */
	private readonly key: string;

	/** The node, whatever it is called. */
	private readonly id: string;

	private readonly activating: boolean;

	private readonly deadline: number;

	constructor(context: IPollFunctions, memory: ProcessMemory) {
		const workflow = context.getWorkflow().id;
		const { id, name } = context.getNode();
		this.context = context;
		this.memory = memory;
		this.key = JSON.stringify([workflow, id, name]);
		this.id = JSON.stringify([workflow, id]);
		// Absent before n8n 2.38.
		const budget: number = 'getPollBudgetMs' in context ? context.getPollBudgetMs() : UNLIMITED_MS;
		this.activating = budget >= UNLIMITED_MS && memory.firstSight(context);
		this.deadline = Date.now() + Math.min(budget, this.activating ? ACTIVATION_MS : budget);
	}

	async items(): Promise<INodeExecutionData[] | null> {
		const items = await this.memory.oneAtATime(this.key, async () => {
			try {
				return await this.run();
			} catch (error) {
				return this.failed(error);
			}
		});
		return items ?? null;
	}

	private async run(): Promise<INodeExecutionData[] | null> {
		const { context, memory, key, id, deadline } = this;
		const settings = readSettings(context);
		const client = await KandjiClient.from(context, { deadline });
		const kept = context.getWorkflowStaticData('node');
		const saved = kept.state;
		const used = memory.newestState(key, saved);
		const before = await readState(used);
		const ticks = allTicks(settings);
		const run: Run = {
			client,
			settings,
			ticks: new Set(before ? ticks.filter((tick) => before.ticks.includes(tick)) : ticks),
			firstEver: used === undefined && !memory.hasBegun(id),
			turn: before?.rev ?? 0,
			now: new Date(),
		};
		const { state, changed, events } = await pollFeeds(run, before);
		const details = settings.options.includeDetails ? await detailsOf(client, events) : new Map();
		const items = toItems(events, settings, run.now, details);
		const written = await writeState(state);
		// Another poll was faster: what it saved knows more, and what it told must not be told twice.
		if (identityOf(kept.state) !== identityOf(saved)) return null;
		if (events.length === 0 && !changed) return null;
		if (events.length === 0) memory.remember(key, saved, used, written);
		if (Object.keys(state.feeds).length > 0) memory.markBegun(id);
		kept.state = written;
		return events.length === 0 ? null : items;
	}

	/** A failed poll becomes a failed execution only where that tells something new; an activation always says no at once. */
	private failed(error: unknown): null {
		const { context, memory, key, activating } = this;
		const { cause, passing } = causeOf(error);
		const failure = asNodeError(context.getNode(), error);
		if (activating && passing) {
			context.logger.warn(`Kandji Trigger begins with its next poll: ${failure.message}`);
			return null;
		}
		if (activating) throw failure;
		const told = memory.worthTelling(key, cause);
		if (told === undefined) return null;
		const often =
			told.since > 0 ? `${told.since} more polls failed this way since this was told last. ` : '';
		const calm = `${often}Nothing is lost: what changes meanwhile is delivered once polls succeed again. The same cause is told once an hour.`;
		failure.description = [failure.description, calm].filter(Boolean).join(' ');
		throw failure;
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
