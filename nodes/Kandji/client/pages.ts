import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { at, isRecord, text } from './json';
import { awaitAll } from './awaitAll';

/**
 * The ways in which Kandji hands out lists (API.md 1.1): `offset` = limit + offset; `page` = page number with a fixed
 * size; `cursor` = the cursor of `next`; `after` = the same with after + size; `pageSize` = page + size;
 * `prism` = a cursor, or offsets where rows are ordered.
 */
export type PagerName = 'offset' | 'page' | 'cursor' | 'after' | 'pageSize' | 'prism';

export interface Listing {
	/** Below `/api/v1`, or the whole path when it starts with `/api/`. Holes filled and encoded. */
	path: string;
	/** Checkbox that a 403 names. */
	permission?: string;
	/** Dotted path of the rows; `''` when the body is the array. */
	items: string;
	pager?: PagerName;
	/** Rows a page that Kandji allows. */
	pageSize?: number;
	/** Key that identifies a row; the list is ordered by it, de-duplicated, and read again where pages shifted. */
	key?: string;
}

export interface Listed {
	rows: IDataObject[];
	/** False when a row may be missing: pages kept shifting, or fewer or more rows came than Kandji told. */
	complete: boolean;
}

/** Sends the list's request with these parameters added. */
export type Fetch = (
	query: IDataObject,
) => Promise<{ body: unknown; headers: Record<string, unknown> }>;

/** One page of a list that is handed out by cursors. */
export interface CursorPage {
	rows: IDataObject[];
	/** The cursor of the next page; undefined after the last one. */
	next?: string;
}

interface Page {
	rows: IDataObject[];
	/** Rows of the whole list, where the answer tells. */
	total?: number;
	/** Value of the parameter that asks for the next page. */
	next?: string;
	/** Whether the answer says that no page follows. */
	last: boolean;
}

interface Reading extends Omit<Listing, 'path' | 'permission'> {
	query: IDataObject;
	/** Makes the error for a list that goes on beyond what any tenant holds. */
	endless: (pages: number) => Error;
}

const PAGE_SIZE = 300;
/** Pages asked for at once while the length of a list is unknown. */
const WAVE = 6;
/** Pages asked for at once where it is known; the answer may be wrong, so that not all of them are asked for. */
const WAVE_TOLD = 40;
/** A list that shifts while being read is read this often before it is given out as incomplete. */
const MOST_PASSES = 3;
/** Half of the tenant's hour, and far above any tenant: 1.5 million rows. */
const MOST_PAGES = 5_000;
/** Pages without rows, one after the other, that a cursor may lead through. */
const MOST_EMPTY_PAGES = 100;

const NEXT_PARAMETER: Partial<Record<PagerName, string>> = {
	cursor: 'cursor',
	after: 'after',
	prism: 'cursor',
};

/** Kandji's `next` points at changing hosts, so only its cursor is taken; some lists give the bare cursor. */
function cursorOf(next: string, parameter: string): string | undefined {
	if (next === '') return undefined;
	if (!URL.canParse(next)) return next;
	return new URL(next).searchParams.get(parameter) ?? undefined;
}

function totalOf(
	body: unknown,
	holder: unknown,
	headers: Record<string, unknown>,
): number | undefined {
	const told =
		text(headers['x-total-count']) ||
		text(holder, 'count') ||
		text(holder, 'total') ||
		text(holder, 'total_count') ||
		text(body, 'count');
	const total = Number.parseInt(told, 10);
	return Number.isNaN(total) ? undefined : total;
}

function readPage(
	{ items, pager }: Pick<Reading, 'items' | 'pager'>,
	{ body, headers }: Awaited<ReturnType<Fetch>>,
): Page {
	const path = items === '' ? [] : items.split('.');
	const rows = at(body, ...path);
	const holder = at(body, ...path.slice(0, -1));
	const parameter = pager && NEXT_PARAMETER[pager];
	return {
		rows: Array.isArray(rows)
			? rows.map((row) => (isRecord(row) ? row : { value: row as string }))
			: [],
		total: totalOf(body, holder, headers),
		next: parameter && cursorOf(text(holder, pager === 'prism' ? 'cursor' : 'next'), parameter),
		last: isRecord(holder) && holder.next === null,
	};
}

/** The length of a list as a page tells it, undefined where it tells none or fewer than it holds. */
function toldBy({ total, rows }: Page): number | undefined {
	return total !== undefined && total >= rows.length ? total : undefined;
}

/** Whether each page begins with the row that the page before ended with. */
function chained(pages: Page[], full: number, key: string): boolean {
	return pages.every(({ rows }, index) => {
		if (index === 0) return true;
		const before = pages[index - 1].rows;
		return before.length < full
			? rows.length === 0
			: text(before.at(-1), key) === text(rows[0], key);
	});
}

/** Reads numbered pages: the first alone, then waves of them until the told length is reached or an empty one comes. */
async function readNumbered(
	fetch: Fetch,
	reading: Reading,
	limit: number,
): Promise<{ pages: Page[]; steady: boolean }> {
	const { pager, key, pageSize = PAGE_SIZE } = reading;
	const size = Math.min(pageSize, limit);
	// The key breaks ties of the user's own ordering, which would let rows change places between pages.
	const ordering: IDataObject = key
		? { ordering: [text(reading.query.ordering), key].filter(Boolean).join(',') }
		: {};
	const paged = async (first: number, number: number): Promise<Page> => {
		const query: IDataObject =
			pager === 'page'
				? { page: number + 1 }
				: pager === 'pageSize'
					? { page: number + 1, size }
					: { limit: size, offset: first };
		return readPage(reading, await fetch({ ...ordering, ...query }));
	};
	const first = await paged(0, 0);
	const pages = [first];
	// What came counts, not what was asked for: the server may cap its pages.
	const full = first.rows.length;
	const total = toldBy(first);
	const wanted = Math.min(limit, total ?? Number.POSITIVE_INFINITY);
	if (full === 0 || full >= wanted || (total === undefined && first.last)) {
		return { pages, steady: true };
	}
	// Pages overlap by one row, so that a row that moved between two reads shows, even where the length stays the same.
	const overlap =
		key !== undefined && pager === 'offset' && limit === Number.POSITIVE_INFINITY && full > 1;
	const step = overlap ? full - 1 : full;
	// A short page may be the end or the server's cap. Where the answer tells neither, one look at what follows does.
	let ahead = full < size && pager !== 'page' ? 1 : WAVE;
	while ((pages.length - 1) * step + full < wanted) {
		const from = pages.length;
		const left = total === undefined ? ahead : Math.ceil((wanted - full) / step) + 1 - from;
		const wave = await awaitAll(
			Array.from(
				{ length: Math.min(left, WAVE_TOLD) },
				async (_, index) => await paged((from + index) * step, from + index),
			),
		);
		// A server that knows no pages gives the same rows again and again.
		if (wave.some(({ rows }) => isEqual(rows, first.rows))) return { pages, steady: false };
		pages.push(...wave);
		const end = pages[pages.length - 1];
		if (wave.some(({ rows }) => rows.length === 0) || (total === undefined && end.last)) break;
		ahead = end.rows.length < full ? 1 : WAVE;
	}
	const whole = !overlap || chained(pages, full, key);
	return { pages, steady: whole && pages.every((page) => page.total === first.total) };
}

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
	// The documented user list takes no size at all (API.md T07).
	const sized: IDataObject =
		pager === 'after' ? { size } : reading.pageSize || pager === 'prism' ? { limit: size } : {};
	const at = cursor ?? (pager === 'prism' ? '' : undefined);
	return readPage(
		reading,
		await fetch({ ...sized, ...(at === undefined ? {} : { [parameter]: at }) }),
	);
}

/** One page of a list that is handed out by cursors, and where the next one is. */
export async function readCursorPage(
	fetch: Fetch,
	listing: Listing,
	cursor: string | undefined,
): Promise<CursorPage> {
	const { rows, next } = await pageAt(fetch, listing, cursor, Number.POSITIVE_INFINITY);
	return { rows, next };
}

/** Follows cursors, one page after the other. */
async function readCursors(
	fetch: Fetch,
	reading: Reading,
	limit: number,
): Promise<{ pages: Page[]; steady: boolean }> {
	const pages: Page[] = [];
	const seen = new Set<string>();
	let cursor: string | undefined;
	let empty = 0;
	for (let count = 0; count < limit; ) {
		const page = await pageAt(fetch, reading, cursor, limit);
		pages.push(page);
		count += page.rows.length;
		empty = page.rows.length === 0 ? empty + 1 : 0;
		cursor = page.next;
		if (cursor === undefined) break;
		// An empty page that leads nowhere new is an end; rows that lead in a circle may hide others.
		if (seen.has(cursor)) return { pages, steady: empty > 0 };
		if (empty === MOST_EMPTY_PAGES) throw reading.endless(pages.length);
		seen.add(cursor);
	}
	return { pages, steady: true };
}

/** Drops rows that came twice because a page shifted; the later one is the newer. */
function unique(rows: IDataObject[], key: string | undefined): IDataObject[] {
	if (key === undefined) return rows;
	const byKey = new Map(rows.map((row, index) => [text(row, key) || `#${index}`, row]));
	return [...byKey.values()];
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
	// Prism's cursor cannot be combined with an ordering, nor with an offset (API.md T17).
	const byCursor =
		pager === 'cursor' || pager === 'after' || (pager === 'prism' && query.sort_by === undefined);
	for (let pass = 1; ; pass++) {
		const { pages, steady } =
			pager === undefined
				? { pages: [readPage(reading, await fetch({}))], steady: true }
				: byCursor
					? await readCursors(bounded(fetch, reading), reading, limit)
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
