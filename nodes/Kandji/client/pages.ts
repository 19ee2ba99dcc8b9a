import type { IDataObject } from 'n8n-workflow';

import { text } from '../util/json';
import { readNumbered } from './numbered';
import { NEXT_PARAMETER, PAGE_SIZE, readPage } from './page';
import type { Fetch, Page, Pages, Reading } from './page';

export type { Fetch, Listing, PagerName } from './page';

/** The rows of a list. */
export interface ListResult {
	rows: IDataObject[];
	/** False when a row may be missing: pages kept shifting, or Kandji stated another number of rows. */
	complete: boolean;
}

/** The position in a list that is read by cursors. `startProgress` creates it, `readOn` changes it. */
export interface CursorProgress {
	/** The cursor of the next page; undefined before the first one. */
	cursor?: string;
	pages: number;
	/** Pages without rows since the last one that had some. */
	emptyPages: number;
	/** Cursors that were used, to detect a circle. */
	cursors: Set<string>;
}

/** Returns the progress of a list before its first page. */
export const startProgress = (): CursorProgress => ({
	pages: 0,
	emptyPages: 0,
	cursors: new Set(),
});

/** The end of a list. `complete` is false when rows may be missing. */
export type CursorEnd = { complete: boolean };

/** A list whose pages shift is read this often before it is returned as incomplete. */
const MAX_PASSES = 3;
/** Half of the tenant's hourly quota: 1.5 million rows, far more than any tenant has. */
const MAX_PAGES = 5_000;
/** Pages without rows that may follow one another. */
const MAX_EMPTY_PAGES = 100;

/** Reads the page of a cursor, or the first page where there is none. */
async function pageAt(
	fetch: Fetch,
	reading: Pick<Reading, 'items' | 'pager' | 'pageSize'>,
	cursor: string | undefined,
	limit: number,
): Promise<Page> {
	const { pager, pageSize = PAGE_SIZE } = reading;
	const parameter = (pager && NEXT_PARAMETER[pager]) ?? 'cursor';
	const size = Math.min(pageSize, limit);
	// The documented user list accepts no size (docs/kandji-api.md T07).
	const sized: IDataObject =
		pager === 'after' ? { size } : reading.pageSize || pager === 'prism' ? { limit: size } : {};
	const at = cursor ?? (pager === 'prism' ? '' : undefined);
	return readPage(
		reading,
		await fetch({ ...sized, ...(at === undefined ? {} : { [parameter]: at }) }),
	);
}

/**
 * Reads the next page of a list by its cursor, passes it to `take` and moves `progress` on. Returns how the list ended;
 * undefined where it continues. Throws the error of `endless` when the list has no end.
 */
export async function readNextPage(
	fetch: Fetch,
	reading: Pick<Reading, 'items' | 'pager' | 'pageSize' | 'endless'>,
	progress: CursorProgress,
	take: (page: Page) => void,
	limit = Number.POSITIVE_INFINITY,
): Promise<CursorEnd | undefined> {
	if (progress.pages === MAX_PAGES) throw reading.endless(progress.pages);
	const page = await pageAt(fetch, reading, progress.cursor, limit);
	progress.pages += 1;
	progress.emptyPages = page.rows.length === 0 ? progress.emptyPages + 1 : 0;
	take(page);
	const { next } = page;
	if (next === undefined) return { complete: true };
	// A known cursor on an empty page is the end. On a page with rows it may hide other rows.
	if (progress.cursors.has(next)) return { complete: progress.emptyPages > 0 };
	if (progress.emptyPages === MAX_EMPTY_PAGES) throw reading.endless(progress.pages);
	progress.cursors.add(next);
	progress.cursor = next;
	return undefined;
}

/** Reads the pages of a list by its cursors, one after the other. */
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

/** Drops rows that came twice because a page shifted. The later row is newer. */
function unique(rows: IDataObject[], key: string | undefined): IDataObject[] {
	if (key === undefined) return rows;
	const byKey = new Map<unknown, IDataObject>();
	// A row without a key equals no other row.
	for (const row of rows) byKey.set(text(row, key) || row, row);
	return byKey.size === rows.length ? rows : [...byKey.values()];
}

/** Limits the pages of a list. Throws the error of `endless` beyond `MAX_PAGES`. */
function bounded(fetch: Fetch, { endless }: Reading): Fetch {
	let count = 0;
	return async (query) => {
		if (count === MAX_PAGES) throw endless(count);
		count += 1;
		return await fetch(query);
	};
}

/**
 * Reads a list to its end or to `limit`. A list with a key is read again, up to three times, while its pages shift.
 * `complete` says whether the last reading was steady and had the stated number of rows. Throws the error of `endless`
 * when the list has no end.
 */
export async function readPages(
	fetch: Fetch,
	reading: Reading,
	limit = Number.POSITIVE_INFINITY,
): Promise<ListResult> {
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
		if (complete || key === undefined || byCursor || pass === MAX_PASSES) {
			return { rows: rows.length > limit ? rows.slice(0, limit) : rows, complete };
		}
	}
}
