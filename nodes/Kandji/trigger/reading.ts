import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { KandjiClient } from '../client/client';
import { fingerprint } from './identity';

/** A reading of a long list, as far as it has come. */
interface Reading<T> {
	/** Fingerprint of what is asked for; a reading of something else cannot go on. */
	asked: string;
	found: T[];
	pages: number;
	cursor?: string;
	/** Cursors that led here, so that a circle is seen. */
	cursors: Set<string>;
}

/** What one reading asks for, and what it keeps of it. */
export interface Asking<T> {
	list: List;
	query: IDataObject;
	/** What is kept of a row; undefined for rows that nobody needs. */
	keep: (row: IDataObject) => T | undefined;
	/** Epoch milliseconds after which the rest is left for the next poll. */
	until: number;
}

/** A list that was read to its end. */
export interface Whole<T> {
	found: T[];
	/** False when rows may be missing. */
	complete: boolean;
	pages: number;
}

/** When a feed was looked at last, with which settings, and until when it rests. */
interface Look {
	at: number;
	asked: string;
	until: number;
}

/** Pages that may be read with every poll: at one poll a minute, a tenth of the tenant's hourly quota. */
const FREE_PAGES = 16;
/** How long a longer list rests for each page that it took, which keeps it to 1,000 requests an hour. */
const REST_MS_A_PAGE = 3_600;

/**
 * Lists that are not read whole with every poll. A long one that Kandji hands out one page after the other is read over
 * several polls, and one that costs much rests between two looks, so that none costs another feed its time or its
 * requests. What a process forgets here is read again.
 */
export class Readings {
	private readonly begun = new Map<string, Reading<unknown>>();

	private readonly looks = new Map<string, Look>();

	/** Reads on in the list of this name; undefined while it has not come to its end. */
	async readOn<T>(
		name: string,
		client: KandjiClient,
		{ list, query, keep, until }: Asking<T>,
	): Promise<Whole<T> | undefined> {
		const asked = fingerprint([client.tenant.apiUrl, list.path, query]);
		const known = this.begun.get(name) as Reading<T> | undefined;
		const fresh: Reading<T> = { asked, found: [], pages: 0, cursors: new Set() };
		const reading = known?.asked === asked ? known : fresh;
		// Should this page fail, the next poll begins anew, because a cursor may have lost its meaning.
		this.begun.delete(name);
		do {
			const page = await client.page(list, query, reading.cursor);
			reading.pages += 1;
			for (const row of page.rows) {
				const kept = keep(row);
				if (kept !== undefined) reading.found.push(kept);
			}
			const circling = page.next !== undefined && reading.cursors.has(page.next);
			if (page.next === undefined || circling) {
				const { found, pages } = reading;
				// An empty page that leads nowhere new is an end; rows that lead in a circle may hide others.
				return { found, pages, complete: !circling || page.rows.length === 0 };
			}
			reading.cursor = page.next;
			reading.cursors.add(page.next);
		} while (Date.now() < until);
		this.begun.set(name, reading);
		return undefined;
	}

	/** Whether a feed rests; it does not once something else is asked of it. */
	resting(name: string, asked: string): boolean {
		const look = this.looks.get(name);
		return look?.asked === asked && Date.now() < look.until;
	}

	/** Remembers that a feed was looked at, and lets it rest: so long, or as long as the pages that were read one by one ask. */
	rest(name: string, asked: string, ms: number, pages: number): void {
		const at = Date.now();
		const long = pages > FREE_PAGES ? pages * REST_MS_A_PAGE : 0;
		this.looks.set(name, { at, asked, until: at + Math.max(ms, long) });
	}

	/** When a feed was looked at last, in epoch milliseconds; 0 for never. */
	lookedAt(name: string): number {
		return this.looks.get(name)?.at ?? 0;
	}

	/** Ends the rest of a feed of which something is still to be told. */
	wake(name: string): void {
		const look = this.looks.get(name);
		if (look) look.until = 0;
	}
}
