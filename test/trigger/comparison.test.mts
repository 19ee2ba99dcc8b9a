import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import { Comparison } from '../../nodes/Kandji/trigger/comparison';
import { prismDevice } from '../../nodes/Kandji/trigger/prismDevices';
import { startSnapshot, viewOf } from '../../nodes/Kandji/trigger/snapshot';
import { userSource } from '../../nodes/Kandji/trigger/userEvents';
import {
	baseline,
	device,
	typeOf,
	names,
	poll,
	policy,
	staleType,
	throughState,
	USERS,
	view,
} from './fleet.mts';

describe('what counts as a change of a device', () => {
	const changed = async (before: Partial<NormalizedDevice>, after: Partial<NormalizedDevice>) =>
		poll(await throughState(baseline([device('1', before)])), view([device('1', after)])).events;

	it.each<[string, Partial<NormalizedDevice>, Partial<NormalizedDevice>, string[]]>([
		['nothing', {}, {}, []],
		['an assignment', {}, { user: USERS[0] }, ['device.assignmentChanged']],
		['a reassignment', { user: USERS[0] }, { user: USERS[1] }, ['device.assignmentChanged']],
		['an unassignment', { user: USERS[0] }, { user: null }, ['device.assignmentChanged']],
		[
			'no assignment: its user was renamed',
			{ user: USERS[0] },
			{ user: { ...USERS[0], name: 'Nora Q.' } },
			[],
		],
		[
			'another blueprint',
			{},
			{ blueprintId: 'b2', blueprintName: 'b2' },
			['device.blueprintChanged'],
		],
		['no other blueprint: it was renamed', {}, { blueprintName: 'B one' }, []],
		['a name', {}, { name: 'Iris' }, ['device.nameChanged']],
		['an asset tag', {}, { assetTag: 'A1' }, ['device.assetTagChanged']],
		['tags', { tags: ['a'] }, { tags: ['a', 'b'] }, ['device.tagsChanged']],
		['no tags: their order is of no meaning', { tags: ['b', 'a'] }, { tags: ['a', 'b'] }, []],
		['an update', {}, { osVersion: '15.1' }, ['device.osUpdated']],
		['no update: Kandji does not tell the version', {}, { osVersion: null }, []],
		['a device gone missing', {}, { missing: true }, ['device.missing']],
		['a device found again', { missing: true }, {}, ['device.found']],
		['a lost agent', {}, { agentInstalled: false }, ['device.managementLost']],
		['a restored MDM profile', { mdmEnabled: false }, {}, ['device.managementRestored']],
		[
			'both at once',
			{ mdmEnabled: false },
			{ agentInstalled: false },
			['device.managementLost', 'device.managementRestored'],
		],
		['lost mode', {}, { lostModeStatus: 'ENABLED' }, ['device.lostModeChanged']],
		['a newer enrollment', {}, { lastEnrollment: '2026-02-01T00:00:00.000Z' }, ['device.enrolled']],
		['an unenrollment that the record tells', {}, { removed: true }, ['device.removed']],
		['a check-in', {}, { lastCheckIn: '2026-01-11T00:00:00.000Z' }, []],
		['an agent that updated itself', {}, { agentVersion: '6' }, []],
	])('%s', async (_what, before, after, expected) => {
		expect(names(await changed(before, after))).toEqual(expected);
	});

	it('says who had a device and who has it now', async () => {
		expect((await changed({ user: USERS[0] }, { user: USERS[1] }))[0].changes).toEqual({
			user: { from: USERS[0], to: USERS[1] },
		});
	});

	it('tells each lost thing by its own field only', async () => {
		const events = await changed({ mdmEnabled: false }, { agentInstalled: false });
		expect(events.map(({ changes }) => Object.keys(changes ?? {}))).toEqual([
			['agentInstalled'],
			['mdmEnabled'],
		]);
	});

	it('counts a field that is not kept yet as unchanged, because its value before is unknown', () => {
		const watching = typeOf({ events: ['device.fieldChanged'], fields: ['lastCheckIn'] });
		const before = baseline([device('1')]);
		const after = view([device('1', { lastCheckIn: '2026-01-11T00:00:00.000Z' })]);
		expect(new Comparison(watching, before, after, policy()).run().events).toEqual([]);
	});
});

describe('devices that come and go', () => {
	it('says re-enrolled when a serial number comes back as another record, and nothing of the old one', () => {
		const before = baseline([device('old', { serialNumber: 'C02XK1ABQ6' })]);
		const { events } = poll(
			before,
			view([device('new', { serialNumber: 'C02XK1ABQ6' })], { removed: new Set(['old']) }),
		);
		expect(events).toMatchObject([
			{
				event: 'device.enrolled',
				changes: { id: { from: 'old', to: 'new' } },
				more: { reEnrolled: true },
			},
		]);
	});

	it('tells a removal once, whether the record said so or vanished', () => {
		const emitted = poll(baseline([device('1')]), view([device('1', { removed: true })]));
		const vanished = poll(emitted.snapshot, view([], { removed: new Set(['1']) }));
		expect([names(emitted.events), names(vanished.events)]).toEqual([['device.removed'], []]);
		expect(vanished.snapshot.entries.size).toBe(0);
	});

	it('gives a removed device as it was known last', async () => {
		const before = await throughState(baseline([device('1', { user: USERS[0], assetTag: 'A1' })]));
		const { events } = poll(before, view([], { removed: new Set(['1']) }));
		expect(events[0].record).toMatchObject({
			id: '1',
			serialNumber: 'S1',
			assetTag: 'A1',
			user: USERS[0],
		});
	});

	it('recognises a device that left the listing and came back', async () => {
		const left = poll(baseline([device('1')]), view([], { ignored: new Set(['1']) }));
		const back = poll(await throughState(left.snapshot), view([device('1', { name: 'Iris' })]));
		expect([names(left.events), names(back.events)]).toEqual([[], ['device.nameChanged']]);
	});

	it('tells what changed on a device that thereby left the listing', () => {
		const moved = device('1', { blueprintId: 'b2' });
		const { events } = poll(
			baseline([device('1')]),
			view([], { unlisted: new Map([['1', moved]]) }),
		);
		expect(names(events)).toEqual(['device.blueprintChanged']);
	});

	it('takes what the filters of before hid as it is, silently', () => {
		const before = baseline([device('1'), device('2')]);
		const shown = [device('1', { name: 'Iris' }), device('2', { name: 'Lily' }), device('3')];
		const wasMatched = (states: Array<{ id: string }>) => states.every(({ id }) => id === '1');
		const { events, snapshot } = poll(before, view(shown), policy({ wasMatched }));
		expect(events.map(({ recordId }) => recordId)).toEqual(['1']);
		expect(poll(snapshot, view(shown)).events).toEqual([]);
	});
});

describe('stale devices', () => {
	const february = staleType('2026-02-15T00:00:00.000Z');

	it('are emitted once per silence', async () => {
		const silent = (lastCheckIn: string) => view([device('1', { lastCheckIn })]);
		const first = poll(
			baseline([device('1')]),
			silent('2026-01-10T00:00:00.000Z'),
			policy(),
			february,
		);
		const again = poll(
			await throughState(first.snapshot, february),
			silent('2026-01-10T00:00:00.000Z'),
			policy(),
			february,
		);
		const back = poll(again.snapshot, silent('2026-02-02T00:00:00.000Z'), policy(), february);
		const second = poll(
			await throughState(back.snapshot, february),
			silent('2026-02-02T00:00:00.000Z'),
			policy(),
			staleType('2026-03-15T00:00:00.000Z'),
		);
		expect([first, again, back, second].map(({ events }) => names(events))).toEqual([
			['device.stale'],
			[],
			['device.checkedInAgain'],
			['device.stale'],
		]);
		expect(first.events[0]).toMatchObject({
			occurredAt: '2026-01-10T00:00:00.000Z',
			more: { silentSince: '2026-01-10T00:00:00.000Z' },
		});
	});

	it('did not check in again when they are removed or only enroll again', () => {
		const never = { lastCheckIn: null };
		const silent = baseline([device('1'), device('2', never)], true, february);
		const changed = [
			device('1', { removed: true }),
			device('2', { ...never, lastEnrollment: '2026-02-14T00:00:00.000Z' }),
		];
		expect(names(poll(silent, view(changed), policy(), february).events)).toEqual([
			'device.removed',
			'device.enrolled',
		]);
	});

	it('that were silent at the beginning are not news', () => {
		const before = baseline([device('1')], true, february);
		expect(poll(before, view([device('1')]), policy(), february).events).toEqual([]);
	});

	it('may never have checked in at all', () => {
		const never = device('1', { lastCheckIn: null });
		const { events } = poll(baseline([never]), view([never]), policy(), february);
		expect(names(events)).toEqual(['device.stale']);
	});

	it('are none that are no longer enrolled', () => {
		const removed = device('1', { removed: true });
		expect(poll(baseline([removed]), view([removed]), policy(), february).events).toEqual([]);
	});
});

describe('users of whom Kandji says nothing', () => {
	const tenant = {
		apiUrl: 'https://accuhive.api.kandji.io',
		webUrl: 'https://accuhive.kandji.io',
	};
	const { normalize, type } = userSource;
	const users = type(
		{} as Parameters<typeof type>[0], // The type of users depends on no setting.
	);
	const compare = (before: object, after: object) => {
		const [one, other] = [before, after].map((raw) => {
			const user = normalize({ id: 'u1', name: 'Nora Quill', ...raw }, tenant);
			return viewOf(new Map([[user.id, user]]));
		});
		const known = { startedAt: '2026-01-02T00:00:00.000Z', emitsExisting: false };
		const given = { ...policy(), wasMatched: () => true, isWanted: () => true };
		return names(
			new Comparison(users, startSnapshot(users, one, known), other, given).run().events,
		);
	};

	it.each<[object, object, string[]]>([
		[{}, { device_count: 3 }, []],
		[{}, { archived: true }, []],
		[{}, { archived: false }, []],
		[{ device_count: 0 }, { device_count: 3 }, ['user.deviceCountChanged']],
		[{ archived: false }, { archived: true }, ['user.archived']],
		[{ archived: true }, { archived: false }, ['user.restored']],
	])('from %j to %j', (before, after, expected) => {
		expect(compare(before, after)).toEqual(expected);
	});

	it('are not called unarchived where Prism does not say', () => {
		const row = {
			device_id: 'D1',
			device__user_name: 'Nora',
			device__user_email: 'nora@example.com',
		};
		expect(prismDevice(row, tenant).device?.user).toMatchObject({ name: 'Nora', archived: null });
	});
});
