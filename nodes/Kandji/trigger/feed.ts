import type { KandjiClient } from '../client/client';
import type { TriggerEvent } from './events';
import type { TriggerSettings } from './settings';
import type { SavedFeed } from './state';

/** What every feed of one poll works with. */
export interface Run {
	client: KandjiClient;
	settings: TriggerSettings;
	/** Ticks that count: those of the poll before that are still there. */
	ticks: ReadonlySet<string>;
	/** This node has never been polled before, so the existing fleet may be asked for. */
	firstEver: boolean;
	now: Date;
}

export interface Outcome {
	/** What to save; undefined when the feed could not begin yet. */
	saved?: SavedFeed;
	/** Whether that differs from what was saved before. */
	changed: boolean;
	events: TriggerEvent[];
}

/** A source of events. */
export interface Feed {
	name: string;
	/** Whether one of its events is ticked. */
	wanted: (settings: TriggerSettings) => boolean;
	/** Asks Kandji; the function that it gives decides, without asking again, which at most `most` events are delivered. */
	look: (run: Run, saved: SavedFeed | undefined) => Promise<(most: number) => Outcome>;
}
