import type { IDataObject } from 'n8n-workflow';

import { NEXT_PARAMETER, PAGE_SIZE, readPage, statedTotal } from './page';
import type { Fetch, Page, Reading } from './page';

/** Pages that one part of a list may take, because pages without a match are read on. */
const MAX_PAGES = 1_000;

/** A part of a list, as an AI agent reads it: at most so many rows, and where to read on. */
export interface ListPart {
	/** The rows that match, each with the position at which another part can begin with it. */
	rows: Array<{ row: IDataObject; at: string }>;
	/** All rows that were read for it. */
	read: IDataObject[];
	/** The position behind the part; undefined at the end of the list. */
	next?: string;
	/** Rows of the whole list before the filters of the node, where Kandji states them. */
	total?: number;
}

/** Which rows a part holds. */
export interface WantedPart {
	/** The position where it begins; the start of the list without it. */
	from?: string;
	limit: number;
	/** A filter of the node. Without it, Kandji is asked for no more rows than wanted. */
	matches?: (row: IDataObject) => boolean;
}

/** A row in the page of a cursor or of a number. Of a list with offsets it is a row of the list, without a page. */
interface Position {
	row: number;
	/** Rows that were asked for with the page: with another number it would be another page. */
	size: number;
	page: string;
}

const asText = ({ row, size, page }: Position) =>
	size === 0 ? `${row}` : `${row}:${size}:${page}`;

const POSITION = /^(\d+)(?::(\d+):(.*))?$/s;

/** Whether a text is a position: a model may make one up. */
export const isPosition = (text: string): boolean => POSITION.test(text);

/** Reads a position; the start of the list where there is none. */
function positionOf(text: string, size: number): Position {
	const [, row, own, page = ''] = POSITION.exec(text) ?? [];
	return { row: Number(row ?? 0), size: Number(own ?? size), page };
}

const isByOffset = ({ pager, query }: Reading) =>
	pager === 'offset' || (pager === 'prism' && query.sort_by !== undefined);

/** Whether Kandji alone decides how many rows a page of the list has. */
const hasFixedPages = ({ pager, pageSize }: Reading) =>
	pager === undefined || pager === 'page' || (pager === 'cursor' && pageSize === undefined);

/** Returns the parameters that request the page of a position. */
function queryAt(reading: Reading, { row, size, page }: Position): IDataObject {
	const { pager, key, query } = reading;
	if (isByOffset(reading)) {
		const ordering = key ? { ordering: [query.ordering, key].filter(Boolean).join(',') } : {};
		return { ...ordering, limit: size, offset: row };
	}
	if (pager === 'page') return { page: Number(page || 1) };
	if (pager === 'pageSize') return { page: Number(page || 1), size };
	const parameter = pager && NEXT_PARAMETER[pager];
	if (parameter === undefined) return {};
	const sized: IDataObject = hasFixedPages(reading)
		? {}
		: { [pager === 'after' ? 'size' : 'limit']: size };
	return page === '' && pager !== 'prism' ? sized : { ...sized, [parameter]: page };
}

/** Returns the position behind a page; undefined where none follows. */
function behind(reading: Reading, at: Position, page: Page): Position | undefined {
	const { rows, next, last } = page;
	const total = statedTotal(page);
	if (isByOffset(reading)) {
		const row = at.row + rows.length;
		const isLast = total === undefined ? rows.length < at.size || last : row >= total;
		return isLast || rows.length === 0 ? undefined : { ...at, row };
	}
	if (reading.pager === 'page' || reading.pager === 'pageSize') {
		const number = Number(at.page || 1);
		const isLast =
			last || rows.length === 0 || (total !== undefined && number * rows.length >= total);
		return isLast ? undefined : { ...at, row: 0, page: String(number + 1) };
	}
	return next === undefined ? undefined : { ...at, row: 0, page: next };
}

/**
 * Reads a part of a list from a position to its limit. A page whose size is Kandji's is handed out whole where few rows
 * are left of it, so that reading on does not request it again. Throws the error of `endless` when no end comes.
 */
export async function readPart(
	fetch: Fetch,
	reading: Reading,
	{ from = '', limit, matches }: WantedPart,
): Promise<ListPart> {
	const { pageSize = PAGE_SIZE } = reading;
	const byOffset = isByOffset(reading);
	// With offsets one row more tells whether any follow; with cursors the page says so.
	const size = matches ? pageSize : Math.min(pageSize, limit + (byOffset ? 1 : 0));
	let at: Position | undefined = positionOf(from, size);
	const part: ListPart = { rows: [], read: [] };
	for (let pages = 0; at !== undefined; pages++) {
		if (pages === MAX_PAGES) throw reading.endless(pages);
		const here: Position = byOffset ? { ...at, size } : at;
		const page = readPage(reading, await fetch(queryAt(reading, here)));
		part.total = statedTotal(page);
		const skipped = byOffset ? 0 : here.row;
		const fitting = page.rows
			.map((row, index) => ({
				row,
				at: asText(
					byOffset ? { row: here.row + index, size: 0, page: '' } : { ...here, row: index },
				),
			}))
			.slice(skipped);
		part.read.push(...fitting.map(({ row }) => row));
		const found = fitting.filter(({ row }) => matches?.(row) ?? true);
		const room = limit - part.rows.length;
		const isAlmostAll = hasFixedPages(reading) && found.length - room <= limit;
		if (found.length > room && !isAlmostAll) {
			part.rows.push(...found.slice(0, room));
			return { ...part, next: found[room].at };
		}
		part.rows.push(...found);
		at = behind(reading, here, page);
		// A further page of Kandji's size would be handed out in part only, and requested again.
		const isEnough = part.rows.length >= (hasFixedPages(reading) ? limit / 2 : limit);
		if (at !== undefined && isEnough) {
			return { ...part, next: asText(byOffset ? { row: at.row, size: 0, page: '' } : at) };
		}
	}
	return part;
}
