import type { IDataObject } from 'n8n-workflow';

import { readPages } from '../../nodes/Kandji/client/pages';
import { changing, devices, fleet, id, ids } from './changing.mts';

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
			[true, false].flatMap((stated) =>
				[1, 2, 3].map((after) => ({
					what,
					change,
					stated,
					after,
					length: stated ? 'stated' : 'unknown',
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
	])('of %i rows takes %i reads when its length is stated', async (count, most) => {
		const { fetch, reads } = changing(fleet(count));
		const { rows, complete } = await readPages(fetch, { ...devices, query: {} });
		expect(ids(rows)).toEqual(ids(fleet(count)));
		expect(complete).toBe(true);
		expect(reads.length).toBeLessThanOrEqual(most);
	});

	it.each([0, 9, 10, 11, 19, 20, 35, 300])(
		'of %i rows is whole and in order when its length is unknown',
		async (count) => {
			const { fetch } = changing(fleet(count), { stated: false });
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

	it('is ordered by its key, after the keys that the user orders by', async () => {
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
		['whose length is stated', true],
		['whose length is unknown', false],
	])('and caps them: a list %s is read on', async (_, stated) => {
		const { fetch } = changing(fleet(1_000), { most: 7, stated });
		const { rows, complete } = await readPages(fetch, { ...devices, query: {} });
		expect(ids(rows)).toEqual(ids(fleet(1_000)));
		expect(complete).toBe(true);
	});

	it.each([5, 12, 30])('and caps them: a limit of %i is reached', async (limit) => {
		const { fetch } = changing(fleet(40), { most: 4, stated: false });
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
