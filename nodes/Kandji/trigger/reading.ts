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

/** Pages that may be read with every poll: at one poll a minute, a tenth of the tenant's hourly quota. */
const FREE_PAGES = 16;
/** How long a longer list rests for each page that it took, which keeps it to 1,000 requests an hour. */
const REST_MS_A_PAGE = 3_600;

/**
 * Lists that Kandji hands out one page after the other. A long one is read over several polls, and then rests, so
 * that it costs no other feed its time or its requests. What a process forgets here is read again.
 */
export class Readings {
	private readonly begun = new Map<string, Reading<unknown>>();

	private readonly restUntil = new Map<string, number>();

	/** Reads on in the list of this name; undefined while it has not come to its end, and while it rests. */
	async readOn<T>(
		name: string,
		client: KandjiClient,
		{ list, query, keep, until }: Asking<T>,
	): Promise<{ found: T[]; complete: boolean } | undefined> {
		const asked = fingerprint([client.tenant.apiUrl, list.path, query]);
		const known = this.begun.get(name) as Reading<T> | undefined;
		if (known?.asked !== asked && Date.now() < (this.restUntil.get(name) ?? 0)) return undefined;
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
				const rest = reading.pages > FREE_PAGES ? reading.pages * REST_MS_A_PAGE : 0;
				this.restUntil.set(name, Date.now() + rest);
				// An empty page that leads nowhere new is an end; rows that lead in a circle may hide others.
				return { found: reading.found, complete: !circling || page.rows.length === 0 };
			}
			reading.cursor = page.next;
			reading.cursors.add(page.next);
		} while (Date.now() < until);
		this.begun.set(name, reading);
		return undefined;
	}

	/** Ends the rest of a list of which something is still to be told. */
	wake(name: string): void {
		this.restUntil.delete(name);
	}
}
