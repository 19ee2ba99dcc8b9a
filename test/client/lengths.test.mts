import { assert, asyncProperty, constantFrom, integer, record } from 'fast-check';

import { Lengths } from '../../nodes/Kandji/client/lengths';
import type { Remembered } from '../../nodes/Kandji/client/lengths';
import { Paces } from '../../nodes/Kandji/client/pace';
import { readPages } from '../../nodes/Kandji/client/pages';
import { API, clientOf } from './client.mts';
import { onlyCannedAnswers } from '../helpers/canned.mts';
import { AHEAD, fleet, pagesOf, reading, serving, SIZE } from './serving.mts';

const nock = onlyCannedAnswers();

/** Reads a list of so many rows to its end. */
async function read(remembered: Remembered, count: number, key?: 'id'): Promise<void> {
	const { fetch } = serving(fleet(count), { told: count, most: SIZE, seed: 1 });
	await readPages(fetch, { ...reading, key, remembered });
}

/** A list that is asked for pages without answering any; gives the rows that they begin with. */
async function askedAtOnce(remembered: Remembered): Promise<number[]> {
	const asked: number[] = [];
	const fetch = async ({ offset }: { offset?: unknown }) => {
		asked.push(Number(offset));
		return await new Promise<never>(() => {});
	};
	void readPages(fetch, { ...reading, remembered });
	for (let turn = 0; turn < 50; turn++) await Promise.resolve();
	return asked;
}

describe('A list that was read before', () => {
	it('is asked for its last page of then, and for some of the next ones, without waiting for the first', async () => {
		const remembered: Remembered = {};
		expect(await askedAtOnce(remembered)).toEqual([0]);
		await read(remembered, 400, 'id');
		const last = (pagesOf(400, SIZE) - 1) * (SIZE - 1);
		expect(await askedAtOnce(remembered)).toEqual([0, last, 9, 18, 27, 36]);
	});

	it('is whole and costs no more than its pages and six, whatever has become of it', async () => {
		await assert(
			asyncProperty(
				record({
					before: integer({ min: 0, max: 400 }),
					count: integer({ min: 0, max: 400 }),
					more: constantFrom(0, 0, 1, 30, 1_000_000),
					seed: integer(),
				}),
				async ({ before, count, more, seed }) => {
					const remembered: Remembered = {};
					// A list that ends before what it tells would be read again where rows have a key.
					const key = more > 0 ? undefined : reading.key;
					await read(remembered, before, key);
					const told = count + more;
					const { fetch, asked } = serving(fleet(count), { told, most: SIZE, seed });
					const { rows } = await readPages(fetch, { ...reading, key, remembered });
					expect(rows).toEqual(fleet(count));
					const pages = more > 0 ? Math.max(1, Math.ceil(count / SIZE)) : pagesOf(count, SIZE);
					expect(asked.length).toBeLessThanOrEqual(pages + AHEAD);
					expect(new Set(asked).size).toBe(asked.length);
				},
			),
		);
	});

	it('is read as a new one where it tells no length any more, or its pages have another size', async () => {
		for (const serves of [{ most: SIZE }, { told: 200, most: 7 }]) {
			const remembered: Remembered = {};
			await read(remembered, 400, 'id');
			const { fetch, asked } = serving(fleet(200), { ...serves, seed: 1 });
			expect((await readPages(fetch, { ...reading, remembered })).rows).toEqual(fleet(200));
			expect(asked.length).toBeLessThanOrEqual(pagesOf(200, serves.most) + AHEAD);
		}
	});

	it('throws what its first page threw, when nothing is on its way any more', async () => {
		const remembered: Remembered = {};
		await read(remembered, 400, 'id');
		let open = 0;
		const fetch = async ({ offset }: { offset?: unknown }) => {
			open += 1;
			for (let turns = Number(offset); turns > 0; turns--) await Promise.resolve();
			open -= 1;
			throw new Error(`row ${String(offset)}`);
		};
		await expect(readPages(fetch, { ...reading, remembered })).rejects.toThrow('row 0');
		expect(open).toBe(0);
	});

	it('fails, and nothing beside it, when its last page fails before the first one has come', async () => {
		const remembered: Remembered = {};
		await read(remembered, 400, 'id');
		const stray = jest.fn();
		process.on('unhandledRejection', stray);
		const fetch = async ({ offset }: { offset?: unknown }) => {
			if (Number(offset) > 100) throw new Error('last');
			if (offset === 0) await new Promise((resolve) => setTimeout(resolve, 20));
			const headers = { 'x-total-count': '400' };
			return { body: fleet(400).slice(Number(offset), Number(offset) + SIZE), headers };
		};
		const reads = readPages(fetch, { ...reading, remembered });
		await expect(reads).rejects.toThrow('last');
		process.off('unhandledRejection', stray);
		expect(stray).not.toHaveBeenCalled();
	});

	it('is known to the client by its path and query', async () => {
		const asked: number[] = [];
		nock(API)
			.get('/api/v1/list')
			.query(true)
			.times(30)
			.reply((uri) => {
				const from = Number(new URL(uri, API).searchParams.get('offset'));
				asked.push(from);
				return [200, fleet(100).slice(from, from + SIZE), { 'X-Total-Count': '100' }];
			});
		const client = await clientOf({ paces: new Paces() });
		const listing = { ...reading, path: '/list' };
		const { rows } = await client.list(listing);
		expect(rows).toEqual(fleet(100));
		expect(asked.splice(0)).toEqual([0, 90, 9, 18, 27, 36, 45, 54, 63, 72, 81]);
		expect((await client.list(listing)).rows).toEqual(fleet(100));
		expect(
			asked
				.splice(0)
				.slice(0, 6)
				.sort((a, b) => a - b),
		).toEqual([0, 9, 18, 27, 36, 90]);
	});

	it('is forgotten up to a limit of rows, which needs no last page', async () => {
		const remembered: Remembered = {};
		await read(remembered, 400, 'id');
		const { fetch, asked } = serving(fleet(400), { told: 400, most: SIZE, seed: 1 });
		await readPages(fetch, { ...reading, remembered }, 20);
		expect(asked).toEqual([0, 10]);
	});
});

describe('What is kept of lists', () => {
	it('is told apart by path and query, and that of the list that was read longest ago is dropped', () => {
		const lengths = new Lengths();
		const first = lengths.of('/devices', {});
		expect(lengths.of('/devices', { platform: 'Mac' })).not.toBe(first);
		for (let list = 0; list < 98; list++) lengths.of(`/${list}`, {});
		expect(lengths.of('/devices', {})).toBe(first);
		const filtered = lengths.of('/devices', { platform: 'Mac' });
		for (let list = 0; list < 100; list++) lengths.of(`/more/${list}`, {});
		expect(lengths.of('/devices', { platform: 'Mac' })).not.toBe(filtered);
	});

	it('keeps a long list, however many short ones are read', () => {
		const lengths = new Lengths();
		lengths.of('/devices', {}).length = { step: 299, pages: 30 };
		for (let device = 0; device < 1_000; device++) lengths.of(`/devices/${device}/apps`, {});
		expect(lengths.of('/devices', {}).length).toEqual({ step: 299, pages: 30 });
	});
});
