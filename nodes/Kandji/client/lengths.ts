import type { IDataObject } from 'n8n-workflow';

/** How long a list of many pages was when it was last read to its end. */
export interface Length {
	/** Rows from the beginning of one page to that of the next. */
	step: number;
	pages: number;
}

/** Where the length of one list is kept; undefined while it has few pages. */
export interface Remembered {
	length?: Length;
}

/** Lists that are kept: those that were read last, and before all others those that are long. */
const MOST_LISTS = 100;

/** How long the lists of one tenant were, each known by its path and query. */
export class Lengths {
	private readonly lists = new Map<string, Remembered>();

	of(path: string, query: IDataObject): Remembered {
		const name = JSON.stringify([path, query]);
		const list = this.lists.get(name) ?? {};
		this.lists.delete(name);
		if (this.lists.size >= MOST_LISTS) this.dropOne();
		this.lists.set(name, list);
		return list;
	}

	/** Thousands of short lists, one for each device, must not push out the fleet. */
	private dropOne(): void {
		const [oldest] = this.lists.keys();
		const short = [...this.lists].find(([, { length }]) => length === undefined);
		this.lists.delete(short?.[0] ?? oldest);
	}
}
