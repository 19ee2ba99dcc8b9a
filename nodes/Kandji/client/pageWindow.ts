import { isEqual } from 'lodash';

import type { Page, Pages } from './page';

/** Pages that are requested without knowing whether they exist. A list costs at most so many requests beyond its end. */
const MAX_SPECULATIVE = 6;
/** Pages that are requested at the same time. The rate limiter sends no more within a second. */
const MAX_OPEN = 50;

/** How the pages of one list are requested. */
export interface PageWindowOptions {
	/** Reads the page of that number, from 0. */
	read: (number: number) => Promise<Page>;
	first: Page;
	/** Rows of a full page. */
	full: number;
	/** Rows that a page has in common with the one before. */
	overlap: number;
	/** Pages that the list has by its stated length, or that its limit needs; Infinity where neither is known. */
	wanted: number;
	/** Whether an answer stated the length, so that the last page shows at once whether it is true. */
	isStated: boolean;
	/** Whether a short first page may be the server's cap instead of the end. */
	isCapped: boolean;
}

/**
 * Reads the pages of a list concurrently, as a sliding window: the next page is requested as soon as one has come. Pages
 * before one that has rows exist and are requested freely. Others may lie beyond the end, so at most `MAX_SPECULATIVE`
 * of them are requested.
 */
export class PageWindow {
	private readonly pages = new Map<number, Page>();

	private readonly open = new Map<number, Promise<void>>();

	/** Pages below this number exist. */
	private known = 1;

	/** The first page without rows, or the first that is not wanted. */
	private end: number;

	private lowest = 1;

	/** Pages that contained no new rows. */
	private wasted = 0;

	private ahead: number;

	/** Set when nothing more is to be requested. */
	private failure?: { error: unknown };

	private repeats = false;

	private readonly options: PageWindowOptions;

	constructor(options: PageWindowOptions) {
		this.options = options;
		this.pages.set(0, options.first);
		this.end = options.wanted;
		this.ahead = options.isCapped ? 1 : MAX_SPECULATIVE;
	}

	/** Reads to the end. Throws the error of the first failing page, when no request is open any more. */
	async read(): Promise<Pages> {
		for (;;) {
			for (let number = this.next(); number !== undefined; number = this.next()) this.ask(number);
			if (this.open.size === 0) break;
			await Promise.race(this.open.values());
		}
		if (this.failure) throw this.failure.error;
		// A server that ignores page parameters returns the same rows again and again.
		if (this.repeats) return { pages: [this.options.first], steady: false };
		const inOrder = [...this.pages.entries()].sort(([one], [other]) => one - other);
		return { pages: inOrder.map(([, page]) => page), steady: this.known <= this.end };
	}

	private ask(number: number): void {
		const reading = this.options
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
		const { first, full, isStated, overlap } = this.options;
		this.pages.set(number, page);
		if (page.rows.length <= overlap) this.wasted += 1;
		if (page.rows.length === 0) {
			this.end = Math.min(this.end, number);
			return;
		}
		this.known = Math.max(this.known, number + 1);
		this.repeats ||= isEqual(page.rows, first.rows);
		if (!isStated && page.last) this.end = Math.min(this.end, number + 1);
		// A short page is most likely the last one. One request behind it shows.
		this.ahead = page.rows.length < full ? 1 : MAX_SPECULATIVE;
	}

	private isFree(number: number): boolean {
		return number < this.end && !this.pages.has(number) && !this.open.has(number);
	}

	/** Returns the next page to request; undefined where an answer must come first, or none is left. */
	private next(): number | undefined {
		if (this.failure || this.repeats || this.open.size >= MAX_OPEN) return undefined;
		const { isStated, wanted } = this.options;
		const speculative = [...this.open.keys()].filter((number) => number >= this.known).length;
		const last = wanted - 1;
		const left = MAX_SPECULATIVE - this.wasted - speculative;
		// Of a long list the last page shows whether all before it exist. One request must be left to go on.
		if (isStated && left > 1 && last - this.known >= MAX_SPECULATIVE && this.isFree(last))
			return last;
		while (this.lowest < this.known && !this.isFree(this.lowest)) this.lowest += 1;
		if (this.lowest < this.known) return this.lowest;
		if (Math.min(left, this.ahead - speculative) <= 0) return undefined;
		for (let number = this.known; number < this.known + MAX_SPECULATIVE; number++) {
			if (this.isFree(number)) return number;
		}
		return undefined;
	}
}
