import type { IDataObject } from 'n8n-workflow';

import { text } from '../util/json';
import { PAGE_SIZE, readPage, statedTotal } from './page';
import type { Fetch, Page, Pages, Reading } from './page';
import { PageWindow } from './pageWindow';

/** Reads the page of a number, from 0. `row` is the number of its first row, which some lists request instead. */
type Read = (number: number, row: number) => Promise<Page>;

/** Whether each page begins with the last row of the page before. */
function chained(pages: Page[], full: number, key: string): boolean {
	return pages.every(({ rows }, index) => {
		if (index === 0) return true;
		const before = pages[index - 1].rows;
		return before.length < full
			? rows.length === 0
			: text(before.at(-1), key) === text(rows[0], key);
	});
}

/** Returns how the pages of a list are requested, `size` rows each. */
function readsOf(fetch: Fetch, reading: Reading, size: number): Read {
	const { pager, key } = reading;
	// The key breaks ties of the user's own ordering. Without it, rows could change places between pages.
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

/** Reads numbered pages. The first one states how long the list is and how long its pages are. */
export async function readNumbered(fetch: Fetch, reading: Reading, limit: number): Promise<Pages> {
	const { pager, key, pageSize = PAGE_SIZE } = reading;
	const size = Math.min(pageSize, limit);
	const read = readsOf(fetch, reading, size);
	const first = await read(0, 0);
	// The server may cap its pages, so the rows that came count, not those that were requested.
	const full = first.rows.length;
	const total = statedTotal(first);
	const wantedRows = Math.min(limit, total ?? Number.POSITIVE_INFINITY);
	if (full === 0 || full >= wantedRows || (total === undefined && first.last)) {
		return { pages: [first], steady: true };
	}
	// Pages overlap by one row. A row that moved between two reads shows then, even if the length stays the same.
	const overlap =
		key !== undefined && pager === 'offset' && limit === Number.POSITIVE_INFINITY && full > 1;
	const step = overlap ? full - 1 : full;
	const { pages, steady } = await new PageWindow({
		read: async (number) => await read(number, number * step),
		first,
		full,
		overlap: full - step,
		wanted: Math.ceil((wantedRows - full) / step) + 1,
		isStated: total !== undefined,
		isCapped: full < size && pager !== 'page',
	}).read();
	const whole = !overlap || chained(pages, full, key);
	return { pages, steady: steady && whole && pages.every((page) => page.total === first.total) };
}
