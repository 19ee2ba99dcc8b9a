import type { IDataObject } from 'n8n-workflow';

/** How long a list was when it was last read to its end. */
export interface Length {
	/** Rows from the beginning of one page to that of the next. */
	step: number;
	pages: number;
}

/** Where the length of one list is kept. */
export interface Remembered {
	length?: Length;
}

/** Lists whose length is kept: those that were read last. */
const MOST_LISTS = 100;

/** How long the lists of one tenant were, each known by its path and query. */
export class Lengths {
	private readonly lists = new Map<string, Remembered>();

	of(path: string, query: IDataObject): Remembered {
		const name = JSON.stringify([path, query]);
		const list = this.lists.get(name) ?? {};
		this.lists.delete(name);
		this.lists.set(name, list);
		const [oldest] = this.lists.keys();
		if (this.lists.size > MOST_LISTS) this.lists.delete(oldest);
		return list;
	}
}
