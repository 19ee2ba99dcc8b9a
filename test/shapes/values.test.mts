import { flag, isoDate, pick, textOrNull } from '../../nodes/Kandji/shapes/kandjiValues';

describe('A date of Kandji becomes ISO 8601 in UTC', () => {
	it.each([
		['2024-07-23T14:11:37.150080Z', '2024-07-23T14:11:37.150Z'],
		['2024-07-23 14:11:37.150080+00:00', '2024-07-23T14:11:37.150Z'],
		['2024-07-23 14:11:37+00:00', '2024-07-23T14:11:37.000Z'],
		['2024-07-23 14:11:37 +0000', '2024-07-23T14:11:37.000Z'],
		['2024-07-23T14:11:37.150080+00:00', '2024-07-23T14:11:37.150Z'],
		['2024-07-23T14:11:37', '2024-07-23T14:11:37.000Z'],
		['2024-07-23 14:11:37.150080', '2024-07-23T14:11:37.150Z'],
		['2024-07-23T14:11:37Z', '2024-07-23T14:11:37.000Z'],
		['2024-07-23', '2024-07-23T00:00:00.000Z'],
		['2024-07-23T16:11:37+02:00', '2024-07-23T14:11:37.000Z'],
		['2024-07-23T09:11:37-0500', '2024-07-23T14:11:37.000Z'],
		['Feb 27, 2024 at 7:34:21 AM', '2024-02-27T07:34:21.000Z'],
	])('from %s', (written, iso) => {
		expect(isoDate(written)).toBe(iso);
	});

	it.each(['', null, undefined, 'never', '1 month ago', 5, '2024-13-45', {}, []])(
		'or null where there is none: %p',
		(written) => {
			expect(isoDate(written)).toBeNull();
		},
	);
});

it.each<[unknown, boolean | null]>([
	[true, true],
	[false, false],
	['True', true],
	['False', false],
	['Yes', true],
	['No', false],
	['', null],
	[null, null],
	[undefined, null],
	['maybe', null],
])('The switch that Kandji writes as %p is %p', (written, value) => {
	expect(flag(written)).toBe(value);
});

it('An empty text is null, blanks around others go', () => {
	expect([textOrNull(''), textOrNull('  '), textOrNull(null), textOrNull(' a ')]).toEqual([
		null,
		null,
		null,
		'a',
	]);
});

it('Picked keys are flat, and null where the record has nothing', () => {
	const record = { id: 1, user: { email: 'a@example.com' }, tags: ['x', 'y'], empty: '', list: [] };
	expect(pick(record, ['id', 'user.email', 'tags', 'empty', 'list', 'nothing.at.all'])).toEqual({
		id: 1,
		user_email: 'a@example.com',
		tags: 'x, y',
		empty: null,
		list: null,
		nothing_at_all: null,
	});
});

it.each([
	['as an ID under its own name', { blueprint_id: 'b1', blueprint: 'b1', user_id: 'u1' }],
	['as an ID', { blueprint: 'b1', user: 'u1' }],
	['as an object', { blueprint: { id: 'b1', name: 'Staff' }, user: { id: 'u1' } }],
])(
	'What tenants of different years write in different places is found: %s (T11)',
	(_form, record) => {
		const keys = ['blueprint_id|blueprint.id|blueprint', 'user_id|user.id|user'];
		expect(pick(record, keys)).toEqual({ blueprint_id: 'b1', user_id: 'u1' });
		expect(pick({ blueprint_id: null, blueprint: null }, keys)).toEqual({
			blueprint_id: null,
			user_id: null,
		});
	},
);
