import type { KandjiClient } from '../client/client';
import type { TriggerEvent } from './events';
import type { TriggerSettings } from './settings';
import type { Moment } from './source';
import type { SavedFeed } from './state';

/** What every feed of one poll works with. */
export interface Run extends Moment {
	client: KandjiClient;
	/** This node has never been polled before, so the existing fleet may be asked for. */
	firstEver: boolean;
	/** Number of this poll among those that saved something. */
	turn: number;
}

/** What a feed delivers. */
export interface Outcome {
	/** What to save; undefined when the feed could not begin yet. */
	saved?: SavedFeed;
	/** Whether that differs from what was saved before. */
	changed: boolean;
	events: TriggerEvent[];
}

/** What a feed was answered. */
export interface Fetched {
	/** Decides, without asking again, which at most `most` events are delivered. */
	commit: (most: number) => Outcome;
}

/** A source of events. */
export interface Feed {
	name: string;
	/** Whether one of its events is ticked. */
	wanted: (settings: TriggerSettings) => boolean;
	/** Asks Kandji for what is new since `saved`. */
	fetch: (run: Run, saved: SavedFeed | undefined) => Promise<Fetched>;
}
