import type { IDataObject } from 'n8n-workflow';

import { at, isRecord, text } from '../util/json';

/**
 * The ways in which Kandji pages lists (docs/kandji-api.md 1.1): `offset` = limit + offset; `page` = page number with a
 * fixed size; `cursor` = the cursor of `next`; `after` = the same with after + size; `pageSize` = page + size;
 * `prism` = a cursor, or offsets where rows are ordered.
 */
export type PagerName = 'offset' | 'page' | 'cursor' | 'after' | 'pageSize' | 'prism';

/** One list of Kandji. */
export interface Listing {
	/** Below `/api/v1`, or the whole path when it starts with `/api/`. Holes filled and encoded. */
	path: string;
	/** Checkbox that a 403 names. */
	permission?: string;
	/** Dotted path of the rows; `''` when the body is the array. */
	items: string;
	pager?: PagerName;
	/** The page size that Kandji allows. */
	pageSize?: number;
	/** Key that identifies a row. A list with a key is ordered by it, de-duplicated, and read again where pages shifted. */
	key?: string;
}

/** Sends the list's request with these parameters added. */
export type Fetch = (
	query: IDataObject,
) => Promise<{ body: unknown; headers: Record<string, unknown> }>;

/** One answer of a list. */
export interface Page {
	rows: IDataObject[];
	/** Rows of the whole list, where the answer states them. */
	total?: number;
	/** Value of the parameter that requests the next page. */
	next?: string;
	/** Whether the answer says that no page follows. */
	last: boolean;
}

/** The pages of a list. */
export interface Pages {
	pages: Page[];
	/** Whether the pages fit together, so that no row can be missing between them. */
	steady: boolean;
}

/** How one list is read. */
export interface Reading extends Omit<Listing, 'path' | 'permission'> {
	query: IDataObject;
	/** Returns the error for a list with more pages than any tenant has. */
	endless: (pages: number) => Error;
}

/** The page size of lists that name no other. */
export const PAGE_SIZE = 300;

/** The parameter that requests the next page, where pages are not numbered. */
export const NEXT_PARAMETER: Partial<Record<PagerName, string>> = {
	cursor: 'cursor',
	after: 'after',
	prism: 'cursor',
};

/** Returns the cursor of `next`. Only the cursor is used, because Kandji's hosts vary; some lists state the bare cursor. */
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
	const stated =
		text(headers['x-total-count']) ||
		text(holder, 'count') ||
		text(holder, 'total') ||
		text(holder, 'total_count') ||
		text(body, 'count');
	const total = Number.parseInt(stated, 10);
	return Number.isNaN(total) ? undefined : total;
}

/** Reads an answer. Rows that are not records become records with a `value`. */
export function readPage(
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

/** Returns the length of a list as a page states it; undefined where it states none, or fewer rows than it holds. */
export function statedTotal({ total, rows }: Page): number | undefined {
	return total !== undefined && total >= rows.length ? total : undefined;
}
