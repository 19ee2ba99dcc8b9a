import type { KandjiClient } from '../client/client';
import type { TriggerEvent } from './events';
import type { Readings } from './reading';
import { allTicks } from './settings';
import type { TriggerSettings } from './settings';
import type { SavedFeed } from './state';

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
	/** Readings of long lists that go on over several polls. */
	readings: Readings;
	/** Epoch milliseconds after which a long list is left for the next poll. */
	readUntil: number;
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
}

/** A source of events. */
export interface Feed {
	name: string;
	/** Whether one of its events is ticked. */
	wanted: (settings: TriggerSettings) => boolean;
	/** Asks Kandji for what is new since `saved`. */
	fetch: (run: Run, saved: SavedFeed | undefined) => Promise<Fetched>;
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
