import { isEqual } from 'lodash';

import type { Page, Pages } from './page';

/** Pages asked for without knowing whether they exist: what a list can cost beyond its end. */
export const AHEAD = 6;
/** Pages on the way at once; the pace lets no more out anyway. */
const MOST_OPEN = 50;

/** How the pages of one list are asked for. */
export interface Plan {
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
	/** Pages that were asked for already and that the list, as told, does not have. */
	wasted: number;
}

/**
 * The pages of a list as a window that slides: the next one is asked for as soon as one has come. Pages before one that
 * has rows exist and are asked for freely; of the others, which may lie beyond the end, no more than `AHEAD` in all.
 */
export class Window {
	private readonly pages = new Map<number, Page>();

	private readonly open = new Map<number, Promise<void>>();

	/** Pages below this number exist. */
	private known = 1;

	/** The first page that came without rows, or the first that is not wanted. */
	private end: number;

	private lowest = 1;

	/** Pages that brought nothing new. */
	private wasted: number;

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
		this.wasted = plan.wasted;
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
		// Where many pages are told, the last one shows whether all before it exist. One look must be left to go on.
		if (told && left > 1 && last - this.known >= AHEAD && this.isFree(last)) return last;
		while (this.lowest < this.known && !this.isFree(this.lowest)) this.lowest += 1;
		if (this.lowest < this.known) return this.lowest;
		if (Math.min(left, this.ahead - doubtful) <= 0) return undefined;
		for (let number = this.known; number < this.known + AHEAD; number++) {
			if (this.isFree(number)) return number;
		}
		return undefined;
	}
}
