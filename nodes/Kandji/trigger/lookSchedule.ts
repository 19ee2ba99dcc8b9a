import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { startProgress } from '../client/pages';
import type { CursorEnd, CursorProgress } from '../client/pages';
import { isOver } from '../util/time';
import { fingerprint } from './fingerprint';
import { causeOf } from './pollFailures';

/** A reading of a long list that goes on over several polls. */
interface LongReading<T> {
	/** Fingerprint of the list and the query; a reading of another one cannot go on. */
	key: string;
	found: T[];
	progress: CursorProgress;
	/** Polls in a row in which the next page could not be read. */
	failures: number;
}

/** A reading's list and query, and which rows it keeps. */
export interface ReadingRequest<T> {
	list: List;
	query: IDataObject;
	/** Returns what is kept of a row; undefined for rows that nobody needs. */
	keep: (row: IDataObject) => T | undefined;
	/** Epoch milliseconds after which the rest waits for the next poll. */
	until: number;
}

/** A list that was read to its end. */
export interface WholeReading<T> {
	found: T[];
	/** False when rows may be missing. */
	complete: boolean;
	pages: number;
}

/** How the looks of one feed went. */
interface LookHistory {
	/** Fingerprint of the settings of the last look; with others the list is due at once. */
	settings: string;
	/** When the last look was tried, and when the last one counted, in epoch milliseconds. */
	triedAt: number;
	countedAt: number;
	/** How long the list rests after a failure of the last try. */
	pauseMs: number;
	pages: number;
	/** Failed looks in a row. */
	failures: number;
	/** Incomplete looks in a row, which could not start the feed. */
	incomplete: number;
	isDue: boolean;
}

/** Pages that may be read with every poll: at one poll a minute, a tenth of the tenant's hourly quota. */
const FREE_PAGES = 16;
/** Pause after a longer list for each page that it took, which keeps it to 1,000 requests an hour. */
const PAUSE_PER_PAGE_MS = 3_600;
/** A page that fails in so many polls makes the reading begin anew, because its cursor may have lost its meaning. */
const MAX_FAILURES = 3;
/** Pause after a failed look, doubled with each further one, but never longer than the feed's interval. */
const BACK_OFF_MS = 60_000;
/** An incomplete listing with the same IDs so many times in a row has rows that always come twice; nothing shifted. */
const SAME_LISTINGS = 3;

/** Returns the pause after so many pages. */
function pauseAfter(pages: number): number {
	return pages > FREE_PAGES ? pages * PAUSE_PER_PAGE_MS : 0;
}

/**
 * Decides when a list is read again, and continues readings that take several polls, so that no list takes another
 * one's time or requests. One per node; lost when the process ends, and then every list is due.
 */
export class LookSchedule {
	private readonly readings = new Map<string, LongReading<unknown>>();

	private readonly histories = new Map<string, LookHistory>();

	private readonly listings = new Map<string, { ids: string; count: number }>();

	/** Reads on in the list of this name; undefined while it has not come to its end. */
	async readOn<T>(
		name: string,
		client: KandjiClient,
		{ list, query, keep, until }: ReadingRequest<T>,
	): Promise<WholeReading<T> | undefined> {
		const key = fingerprint([client.tenant.apiUrl, list.path, query]);
		const known = this.readings.get(name) as LongReading<T> | undefined;
		const reading =
			known?.key === key
				? known
				: { key, found: [] as T[], progress: startProgress(), failures: 0 };
		this.readings.set(name, reading);
		const pagesBefore = reading.progress.pages;
		const take = (rows: IDataObject[]) => {
			for (const row of rows) {
				const kept = keep(row);
				if (kept !== undefined) reading.found.push(kept);
			}
		};
		const isTimeOver = () => Date.now() >= until;
		let end: CursorEnd | undefined;
		try {
			end = await client.readOn(list, query, reading.progress, { take, isTimeOver });
		} catch (failure) {
			const { pages } = reading.progress;
			const hasMoved = pages > pagesBefore;
			reading.failures = hasMoved ? 1 : reading.failures + 1;
			if (!causeOf(failure).passing || reading.failures >= MAX_FAILURES) {
				this.readings.delete(name);
				// A list that fails after many pages, or never ends, must not spend the quota by being read anew.
				this.change(name, { pauseMs: pauseAfter(pages) });
			} else if (hasMoved && isTimeOver()) {
				// Only the time was over.
				return undefined;
			}
			throw asNodeError(client.node, failure);
		}
		reading.failures = 0;
		if (!end) return undefined;
		this.readings.delete(name);
		return { found: reading.found, pages: reading.progress.pages, ...end };
	}

	/** Whether a feed is to be read now. */
	isDue(name: string, settings: string, intervalMs: number): boolean {
		const history = this.histories.get(name);
		if (history?.settings !== settings) return true;
		const { failures, pages, triedAt, countedAt, pauseMs, isDue } = history;
		if (!isOver(pauseMs, triedAt)) return false;
		if (isDue) return true;
		if (failures > 0) {
			return isOver(Math.min(BACK_OFF_MS * 2 ** (failures - 1), intervalMs), triedAt);
		}
		return isOver(Math.max(intervalMs, pauseAfter(pages)), countedAt);
	}

	/** When a feed was tried last, in epoch milliseconds; 0 for never. */
	triedAt(name: string): number {
		return this.histories.get(name)?.triedAt ?? 0;
	}

	/** Notes that a feed is being read now, so that the others are first with the next poll. */
	noteTry(name: string, settings: string): void {
		const history = this.histories.get(name);
		const fresh = { countedAt: 0, pages: 0, failures: 0, incomplete: 0 };
		this.histories.set(name, {
			...(history ?? fresh),
			settings,
			triedAt: Date.now(),
			pauseMs: 0,
			isDue: true,
		});
	}

	/** Notes a look whose events were delivered: the interval starts, unless some did not fit into the poll. */
	noteLook(name: string, pages: number, hasMore: boolean): void {
		this.change(name, { countedAt: Date.now(), pages, failures: 0, incomplete: 0, isDue: hasMore });
	}

	/** Notes a look that failed: it counts, with a pause of its own. */
	noteFailure(name: string): void {
		this.change(name, { failures: (this.histories.get(name)?.failures ?? 0) + 1, isDue: false });
	}

	/** Notes a look that could not start a feed; returns how many there were in a row. */
	noteIncomplete(name: string): number {
		const incomplete = (this.histories.get(name)?.incomplete ?? 0) + 1;
		this.change(name, { countedAt: Date.now(), failures: 0, incomplete, isDue: false });
		return incomplete;
	}

	/** Whether an incomplete listing had the same IDs several times in a row, so that nothing can have shifted. */
	isSteady(name: string, ids: Iterable<string>): boolean {
		const key = fingerprint([...ids].sort());
		const known = this.listings.get(name);
		const count = known?.ids === key ? known.count + 1 : 1;
		this.listings.set(name, { ids: key, count });
		return count >= SAME_LISTINGS;
	}

	private change(name: string, changes: Partial<LookHistory>): void {
		const history = this.histories.get(name);
		if (history) Object.assign(history, changes);
	}
}
