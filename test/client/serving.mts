import type { IDataObject } from 'n8n-workflow';

import { Dice } from '../../simulator/dice.mts';

/** Rows of a full page. */
export const SIZE = 10;
/** Requests that a list may cost beside its pages. */
export const AHEAD = 6;
/** How the list is read. */
export const reading = {
	items: '',
	pager: 'offset',
	pageSize: SIZE,
	key: 'id',
	query: {},
	endless: (pages: number) => new Error(`No end after ${pages}`),
} as const;

/** So many rows. */
export const fleet = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, number) => ({ id: String(number).padStart(5, '0') }));

/** A list whose answers come in any order; `stated` is the length that it states, if any. */
export function serving(
	rows: IDataObject[],
	{ stated, most, seed }: { stated?: number; most: number; seed: number },
) {
	const dice = new Dice(String(seed));
	const asked: number[] = [];
	let open = 0;
	let maxOpen = 0;
	const fetch = async ({ offset, limit }: IDataObject) => {
		asked.push(Number(offset));
		open += 1;
		maxOpen = Math.max(maxOpen, open);
		for (let turns = dice.int(1, 20); turns > 0; turns--) await Promise.resolve();
		open -= 1;
		const from = Number(offset);
		const body = rows.slice(from, from + Math.min(Number(limit), most));
		const headers = stated === undefined ? {} : { 'x-total-count': String(stated) };
		return { body, headers };
	};
	return { fetch, asked, maxOpen: () => maxOpen };
}

/** The fewest requests that read so many rows whose pages overlap by one. */
export const pagesOf = (count: number, most: number): number =>
	count <= most ? 1 : Math.ceil((count - most) / Math.max(1, most - 1)) + 1;
