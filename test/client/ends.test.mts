import type { IDataObject } from 'n8n-workflow';

import { readPages } from '../../nodes/Kandji/client/pages';
import { changing, devices, fleet, id, ids } from './changing.mts';

describe('A list that is shorter or longer than stated', () => {
	const telling = (count: number, stated: number) => {
		const reads: IDataObject[] = [];
		const rows = fleet(count);
		const fetch = async (query: IDataObject) => {
			reads.push(query);
			const offset = Number(query.offset ?? 0);
			const body = rows.slice(offset, offset + Number(query.limit ?? count));
			return await Promise.resolve({ body, headers: { 'x-total-count': String(stated) } });
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
		['fewer rows than stated', 25, 30, false],
		['more rows than stated', 25, 24, false],
		['more rows on the first page than stated for all', 25, 5, false],
		['as many rows as stated', 25, 25, true],
	])('by pages with %s', async (_, count, stated, complete) => {
		const { fetch } = telling(count, stated);
		const reading = { ...devices, key: undefined, query: {} };
		const listed = await readPages(fetch, reading);
		expect(listed.complete).toBe(complete);
		expect(listed.rows).toEqual(fleet(count));
	});

	it.each(['count', 'total', 'total_count'])(
		'is measured by the %s of its envelope',
		async (stated) => {
			const rows = fleet(25);
			const reads: IDataObject[] = [];
			const fetch = async (query: IDataObject) => {
				reads.push(query);
				const offset = Number(query.offset);
				const body = { [stated]: 25, results: rows.slice(offset, offset + 10) };
				return await Promise.resolve({ body, headers: {} });
			};
			const reading = { ...devices, items: 'results', key: undefined, query: {} };
			expect(await readPages(fetch, reading)).toEqual({ rows, complete: true });
			expect(reads).toHaveLength(3);
		},
	);

	it('by a row that left while its pages without key were read says that another may be missing', async () => {
		const { fetch } = changing(fleet(25), { change: (rows) => rows.splice(3, 1) });
		const listed = await readPages(fetch, { ...devices, key: undefined, query: {} });
		expect(listed.rows).toHaveLength(24);
		expect(listed.complete).toBe(false);
	});

	it('is looked behind once where its last wave ends with a short page', async () => {
		const { fetch, reads } = changing(fleet(65), { stated: false });
		const { rows } = await readPages(fetch, { ...devices, key: undefined, query: {} });
		expect(rows).toEqual(fleet(65));
		expect(reads).toHaveLength(1 + 6 + 1);
	});

	it.each([
		['fewer rows than stated', 4, 9, false],
		['as many rows as stated', 4, 4, true],
	])('in one answer with %s', async (_, count, stated, complete) => {
		const { fetch } = telling(count, stated);
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
