import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { awaitAll } from '../client/awaitAll';
import { logFeeds } from './activity';
import type { TriggerEvent } from './events';
import { causeOf } from './failure';
import type { Feed, Run } from './feed';
import { detailsOf, toItems } from './items';
import { begin, firstSight, hasBegun, keep, recall, singly, worthTelling } from './process';
import { blueprintSource, deviceSource, recordFeed, userSource } from './records';
import { sampleItems } from './sample';
import { readSettings, ticksOf } from './settings';
import type { TriggerSettings } from './settings';
import { identityOf, readState, writeState } from './state';
import type { SavedFeed, TriggerState } from './state';

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

interface Moment {
	activating: boolean;
	deadline: number;
}

function momentOf(context: IPollFunctions): Moment {
	// Absent before n8n 2.38.
	const budget: number = 'getPollBudgetMs' in context ? context.getPollBudgetMs() : UNLIMITED_MS;
	const activating = budget >= UNLIMITED_MS && firstSight(context);
	return {
		activating,
		deadline: Date.now() + Math.min(budget, activating ? ACTIVATION_MS : budget),
	};
}

interface Polled {
	state: TriggerState;
	changed: boolean;
	events: TriggerEvent[];
}

/** Asks all feeds at once, then lets each in turn deliver what still fits; another one is first each time. */
async function pollFeeds(run: Run, before: TriggerState | undefined): Promise<Polled> {
	const { settings } = run;
	const rev = before?.rev ?? 0;
	const wanted = FEEDS.filter((feed) => feed.wanted(settings));
	const turn = wanted.length === 0 ? 0 : rev % wanted.length;
	const ordered = [...wanted.slice(turn), ...wanted.slice(0, turn)];
	const looked = await awaitAll(
		ordered.map(async (feed) => ({
			name: feed.name,
			settle: await feed.look(run, before?.feeds[feed.name]),
		})),
	);
	const most = settings.includeDetails
		? Math.min(settings.mostEvents, MOST_WITH_DETAILS)
		: settings.mostEvents;
	const events: TriggerEvent[] = [];
	const feeds: Record<string, SavedFeed> = {};
	const ticks = ticksOf(settings);
	let changed = before === undefined || before.ticks.join() !== ticks.join();
	for (const { name, settle } of looked) {
		const outcome = settle(most - events.length);
		events.push(...outcome.events);
		changed ||= outcome.changed;
		if (outcome.saved) feeds[name] = outcome.saved;
	}
	changed ||= Object.keys(before?.feeds ?? {}).some((name) => !(name in feeds));
	return { state: { rev: rev + 1, ticks, feeds }, changed, events };
}

function runOf(
	client: KandjiClient,
	settings: TriggerSettings,
	before: TriggerState | undefined,
	firstEver: boolean,
): Run {
	const now = ticksOf(settings);
	const known = before ? now.filter((tick) => before.ticks.includes(tick)) : now;
	return { client, settings, ticks: new Set(known), firstEver, now: new Date() };
}

async function poll(
	context: IPollFunctions,
	key: string,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const settings = readSettings(context);
	const client = await KandjiClient.from(context, { deadline });
	const kept = context.getWorkflowStaticData('node');
	const saved = kept.state;
	const used = recall(key, saved);
	const before = readState(used);
	const id = JSON.stringify([context.getWorkflow().id, context.getNode().id]);
	const run = runOf(client, settings, before, used === undefined && !hasBegun(id));
	const { state, changed, events } = await pollFeeds(run, before);
	const details = settings.includeDetails ? await detailsOf(client, events) : new Map();
	const items = toItems(events, settings, run.now, details);
	// Another poll was faster: what it saved knows more, and what it told must not be told twice.
	if (identityOf(kept.state) !== identityOf(saved)) return null;
	if (events.length === 0 && !changed) return null;
	const written = writeState(state);
	if (events.length === 0) keep(key, saved, used, written);
	if (Object.keys(state.feeds).length > 0) begin(id);
	kept.state = written;
	return events.length === 0 ? null : items;
}

/** A failed poll becomes a failed execution only where that tells something new; an activation always says no at once. */
function failed(context: IPollFunctions, key: string, error: unknown, activating: boolean): null {
	const { cause, passing } = causeOf(error);
	const failure = asNodeError(context.getNode(), error);
	if (activating && passing) {
		context.logger.warn(`Kandji Trigger begins with its next poll: ${failure.message}`);
		return null;
	}
	if (activating) throw failure;
	const told = worthTelling(key, cause);
	if (told === undefined) return null;
	const often =
		told.since > 0 ? `${told.since} more polls failed this way since this was told last. ` : '';
	const calm = `${often}Nothing is lost: what changes meanwhile is delivered once polls succeed again. The same cause is told once an hour.`;
	failure.description = [failure.description, calm].filter(Boolean).join(' ');
	throw failure;
}

/** One poll of the Kandji Trigger: see docs/trigger.md for what it promises. */
export async function pollKandji(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [await sampleItems(context)];
	const node = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, node.id, node.name]);
	const { activating, deadline } = momentOf(context);
	const items = await singly(key, async () => {
		try {
			return await poll(context, key, deadline);
		} catch (error) {
			return failed(context, key, error, activating);
		}
	});
	return items ? [items] : null;
}
