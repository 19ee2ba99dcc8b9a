import fc from 'fast-check';

import { packRows, unpackRows } from '../../nodes/Kandji/trigger/columns';
import type { Cell, Rows } from '../../nodes/Kandji/trigger/columns';
import { pack, unpack } from '../../nodes/Kandji/trigger/pack';

const scalar = fc.oneof(
	fc.string({ unit: 'grapheme' }),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
	fc.uuid(),
	fc
		.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
		.map((date) => date.toISOString()),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }));

describe('packed text', () => {
	it.each([
		['nothing', ''],
		['one letter', 'a'],
		['a run, whose phrase is used while it is being learnt', 'a'.repeat(1_000)],
		['UUIDs, which are taken out', JSON.stringify(['8be96032-8904-4b20-9438-b14d11f22168', 'x'])],
		['what only looks like a UUID', '8BE96032-8904-4B20-9438-B14D11F22168'],
		['names of the world', '["Zoë’s 💻", "李雷", "Ünal"]'],
	])('gives back %s', (_what, text) => {
		expect(unpack(pack(text))).toBe(text);
	});

	it('gives back any JSON text', () => {
		fc.assert(
			fc.property(fc.array(cell), (cells) => {
				const json = JSON.stringify(cells);
				expect(unpack(pack(json))).toBe(json);
			}),
		);
	});

	it('needs no escaping in JSON', () => {
		const packed = pack(JSON.stringify(Array.from({ length: 500 }, (_, index) => `"${index}\\ ~`)));
		expect(JSON.stringify(packed)).toHaveLength(packed.length + 2);
	});

	it.each(['zz~!!', '3~', '5~~~'])('refuses %j, which is broken', (packed) => {
		expect(() => unpack(packed)).toThrow();
	});
});

describe('packed rows', () => {
	it('are the same afterwards, whatever the cells hold', () => {
		const rows = fc
			.tuple(
				fc.integer({ min: 0, max: 4 }),
				fc.uniqueArray(fc.oneof(fc.uuid(), fc.string()), { maxLength: 30 }),
			)
			.chain(([width, ids]) =>
				fc.tuple(
					fc.constant(width),
					fc
						.tuple(...ids.map(() => fc.array(cell, { minLength: width, maxLength: width })))
						.map((kept): Rows => new Map(ids.map((id, index) => [id, kept[index] ?? []]))),
				),
			);
		fc.assert(
			fc.property(rows, ([width, given]) => {
				expect([...unpackRows(packRows(given, width))]).toEqual([...given]);
			}),
		);
	});
});
