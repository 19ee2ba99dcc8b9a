import { partition, sortBy } from 'lodash';

import { awaitAll } from '../util/awaitAll';
import { logFeeds } from './activity';
import { adeFeeds } from './ade';
import { blueprintSource } from './blueprints';
import { deviceSource } from './devices';
import type { TriggerEvent } from './events';
import { momentOf, nothingNew } from './feed';
import type { Feed, Fetched, Run } from './feed';
import { fingerprint } from './identity';
import { libraryFeeds } from './library';
import { recordFeed } from './records';
import { securityFeeds } from './security';
import { allTicks } from './settings';
import type { TriggerSettings } from './settings';
import type { SavedFeed, TriggerState } from './state';
import { userSource } from './users';

const MINUTE_MS = 60_000;

const DEVICES = recordFeed(deviceSource, 'device');

const QUICK: Feed[] = [
	DEVICES,
	{
		...recordFeed(userSource, 'user'),
		restMs: ({ options }) => options.userMinutes * MINUTE_MS,
	},
	recordFeed(blueprintSource, 'blueprint'),
	...logFeeds,
];

/** Feeds that are worth their requests only now and then. */
function costlyFeeds(settings: TriggerSettings): Feed[] {
	return [...adeFeeds, ...securityFeeds, ...libraryFeeds(settings)].map((feed) => ({
		...feed,
		costly: true,
		restMs: ({ options }) => options.costlyMinutes * MINUTE_MS,
	}));
}

/** Details cost a request per device, so that fewer events fit into the time of a poll. */
const MOST_WITH_DETAILS = 250;
/** Share of the time after which all feeds but that of the devices are given up, so that a silent one holds up less. */
const PATIENCE = 0.7;
/** Share of the time after which no further costly list is begun, so that a poll ends long before its time does. */
const COSTLY_SHARE = 0.4;
/** However much time there is, a feed that is silent for longer holds up what others have to tell. */
const PATIENCE_MS = 20_000;

/** What all feeds of one poll deliver together. */
interface Polled {
	state: TriggerState;
	changed: boolean;
	events: TriggerEvent[];
	/** Why feeds, or parts of them, could not be asked. */
	failures: unknown[];
}

/** One poll of all feeds. */
class Asking {
	private readonly run: Run;

	private readonly before: TriggerState | undefined;

	constructor(run: Run, before: TriggerState | undefined) {
		this.run = run;
		this.before = before;
	}

	/** What a feed was answered; one that fails stays as it was, and silences no other. */
	async ask(feed: Feed): Promise<Fetched> {
		const { run } = this;
		const { settings, client, readings } = run;
		const saved = this.savedOf(feed);
		const asked = fingerprint([client.tenant.apiUrl, allTicks(settings), settings.filters]);
		if (saved && readings.resting(feed.name, asked)) return nothingNew(saved);
		const whole = feed === DEVICES || feed.costly;
		const ends = whole ? run.time.ends : momentOf(run, PATIENCE, PATIENCE_MS);
		try {
			const fetched = await feed.fetch({ ...run, client: client.until(ends) }, saved);
			if (fetched.pages !== undefined) {
				readings.rest(feed.name, asked, feed.restMs?.(settings) ?? 0, fetched.pages);
			}
			return fetched;
		} catch (failure) {
			return { ...nothingNew(saved), failure };
		}
	}

	/**
	 * Asks one feed after the other, the one that has waited longest first, as long as there is time: what it does not
	 * suffice for has its turn with the next poll. One is always asked, so that a lack of time shows.
	 */
	async askInTurn(feeds: Feed[]): Promise<Array<[Feed, Fetched]>> {
		const { run } = this;
		const answers: Array<[Feed, Fetched]> = [];
		for (const feed of sortBy(feeds, ({ name }) => run.readings.lookedAt(name))) {
			const late = answers.length > 0 && Date.now() > momentOf(run, COSTLY_SHARE);
			answers.push([feed, late ? nothingNew(this.savedOf(feed)) : await this.ask(feed)]);
		}
		return answers;
	}

	/** What the token may not do shows at publishing also for feeds that have no time to begin yet. */
	async probe(feed: Feed): Promise<unknown> {
		try {
			if (this.run.publishing) await feed.probe?.(this.run);
			return undefined;
		} catch (failure) {
			return failure;
		}
	}

	private savedOf({ name }: Feed): SavedFeed | undefined {
		return this.before?.feeds[name];
	}
}

/**
 * Asks all feeds at once, the costly ones after the others, then lets each in turn deliver what still fits; another one
 * is first each time.
 */
export async function pollFeeds(run: Run, before: TriggerState | undefined): Promise<Polled> {
	const { settings, turn } = run;
	const asking = new Asking(run, before);
	const wanted = [...QUICK, ...costlyFeeds(settings)].filter((feed) => feed.wanted(settings));
	const [costly, quick] = partition(wanted, 'costly');
	const probes = awaitAll(costly.map(async (feed) => await asking.probe(feed)));
	const soon = await awaitAll(
		quick.map(async (feed): Promise<[Feed, Fetched]> => [feed, await asking.ask(feed)]),
	);
	const failures = (await probes).filter((failure) => failure !== undefined);
	const fetched = new Map([...soon, ...(await asking.askInTurn(costly))]);
	const { includeDetails, mostEvents } = settings.options;
	const most = includeDetails ? Math.min(mostEvents, MOST_WITH_DETAILS) : mostEvents;
	const events: TriggerEvent[] = [];
	const feeds: Record<string, SavedFeed> = {};
	const first = turn % wanted.length;
	let changed = before === undefined;
	for (const feed of [...wanted.slice(first), ...wanted.slice(0, first)]) {
		const { commit, failure } = fetched.get(feed) ?? nothingNew(undefined);
		const outcome = commit(most - events.length);
		events.push(...outcome.events);
		changed ||= outcome.changed;
		if (failure !== undefined) failures.push(failure);
		if (outcome.saved) feeds[feed.name] = outcome.saved;
	}
	changed ||= Object.keys(before?.feeds ?? {}).some((name) => !(name in feeds));
	return { state: { rev: turn + 1, feeds }, changed, events, failures };
}
