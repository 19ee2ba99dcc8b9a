/** Lists of devices that tests read, and that change while they are read. */
import type { IDataObject } from 'n8n-workflow';

/** A list by offset, ten rows a page. */
export const devices = {
	items: '',
	pager: 'offset',
	pageSize: 10,
	key: 'id',
	endless: (pages: number) => new Error(`No end after ${pages}`),
} as const;

/** The id of the device of that number; ids are in the order of numbers. */
export const id = (number: number): string => `device-${String(number).padStart(4, '0')}`;
/** So many devices. */
export const fleet = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, number) => ({ id: id(number), name: `Mac ${number}` }));
/** Ids of rows, in order. */
export const ids = (rows: IDataObject[]): string[] => rows.map((row) => String(row.id)).sort();

/** An offset list that sorts as it is asked to, and that `change` alters after the given read. */
export function changing(
	rows: IDataObject[],
	{
		after = 1,
		change = () => {},
		stated = true,
		most = 300,
	}: {
		after?: number;
		change?: (rows: IDataObject[]) => void;
		/** Whether the answers tell the length of the list. */
		stated?: boolean;
		/** The largest number of rows of a page, however many are asked for. */
		most?: number;
	} = {},
) {
	const reads: IDataObject[] = [];
	const fetch = async (query: IDataObject) => {
		reads.push(query);
		const [order] = String(query.ordering ?? 'id').split(',');
		const sorted = [...rows].sort((one, other) =>
			String(one[order]) < String(other[order]) ? -1 : 1,
		);
		const offset = Number(query.offset);
		const body = sorted.slice(offset, offset + Math.min(Number(query.limit), most));
		const headers = stated ? { 'x-total-count': String(rows.length) } : {};
		if (reads.length === after) change(rows);
		return await Promise.resolve({ body, headers });
	};
	return { reads, fetch };
}
