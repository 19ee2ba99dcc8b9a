import type { IDataObject } from 'n8n-workflow';

import { text } from '../util/json';
import { readNumbered } from './numbered';
import { NEXT_PARAMETER, PAGE_SIZE, readPage } from './page';
import type { Fetch, Page, Pages, Reading } from './page';

export type { Fetch, Listing, PagerName } from './page';

export interface Listed {
	rows: IDataObject[];
	/** False when a row may be missing: pages kept shifting, or fewer or more rows came than Kandji told. */
	complete: boolean;
}

/** How far a list that is handed out by cursors has been read; made by `startProgress`, changed by `readOn`. */
export interface CursorProgress {
	/** The cursor of the next page; undefined before the first one. */
	cursor?: string;
	pages: number;
	/** Pages without rows since the last one that had some. */
	emptyPages: number;
	/** Cursors that led here, by which a circle is recognised. */
	cursors: Set<string>;
}

/** The progress of a list of which nothing has been read. */
export const startProgress = (): CursorProgress => ({
	pages: 0,
	emptyPages: 0,
	cursors: new Set(),
});

/** How a list ended: `complete` is false when rows may be missing. */
export type CursorEnd = { complete: boolean };

/** A list that shifts while being read is read this often before it is given out as incomplete. */
const MOST_PASSES = 3;
/** Half of the tenant's hour, and far above any tenant: 1.5 million rows. */
const MOST_PAGES = 5_000;
/** Pages without rows, one after the other, that a cursor may lead through. */
const MOST_EMPTY_PAGES = 100;

/** The page that a cursor leads to; the first one without. */
async function pageAt(
	fetch: Fetch,
	reading: Pick<Reading, 'items' | 'pager' | 'pageSize'>,
	cursor: string | undefined,
	limit: number,
): Promise<Page> {
	const { pager, pageSize = PAGE_SIZE } = reading;
	const parameter = (pager && NEXT_PARAMETER[pager]) ?? 'cursor';
	const size = Math.min(pageSize, limit);
	// The documented user list takes no size at all (docs/kandji-api.md T07).
	const sized: IDataObject =
		pager === 'after' ? { size } : reading.pageSize || pager === 'prism' ? { limit: size } : {};
	const at = cursor ?? (pager === 'prism' ? '' : undefined);
	return readPage(
		reading,
		await fetch({ ...sized, ...(at === undefined ? {} : { [parameter]: at }) }),
	);
}

/**
 * Reads one more page of a list that is handed out by cursors, hands it to `take`, and notes in `progress` where the
 * next one is. Returns how the list ended, undefined where it goes on. Throws what `endless` makes when it has no end.
 */
export async function readNextPage(
	fetch: Fetch,
	reading: Pick<Reading, 'items' | 'pager' | 'pageSize' | 'endless'>,
	progress: CursorProgress,
	take: (page: Page) => void,
	limit = Number.POSITIVE_INFINITY,
): Promise<CursorEnd | undefined> {
	if (progress.pages === MOST_PAGES) throw reading.endless(progress.pages);
	const page = await pageAt(fetch, reading, progress.cursor, limit);
	progress.pages += 1;
	progress.emptyPages = page.rows.length === 0 ? progress.emptyPages + 1 : 0;
	take(page);
	const { next } = page;
	if (next === undefined) return { complete: true };
	// An empty page that leads nowhere new is an end; rows that lead in a circle may hide others.
	if (progress.cursors.has(next)) return { complete: progress.emptyPages > 0 };
	if (progress.emptyPages === MOST_EMPTY_PAGES) throw reading.endless(progress.pages);
	progress.cursors.add(next);
	progress.cursor = next;
	return undefined;
}

/** Follows cursors, one page after the other. */
async function readCursors(fetch: Fetch, reading: Reading, limit: number): Promise<Pages> {
	const pages: Page[] = [];
	const progress = startProgress();
	let count = 0;
	while (count < limit) {
		const end = await readNextPage(
			fetch,
			reading,
			progress,
			(page) => {
				pages.push(page);
				count += page.rows.length;
			},
			limit,
		);
		if (end) return { pages, steady: end.complete };
	}
	return { pages, steady: true };
}

/** Drops rows that came twice because a page shifted; the later one is the newer. */
function unique(rows: IDataObject[], key: string | undefined): IDataObject[] {
	if (key === undefined) return rows;
	const byKey = new Map<unknown, IDataObject>();
	// A row without its key is no twin of any other.
	for (const row of rows) byKey.set(text(row, key) || row, row);
	return byKey.size === rows.length ? rows : [...byKey.values()];
}

/** Gives up a reading that asks for more pages than any tenant has. */
function bounded(fetch: Fetch, { endless }: Reading): Fetch {
	let asked = 0;
	return async (query) => {
		if (asked === MOST_PAGES) throw endless(asked);
		asked += 1;
		return await fetch(query);
	};
}

/**
 * Reads a list to its end or to `limit`. A list with a key is read again, up to three times, while its pages shift;
 * `complete` tells whether the last reading was steady and as long as told. Throws what `endless` makes when the list has no end.
 */
export async function readPages(
	fetch: Fetch,
	reading: Reading,
	limit = Number.POSITIVE_INFINITY,
): Promise<Listed> {
	const { pager, key, query } = reading;
	// Prism's cursor cannot be combined with an ordering, nor with an offset (docs/kandji-api.md T17).
	const byCursor =
		pager === 'cursor' || pager === 'after' || (pager === 'prism' && query.sort_by === undefined);
	for (let pass = 1; ; pass++) {
		const { pages, steady } =
			pager === undefined
				? { pages: [readPage(reading, await fetch({}))], steady: true }
				: byCursor
					? await readCursors(fetch, reading, limit)
					: await readNumbered(bounded(fetch, reading), reading, limit);
		const rows = unique(
			pages.flatMap((page) => page.rows),
			key,
		);
		const total = pages[pages.length - 1].total ?? rows.length;
		const complete = rows.length >= limit || (steady && rows.length === total);
		if (complete || key === undefined || byCursor || pass === MOST_PASSES) {
			return { rows: rows.length > limit ? rows.slice(0, limit) : rows, complete };
		}
	}
}
