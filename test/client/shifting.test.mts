import type { IDataObject } from 'n8n-workflow';

import { readPages } from '../../nodes/Kandji/client/pages';

const devices = {
	items: '',
	pager: 'offset',
	pageSize: 10,
	key: 'id',
	endless: (pages: number) => new Error(`No end after ${pages}`),
} as const;

const id = (number: number): string => `device-${String(number).padStart(4, '0')}`;
const fleet = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, number) => ({ id: id(number), name: `Mac ${number}` }));
const ids = (rows: IDataObject[]): string[] => rows.map((row) => String(row.id)).sort();

/** An offset list that sorts as it is asked to, and that `change` alters after the given read. */
function changing(
	rows: IDataObject[],
	{
		after = 1,
		change = () => {},
		told = true,
		most = 300,
	}: {
		after?: number;
		change?: (rows: IDataObject[]) => void;
		/** Whether the answers tell the length of the list. */
		told?: boolean;
		/** Rows a page at most, whatever is asked for. */
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
		const headers = told ? { 'x-total-count': String(rows.length) } : {};
		if (reads.length === after) change(rows);
		return await Promise.resolve({ body, headers });
	};
	return { reads, fetch };
}

const remove = (rows: IDataObject[], at: number) => rows.splice(at, 1);
const add = (rows: IDataObject[], row: IDataObject) => rows.push(row);

/** What may happen to a fleet while its pages are read. */
const CHANGES: Array<[string, (rows: IDataObject[]) => void]> = [
	['a device leaves the first page', (rows) => remove(rows, 3)],
	['a device leaves the last page', (rows) => remove(rows, 30)],
	['several devices leave', (rows) => rows.splice(2, 5)],
	['a device comes to the first page', (rows) => add(rows, { id: 'device-0000a' })],
	['a device comes to the end', (rows) => add(rows, { id: 'z' })],
	[
		'one leaves the first page and one comes to the end',
		(rows) => {
			remove(rows, 3);
			add(rows, { id: 'z' });
		},
	],
	[
		'one leaves the end and one comes to the first page',
		(rows) => {
			rows.pop();
			add(rows, { id: 'device-0000a' });
		},
	],
	['a device changes its name', (rows) => Object.assign(rows[4], { name: 'Renamed' })],
];

describe('A list whose pages shift while it is read', () => {
	it.each(
		CHANGES.flatMap(([what, change]) =>
			[true, false].flatMap((told) =>
				[1, 2, 3].map((after) => ({
					what,
					change,
					told,
					after,
					length: told ? 'told' : 'unknown',
				})),
			),
		),
	)('loses and doubles nothing when $what after read $after, length $length', async (one) => {
		const rows = fleet(35);
		const stayed = new Set(ids(rows));
		const { fetch } = changing(rows, one);
		const listed = await readPages(fetch, { ...devices, query: {} });
		const found = ids(listed.rows);
		expect(new Set(found).size).toBe(found.length);
		const now = new Set(ids(rows));
		expect(found).toEqual(expect.arrayContaining([...stayed].filter((each) => now.has(each))));
		expect(listed.complete).toBe(true);
	});

	it("loses nothing when a device moves in the user's own ordering", async () => {
		const rows = fleet(35).map((row, number) => ({ ...row, name: id(number) }));
		const change = () => Object.assign(rows[25], { name: 'a comes first now' });
		const { fetch } = changing(rows, { after: 2, change });
		const { rows: found } = await readPages(fetch, { ...devices, query: { ordering: 'name' } });
		expect(ids(found)).toEqual(ids(rows));
	});

	it('says that it is not complete when it never stands still', async () => {
		const rows = fleet(35);
		let count = 0;
		let readings = 0;
		const restless = async (query: IDataObject) => {
			if (query.offset === 0) readings += 1;
			rows.shift();
			add(rows, { id: `z${String(count++).padStart(3, '0')}` });
			const offset = Number(query.offset);
			return await Promise.resolve({ body: rows.slice(offset, offset + 10), headers: {} });
		};
		const { complete } = await readPages(restless, { ...devices, query: {} });
		expect(complete).toBe(false);
		expect(readings).toBe(3);
		expect(count).toBeLessThan(60);
	});
});

describe('A list that stands still', () => {
	it.each([
		[0, 1],
		[9, 1],
		[10, 1],
		[11, 2],
		[35, 4],
		[100, 11],
	])('of %i rows takes %i reads when its length is told', async (count, most) => {
		const { fetch, reads } = changing(fleet(count));
		const { rows, complete } = await readPages(fetch, { ...devices, query: {} });
		expect(ids(rows)).toEqual(ids(fleet(count)));
		expect(complete).toBe(true);
		expect(reads.length).toBeLessThanOrEqual(most);
	});

	it.each([0, 9, 10, 11, 19, 20, 35, 300])(
		'of %i rows is whole and in order when its length is unknown',
		async (count) => {
			const { fetch } = changing(fleet(count), { told: false });
			const { rows, complete } = await readPages(fetch, { ...devices, query: {} });
			expect(rows).toEqual(fleet(count));
			expect(complete).toBe(true);
		},
	);

	it('is whole when the server gives smaller pages than it is asked for', async () => {
		const { fetch } = changing(fleet(35), { most: 7 });
		const { rows } = await readPages(fetch, { ...devices, query: {} });
		expect(ids(rows)).toEqual(ids(fleet(35)));
	});

	it('is ordered by its key, after whatever the user orders by', async () => {
		const { fetch, reads } = changing(fleet(35));
		await readPages(fetch, { ...devices, query: { ordering: '-name' } });
		expect(new Set(reads.map(({ ordering }) => ordering))).toEqual(new Set(['-name,id']));
	});

	it.each([
		[1, 1],
		[7, 1],
		[10, 1],
		[11, 2],
		[25, 3],
	])('stops early at a limit of %i', async (limit, most) => {
		const { fetch, reads } = changing(fleet(100));
		const { rows, complete } = await readPages(fetch, { ...devices, query: {} }, limit);
		expect(rows).toEqual(fleet(limit));
		expect(complete).toBe(true);
		expect(reads.length).toBeLessThanOrEqual(most);
		expect(Math.max(...reads.map((query) => Number(query.limit)))).toBeLessThanOrEqual(limit);
	});
});

describe('A server that hands out other pages than it is asked for', () => {
	it.each([
		['whose length is told', true],
		['whose length is unknown', false],
	])('and caps them: a list %s is read on', async (_, told) => {
		const { fetch } = changing(fleet(1_000), { most: 7, told });
		const { rows, complete } = await readPages(fetch, { ...devices, query: {} });
		expect(ids(rows)).toEqual(ids(fleet(1_000)));
		expect(complete).toBe(true);
	});

	it.each([5, 12, 30])('and caps them: a limit of %i is reached', async (limit) => {
		const { fetch } = changing(fleet(40), { most: 4, told: false });
		const { rows, complete } = await readPages(fetch, { ...devices, query: {} }, limit);
		expect(rows).toEqual(fleet(limit));
		expect(complete).toBe(true);
	});

	it('and ignores offsets is asked twice, and says that rows may be missing', async () => {
		const reads: IDataObject[] = [];
		const fetch = async (query: IDataObject) => {
			reads.push(query);
			return await Promise.resolve({ body: fleet(7), headers: {} });
		};
		const { rows, complete } = await readPages(fetch, { ...devices, key: undefined, query: {} });
		expect(rows).toEqual(fleet(7));
		expect(complete).toBe(false);
		expect(reads).toHaveLength(2);
	});

	it('and says that none follows is believed', async () => {
		const reads: IDataObject[] = [];
		const fetch = async (query: IDataObject) => {
			reads.push(query);
			return await Promise.resolve({ body: { results: fleet(7), next: null }, headers: {} });
		};
		const reading = { ...devices, items: 'results', query: {} };
		expect(await readPages(fetch, reading)).toEqual({ rows: fleet(7), complete: true });
		expect(reads).toHaveLength(1);
	});
});

describe('A list that is shorter or longer than told', () => {
	const telling = (count: number, told: number) => {
		const reads: IDataObject[] = [];
		const rows = fleet(count);
		const fetch = async (query: IDataObject) => {
			reads.push(query);
			const offset = Number(query.offset ?? 0);
			const body = rows.slice(offset, offset + Number(query.limit ?? count));
			return await Promise.resolve({ body, headers: { 'x-total-count': String(told) } });
		};
		return { reads, fetch };
	};

	it.each([
		['with a key', devices.key, 120],
		['without a key', undefined, 40],
	])('%s takes no more than a wave for each reading', async (_, key, most) => {
		const { fetch, reads } = telling(25, 1e9);
		const { rows, complete } = await readPages(fetch, { ...devices, key, query: {} });
		expect(ids(rows)).toEqual(ids(fleet(25)));
		expect(complete).toBe(false);
		expect(reads.length).toBeLessThanOrEqual(most + 3);
	});

	it.each([
		['fewer rows than told', 25, 30, false],
		['more rows than told', 25, 24, false],
		['more rows on the first page than told for all', 25, 5, false],
		['as many rows as told', 25, 25, true],
	])('by pages with %s', async (_, count, told, complete) => {
		const { fetch } = telling(count, told);
		const reading = { ...devices, key: undefined, query: {} };
		const listed = await readPages(fetch, reading);
		expect(listed.complete).toBe(complete);
		expect(listed.rows).toEqual(fleet(count));
	});

	it.each(['count', 'total', 'total_count'])(
		'is measured by the %s of its envelope',
		async (told) => {
			const rows = fleet(25);
			const reads: IDataObject[] = [];
			const fetch = async (query: IDataObject) => {
				reads.push(query);
				const offset = Number(query.offset);
				const body = { [told]: 25, results: rows.slice(offset, offset + 10) };
				return await Promise.resolve({ body, headers: {} });
			};
			const reading = { ...devices, items: 'results', key: undefined, query: {} };
			expect(await readPages(fetch, reading)).toEqual({ rows, complete: true });
			expect(reads).toHaveLength(3);
		},
	);

	it('by a row that left while its pages without key were read says that another may be missing', async () => {
		const { fetch } = changing(fleet(25), { change: (rows) => remove(rows, 3) });
		const listed = await readPages(fetch, { ...devices, key: undefined, query: {} });
		expect(listed.rows).toHaveLength(24);
		expect(listed.complete).toBe(false);
	});

	it('is looked behind once where its last wave ends with a short page', async () => {
		const { fetch, reads } = changing(fleet(65), { told: false });
		const { rows } = await readPages(fetch, { ...devices, key: undefined, query: {} });
		expect(rows).toEqual(fleet(65));
		expect(reads).toHaveLength(1 + 6 + 1);
	});

	it.each([
		['fewer rows than told', 4, 9, false],
		['as many rows as told', 4, 4, true],
	])('in one answer with %s', async (_, count, told, complete) => {
		const { fetch } = telling(count, told);
		const reading = { ...devices, pager: undefined, key: undefined, query: {} };
		expect(await readPages(fetch, reading)).toEqual({ rows: fleet(count), complete });
	});

	it('is whole up to a limit', async () => {
		const { fetch } = telling(25, 1e9);
		const { rows, complete } = await readPages(fetch, { ...devices, query: {} }, 20);
		expect(rows).toEqual(fleet(20));
		expect(complete).toBe(true);
		expect((await readPages(fetch, { ...devices, query: {} }, 30)).complete).toBe(false);
	});
});

describe('A list without end', () => {
	it('of numbered pages is given up after 5,000 of them', async () => {
		let reads = 0;
		const fetch = async ({ offset }: IDataObject) => {
			reads += 1;
			const from = Number(offset);
			const body = Array.from({ length: 10 }, (_, index) => ({ id: id(from + index) }));
			return await Promise.resolve({ body, headers: {} });
		};
		await expect(readPages(fetch, { ...devices, query: {} })).rejects.toThrow('No end after 5000');
		expect(reads).toBe(5_000);
	});

	it('of ever-new cursors is given up after 5,000 pages', async () => {
		let reads = 0;
		const fetch = async () => {
			reads += 1;
			const body = { results: [{ id: id(reads) }], next: `cursor-${reads}` };
			return await Promise.resolve({ body, headers: {} });
		};
		const reading = { ...devices, items: 'results', pager: 'cursor', query: {} } as const;
		await expect(readPages(fetch, reading)).rejects.toThrow('No end after 5000');
		expect(reads).toBe(5_000);
	});

	it('of empty pages is given up after 100 of them in a row', async () => {
		let reads = 0;
		const fetch = async () => {
			reads += 1;
			const body = { results: [], next: `cursor-${reads}` };
			return await Promise.resolve({ body, headers: {} });
		};
		const reading = { ...devices, items: 'results', pager: 'cursor', query: {} } as const;
		await expect(readPages(fetch, reading)).rejects.toThrow('No end after 100');
		expect(reads).toBe(100);
	});
});

describe('A list by cursor', () => {
	/** Answers these pages one after the other, and the last one for ever. */
	const handing = (pages: Array<{ results: IDataObject[]; next?: string | null }>) => {
		const reads: IDataObject[] = [];
		const fetch = async (query: IDataObject) => {
			reads.push(query);
			const body = pages[Math.min(reads.length, pages.length) - 1];
			return await Promise.resolve({ body, headers: {} });
		};
		return { reads, fetch };
	};
	const reading = { ...devices, items: 'results', pager: 'cursor', query: {} } as const;
	const [one, two] = fleet(2);

	it('is read on behind an empty page', async () => {
		const { fetch, reads } = handing([
			{ results: [one], next: 'a' },
			{ results: [], next: 'b' },
			{ results: [two], next: null },
		]);
		expect(await readPages(fetch, reading)).toEqual({ rows: [one, two], complete: true });
		expect(reads.map(({ cursor }) => cursor)).toEqual([undefined, 'a', 'b']);
	});

	it('ends where an empty page leads to itself', async () => {
		const { fetch, reads } = handing([
			{ results: [one], next: 'a' },
			{ results: [], next: 'a' },
		]);
		expect(await readPages(fetch, reading)).toEqual({ rows: [one], complete: true });
		expect(reads).toHaveLength(2);
	});

	it('says that rows may be missing where its pages lead in a circle', async () => {
		const { fetch, reads } = handing([{ results: [one], next: 'a' }]);
		expect(await readPages(fetch, reading)).toEqual({ rows: [one], complete: false });
		expect(reads).toHaveLength(2);
	});
});
