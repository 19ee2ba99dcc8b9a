import type { IDataObject } from 'n8n-workflow';

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
	/** False when pages kept shifting, so that a row may be missing. Never false for a list cut by a limit. */
	complete: boolean;
}

/** Sends the list's request with these parameters added. */
type Fetch = (query: IDataObject) => Promise<{ body: unknown; headers: Record<string, unknown> }>;

interface Page {
	rows: IDataObject[];
	/** Rows of the whole list, where the answer tells. */
	total?: number;
	/** Value of the parameter that asks for the next page. */
	next?: string;
}

type Reading = Listing & { query: IDataObject };

const PAGE_SIZE = 300;
/** Pages asked for at once while the length of a list is unknown. */
const WAVE = 6;
/** A list that shifts while being read is read this often before it is given out as incomplete. */
const MOST_PASSES = 3;
/** Far above any tenant: 10,000 pages hold three million rows. */
const MOST_PAGES = 10_000;

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

function readPage({ items, pager }: Listing, { body, headers }: Awaited<ReturnType<Fetch>>): Page {
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
	};
}

/** Reads numbered pages: the first alone, then the rest at once where the length is known, else in waves. */
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
	const pages = [await paged(0, 0)];
	const { rows, total } = pages[0];
	// The server's own page size counts: it may be smaller than what was asked for, and by page number nothing is asked.
	const cut = rows.length < (total ?? 0) ? Math.min(rows.length, size) : size;
	const full = pager === 'page' ? rows.length : cut;
	if (rows.length === 0 || rows.length >= limit || rows.length < full)
		return { pages, steady: true };
	// Pages overlap by one row, so that a row that moved between two reads shows, even where the length stays the same.
	const overlap =
		key !== undefined &&
		pager !== 'page' &&
		pager !== 'pageSize' &&
		limit === Number.POSITIVE_INFINITY &&
		full > 1;
	const step = overlap ? full - 1 : full;
	const wanted = Math.min(limit, total ?? Number.POSITIVE_INFINITY);
	for (let number = 1; number < MOST_PAGES && (number - 1) * step + full < wanted; ) {
		const left = total === undefined ? WAVE : Math.ceil((wanted - full) / step) + 1 - number;
		const wave = await awaitAll(
			Array.from(
				{ length: Math.min(left, MOST_PAGES) },
				async (_, ahead) => await paged((number + ahead) * step, number + ahead),
			),
		);
		pages.push(...wave);
		number += wave.length;
		if (total === undefined && wave.some((page) => page.rows.length < full)) break;
	}
	const chained = pages.every(({ rows: own }, index) => {
		if (index === 0 || !overlap || key === undefined) return true;
		const before = pages[index - 1].rows;
		return before.length < full ? own.length === 0 : text(before.at(-1), key) === text(own[0], key);
	});
	return { pages, steady: chained && pages.every((page) => page.total === total) };
}

/** Follows cursors, one page after the other. */
async function readCursors(fetch: Fetch, reading: Reading, limit: number): Promise<Page[]> {
	const { pager, pageSize = PAGE_SIZE } = reading;
	const parameter = (pager && NEXT_PARAMETER[pager]) ?? 'cursor';
	const size = Math.min(pageSize, limit);
	// The user list takes no size at all (API.md T07).
	const sized: IDataObject =
		pager === 'after' ? { size } : reading.pageSize || pager === 'prism' ? { limit: size } : {};
	const pages: Page[] = [];
	const seen = new Set<string>();
	let cursor: string | undefined = pager === 'prism' ? '' : undefined;
	for (let count = 0; count < limit; ) {
		const page = readPage(
			reading,
			await fetch({ ...sized, ...(cursor === undefined ? {} : { [parameter]: cursor }) }),
		);
		pages.push(page);
		count += page.rows.length;
		cursor = page.next;
		if (cursor === undefined || page.rows.length === 0 || seen.has(cursor)) break;
		seen.add(cursor);
	}
	return pages;
}

/** Drops rows that came twice because a page shifted; the later one is the newer. */
function unique(rows: IDataObject[], key: string | undefined): IDataObject[] {
	if (key === undefined) return rows;
	const byKey = new Map(rows.map((row, index) => [text(row, key) || `#${index}`, row]));
	return [...byKey.values()];
}

/**
 * Reads a list to its end or to `limit`. A list with a key is read again, up to three times, while its pages shift;
 * `complete` tells whether the last reading was steady.
 */
export async function readPages(
	fetch: Fetch,
	reading: Reading,
	limit = Number.POSITIVE_INFINITY,
): Promise<Listed> {
	const { pager, key, query } = reading;
	const cut = (rows: IDataObject[]) => (rows.length > limit ? rows.slice(0, limit) : rows);
	if (pager === undefined)
		return { rows: cut(readPage(reading, await fetch({})).rows), complete: true };
	// Prism's cursor cannot be combined with an ordering, nor with an offset (API.md T17).
	if (
		pager === 'cursor' ||
		pager === 'after' ||
		(pager === 'prism' && query.sort_by === undefined)
	) {
		const pages = await readCursors(fetch, reading, limit);
		return {
			rows: cut(
				unique(
					pages.flatMap((page) => page.rows),
					key,
				),
			),
			complete: true,
		};
	}
	for (let pass = 1; ; pass++) {
		const { pages, steady } = await readNumbered(fetch, reading, limit);
		const all = pages.flatMap((page) => page.rows);
		const rows = unique(all, key);
		const total = pages.at(-1)?.total;
		const whole =
			limit !== Number.POSITIVE_INFINITY ||
			key === undefined ||
			(steady && (total === undefined || rows.length === total));
		if (whole || pass === MOST_PASSES) return { rows: cut(rows), complete: whole };
	}
}
