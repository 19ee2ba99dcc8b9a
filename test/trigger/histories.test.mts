import fc from 'fast-check';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import type { TriggerEvent } from '../../nodes/Kandji/trigger/events';
import type { Snapshot } from '../../nodes/Kandji/trigger/snapshot';
import { baseline, device, poll, policy, throughState, USERS, view } from './fleet.mts';

/** What a history may do to the fleet, or to a poll of it. */
type Step =
	| { do: 'enrol'; id: number; user: number }
	| { do: 'delete'; id: number }
	| { do: 'change'; id: number; field: number; value: number }
	| { do: 'poll'; hide: number[]; max: number; crash: boolean };

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
		max: fc.integer({ min: 1, max: 5 }),
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

/** What is left of a device when only emitted fields are compared. */
const emitted = ({
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

/** Somebody who knows the fleet only through events: each must fit to what was emitted before. */
class Listener {
	readonly ids = new Set<string>();

	readonly fleet: Map<string, NormalizedDevice>;

	constructor(fleet: Map<string, NormalizedDevice>) {
		this.fleet = fleet;
	}

	hear(events: TriggerEvent[]): void {
		for (const { event, eventId, recordId, changes = {}, record, more } of events) {
			expect(this.ids).not.toContain(eventId);
			this.ids.add(eventId);
			const before = this.fleet.get(recordId);
			if (event === 'device.enrolled' || event === 'device.existing') {
				// Deleted and enrolled again between two polls: what else is new about it follows as changes.
				if (before) expect(more).toEqual({ reEnrolled: true });
				else this.fleet.set(recordId, record as NormalizedDevice);
			} else if (event === 'device.removed') {
				expect(before).toBeDefined();
				this.fleet.delete(recordId);
			} else {
				for (const [field, { from, to }] of Object.entries(changes)) {
					expect(before).toMatchObject({ [field]: from });
					this.fleet.set(recordId, {
						...(this.fleet.get(recordId) as NormalizedDevice),
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
	const removed = new Set(
		complete ? [...before.entries.keys()].filter((id) => !fleet.has(id)) : [],
	);
	return view(seen, { complete, removed });
}

describe.each([
	['a baseline', true],
	['the existing fleet emitted in batches', false],
])('any history after %s', (_what, known) => {
	it('is emitted completely, in an order that fits, each change once', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
				const first = [0, 1, 2, 3].map((id) => device(`d${id}`));
				const fleet = new Map(first.map((each) => [each.id, each]));
				let kept = await throughState(baseline(first, known));
				const listener = new Listener(new Map(known ? fleet : []));
				let enrolments = 0;
				const pollOnce = async (hide: number[], max: number, crash: boolean) => {
					const seen = look(fleet, kept, new Set(hide.map((id) => `d${id}`)));
					const { events, snapshot } = poll(kept, seen, policy({ max }));
					if (crash) {
						// n8n died before it saved: the next poll starts from the same snapshot and repeats the same ids.
						const repeated = poll(kept, seen, policy({ max })).events;
						expect(repeated.map(({ eventId }) => eventId)).toEqual(
							events.map(({ eventId }) => eventId),
						);
					}
					kept = await throughState(snapshot);
					listener.hear(events);
					return events.length;
				};
				for (const each of steps) {
					if (each.do === 'poll') {
						await pollOnce(each.hide, each.max, each.crash);
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
				for (let polls = 0; (await pollOnce([], 3, false)) > 0; polls++)
					expect(polls).toBeLessThan(200);
				const expected = new Map([...fleet].map(([id, each]) => [id, emitted(each)]));
				const heard = new Map([...listener.fleet].map(([id, each]) => [id, emitted(each)]));
				expect(heard.size).toBe(expected.size);
				for (const [id, each] of expected) expect(heard.get(id)).toEqual(each);
			}),
			{ numRuns: 100 },
		);
	});
});
