import { range } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { text } from '../util/json';
import type { Remembered } from './lengths';
import { PAGE_SIZE, readPage, toldBy } from './page';
import type { Fetch, Page, Pages, Reading } from './page';
import { AHEAD, Window } from './window';

/** Reads the page of that number, from 0; `row` is its first one, by which some lists ask for it. */
type Read = (number: number, row: number) => Promise<Page>;

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

/** How a list asks for its pages, of so many rows. */
function readsOf(fetch: Fetch, reading: Reading, size: number): Read {
	const { pager, key } = reading;
	// The key breaks ties of the user's own ordering, which would let rows change places between pages.
	const ordering: IDataObject = key
		? { ordering: [text(reading.query.ordering), key].filter(Boolean).join(',') }
		: {};
	return async (number, row) => {
		const query: IDataObject =
			pager === 'page'
				? { page: number + 1 }
				: pager === 'pageSize'
					? { page: number + 1, size }
					: { limit: size, offset: row };
		return readPage(reading, await fetch({ ...ordering, ...query }));
	};
}

/**
 * Where the list was long when it was last read, asks for the page that was its last, which shows whether all before it
 * are still there, and for those after the first one. A list that has become short costs one request less than it may.
 */
function readEarly(read: Read, { length }: Remembered): Map<number, Promise<Page>> {
	if (length === undefined) return new Map();
	const numbers = [length.pages - 1, ...range(1, AHEAD - 1)];
	return new Map(numbers.map((number) => [number, read(number, number * length.step)]));
}

/** Reads the list on; its first page tells how long it is and how long its pages are. */
async function readOn(
	read: Read,
	first: Page,
	early: Map<number, Promise<Page>>,
	{ pager, key, pageSize = PAGE_SIZE }: Reading,
	limit: number,
	remembered: Remembered,
): Promise<Pages> {
	// What came counts, not what was asked for: the server may cap its pages.
	const full = first.rows.length;
	const total = toldBy(first);
	const wantedRows = Math.min(limit, total ?? Number.POSITIVE_INFINITY);
	if (full === 0 || full >= wantedRows || (total === undefined && first.last)) {
		remembered.length = undefined;
		return { pages: [first], steady: true };
	}
	// Pages overlap by one row, so that a row that moved between two reads shows, even where the length stays the same.
	const overlap =
		key !== undefined && pager === 'offset' && limit === Number.POSITIVE_INFINITY && full > 1;
	const step = overlap ? full - 1 : full;
	const wanted = Math.ceil((wantedRows - full) / step) + 1;
	const before = remembered.length;
	const fits = before?.step === step;
	// The page that was the last one is asked for by nobody soon where another one is the last now.
	const has = !fits ? 1 : wanted === before.pages ? wanted : Math.min(wanted, before.pages - 1);
	const { pages, steady } = await new Window({
		read: async (number) => await ((fits && early.get(number)) || read(number, number * step)),
		first,
		full,
		overlap: full - step,
		wanted,
		told: total !== undefined,
		capped: full < Math.min(pageSize, limit) && pager !== 'page',
		wasted: [...early.keys()].filter((number) => number >= has).length,
	}).read();
	const long = total !== undefined && wanted > AHEAD + 1;
	remembered.length = long ? { step, pages: wanted } : undefined;
	const whole = !overlap || chained(pages, full, key);
	return { pages, steady: steady && whole && pages.every((page) => page.total === first.total) };
}

/** Reads numbered pages, sooner where `reading` remembers how long the list was. Nothing is on its way when it ends. */
export async function readNumbered(fetch: Fetch, reading: Reading, limit: number): Promise<Pages> {
	// Pages of another size would not be those that were there.
	const remembered = (limit === Number.POSITIVE_INFINITY && reading.remembered) || {};
	const read = readsOf(fetch, reading, Math.min(reading.pageSize ?? PAGE_SIZE, limit));
	const first = read(0, 0);
	const early = readEarly(read, remembered);
	// Begins to look at once: what fails while the first page is waited for must not end n8n.
	const settled = Promise.allSettled(early.values());
	try {
		return await readOn(read, await first, early, reading, limit, remembered);
	} finally {
		await settled;
	}
}
