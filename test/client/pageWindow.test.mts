import { assert, asyncProperty, boolean, constantFrom, integer, option, record } from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { readPages } from '../../nodes/Kandji/client/pages';
import { AHEAD, fleet, pagesOf, reading, serving, SIZE } from './serving.mts';

describe('A list that is read as a sliding window', () => {
	it('is whole, in order and costs no more than its pages and six, also when it states a wrong length', async () => {
		await assert(
			asyncProperty(
				record({
					count: integer({ min: 0, max: 700 }),
					tells: boolean(),
					most: constantFrom(SIZE, 7, 3),
					seed: integer(),
				}),
				async ({ count, tells, most, seed }) => {
					const { fetch, asked } = serving(fleet(count), {
						stated: tells ? count : undefined,
						most,
						seed,
					});
					const { rows, complete } = await readPages(fetch, reading);
					expect(rows).toEqual(fleet(count));
					expect(complete).toBe(true);
					expect(asked.length).toBeLessThanOrEqual(pagesOf(count, most) + AHEAD);
					expect(new Set(asked).size).toBe(asked.length);
				},
			),
		);
	});

	it('costs each reading no more than its pages and six where it ends before the length that it stated', async () => {
		await assert(
			asyncProperty(
				record({
					count: integer({ min: 1, max: 400 }),
					more: integer({ min: 1, max: 1_000_000_000 }),
					limit: option(integer({ min: 1, max: 500 }), { nil: undefined }),
					seed: integer(),
				}),
				async ({ count, more, limit, seed }) => {
					const { fetch, asked } = serving(fleet(count), {
						stated: count + more,
						most: SIZE,
						seed,
					});
					const { rows } = await readPages(fetch, { ...reading, key: undefined }, limit);
					expect(rows).toEqual(fleet(Math.min(count, limit ?? count)));
					expect(asked.length).toBeLessThanOrEqual(Math.ceil(count / SIZE) + AHEAD);
				},
			),
		);
	});

	it('asks for the next page as soon as one has come: a slow one holds up nobody', async () => {
		const rows = fleet(200);
		const asked: number[] = [];
		let release = () => {};
		const slow = new Promise<void>((resolve) => {
			release = resolve;
		});
		const fetch = async ({ offset }: IDataObject) => {
			asked.push(Number(offset));
			if (Number(offset) === SIZE - 1) await slow;
			return { body: rows.slice(Number(offset), Number(offset) + SIZE), headers: {} };
		};
		const reads = readPages(fetch, reading);
		for (let turn = 0; turn < 500; turn++) await Promise.resolve();
		const before = asked.length;
		release();
		expect((await reads).rows).toEqual(rows);
		expect(before).toBeGreaterThan(20);
	});

	it('knows from the last page by the stated length that all before it exist, and asks for them together', async () => {
		const { fetch, maxOpen } = serving(fleet(400), { stated: 400, most: SIZE, seed: 1 });
		await readPages(fetch, reading);
		expect(maxOpen()).toBeGreaterThan(30);
	});

	it('throws what the first failing page threw, when nothing is on its way any more', async () => {
		let open = 0;
		const fetch = async ({ offset }: IDataObject) => {
			open += 1;
			for (let turns = Number(offset); turns > 0; turns--) await Promise.resolve();
			open -= 1;
			if (Number(offset) === 18) throw new Error('page 2');
			const body = fleet(400).slice(Number(offset), Number(offset) + SIZE);
			return { body, headers: {} };
		};
		await expect(readPages(fetch, reading)).rejects.toThrow('page 2');
		expect(open).toBe(0);
	});
});
