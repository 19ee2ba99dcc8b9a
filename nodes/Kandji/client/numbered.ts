import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { text } from './json';
import { PAGE_SIZE, readPage, toldBy } from './page';
import type { Fetch, Page, Pages, Reading } from './page';

/** Pages asked for without knowing whether they exist: what a list can cost beyond its end. */
const AHEAD = 6;
/** Pages on the way at once; the pace lets no more out anyway. */
const MOST_OPEN = 50;

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

/** How the pages of one list are asked for. */
interface Plan {
	/** Reads the page of that number, from 0. */
	read: (number: number) => Promise<Page>;
	first: Page;
	/** Rows of a full page. */
	full: number;
	/** Rows that a page has in common with the one before. */
	overlap: number;
	/** Pages that the list has as far as it was told, or as its limit needs; Infinity where neither says. */
	wanted: number;
	/** Whether the length was told, so that the last page shows at once whether it is true. */
	told: boolean;
	/** Whether a short first page may be the server's cap instead of the end. */
	capped: boolean;
}

/**
 * The pages of a list as a window that slides: the next one is asked for as soon as one has come. Pages before one that
 * has rows exist and are asked for freely; of the others, which may lie beyond the end, no more than `AHEAD` in all.
 */
class Window {
	private readonly pages = new Map<number, Page>();

	private readonly open = new Map<number, Promise<void>>();

	/** Pages below this number exist. */
	private known = 1;

	/** The first page that came without rows, or the first that is not wanted. */
	private end: number;

	private lowest = 1;

	/** Pages that brought nothing new. */
	private wasted = 0;

	private ahead: number;

	/** Set when nothing more is to be asked for. */
	private failure?: { error: unknown };

	private repeats = false;

	private readonly plan: Plan;

	constructor(plan: Plan) {
		this.plan = plan;
		this.pages.set(0, plan.first);
		this.end = plan.wanted;
		this.ahead = plan.capped ? 1 : AHEAD;
	}

	/** Reads to the end. Throws what the first failing page threw, when nothing is on its way any more. */
	async read(): Promise<Pages> {
		for (;;) {
			for (let number = this.next(); number !== undefined; number = this.next()) this.ask(number);
			if (this.open.size === 0) break;
			await Promise.race(this.open.values());
		}
		if (this.failure) throw this.failure.error;
		// A server that knows no pages gives the same rows again and again.
		if (this.repeats) return { pages: [this.plan.first], steady: false };
		const inOrder = [...this.pages.entries()].sort(([one], [other]) => one - other);
		return { pages: inOrder.map(([, page]) => page), steady: this.known <= this.end };
	}

	private ask(number: number): void {
		const reading = this.plan
			.read(number)
			.then(
				(page) => this.take(number, page),
				(error: unknown) => {
					this.failure ??= { error };
				},
			)
			.finally(() => this.open.delete(number));
		this.open.set(number, reading);
	}

	private take(number: number, page: Page): void {
		const { first, full, told, overlap } = this.plan;
		this.pages.set(number, page);
		if (page.rows.length <= overlap) this.wasted += 1;
		if (page.rows.length === 0) {
			this.end = Math.min(this.end, number);
			return;
		}
		this.known = Math.max(this.known, number + 1);
		this.repeats ||= isEqual(page.rows, first.rows);
		if (!told && page.last) this.end = Math.min(this.end, number + 1);
		// A short page is most likely the last one; one look behind it shows.
		this.ahead = page.rows.length < full ? 1 : AHEAD;
	}

	private isFree(number: number): boolean {
		return number < this.end && !this.pages.has(number) && !this.open.has(number);
	}

	/** The next page to ask for; undefined where an answer must come first, or nothing is left. */
	private next(): number | undefined {
		if (this.failure || this.repeats || this.open.size >= MOST_OPEN) return undefined;
		const { told, wanted } = this.plan;
		const doubtful = [...this.open.keys()].filter((number) => number >= this.known).length;
		const last = wanted - 1;
		const left = AHEAD - this.wasted - doubtful;
		// Where many pages are told, the last one shows whether all before it exist.
		if (told && left > 0 && last - this.known >= AHEAD && this.isFree(last)) return last;
		while (this.lowest < this.known && !this.isFree(this.lowest)) this.lowest += 1;
		if (this.lowest < this.known) return this.lowest;
		if (Math.min(left, this.ahead - doubtful) <= 0) return undefined;
		for (let number = this.known; number < this.known + AHEAD; number++) {
			if (this.isFree(number)) return number;
		}
		return undefined;
	}
}

/** Reads numbered pages: the first alone, because it tells how long the list is and how long its pages are. */
export async function readNumbered(fetch: Fetch, reading: Reading, limit: number): Promise<Pages> {
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
	// What came counts, not what was asked for: the server may cap its pages.
	const full = first.rows.length;
	const total = toldBy(first);
	const wantedRows = Math.min(limit, total ?? Number.POSITIVE_INFINITY);
	if (full === 0 || full >= wantedRows || (total === undefined && first.last)) {
		return { pages: [first], steady: true };
	}
	// Pages overlap by one row, so that a row that moved between two reads shows, even where the length stays the same.
	const overlap =
		key !== undefined && pager === 'offset' && limit === Number.POSITIVE_INFINITY && full > 1;
	const step = overlap ? full - 1 : full;
	const { pages, steady } = await new Window({
		read: async (number) => await paged(number * step, number),
		first,
		full,
		overlap: full - step,
		wanted: Math.ceil((wantedRows - full) / step) + 1,
		told: total !== undefined,
		capped: full < size && pager !== 'page',
	}).read();
	const whole = !overlap || chained(pages, full, key);
	return { pages, steady: steady && whole && pages.every((page) => page.total === first.total) };
}
