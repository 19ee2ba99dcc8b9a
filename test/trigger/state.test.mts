import fc from 'fast-check';

import { TABLE, toRows, toTable } from '../../nodes/Kandji/trigger/columns';
import type { Cell, Rows } from '../../nodes/Kandji/trigger/columns';
import { fromText, toText } from '../../nodes/Kandji/trigger/dense';
import { pool, unpool } from '../../nodes/Kandji/trigger/pool';
import { identityOf, readState, writeState } from '../../nodes/Kandji/trigger/state';
import { normalizeUser } from '../../nodes/Kandji/shapes/userShape';
import { sharePeople } from '../../nodes/Kandji/trigger/people';
import { baseline as baselineOf, saveSnapshot } from '../../nodes/Kandji/trigger/snapshot';
import { userSource } from '../../nodes/Kandji/trigger/users';
import { baseline, device, kind, throughState, USERS, view } from './fleet.mts';
import { settings } from './settings.mts';

const USER_KIND = userSource.kind({ settings: settings(), ticks: new Set(), now: new Date(0) });

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
	it('give the same rows afterwards, whatever the cells hold', () => {
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
		expect(TABLE.safeParse({ ids: ['1', '2'], columns: [{ as: ['x'] }] }).success).toBe(false);
	});
});

describe('values taken out of a text', () => {
	const written = fc.oneof(
		fc.uuid(),
		fc.stringMatching(/^[0-9A-Z]{6,15}$/),
		fc.stringMatching(/^[0-9a-z]{8}$/),
		fc.constantFrom('B85F5CKYYY', 'm4q02h55', '"', '\\', '-', '_', '\u0001', '\u0002', 'é'),
		fc.string({ unit: 'grapheme' }),
	);
	const strings = fc.array(written, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
	const values = fc.array(fc.oneof(strings, fc.dictionary(strings, strings)), { maxLength: 20 });

	it('come back at their places, whatever stands beside them', () => {
		fc.assert(
			fc.property(values, (given) => {
				const json = JSON.stringify([given, given]);
				expect(unpool(pool(json))).toBe(json);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('leave nothing of an id in the text', () => {
		const id = '0d7b5d3c-1c51-4f0e-8a53-6f2f6d1f7a11';
		const { text, bytes } = pool(JSON.stringify([id, id, 'mserwxrw', 'XH1J731WRT', 'XH1J731WRT']));
		expect(text).toBe('["\x01","\x02",\x03,"XH1J731WRT","\x02"]');
		expect(bytes).toHaveLength(16 + 2 * 4 + 6);
	});
});

describe('bytes as text', () => {
	it('are the same bytes afterwards, in letters that JSON leaves as they are', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), (given) => {
				const text = toText(given);
				expect(JSON.stringify(text)).toHaveLength(text.length + 2);
				expect(text.length).toBeLessThanOrEqual(Math.ceil((given.length * 16) / 13) + 1);
				const read = fromText(text);
				expect([...read.subarray(0, given.length)]).toEqual([...given]);
				expect([...read.subarray(given.length)].every((byte) => byte === 0)).toBe(true);
			}),
		);
	});

	it('of other letters are refused', () => {
		expect(() => fromText('ab"c')).toThrow('no packed text');
	});
});

describe('the saved state', () => {
	const feeds = {
		audit: {
			scope: 's',
			log: { since: '2026-01-01T00:00:00.000Z', dealt: [['k', 5] as [string, number]] },
		},
	};
	const state = { rev: 7, feeds };

	it('is read as it was written, and needs no escaping in JSON', async () => {
		const written = await writeState(state);
		expect(await readState(written)).toEqual(state);
		expect(JSON.stringify(written)).toHaveLength(written.length + 2);
		expect(identityOf(written)).toMatch(/^kandji3 7 [0-9a-f]{12}$/);
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
		['changed', (written) => written.replace('kandji3 7', 'kandji2 7')],
	])('is none where it is %s', async (_what, spoil) => {
		expect(await readState(spoil(await writeState(state)))).toBeUndefined();
	});

	it('names a device’s user by the id alone where the directory holds the same person', async () => {
		const [known, renamed] = USERS;
		const devices = baseline([
			device('1', { user: known }),
			device('2', { user: renamed }),
			device('3', { user: { ...known, id: 'elsewhere' } }),
			device('4'),
		]);
		const people = [known, { ...renamed, name: 'Another name' }].map((user) => ({
			...normalizeUser({}),
			...user,
		}));
		const users = baselineOf(
			USER_KIND,
			{ ...view([]), records: new Map(people.map((each) => [each.id, each])), unlisted: new Map() },
			{ born: '2026-01-02T00:00:00.000Z', known: true },
		);
		const both = {
			device: { scope: 's', snapshot: saveSnapshot(kind, devices) },
			user: { scope: 's', snapshot: saveSnapshot(USER_KIND, users) },
		};
		expect(await readState(await writeState({ rev: 1, feeds: both }))).toEqual({
			rev: 1,
			feeds: both,
		});
		const shared = JSON.stringify(sharePeople(both).device);
		expect(shared.split(known.email)).toHaveLength(2);
		expect(shared).toContain(`"${known.id}"`);
		expect(shared).toContain(renamed.email);
	});
});
