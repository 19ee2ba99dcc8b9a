import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import { DEFAULT_LIMITS } from '../../nodes/Kandji/sync/limits';
import { planSync } from '../../nodes/Kandji/sync/plan';
import {
	ANN,
	asset,
	assignment,
	BOB,
	changed,
	device,
	idOf,
	inputsOf,
	mapped,
	SETTINGS,
	user,
	withAnn,
} from '../../tools/harness/worlds.mts';
import type { Case } from '../../tools/harness/worlds.mts';
import { WRITES } from './model.mts';

// The cases of mass harm: a part of the assets, unreadable values, contradicting keys, another tenant.

const plan = (one: Omit<Case, 'name'>) =>
	planSync(inputsOf({ name: '', ...one }), { ...SETTINGS, ...one.settings });
const entriesOf = (one: Omit<Case, 'name'>) => plan(one).rows.flatMap(({ entries }) => entries);
const actionsOf = (one: Omit<Case, 'name'>) =>
	entriesOf(one)
		.map(({ action }) => action)
		.sort();
const reasonsOf = (one: Omit<Case, 'name'>) =>
	entriesOf(one)
		.map(({ reason }) => reason)
		.join('\n');

describe('Identity is evidence', () => {
	const LONG = '0012345678X';
	test.each<[string, IDataObject]>([
		['lost its leading zeros', { serial: '12345678X' }],
		['is an array of one', { serial: [LONG] }],
		['is empty', { serial: null }],
		['was overwritten', { serial: 'SOMETHING' }],
		['stands in a reference', { serial: { display_value: LONG } }],
	])('a linked asset whose serial number %s is paired and never created again', (_, more) => {
		const one = { devices: [device(LONG)], assets: [asset(LONG, more)] };
		expect(actionsOf(one)).not.toContain('create');
		expect(plan(one).rows).toHaveLength(1);
		expect(plan({ ...one, settings: { mode: 'link' } }).rows[0].entries[0].action).toBe(
			'unchanged',
		);
	});

	test('a difference of the key is reported', () => {
		const reason = reasonsOf({
			devices: [device(LONG)],
			assets: [asset(LONG, { serial: '12345678X' })],
			settings: { mode: 'link' },
		});
		expect(reason).toContain('Paired by device ID: the serial number of the asset is 12345678X');
	});

	test.each<[string, IDataObject]>([
		['several values', { serial: ['C1', 'C2'], kandji: null }],
		['an object', { serial: { foo: 'C1' }, kandji: null }],
	])(
		'an unreadable serial number with %s is attention, also for the device that it may mean',
		(_, more) => {
			const one = { devices: [device('C1')], assets: [asset('C1', more)] };
			expect(actionsOf(one)).toEqual(['attention']);
			expect(reasonsOf(one)).toContain('serial of asset a-C1 cannot be read');
		},
	);

	test('serial number and device ID of two devices contradict each other: nothing is done with all three', () => {
		const one = {
			devices: [device('C1'), device('C2')],
			assets: [asset('C1', { kandji: idOf('C2') })],
		};
		expect(actionsOf(one)).toEqual(['attention', 'attention', 'attention']);
	});

	test('two assets that name one device, by serial number and by device ID', () => {
		const one = {
			devices: [device('C1')],
			assets: [asset('C1', { kandji: null }), asset('C9', { kandji: idOf('C1') })],
		};
		expect(actionsOf(one)).toEqual(['attention', 'attention', 'attention']);
	});

	test('a device ID of an enrolled device that a filter leaves out contradicts the serial number', () => {
		const one = {
			devices: [device('C1')],
			assets: [asset('C1', { kandji: idOf('C2') })],
			inputs: { enrolled: new Set([idOf('C1'), idOf('C2')]) },
		};
		expect(actionsOf(one)).toEqual(['attention']);
	});

	test('exact twins: the reason says which to delete', () => {
		const twins = [asset('C1', { id: 12 }), asset('C1', { id: 3 })];
		expect(reasonsOf({ devices: [device('C1')], assets: twins })).toContain(
			'Keep asset 3, which has the lowest ID, and delete asset 12',
		);
	});

	test.each([
		'12345678x',
		'S0012345678X',
		'00 1234 5678X',
		'OO12345678X',
		'oo1234S678X'.replace('S', '5'),
		'00I2345678X',
		'00l2345678x',
		'\uff10\uff1012345678\uff38',
		'0012345678\u0425',
		'\u200b0012345678X',
		'SN: 0012345678X (old)',
	])('asset %s looks like the device, so none is created', (serial) => {
		const one = { devices: [device(LONG)], assets: [asset(serial, { id: 17, kandji: null })] };
		expect(reasonsOf(one)).toContain('asset 17');
		expect(actionsOf(one)).toEqual(['attention']);
	});

	test('a serial number that is really another one is created', () => {
		expect(
			actionsOf({ devices: [device(LONG)], assets: [asset('0012345679X', { kandji: null })] }),
		).toEqual(['create', 'unchanged']);
	});

	test.each([
		['platform', { platform: 'Windows' }],
		['user', { user: user('bob@example.com', 'Bob') }],
	])('two live devices with one serial number but another %s are attention', (_, more) => {
		const one = { devices: [withAnn, device('C1', { id: 'other', ...more })], assets: [] };
		expect(actionsOf(one)).toEqual(['attention', 'attention']);
	});

	test('two live devices with one asset tag but another serial number are attention', () => {
		const one = {
			devices: [device('C1', { assetTag: 'T1' }), device('C2', { assetTag: 'T1' })],
			settings: { match: { property: 'assetTag', field: 'tag' } as const },
		};
		expect(actionsOf(one)).toEqual(['attention', 'attention']);
	});

	test.each([
		'0',
		'-',
		'.',
		'123456789',
		'EMPTY',
		'UNDEFINED',
		'ToBeFilledByO.E.M.',
		'none',
		'N/A',
		'To be filled by O.E.M.',
		'<None>',
		'(null)',
		"'none'",
		'#N/A',
		'#REF!',
		'NoSerial',
		'Base Board Serial Number',
	])('%s is no serial number', (serial) => {
		expect(reasonsOf({ devices: [device(serial)] })).toContain(
			'no serial number that could be compared',
		);
	});

	test('a serial number of VMware is a real one', () => {
		expect(actionsOf({ devices: [device('VMware-56 4d 12 ab')] })).toEqual(['create']);
	});

	const byId = { match: { property: 'id', field: 'kandji' } as const };
	const byTag = { match: { property: 'assetTag', field: 'tag' } as const };
	test.each<[string, NormalizedDevice, IDataObject, typeof byId | typeof byTag, string]>([
		['device ID, first run', device('C1'), asset('C1', { kandji: null }), byId, 'update'],
		[
			'device ID, wiped and enrolled again',
			device('C1'),
			asset('C1', { kandji: idOf('old') }),
			byId,
			'update',
		],
		[
			'asset tag, none in Kandji',
			device('C1'),
			asset('C1', { tag: 'T1', kandji: null }),
			byTag,
			'update',
		],
		[
			'asset tag, another one',
			device('C1', { assetTag: 'T2' }),
			asset('C1', { tag: 'T1' }),
			byTag,
			'update',
		],
	])('matching by %s falls back on the serial number', (_, of, row, settings, action) => {
		expect(actionsOf({ devices: [of], assets: [row], settings })).toEqual([action]);
	});
});

const fleet = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => `F${100 + from + index}`);
const limited: Case['settings'] = { limits: DEFAULT_LIMITS };

describe('Every action has a limit', () => {
	test('20 of 40 assets arrive: none of the 20 is created, and one entry says why', () => {
		const { rows, alerts, exceeded } = plan({
			devices: fleet(40).map((serial) => device(serial)),
			assets: fleet(20).map((serial) => asset(serial)),
			settings: limited,
		});
		expect(
			rows.flatMap(({ entries }) => entries).filter(({ action }) => WRITES.has(action)),
		).toEqual([]);
		expect(exceeded).toMatchObject([{ limit: 'creates', count: 20, allowed: 10 }]);
		expect(alerts).toHaveLength(1);
		expect(alerts[0].reason).toContain('20 new assets');
		expect(alerts[0].reason).toContain('Max Creates');
		expect(exceeded[0].first).toHaveLength(10);
		expect(rows.filter(({ entries }) => entries[0].withheld === 'creates')).toHaveLength(20);
	});

	test.each([
		[10, 10],
		[11, 0],
	])('%i new devices beside 20 assets: %i are created', (count, created) => {
		const actions = actionsOf({
			devices: fleet(20 + count).map((serial) => device(serial)),
			assets: fleet(20).map((serial) => asset(serial)),
			settings: limited,
		});
		expect(actions.filter((action) => action === 'create')).toHaveLength(created);
	});

	test('without a link field the paired assets count', () => {
		const settings = { limits: DEFAULT_LIMITS, assetFields: { ...SETTINGS.assetFields, link: '' } };
		const create = (count: number) =>
			actionsOf({
				devices: fleet(60 + count).map((serial) => device(serial)),
				assets: fleet(60).map((serial) => asset(serial)),
				settings,
			}).filter((action) => action === 'create').length;
		expect([create(15), create(16)]).toEqual([15, 0]);
	});

	test('the other actions go on, and a first run is exempt', () => {
		const one = {
			devices: fleet(40).map((serial) => device(serial, { osVersion: '26.0' })),
			assets: fleet(20).map((serial) => asset(serial)),
		};
		expect(
			actionsOf({ ...one, settings: limited }).filter((action) => action === 'update'),
		).toHaveLength(20);
		expect(
			actionsOf({ ...one, settings: { ...limited, firstRun: true } }).filter(
				(action) => action === 'create',
			),
		).toHaveLength(20);
	});

	test('Kandji lost its directory: nobody is unassigned, on either side', () => {
		const serials = fleet(30);
		const lost = {
			devices: serials.map((serial) => device(serial)),
			assets: serials.map((serial) => asset(serial, { email: 'ann@example.com' })),
			people: [ANN],
			settings: { ...limited, ...assignment({ unassign: true }) },
		};
		expect(new Set(actionsOf(lost))).toEqual(new Set(['skip']));
		const emptied = {
			...lost,
			devices: serials.map((serial) => device(serial, { user: user('ann@example.com') })),
			assets: serials.slice(0, 6).map((serial) => asset(serial)),
			settings: {
				...limited,
				...assignment({ unassign: true, direction: 'toKandji' }),
				mode: 'update' as const,
				createOnlyWith: ['assetTag' as const],
			},
		};
		expect(actionsOf(emptied)).not.toContain('unassignInKandji');
	});

	test('people cut at 10 of 100: no new person, and the new assets come without assignee', () => {
		const serials = fleet(11);
		const { rows, exceeded } = plan({
			devices: serials.map((serial) => device(serial, { user: user(`${serial}@example.com`) })),
			people: [ANN],
			settings: {
				...assignment({ createPeople: true }),
				limits: { ...DEFAULT_LIMITS, creates: {} },
			},
		});
		expect(exceeded.map(({ limit }) => limit)).toEqual(['newPeople']);
		const entries = rows.flatMap((row) => row.entries);
		expect(entries.map(({ action }) => action)).toEqual(Array(11).fill('create'));
		for (const { person, fields, body } of entries) {
			expect(person).toBeNull();
			expect(fields).not.toHaveProperty('email');
			expect(body).toEqual(fields);
		}
	});

	test('26 Kandji writes at 25 write nothing, and the rest of the plan goes on', () => {
		const of = (count: number) =>
			actionsOf({
				devices: fleet(count).map((serial) => device(serial, { osVersion: '26.0' })),
				assets: fleet(count).map((serial) => asset(serial, { tag: `T-${serial}` })),
				settings: { ...limited, tag: 'assets' },
			});
		expect(of(26)).toEqual([
			...Array<string>(26).fill('skip'),
			...Array<string>(26).fill('update'),
		]);
		expect(of(25)).toContain('setAssetTag');
	});

	const RETIRE = {
		action: 'retire',
		field: 'status',
		value: 'Retired',
		restoredValue: '',
	} as const;
	test.each([
		[5, 5],
		[6, 0],
	])('%i of 20 linked assets whose device left: %i are retired', (count, retired) => {
		const actions = actionsOf({
			devices: fleet(20 - count).map((serial) => device(serial)),
			assets: fleet(20).map((serial) => asset(serial)),
			settings: { ...limited, removal: RETIRE },
		});
		expect(actions.filter((action) => action === 'retire')).toHaveLength(retired);
	});

	test.each([
		[5, 'planned'],
		[4, 'another tenant'],
	])('%i of 10 linked assets found among the devices: %s', (found, expected) => {
		const { rows, alerts } = plan({
			devices: [...fleet(found), ...fleet(100, 500)].map((serial) =>
				device(serial, { osVersion: '26.0' }),
			),
			assets: fleet(10).map((serial) => asset(serial)),
			settings: { removal: RETIRE },
		});
		const writes = rows
			.flatMap(({ entries }) => entries)
			.filter(({ action }) => WRITES.has(action));
		const looksOther = alerts.some(({ reason }) =>
			reason.startsWith('This looks like another tenant'),
		);
		expect([looksOther, writes.length > 0]).toEqual(
			expected === 'planned' ? [false, true] : [true, false],
		);
	});

	test('an ID that is not of Kandji never was in Kandji, and upper case is the same ID', () => {
		const settings = { removal: RETIRE };
		expect(
			actionsOf({
				devices: [device('C1')],
				assets: [asset('C1'), asset('PC', { kandji: 'S-1-5-21' })],
				settings,
			}),
		).toEqual(['unchanged', 'unchanged']);
		const upper = asset('C2', { kandji: idOf('C2').toUpperCase() });
		const left = {
			devices: [device('C1')],
			assets: [asset('C1'), upper],
			settings,
			inputs: { enrolled: new Set([idOf('C1'), idOf('C2')]) },
		};
		expect(actionsOf(left)).toEqual(['unchanged', 'unchanged']);
		expect(actionsOf({ devices: [device('C2')], assets: [upper], settings })).toEqual([
			'unchanged',
		]);
	});

	test('a device that was enrolled again, and that a filter leaves out then, is not gone', () => {
		const one = {
			devices: [device('C1')],
			assets: [asset('C1'), asset('C2', { kandji: idOf('before the wipe') })],
			settings: { removal: RETIRE },
			inputs: { enrolled: new Set([idOf('C1'), idOf('C2')]) },
		};
		expect(actionsOf(one)).toEqual(['retire', 'unchanged']);
		const there = { ...one.inputs, enrolledSerials: new Set(['C1', 'C2']) };
		expect(actionsOf({ ...one, inputs: there })).toEqual(['unchanged', 'unchanged']);
	});

	test.each([
		(id: string) => `https://accuhive.kandji.io/devices/${id}`,
		(id: string) => `{${id.toUpperCase()}}`,
	])('a link that holds the device ID within more counts as the ID', (write) => {
		const linked = (serial: string) => asset(serial, { kandji: write(idOf(serial)) });
		const settings = { removal: RETIRE };
		const devices = fleet(10).map((serial) => device(serial));
		const assets = fleet(11).map(linked);
		expect(actionsOf({ devices, assets, settings })).toEqual([
			'retire',
			...Array<string>(10).fill('unchanged'),
		]);
		const reasons = reasonsOf({
			devices,
			assets,
			settings,
			inputs: { enrolled: new Set(fleet(11).map(idOf)) },
		});
		expect(reasons).toContain('enrolled, but not among those that were read');
		const others = fleet(100, 500).map((serial) => device(serial));
		expect(plan({ devices: others, assets }).alerts[0].reason).toContain('another tenant');
	});

	test('a list without any device retires nobody, however few assets are linked', () => {
		const few = { assets: fleet(5).map((serial) => asset(serial)), settings: { removal: RETIRE } };
		expect(actionsOf(few)).toEqual(Array<string>(5).fill('skip'));
		expect(plan(few).alerts[0].reason).toContain('Kandji lists no device at all');
		const awaiting = new Set(fleet(5));
		expect(plan({ ...few, inputs: { awaiting } }).alerts).toEqual([]);
	});

	test("an asset that holds another system's ID is not retired, because the sync never gave it its page", () => {
		const page = (serial: string) => ({ page: device(serial).url });
		const actions = actionsOf({
			devices: [device('C1')],
			assets: [
				asset('C1', page('C1')),
				asset('C2', page('C2')),
				asset('PC', { page: null, kandji: 'a0000001-0000-4000-8000-000000000000' }),
			],
			settings: { removal: RETIRE, mapping: [...SETTINGS.mapping, mapped('page', 'url')] },
		});
		expect(actions).toEqual(['retire', 'unchanged', 'unchanged']);
	});

	test('a returning device brings its asset back where a value is given, and is reported where none is', () => {
		const one = { devices: [device('C1')], assets: [asset('C1', { status: 'Retired' })] };
		const [back] = entriesOf({
			...one,
			settings: { removal: { ...RETIRE, restoredValue: 'in use' } },
		});
		expect(back).toMatchObject({
			action: 'restore',
			fields: { status: 'in use' },
			before: { status: 'Retired' },
		});
		expect(reasonsOf({ ...one, settings: { removal: RETIRE } })).toContain(
			'Its device is in Kandji again',
		);
	});
});

describe('Unreadable is not empty', () => {
	const unassigned = assignment({ scopes: ['unassigned'], unassign: true });
	test.each<[string, unknown]>([
		['an array', ['bob@example.com', 'ann@example.com']],
		['a reference', { link: 'https://x', value: '681b' }],
		['an unknown object', { foo: 1 }],
	])('an assignee that is %s is never assigned over, in either direction', (_, email) => {
		const assets = [asset('C1', { email: email as string })];
		expect(actionsOf({ devices: [withAnn], assets, people: [ANN], settings: unassigned })).toEqual([
			'attention',
		]);
		const back = assignment({ direction: 'toKandji', unassign: true });
		expect(actionsOf({ devices: [withAnn], assets, people: [ANN], settings: back })).toEqual([
			'attention',
		]);
	});

	test.each<[string, unknown]>([
		['an array of one', ['ann@example.com']],
		['{email}', { id: 1, name: 'Ann', email: 'Ann@example.com' }],
		['{value}', { value: 'ann@example.com' }],
		['{display_value}', { display_value: 'ann@example.com', link: 'x' }],
	])('an assignee in %s is read', (_, email) => {
		const assets = [asset('C1', { email: email as string })];
		expect(
			actionsOf({ devices: [withAnn], assets, people: [ANN], settings: assignment({}) }),
		).toEqual(['unchanged']);
	});

	test('a lock is read in an object, and an unreadable lock locks', () => {
		const settings = assignment({});
		const of = (status: unknown) =>
			actionsOf({
				devices: [withAnn],
				assets: [asset('C1', { status: status as string })],
				people: [ANN],
				settings,
			});
		expect(of({ name: 'Warehouse' })).toEqual(['unchanged']);
		expect(of(['Warehouse', 'EU'])).toEqual(['attention']);
	});

	test('a removed field that cannot be read is attention', () => {
		const settings = {
			removal: { action: 'retire', field: 'status', value: 'Retired', restoredValue: '' } as const,
		};
		expect(
			actionsOf({
				devices: [device('C2')],
				assets: [asset('C2'), asset('C1', { status: [1, 2] as unknown as string })],
				settings,
			}),
		).toEqual(['attention', 'unchanged']);
	});

	test.each([
		['Ann Lee <ann@example.com>', 'unchanged'],
		['mailto:ANN@example.com', 'unchanged'],
		['bob@example.com; ann@example.com', 'attention'],
	])('an assignee written as %s is %s', (email, action) => {
		const assets = [asset('C1', { email })];
		expect(actionsOf({ devices: [withAnn], assets, settings: assignment({}) })).toEqual([action]);
	});

	test.each([
		['mailto:ann@example.com', 'p1'],
		['Ann Lee <ann@example.com>', 'p1'],
		['bob@example.com; ann@example.com', undefined],
	])('a person whose email is written as %s is not created again', (mail, id) => {
		const entries = entriesOf({
			devices: [withAnn],
			assets: [asset('C1')],
			people: [{ ...ANN, mail }, BOB],
			settings: assignment({ createPeople: true }),
		});
		expect(entries.map(({ person }) => person?.id)).toEqual([id]);
	});

	test('accents count the same however they are encoded, and no other letter counts as one', () => {
		const to = (email: string, mail: string) =>
			entriesOf({
				devices: [device('C1', { user: user(email) })],
				assets: [asset('C1')],
				people: [{ id: 'p7', mail, name: 'Jo Wei' }],
				settings: assignment({}),
			})[0].person?.id;
		expect(to('jose\u0301@example.com', 'JOS\u00c9@example.com')).toBe('p7');
		expect(to('wei\u00df@example.com', 'weiss@example.com')).toBeUndefined();
		expect(to('\u0131da@example.com', 'ida@example.com')).toBeUndefined();
	});

	test('a user with a name but no email does not empty the holder', () => {
		const one = {
			devices: [device('C1', { user: user(null) })],
			assets: [asset('C1', { email: 'bob@example.com' })],
			settings: assignment({}),
		};
		expect(actionsOf(one)).toEqual(['unchanged']);
		expect(reasonsOf(one)).toContain('has no email');
	});

	test('a column "Assigned To" that holds emails is an email', () => {
		const assetFields = { ...SETTINGS.assetFields, assigneeEmail: '', assigneeName: 'who' };
		const one = {
			devices: [withAnn, device('C2', { user: user('bob@example.com', 'Bob Ray') })],
			assets: [asset('C1', { who: 'Ann@Example.com' }), asset('C2', { who: null })],
			people: [ANN, BOB],
			settings: { ...assignment({}), assetFields },
		};
		const entries = entriesOf(one).filter(({ action }) => WRITES.has(action));
		expect(entries.map(({ fields }) => fields)).toEqual([{ who: 'bob@example.com' }]);
	});

	test.each<[string, unknown, string]>([
		['unknown', null, 'It is unknown which side changed'],
		['both', 'zoe@example.com', 'Both sides changed since they had zoe@example.com'],
	])('side that changed: %s is attention that names both values', (_, seen, reason) => {
		const one = {
			devices: [withAnn],
			assets: [asset('C1', { email: 'bob@example.com', seen: seen as string })],
			people: [ANN, BOB],
			users: { 'BOB@EXAMPLE.COM': 'u-bob' },
			settings: changed(),
		};
		expect(actionsOf(one)).toEqual(['attention']);
		expect(reasonsOf(one)).toContain(reason);
		expect(reasonsOf(one)).toContain('Kandji has ann@example.com, the asset has bob@example.com');
	});

	test('side that changed: a run that only plans records nothing before both sides agree', () => {
		const one = {
			devices: [withAnn],
			assets: [asset('C1', { email: 'bob@example.com', seen: 'ann@example.com' })],
			people: [ANN, BOB],
			users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		};
		expect(actionsOf({ ...one, settings: changed() })).toEqual(['assignInKandji', 'update']);
		expect(actionsOf({ ...one, settings: { ...changed(), appliesToKandji: false } })).toEqual([
			'assignInKandji',
		]);
	});

	test('two active users of Kandji with one email are attention', () => {
		const one = {
			devices: [device('C1')],
			assets: [asset('C1', { email: 'bob@example.com' })],
			users: { 'BOB@EXAMPLE.COM': ['u1', 'u2'] },
			settings: assignment({ direction: 'toKandji' }),
		};
		expect(actionsOf(one)).toEqual(['attention']);
	});
});

describe('Fields', () => {
	const filled = (
		write: 'always' | 'ifValue' | 'ifEmpty' | 'onCreate',
		now: unknown,
		osVersion: string | null,
	) =>
		entriesOf({
			devices: [device('C1', { osVersion })],
			assets: [asset('C1', { os: now as string })],
			settings: { mapping: [mapped('os', 'osVersion', { write })] },
		})[0].fields;
	test.each([
		['always', '15', null, { os: null }],
		['ifValue', '15', null, {}],
		['ifValue', '15', '26', { os: '26' }],
		['ifEmpty', '15', '26', {}],
		['ifEmpty', ' ', '26', { os: '26' }],
		['onCreate', null, '26', {}],
	] as const)('Write %s on %s with %s', (write, now, value, expected) => {
		expect(filled(write, now, value)).toEqual(expected);
	});

	test('a fixed value overwrites nothing unless it is always written, and a value map translates', () => {
		const of = (more: Parameters<typeof mapped>[2], property = '') =>
			entriesOf({
				devices: [device('C1')],
				assets: [asset('C1', { x: 'Warehouse' })],
				settings: { mapping: [mapped('x', property, more)] },
			})[0].fields;
		expect(of({ value: 'allocated' })).toEqual({});
		expect(of({ value: 'allocated', write: 'always' })).toEqual({ x: 'allocated' });
		expect(of({ valueMap: new Map([['MAC', '3']]) }, 'platform')).toEqual({ x: '3' });
	});

	test('a mapping onto the assignee is refused and named', () => {
		const { rows, notices } = plan({
			devices: [withAnn],
			assets: [asset('C1', { status: 'warehouse' })],
			settings: { ...assignment({}), mapping: [mapped('email', 'user.email')] },
		});
		expect(rows[0].entries[0].fields).toEqual({});
		expect(notices).toEqual([expect.stringContaining('"email"')]);
	});

	test('dotted names are flat in fields and nested in body, with the values before', () => {
		const [entry] = entriesOf({
			devices: [device('C1')],
			assets: [asset('C1', { custom: { os: { version: '14' } } })],
			settings: {
				mapping: [mapped('custom.os.version', 'osVersion'), mapped('custom.name', 'name')],
			},
		});
		expect(entry.fields).toEqual({ 'custom.name': 'Mac of Ann', 'custom.os.version': '15.1' });
		expect(entry.body).toEqual({ custom: { name: 'Mac of Ann', os: { version: '15.1' } } });
		expect(entry.before).toEqual({ 'custom.name': null, 'custom.os.version': '14' });
	});

	test('a display ID of another asset is neither created nor updated', () => {
		const settings = { displayId: { field: 'display', property: 'serialNumber' } as const };
		const monitor = asset('MONITOR', { kandji: null, display: 'c1' });
		expect(actionsOf({ devices: [device('C1')], assets: [monitor], settings })).toEqual([
			'attention',
			'unchanged',
		]);
		expect(
			actionsOf({ devices: [device('C1')], assets: [monitor, asset('C1', { os: '1' })], settings }),
		).toEqual(['attention', 'unchanged']);
	});

	test('people who left get nothing assigned, on either side', () => {
		const personFields = { ...SETTINGS.personFields, status: 'state' };
		const people = [{ ...ANN, state: 'Terminated' }];
		const from = {
			devices: [withAnn],
			assets: [asset('C1')],
			people,
			settings: { ...assignment({}), personFields },
		};
		expect(actionsOf(from)).toEqual(['unchanged']);
		expect(reasonsOf(from)).toContain('left: state is "Terminated"');
		const to = {
			devices: [device('C1')],
			assets: [asset('C1', { email: 'ann@example.com' })],
			people,
			users: { 'ANN@EXAMPLE.COM': 'u1' },
			settings: { ...assignment({ direction: 'toKandji' }), personFields },
		};
		expect(actionsOf(to)).toEqual(['unchanged']);
	});

	test('new people are joined by email in any case', () => {
		const entries = entriesOf({
			devices: [
				device('C1', { user: user('Zoe@example.com', 'Zoe Ix') }),
				device('C2', { user: user('zoe@example.com', 'Zoe Ix') }),
			],
			people: [ANN],
			settings: assignment({ createPeople: true }),
		});
		expect(new Set(entries.map(({ person }) => person?.email)).size).toBe(1);
	});

	test('Link Only sends nothing to Kandji, and Import New Only leaves the assignments of existing assets', () => {
		const link = {
			devices: [device('C1')],
			assets: [asset('C1', { tag: 'T1', email: 'ann@example.com' })],
			users: { 'ANN@EXAMPLE.COM': 'u1' },
			settings: { ...assignment({ direction: 'toKandji' }), mode: 'link', tag: 'assets' } as const,
		};
		expect(actionsOf(link)).toEqual(['unchanged']);
		const existing = {
			devices: [withAnn],
			assets: [asset('C1')],
			people: [ANN],
			settings: { ...assignment({}), mode: 'import' } as const,
		};
		expect(actionsOf(existing)).toEqual(['unchanged']);
	});

	test('the key of an attention entry stays, when everything else changes', () => {
		const keyOfRun = (osVersion: string) =>
			entriesOf({
				devices: [device('C1', { osVersion }), device('C2')],
				assets: [asset('C1', { kandji: idOf('C2'), os: osVersion })],
			}).map(({ key }) => key);
		expect(keyOfRun('26')).toEqual(keyOfRun('15'));
	});
});
