import { awaitAll } from '../client/awaitAll';
import { logFeeds } from './activity';
import { blueprintSource } from './blueprints';
import { deviceSource } from './devices';
import type { TriggerEvent } from './events';
import { nothingNew } from './feed';
import type { Feed, Fetched, Run } from './feed';
import { recordFeed } from './records';
import type { SavedFeed, TriggerState } from './state';
import { userSource } from './users';

const FEEDS: Feed[] = [
	recordFeed(deviceSource, 'device'),
	recordFeed(userSource, 'user'),
	recordFeed(blueprintSource, 'blueprint'),
	...logFeeds,
];

/** Details cost a request per device, so that fewer events fit into the time of a poll. */
const MOST_WITH_DETAILS = 250;

/** What all feeds of one poll deliver together. */
interface Polled {
	state: TriggerState;
	changed: boolean;
	events: TriggerEvent[];
	/** Why feeds, or parts of them, could not be asked. */
	failures: unknown[];
}

/** A feed that fails stays as it was, and silences no other. */
async function ask(feed: Feed, run: Run, saved: SavedFeed | undefined): Promise<Fetched> {
	try {
		return await feed.fetch(run, saved);
	} catch (failure) {
		return { ...nothingNew(saved), failure };
	}
}

/** Asks all feeds at once, then lets each in turn deliver what still fits; another one is first each time. */
export async function pollFeeds(run: Run, before: TriggerState | undefined): Promise<Polled> {
	const { settings, turn } = run;
	const wanted = FEEDS.filter((feed) => feed.wanted(settings));
	const first = turn % wanted.length;
	const ordered = [...wanted.slice(first), ...wanted.slice(0, first)];
	const fetched = await awaitAll(
		ordered.map(async (feed) => ({
			name: feed.name,
			...(await ask(feed, run, before?.feeds[feed.name])),
		})),
	);
	const { includeDetails, mostEvents } = settings.options;
	const most = includeDetails ? Math.min(mostEvents, MOST_WITH_DETAILS) : mostEvents;
	const events: TriggerEvent[] = [];
	const failures: unknown[] = [];
	const feeds: Record<string, SavedFeed> = {};
	let changed = before === undefined;
	for (const { name, commit, failure } of fetched) {
		const outcome = commit(most - events.length);
		events.push(...outcome.events);
		changed ||= outcome.changed;
		if (failure !== undefined) failures.push(failure);
		if (outcome.saved) feeds[name] = outcome.saved;
	}
	changed ||= Object.keys(before?.feeds ?? {}).some((name) => !(name in feeds));
	return { state: { rev: turn + 1, feeds }, changed, events, failures };
}
