import type { KandjiClient } from '../client/client';
import type { NormalizedDevice } from '../shapes/deviceShape';
import type { TriggerEvent } from './events';
import type { LookSchedule } from './lookSchedule';
import type { SavedFeed } from './state';
import { allSelected } from './triggerSettings';
import type { TriggerSettings } from './triggerSettings';

/**
 * Share of a feed's time after which a list that is read page by page waits for the next poll. The rest is for the page
 * that is under way, because a page that fails makes the reading begin anew, and for asking about single records.
 */
const READING_SHARE = 0.65;
/** That share while the feed has not started. Then it asks about no single records, and should start soon. */
const STARTING_SHARE = 0.9;

/** Data that every feed of one poll works with. */
export interface FeedRun {
	client: KandjiClient;
	settings: TriggerSettings;
	/** Whether this node was never polled before, so that existing devices may be emitted. */
	isFirstEver: boolean;
	/** Whether somebody publishes the workflow, who should learn at once which permissions are missing. */
	isPublishing: boolean;
	/** Number of this poll among those that changed the state. */
	pollNumber: number;
	schedule: LookSchedule;
	/** The devices that this poll listed, by ID. */
	devices: Map<string, NormalizedDevice>;
	/** When the time of all feeds, or of the one that is being read, starts and ends, in epoch milliseconds. */
	time: { startsAt: number; endsAt: number };
	/** Whether the feed that is being read has not started yet. */
	isStarting?: boolean;
}

/** The outcome of a feed. */
export interface FeedOutcome {
	/** The feed to save; undefined while it has not started. */
	saved?: SavedFeed;
	/** Whether that differs from what was saved before. */
	changed: boolean;
	events: TriggerEvent[];
	/** Whether events did not fit and wait for the next poll. */
	hasMore?: boolean;
}

/** How a feed was read. `skipped`: it was not its turn, or it failed. */
export type LookStatus = 'read' | 'unfinished' | 'incomplete' | 'skipped';

/** The result of reading a feed. */
export interface FeedResult {
	/** Decides, without another request, which events are delivered: at most `max`. */
	commit: (max: number) => FeedOutcome;
	status: LookStatus;
	/** Why something could not be read; what was read is delivered all the same. */
	failure?: unknown;
	/** Pages that were read one after the other. */
	pages?: number;
}

/** A source of events. */
export interface Feed {
	name: string;
	/** Its list in messages. */
	subject: string;
	/** Whether one of its events is selected. */
	isSelected: (settings: TriggerSettings) => boolean;
	/** Asks Kandji for what is new since `saved`. */
	fetch: (run: FeedRun, saved: SavedFeed | undefined) => Promise<FeedResult>;
	/** Milliseconds between two looks; without it, every poll looks. */
	intervalMs?: (settings: TriggerSettings) => number;
	/** Whether it costs so many requests that it is read after the others, with the time that they leave. */
	isExpensive?: boolean;
	/** Whether its pages come one after the other, because each states where the next one is. */
	isPageByPage?: boolean;
	/** Sends one request that shows, at publishing, which permission is missing. */
	probe?: (run: FeedRun) => Promise<void>;
}

/** Returns the epoch milliseconds at which this share of a run's time is over, or so many milliseconds of it. */
export function momentIn(
	{ time: { startsAt, endsAt } }: FeedRun,
	share: number,
	maxMs = Number.POSITIVE_INFINITY,
): number {
	return Math.floor(startsAt + Math.min((endsAt - startsAt) * share, maxMs));
}

/** Returns when a list that is read page by page has to wait for the next poll, so that it delays no other. */
export function readingEndsAt(run: FeedRun): number {
	return momentIn(run, run.isStarting ? STARTING_SHARE : READING_SHARE);
}

/** The result of a feed that has nothing to deliver: everything stays as it was saved. */
export function noResult(
	saved: SavedFeed | undefined,
	status: LookStatus,
	failure?: unknown,
): FeedResult {
	return { commit: () => ({ saved, changed: false, events: [] }), status, failure };
}

/** Returns the selected events that count: a new one must not emit what happened before it was selected. */
export function countingEvents(
	settings: TriggerSettings,
	saved: SavedFeed | undefined,
): ReadonlySet<string> {
	const before = saved?.selected;
	return new Set(allSelected(settings).filter((event) => !before || before.includes(event)));
}
