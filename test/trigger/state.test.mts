import fc from 'fast-check';

import { TABLE, toRows, toTable } from '../../nodes/Kandji/trigger/columns';
import type { Cell, Rows } from '../../nodes/Kandji/trigger/columns';
import { stateHead, readState, writeState } from '../../nodes/Kandji/trigger/state';
import { baseline, device, throughState, USERS } from './fleet.mts';

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

describe('columns', () => {
	it('give the same rows afterwards, with any kind of cell', () => {
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
				const table = TABLE.parse(JSON.parse(JSON.stringify(toTable(given, width))));
				expect([...toRows(table)]).toEqual([...given]);
			}),
		);
	});

	it('of different lengths are refused', () => {
		expect(TABLE.safeParse({ ids: ['1', '2'], columns: [{ values: ['x'] }] }).success).toBe(false);
	});
});

describe('the saved state', () => {
	const feeds = {
		audit: {
			tenant: 's',
			log: { since: '2026-01-01T00:00:00.000Z', processedIds: [['k', 5] as [string, number]] },
		},
	};
	const state = { pollNumber: 7, feeds };

	it('is read as it was written, and needs no escaping in JSON', async () => {
		const written = await writeState(state);
		expect(await readState(written)).toEqual(state);
		expect(JSON.stringify(written)).toHaveLength(written.length + 2);
		expect(stateHead(written)).toMatch(/^kandji1 7 [0-9a-f]{12}$/);
	});

	it('of 2,000 devices comes back as it was', async () => {
		const fleet = Array.from({ length: 2_000 }, (_, index) =>
			device(`d${index}`, {
				name: `Mac ${index}`,
				user: index % 3 === 0 ? null : USERS[index % 2],
				tags: index % 5 === 0 ? ['loaner', `tag ${index}`] : [],
				lastEnrollment: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(),
			}),
		);
		const before = baseline(fleet);
		expect(await throughState(before)).toEqual(before);
	});

	it.each<[string, (written: string) => unknown]>([
		['nothing', () => undefined],
		["somebody else's", () => ({ lastTimeChecked: 1 })],
		['cut off', (written) => written.slice(0, -4)],
		['changed', (written) => written.replace('kandji1 7', 'kandji2 7')],
	])('is none where it is %s', async (_what, spoil) => {
		expect(await readState(spoil(await writeState(state)))).toBeUndefined();
	});
});
