import { omit, partition, sortBy } from 'lodash';

import { awaitAll } from '../util/awaitAll';
import { adeDeviceSource, adeIntegrationSource } from './adeEvents';
import { blueprintSource } from './blueprintEvents';
import { deviceSource } from './deviceEvents';
import type { TriggerEvent } from './events';
import { momentIn, noResult } from './feed';
import type { Feed, FeedResult, FeedRun } from './feed';
import { fingerprint } from './fingerprint';
import { libraryItemSources } from './libraryItemEvents';
import { logFeeds } from './logFeed';
import { listIncomplete } from './pollFailures';
import { protectionSources } from './protectionEvents';
import { snapshotFeed } from './snapshotFeed';
import { softwareSources } from './softwareEvents';
import type { SavedFeed, TriggerState } from './state';
import type { TriggerSettings } from './triggerSettings';
import { userSource } from './userEvents';

const MINUTE_MS = 60_000;

const DEVICES = snapshotFeed(deviceSource);

const FREQUENT: Feed[] = [
	DEVICES,
	{
		...snapshotFeed(userSource),
		intervalMs: ({ options }) => options.userMinutes * MINUTE_MS,
	},
	snapshotFeed(blueprintSource),
	...logFeeds,
];

/** Returns the feeds that are worth their requests only now and then. */
function expensiveFeeds(settings: TriggerSettings): Feed[] {
	const feeds = [
		snapshotFeed(adeDeviceSource),
		snapshotFeed(adeIntegrationSource),
		...protectionSources.map((source) => snapshotFeed(source)),
		...softwareSources.map((source) => snapshotFeed(source)),
		...libraryItemSources(settings).map((source) => snapshotFeed(source)),
	];
	return feeds.map((feed) => ({
		...feed,
		isExpensive: true,
		intervalMs: ({ options }) => options.expensiveMinutes * MINUTE_MS,
	}));
}

/** Details cost a request per device, so that fewer events fit into the time of a poll. */
const MAX_WITH_DETAILS = 250;
/** Share of the time, and milliseconds, after which all frequent feeds but that of the devices are given up. */
const PATIENCE_SHARE = 0.6;
const MAX_PATIENCE_MS = 12_000;
/** Share of the time that one expensive list may take, and the least with which another one is begun. */
const SLICE_SHARE = 0.5;
const MIN_SLICE_SHARE = 0.4;
/** Looks in a row that could not start a feed before it is reported. */
const MAX_INCOMPLETE = 3;

/** The status of one list in a heartbeat. */
export interface ListStatus {
	name: string;
	started: boolean;
	/** Records that the trigger remembers; null for logs. */
	records: number | null;
}

/** The result of all feeds of one poll. */
export interface PollResult {
	state: TriggerState;
	changed: boolean;
	events: TriggerEvent[];
	/** Why feeds, or parts of them, could not be read. */
	failures: unknown[];
	lists: ListStatus[];
	/** Notes the looks of this poll; to be called once their events are delivered. */
	noteLooks: () => void;
}

/** One poll of all feeds. */
class FeedsPoll {
	private readonly run: FeedRun;

	private readonly before: TriggerState | undefined;

	private readonly settingsKey: string;

	constructor(run: FeedRun, before: TriggerState | undefined) {
		this.run = run;
		this.before = before;
		this.settingsKey = fingerprint([run.client.tenant.apiUrl, omit(run.settings, 'options')]);
	}

	/** Reads a feed if it is due. One that fails stays as it was, and silences no other. */
	async read(feed: Feed, until: number): Promise<FeedResult> {
		const { schedule, client, settings } = this.run;
		const saved = this.savedOf(feed);
		if (!this.isDue(feed)) return noResult(saved, 'skipped');
		schedule.noteTry(feed.name, this.settingsKey);
		try {
			const time = { startsAt: Date.now(), endsAt: until };
			const isStarting = saved === undefined;
			const run = { ...this.run, client: client.until(until), time, isStarting };
			const result = await feed.fetch(run, saved);
			if (result.status !== 'incomplete') return result;
			const looks = schedule.noteIncomplete(feed.name);
			return looks < MAX_INCOMPLETE
				? result
				: { ...result, failure: listIncomplete(client.node, feed.subject, looks) };
		} catch (failure) {
			// A frequent feed comes with every poll, also after a failure.
			if (feed.intervalMs?.(settings)) schedule.noteFailure(feed.name);
			return noResult(saved, 'skipped', failure);
		}
	}

	/** Whether a feed has a long list and has not started: it has all of the time, because one request hinders no other. */
	isStarting(feed: Feed): boolean {
		return feed.isPageByPage === true && this.savedOf(feed) === undefined;
	}

	/** Returns when a feed that is read beside the devices is given up, so that a silent one does not hold up the others. */
	patienceFor(feed: Feed): number {
		const { run } = this;
		return feed === DEVICES || this.isStarting(feed)
			? run.time.endsAt
			: momentIn(run, PATIENCE_SHARE, MAX_PATIENCE_MS);
	}

	/**
	 * Reads expensive feeds, the one whose last try is oldest first, `lanes` at once, each with a fair part of the time.
	 * What the time does not suffice for comes first with the next poll.
	 */
	async readInTurn(feeds: Feed[], lanes: number): Promise<Array<[Feed, FeedResult]>> {
		const { startsAt, endsAt } = this.run.time;
		const slice = (endsAt - startsAt) * SLICE_SHARE;
		const minSlice = (endsAt - startsAt) * MIN_SLICE_SHARE;
		const results: Array<[Feed, FeedResult]> = [];
		const queue = sortBy(feeds, ({ name }) => this.run.schedule.triedAt(name));
		let begun = 0;
		const lane = async () => {
			for (let feed = queue.shift(); feed; feed = queue.shift()) {
				// The first ones are always read, so that a lack of time shows.
				const isLate = begun >= lanes && endsAt - Date.now() < minSlice;
				if (!isLate && this.isDue(feed)) begun += 1;
				results.push([
					feed,
					isLate
						? noResult(this.savedOf(feed), 'skipped')
						: await this.read(feed, Math.floor(Math.min(endsAt, Date.now() + slice))),
				]);
			}
		};
		await awaitAll(Array.from({ length: lanes }, lane));
		return results;
	}

	/** Returns which permission of a feed is missing, while somebody publishes the workflow. */
	async probe(feed: Feed): Promise<unknown> {
		try {
			if (this.run.isPublishing) await feed.probe?.(this.run);
			return undefined;
		} catch (failure) {
			return failure;
		}
	}

	private isDue({ name, intervalMs }: Feed): boolean {
		const { schedule, settings } = this.run;
		return schedule.isDue(name, this.settingsKey, intervalMs?.(settings) ?? 0);
	}

	private savedOf({ name }: Feed): SavedFeed | undefined {
		return this.before?.feeds[name];
	}
}

/** Reads the selected feeds at once, the expensive ones after the others. */
async function readFeeds(poll: FeedsPoll, selected: Feed[]): Promise<Map<Feed, FeedResult>> {
	const [late, early] = partition(
		selected,
		(feed) => feed.isExpensive === true && !poll.isStarting(feed),
	);
	const readings = new Map(
		early.map((feed) => [feed, poll.read(feed, poll.patienceFor(feed))] as const),
	);
	// Devices take most of the rate; the other frequent lists may go on beside the expensive ones.
	await readings.get(DEVICES);
	// A list that comes page by page has one request open and hinders no other. Of the others, each takes the whole rate.
	const [pageByPage, atOnce] = partition(late, 'isPageByPage');
	const lateResults = await awaitAll([
		poll.readInTurn(pageByPage, pageByPage.length),
		poll.readInTurn(atOnce, 1),
	]);
	const earlyResults = await awaitAll(
		[...readings].map(
			async ([feed, reading]): Promise<[Feed, FeedResult]> => [feed, await reading],
		),
	);
	return new Map([...earlyResults, ...lateResults.flat()]);
}

/** Reads all selected feeds, then lets each in turn deliver what still fits; another one is first each time. */
export async function pollFeeds(
	run: FeedRun,
	before: TriggerState | undefined,
): Promise<PollResult> {
	const { settings, pollNumber, schedule } = run;
	const poll = new FeedsPoll(run, before);
	const selected = [...FREQUENT, ...expensiveFeeds(settings)].filter((feed) =>
		feed.isSelected(settings),
	);
	const expensive = selected.filter(({ isExpensive }) => isExpensive);
	const probes = awaitAll(expensive.map(async (feed) => await poll.probe(feed)));
	const results = await readFeeds(poll, selected);
	const failures = (await probes).filter((failure) => failure !== undefined);
	const { includeDetails, maxEvents } = settings.options;
	const max = includeDetails ? Math.min(maxEvents, MAX_WITH_DETAILS) : maxEvents;
	const events: TriggerEvent[] = [];
	const feeds: Record<string, SavedFeed> = {};
	const lists: ListStatus[] = [];
	const looks: Array<() => void> = [];
	const first = pollNumber % Math.max(selected.length, 1);
	let changed = before === undefined;
	for (const feed of [...selected.slice(first), ...selected.slice(0, first)]) {
		const {
			commit,
			failure,
			status,
			pages = 0,
		} = results.get(feed) ?? noResult(undefined, 'skipped');
		const outcome = commit(max - events.length);
		events.push(...outcome.events);
		changed ||= outcome.changed;
		if (failure !== undefined) failures.push(failure);
		if (outcome.saved) feeds[feed.name] = outcome.saved;
		if (status === 'read') {
			looks.push(() => schedule.noteLook(feed.name, pages, outcome.hasMore === true));
		}
		lists.push({
			name: feed.name,
			started: outcome.saved !== undefined,
			records: outcome.saved?.snapshot?.table.ids.length ?? null,
		});
	}
	changed ||= Object.keys(before?.feeds ?? {}).some((name) => !(name in feeds));
	return {
		state: { ...before, pollNumber: pollNumber + 1, feeds },
		changed,
		events,
		failures,
		lists,
		noteLooks: () => looks.forEach((note) => note()),
	};
}
