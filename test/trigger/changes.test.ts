import fc from 'fast-check';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/device';
import { begin, Comparison } from '../../nodes/Kandji/trigger/changes';
import type { Policy, Snapshot, View } from '../../nodes/Kandji/trigger/changes';
import type { TriggerEvent } from '../../nodes/Kandji/trigger/events';
import { deviceKind } from '../../nodes/Kandji/trigger/kinds';
import {
	loadSnapshot,
	readState,
	saveSnapshot,
	writeState,
} from '../../nodes/Kandji/trigger/state';

const kind = deviceKind([]);
const USERS = ['Nora', 'Tom'].map((name) => ({
	id: `id-${name}`,
	name,
	email: `${name}@example.com`,
	archived: false,
}));

const device = (id: string, given: Partial<NormalizedDevice> = {}): NormalizedDevice => ({
	id,
	name: 'Mac',
	serialNumber: `S${id}`,
	platform: 'Mac',
	model: 'MacBook Air',
	osVersion: '15.0',
	assetTag: null,
	blueprintId: 'b1',
	blueprintName: 'b1',
	user: null,
	tags: [],
	lastCheckIn: '2026-01-10T00:00:00.000Z',
	firstEnrollment: '2026-01-01T00:00:00.000Z',
	lastEnrollment: '2026-01-01T00:00:00.000Z',
	mdmEnabled: true,
	agentInstalled: true,
	agentVersion: '5',
	missing: false,
	removed: false,
	lostModeStatus: null,
	url: `https://accuhive.kandji.io/devices/${id}`,
	...given,
});

const policy = (given: Partial<Policy<NormalizedDevice>> = {}): Policy<NormalizedDevice> => ({
	wants: () => true,
	counts: () => true,
	most: 100,
	scoped: false,
	tenant: 'https://accuhive.api.kandji.io',
	...given,
});

const view = (
	devices: NormalizedDevice[],
	given: Partial<View<NormalizedDevice>> = {},
): View<NormalizedDevice> => ({
	records: new Map(devices.map((each) => [each.id, each])),
	complete: true,
	gone: new Set(),
	elsewhere: new Map(),
	unasked: new Set(),
	...given,
});

const baseline = (
	devices: NormalizedDevice[],
	known = true,
	given = policy(),
): Snapshot<NormalizedDevice> =>
	begin(kind, view(devices), given, { born: '2026-01-02T00:00:00.000Z', known });

/** As n8n would keep it between two polls. */
function throughState(snapshot: Snapshot<NormalizedDevice>): Snapshot<NormalizedDevice> {
	const feeds = { device: saveSnapshot('scope', kind.kept, snapshot) };
	const read = readState(writeState({ rev: 1, ticks: [], feeds }));
	return loadSnapshot<NormalizedDevice>(read?.feeds.device ?? { scope: '' });
}

const poll = (before: Snapshot<NormalizedDevice>, seen: View<NormalizedDevice>, given = policy()) =>
	new Comparison(kind, before, seen, given).advance();

const names = (events: TriggerEvent[]) => events.map(({ event }) => event);

describe('what counts as a change of a device', () => {
	const changed = (before: Partial<NormalizedDevice>, after: Partial<NormalizedDevice>) =>
		poll(throughState(baseline([device('1', before)])), view([device('1', after)])).events;

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
	])('%s', (_what, before, after, expected) => {
		expect(names(changed(before, after))).toEqual(expected);
	});

	it('says who had a device and who has it now', () => {
		expect(changed({ user: USERS[0] }, { user: USERS[1] })[0].changes).toEqual({
			user: { from: USERS[0], to: USERS[1] },
		});
	});

	it('tells each lost thing by its own field only', () => {
		const events = changed({ mdmEnabled: false }, { agentInstalled: false });
		expect(events.map(({ changes }) => Object.keys(changes ?? {}))).toEqual([
			['agentInstalled'],
			['mdmEnabled'],
		]);
	});

	it('counts a field that is not kept yet as unchanged, because its value before is unknown', () => {
		const watching = deviceKind(['lastCheckIn']);
		const before = baseline([device('1')]);
		const after = view([device('1', { lastCheckIn: '2026-01-11T00:00:00.000Z' })]);
		expect(new Comparison(watching, before, after, policy()).advance().events).toEqual([]);
	});
});

describe('devices that come and go', () => {
	it('says re-enrolled when a serial number comes back as another record, and nothing of the old one', () => {
		const before = baseline([device('old', { serialNumber: 'S' })]);
		const { events } = poll(
			before,
			view([device('new', { serialNumber: 'S' })], { gone: new Set(['old']) }),
		);
		expect(events).toMatchObject([
			{
				event: 'device.enrolled',
				changes: { id: { from: 'old', to: 'new' } },
				more: { reEnrolled: true },
			},
		]);
	});

	it('tells a removal once, whether the record told it or vanished', () => {
		const told = poll(baseline([device('1')]), view([device('1', { removed: true })]));
		const vanished = poll(told.snapshot, view([], { gone: new Set(['1']) }));
		expect([names(told.events), names(vanished.events)]).toEqual([['device.removed'], []]);
		expect(vanished.snapshot.seen.size).toBe(0);
	});

	it('gives a removed device as it was known last', () => {
		const before = throughState(baseline([device('1', { user: USERS[0], assetTag: 'A1' })]));
		const { events } = poll(before, view([], { gone: new Set(['1']) }));
		expect(events[0].record).toMatchObject({
			id: '1',
			serialNumber: 'S1',
			assetTag: 'A1',
			user: USERS[0],
		});
	});

	it('recognises a device that left the listing and came back', () => {
		const left = poll(baseline([device('1')]), view([], { unasked: new Set(['1']) }));
		const back = poll(throughState(left.snapshot), view([device('1', { name: 'Iris' })]));
		expect([names(left.events), names(back.events)]).toEqual([[], ['device.nameChanged']]);
	});

	it('tells what changed on a device that thereby left the listing', () => {
		const moved = device('1', { blueprintId: 'b2' });
		const { events } = poll(
			baseline([device('1')]),
			view([], { elsewhere: new Map([['1', moved]]) }),
		);
		expect(names(events)).toEqual(['device.blueprintChanged']);
	});

	it('does not take a device that a filtered listing begins to show for an enrolled one', () => {
		const before = baseline([device('1')]);
		const late = device('3', { lastEnrollment: '2026-03-01T00:00:00.000Z' });
		const { events } = poll(
			before,
			view([device('1'), device('2'), late]),
			policy({ scoped: true }),
		);
		expect(events.map(({ subject }) => subject)).toEqual(['3']);
	});
});

describe('stale devices', () => {
	const given = policy({ staleBefore: '2026-02-01T00:00:00.000Z' });

	it('are told once per silence', () => {
		const silent = (lastCheckIn: string) => view([device('1', { lastCheckIn })]);
		const first = poll(baseline([device('1')]), silent('2026-01-10T00:00:00.000Z'), given);
		const again = poll(throughState(first.snapshot), silent('2026-01-10T00:00:00.000Z'), given);
		const back = poll(again.snapshot, silent('2026-02-02T00:00:00.000Z'), given);
		const later = policy({ staleBefore: '2026-03-01T00:00:00.000Z' });
		const second = poll(throughState(back.snapshot), silent('2026-02-02T00:00:00.000Z'), later);
		expect([first, again, back, second].map(({ events }) => names(events))).toEqual([
			['device.stale'],
			[],
			[],
			['device.stale'],
		]);
	});

	it('that were silent at the beginning are not news', () => {
		const before = baseline([device('1')], true, given);
		expect(poll(before, view([device('1')]), given).events).toEqual([]);
	});

	it('may never have checked in at all', () => {
		const never = device('1', { lastCheckIn: null });
		expect(names(poll(baseline([never]), view([never]), given).events)).toEqual(['device.stale']);
	});
});

/** What a history may do to the fleet, or to a poll of it. */
type Step =
	| { do: 'enrol'; id: number; user: number }
	| { do: 'delete'; id: number }
	| { do: 'change'; id: number; field: number; value: number }
	| { do: 'poll'; hide: number[]; most: number; crash: boolean };

const small = fc.integer({ min: 0, max: 6 });
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ do: fc.constant('enrol' as const), id: small, user: fc.integer({ min: 0, max: 2 }) }),
	fc.record({ do: fc.constant('delete' as const), id: small }),
	fc.record({
		do: fc.constant('change' as const),
		id: small,
		field: fc.integer({ min: 0, max: 8 }),
		value: fc.integer({ min: 0, max: 2 }),
	}),
	fc.record({
		do: fc.constant('poll' as const),
		hide: fc.array(small, { maxLength: 3 }),
		most: fc.integer({ min: 1, max: 5 }),
		crash: fc.boolean(),
	}),
);

const VALUES: Array<(value: number) => Partial<NormalizedDevice>> = [
	(value) => ({ name: `Mac ${value}` }),
	(value) => ({ assetTag: value === 0 ? null : `A${value}` }),
	(value) => ({ user: USERS[value] ?? null }),
	(value) => ({ blueprintId: `b${value}`, blueprintName: `b${value}` }),
	(value) => ({ tags: ['a', 'b'].slice(value) }),
	(value) => ({ osVersion: `15.${value}` }),
	(value) => ({ missing: value === 1 }),
	(value) => ({ agentInstalled: value === 1 }),
	(value) => ({ mdmEnabled: value === 1 }),
];

/** What is left of a device when only told fields are compared. */
const told = ({
	name,
	assetTag,
	user,
	blueprintId,
	tags,
	osVersion,
	missing,
	agentInstalled,
	mdmEnabled,
}: NormalizedDevice) => ({
	name,
	assetTag,
	user: user?.id ?? null,
	blueprintId,
	tags,
	osVersion,
	missing,
	agentInstalled,
	mdmEnabled,
});

/** Somebody who knows the fleet only through events: each must fit to what was told before. */
class Listener {
	readonly ids = new Set<string>();

	readonly fleet: Map<string, NormalizedDevice>;

	constructor(fleet: Map<string, NormalizedDevice>) {
		this.fleet = fleet;
	}

	hear(events: TriggerEvent[]): void {
		for (const { event, eventId, subject, changes = {}, record, more } of events) {
			expect(this.ids).not.toContain(eventId);
			this.ids.add(eventId);
			const before = this.fleet.get(subject);
			if (event === 'device.enrolled' || event === 'device.existing') {
				// Deleted and enrolled again between two polls: what else is new about it follows as changes.
				if (before) expect(more).toEqual({ reEnrolled: true });
				else this.fleet.set(subject, record as NormalizedDevice);
			} else if (event === 'device.removed') {
				expect(before).toBeDefined();
				this.fleet.delete(subject);
			} else {
				for (const [field, { from, to }] of Object.entries(changes)) {
					expect(before).toMatchObject({ [field]: from });
					this.fleet.set(subject, {
						...(this.fleet.get(subject) as NormalizedDevice),
						[field]: to,
					});
				}
			}
		}
	}
}

/** One poll of a fleet of which `hidden` devices did not make it into the listing. */
function look(
	fleet: Map<string, NormalizedDevice>,
	before: Snapshot<NormalizedDevice>,
	hidden: Set<string>,
) {
	const seen = [...fleet.values()].filter(({ id }) => !hidden.has(id));
	const complete = seen.length === fleet.size;
	const gone = new Set(complete ? [...before.seen.keys()].filter((id) => !fleet.has(id)) : []);
	return view(seen, { complete, gone });
}

describe.each([
	['a baseline', true],
	['the existing fleet told in batches', false],
])('any history after %s', (_what, known) => {
	it('is told completely, in an order that fits, each change once', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
				const first = [0, 1, 2, 3].map((id) => device(`d${id}`));
				const fleet = new Map(first.map((each) => [each.id, each]));
				let kept = throughState(baseline(first, known));
				const listener = new Listener(new Map(known ? fleet : []));
				let enrolments = 0;
				const pollOnce = (hide: number[], most: number, crash: boolean) => {
					const seen = look(fleet, kept, new Set(hide.map((id) => `d${id}`)));
					const { events, snapshot } = poll(kept, seen, policy({ most }));
					if (crash) {
						// n8n died before it saved: the next poll starts from the same snapshot and repeats the same ids.
						const repeated = poll(kept, seen, policy({ most })).events;
						expect(repeated.map(({ eventId }) => eventId)).toEqual(
							events.map(({ eventId }) => eventId),
						);
					}
					kept = throughState(snapshot);
					listener.hear(events);
					return events.length;
				};
				for (const each of steps) {
					if (each.do === 'poll') {
						pollOnce(each.hide, each.most, each.crash);
						continue;
					}
					const id = `d${each.id}`;
					const present = fleet.get(id);
					if (each.do === 'delete') fleet.delete(id);
					else if (each.do === 'change' && present)
						fleet.set(id, { ...present, ...VALUES[each.field](each.value) });
					else if (each.do === 'enrol' && !present) {
						enrolments += 1;
						const lastEnrollment = new Date(Date.UTC(2026, 1, 1, 0, enrolments)).toISOString();
						fleet.set(
							id,
							device(id, {
								serialNumber: `E${enrolments}`,
								lastEnrollment,
								user: USERS[each.user] ?? null,
							}),
						);
					}
				}
				for (let polls = 0; pollOnce([], 3, false) > 0; polls++) expect(polls).toBeLessThan(200);
				const expected = new Map([...fleet].map(([id, each]) => [id, told(each)]));
				const heard = new Map([...listener.fleet].map(([id, each]) => [id, told(each)]));
				expect(heard.size).toBe(expected.size);
				for (const [id, each] of expected) expect(heard.get(id)).toEqual(each);
			}),
			{ numRuns: 300 },
		);
	});
});
