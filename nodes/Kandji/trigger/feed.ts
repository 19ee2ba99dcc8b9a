import type { KandjiClient } from '../client/client';
import type { TriggerEvent } from './events';
import type { Readings } from './reading';
import { allTicks } from './settings';
import type { TriggerSettings } from './settings';
import type { SavedFeed } from './state';

/** How long a long list is read in one poll. */
const READING_SHARE = 0.5;
const READING_MS = 10_000;

/** What every feed of one poll works with. */
export interface Run {
	client: KandjiClient;
	settings: TriggerSettings;
	/** This node has never been polled before, so the existing fleet may be asked for. */
	firstEver: boolean;
	/** Somebody publishes the workflow and should learn at once what the token may not do. */
	publishing: boolean;
	/** Number of this poll among those that saved something. */
	turn: number;
	/** Readings that go on over several polls, and lists that rest between two looks. */
	readings: Readings;
	/** When the feeds began to be asked and when they must have been, in epoch milliseconds. */
	time: { began: number; ends: number };
}

/** What a feed delivers. */
export interface Committed {
	/** What to save; undefined when the feed could not begin yet. */
	saved?: SavedFeed;
	/** Whether that differs from what was saved before. */
	changed: boolean;
	events: TriggerEvent[];
}

/** What a feed was answered. */
export interface Fetched {
	/** Decides, without asking again, which at most `most` events are delivered. */
	commit: (most: number) => Committed;
	/** Why something could not be asked; what was answered is told all the same. */
	failure?: unknown;
	/** Pages that had to be read one after the other; undefined where the look has not come to its end. */
	pages?: number;
}

/** A source of events. */
export interface Feed {
	name: string;
	/** Whether one of its events is ticked. */
	wanted: (settings: TriggerSettings) => boolean;
	/** Asks Kandji for what is new since `saved`. */
	fetch: (run: Run, saved: SavedFeed | undefined) => Promise<Fetched>;
	/** How long it rests after a look, in milliseconds; it comes with every poll without. */
	restMs?: (settings: TriggerSettings) => number;
	/** Costs so many requests that it is looked at after the others, with the time that they leave. */
	costly?: boolean;
	/** Sends one request that shows, while the workflow is published, what the token may not do. */
	probe?: (run: Run) => Promise<void>;
}

/** The moment at which this share of the feeds' time is over, or so many milliseconds of it, in epoch milliseconds. */
export function momentOf(
	{ time: { began, ends } }: Run,
	share: number,
	mostMs = Number.POSITIVE_INFINITY,
): number {
	return Math.floor(began + Math.min((ends - began) * share, mostMs));
}

/** When a list that is read page by page is left for the next poll, so that nothing waits for it. */
export function readUntil(run: Run): number {
	return momentOf(run, READING_SHARE, READING_MS);
}

/** What a feed delivers that has nothing to tell: everything stays as it was saved. */
export function nothingNew(saved: SavedFeed | undefined): Fetched {
	return { commit: () => ({ saved, changed: false, events: [] }) };
}

/** Ticks that count: those of the poll before that are still there, because a new one must not tell what happened before it. */
export function countingTicks(
	settings: TriggerSettings,
	saved: SavedFeed | undefined,
): ReadonlySet<string> {
	const before = saved?.ticks;
	return new Set(allTicks(settings).filter((tick) => !before || before.includes(tick)));
}
