import type { Call, Reply } from './api.mts';

/** Rows per page where the API's `page` parameter counts pages (docs/kandji-api.md P5). */
const ROWS_PER_PAGE = 300;

/** Options of every pager. */
export interface PageOptions<Row> {
	/** From the stored row to the wire, called for the rows of the page only; default: the row itself. */
	render?: (row: Row) => unknown;
	/** Origin of `next` and `previous`; default: that of the request. Users and ADE name the web host (docs/kandji-api.md T06). */
	host?: string;
}

/** How a list pages by limit and offset. */
export interface OffsetOptions<Row> extends PageOptions<Row> {
	/** Largest page; a larger `limit` is clamped. */
	max: number;
	/** Page without `limit`; default: the largest. */
	default?: number;
}

/** How a list pages by an opaque cursor. */
export interface CursorOptions<Row> extends PageOptions<Row> {
	/** Rows a page. */
	size: number;
	/** Identifies a row for ever, so that a cursor survives insertions and deletions. */
	key: (row: Row) => string;
	/** Query key of the cursor; default `cursor`. */
	parameter?: string;
}

/** One page by limit and offset. */
export interface OffsetPage {
	results: unknown[];
	count: number;
	limit: number;
	offset: number;
	next: string | null;
	previous: string | null;
}

/** A whole number of the query, or the default where it is absent, negative or no number. */
export function wholeNumber(value: string | null, otherwise: number): number {
	return value !== null && /^\d+$/.test(value) ? Number(value) : otherwise;
}

/** The web host as `next` names it: the other of the two names of loopback, so that a client that follows it shows. */
export function webOrigin({ origin }: Call): string {
	const { hostname, port } = new URL(origin);
	const other = hostname === 'localhost' ? '127.0.0.1' : 'localhost';
	return `http://${other}${port && `:${port}`}`;
}

/** The address of this request with some parameters changed; `null` removes one. */
export function link(
	call: Call,
	changes: Record<string, string | number | null>,
	host = call.origin,
): string {
	const query = new URLSearchParams(call.query);
	for (const [key, value] of Object.entries(changes)) {
		if (value === null) query.delete(key);
		else query.set(key, String(value));
	}
	const text = query.toString();
	return `${host}${call.path}${text ? `?${text}` : ''}`;
}

const rendered = <Row,>(
	rows: readonly Row[],
	from: number,
	to: number,
	render?: (row: Row) => unknown,
): unknown[] => {
	const page = rows.slice(from, to);
	return render ? page.map((row) => render(row)) : page;
};

/** The parts of a limit+offset page, for envelopes of other shapes. */
export function offsetSlice<Row>(
	rows: readonly Row[],
	call: Call,
	options: OffsetOptions<Row>,
): OffsetPage {
	const asked = wholeNumber(call.query.get('limit'), 0) || (options.default ?? options.max);
	const limit = Math.min(asked, options.max);
	const offset = wholeNumber(call.query.get('offset'), 0);
	const count = rows.length;
	const before = offset > count ? 0 : Math.max(0, offset - limit);
	const at = (to: number): string =>
		link(call, { limit, offset: to === 0 ? null : to }, options.host);
	return {
		results: rendered(rows, offset, offset + limit, options.render),
		count,
		limit,
		offset,
		next: offset + limit < count ? at(offset + limit) : null,
		previous: offset > 0 ? at(before) : null,
	};
}

/** `{count, next, previous, results}` by limit and offset (docs/kandji-api.md P3). */
export function offsetPage<Row>(
	rows: readonly Row[],
	call: Call,
	options: OffsetOptions<Row>,
): Reply {
	const { count, next, previous, results } = offsetSlice(rows, call, options);
	return { body: { count, next, previous, results } };
}

/** `{count, next, previous, results}` by page number, 300 rows a page (docs/kandji-api.md P5); a page past the end is 404. */
export function pageNumberPage<Row>(
	rows: readonly Row[],
	call: Call,
	{ render, host }: PageOptions<Row> = {},
): Reply {
	const page = wholeNumber(call.query.get('page') ?? '1', 0);
	const count = rows.length;
	const pages = Math.max(1, Math.ceil(count / ROWS_PER_PAGE));
	if (page < 1 || page > pages) return { status: 404, body: { detail: 'Invalid page.' } };
	const from = (page - 1) * ROWS_PER_PAGE;
	const at = (to: number): string => link(call, { page: to === 1 ? null : to }, host);
	return {
		body: {
			count,
			next: page < pages ? at(page + 1) : null,
			previous: page > 1 ? at(page - 1) : null,
			results: rendered(rows, from, from + ROWS_PER_PAGE, render),
		},
	};
}

/** A cursor is base64 of `p=<index>:<key>` of the last row read (or `r=` of the first one, to go back). */
const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (cursor: string): RegExpMatchArray | null =>
	Buffer.from(cursor, 'base64')
		.toString()
		.match(/^([pr])=(\d+):(.*)$/s);

/** Where a cursor's page starts. The row that it remembers may be gone: then the next one has its place. */
function startOf<Row>(
	rows: readonly Row[],
	[, direction, index, id]: RegExpMatchArray,
	{ key, size }: CursorOptions<Row>,
): number {
	const stored = Number(index);
	const here = rows[stored];
	const at =
		here !== undefined && key(here) === id ? stored : rows.findIndex((row) => key(row) === id);
	const position = at < 0 ? Math.min(stored, rows.length) : at;
	if (direction === 'r') return Math.max(0, position - size);
	return at < 0 ? position : position + 1;
}

/** `{next, previous, results}` by cursor (docs/kandji-api.md P6); a cursor that nobody gave out is 404. */
export function cursorPage<Row>(
	rows: readonly Row[],
	call: Call,
	options: CursorOptions<Row>,
): Reply {
	const { size, key, parameter = 'cursor', host, render } = options;
	const given = call.query.get(parameter);
	const cursor = given ? decode(given) : null;
	if (given && !cursor) return { status: 404, body: { detail: 'Invalid cursor' } };
	const from = cursor ? startOf(rows, cursor, options) : 0;
	const to = Math.min(from + size, rows.length);
	const at = (direction: 'p' | 'r', index: number): string | null => {
		const row = rows[index];
		const text = row === undefined ? null : encode(`${direction}=${index}:${key(row)}`);
		return text && link(call, { [parameter]: text }, host);
	};
	return {
		body: {
			next: to < rows.length ? at('p', to - 1) : null,
			previous: from > 0 ? at('r', from) : null,
			results: rendered(rows, from, to, render),
		},
	};
}

/** Headers that tell the size of a bare array; `<None>` stands where there is no neighbour (docs/kandji-api.md 1.1). */
export function sizeHeaders(
	count: number,
	pageSize: number,
	next: string | null,
	previous: string | null,
): Record<string, string> {
	return {
		'X-Total-Count': String(count),
		'X-Total-Pages': String(Math.max(1, Math.ceil(count / Math.max(1, pageSize)))),
		Link: `<${next ?? 'None'}>; rel="next", <${previous ?? 'None'}>; rel="prev"`,
	};
}

/** A bare array by limit and offset (docs/kandji-api.md P1). */
export function barePage<Row>(
	rows: readonly Row[],
	call: Call,
	options: OffsetOptions<Row>,
): Reply {
	const { results, count, limit, next, previous } = offsetSlice(rows, call, options);
	return { body: results, headers: sizeHeaders(count, limit, next, previous) };
}

/** A bare array with everything in it (docs/kandji-api.md P2). */
export function bareArray(rows: readonly unknown[]): Reply {
	return { body: rows, headers: sizeHeaders(rows.length, rows.length, null, null) };
}
