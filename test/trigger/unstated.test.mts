import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import { Comparison } from '../../nodes/Kandji/trigger/comparison';
import type { TriggerEvent } from '../../nodes/Kandji/trigger/events';
import { startSnapshot, viewOf } from '../../nodes/Kandji/trigger/snapshot';
import { userSource } from '../../nodes/Kandji/trigger/userEvents';
import { baseline, device, names, policy, poll, throughState, typeOf, view } from './fleet.mts';

const TENANT = { apiUrl: 'https://accuhive.api.kandji.io', webUrl: 'https://accuhive.kandji.io' };
const BEFORE = { startedAt: '2026-01-02T00:00:00.000Z', emitsExisting: false };

/** The events of each of these states after the first, through the saved state. */
async function eventsThrough(
	states: Array<Partial<NormalizedDevice>>,
	type = typeOf({}),
): Promise<TriggerEvent[][]> {
	const [first, ...others] = states.map((state) => device('1', state));
	let before = baseline([first], true, type);
	const found: TriggerEvent[][] = [];
	for (const state of others) {
		const { snapshot, events } = poll(before, view([state]), policy(), type);
		found.push(events);
		before = await throughState(snapshot, type);
	}
	return found;
}

describe('A value that Kandji does not state for a while', () => {
	it.each<
		[Partial<NormalizedDevice>, Partial<NormalizedDevice>, Partial<NormalizedDevice>, string]
	>([
		[{ osVersion: '15.0' }, { osVersion: null }, { osVersion: '15.1' }, 'device.osUpdated'],
		[{ name: 'Mac' }, { name: null }, { name: 'Iris' }, 'device.nameChanged'],
		[
			{ agentInstalled: true },
			{ agentInstalled: null },
			{ agentInstalled: false },
			'device.managementLost',
		],
		[
			{ mdmEnabled: false },
			{ mdmEnabled: null },
			{ mdmEnabled: true },
			'device.managementRestored',
		],
		[{ missing: true }, { missing: null }, { missing: false }, 'device.found'],
		[{ removed: false }, { removed: null }, { removed: true }, 'device.removed'],
		[
			{ lastEnrollment: '2026-01-01T00:00:00.000Z' },
			{ lastEnrollment: null },
			{ lastEnrollment: '2026-02-01T00:00:00.000Z' },
			'device.enrolled',
		],
	])('is one change, from the last known value: %j, %j, %j', async (one, none, other, event) => {
		const [key] = Object.keys(one) as Array<keyof NormalizedDevice>;
		const [silent, [changed, ...more]] = await eventsThrough([one, none, other]);
		expect(silent).toEqual([]);
		expect(changed).toMatchObject({
			event,
			changes: { [key]: { from: one[key], to: other[key] } },
			record: other,
		});
		expect(more).toEqual([]);
	});

	it('is no change when the old one is back, or when it was never known', async () => {
		const back = await eventsThrough([{ name: 'Mac' }, { name: null }, { name: 'Mac' }]);
		expect(back.flat()).toEqual([]);
		const never = { name: null, osVersion: null, agentInstalled: null, mdmEnabled: null };
		expect((await eventsThrough([never, {}])).flat()).toEqual([]);
	});

	it('ends no condition', async () => {
		const events = ['device.agentMissing'] as const;
		const type = typeOf({ events: [...events], agentHours: 1 });
		const found = await eventsThrough(
			[{}, { agentInstalled: false }, { agentInstalled: null }, { agentInstalled: false }],
			type,
		);
		expect(found.map(names)).toEqual([expect.arrayContaining(['device.agentMissing']), [], []]);
	});
});

describe('A value that can be cleared', () => {
	it.each<Partial<NormalizedDevice>>([
		{ assetTag: 'A1' },
		{ user: { id: 'u1', name: 'Nora', email: null, archived: false } },
		{ lostModeStatus: 'ENABLED' },
	])('is emitted when it is cleared and when it is set: %j', async (value) => {
		const [key] = Object.keys(value);
		const found = await eventsThrough([value, { [key]: null }, value]);
		expect(found.map((events) => events.length)).toEqual([1, 1]);
	});
});

describe('A user', () => {
	const { normalize, type } = userSource;
	const users = type(
		{} as Parameters<typeof type>[0], // The type of users depends on no setting.
	);
	it.each<[object[], string[][]]>([
		[[{}, { active: true }], [[]]],
		[[{}, { active: false }], [[]]],
		[
			[{ active: true }, {}, { active: false }],
			[[], ['user.changed']],
		],
		[
			[{ device_count: 2 }, {}, { device_count: 3 }],
			[[], ['user.deviceCountChanged']],
		],
		[
			[{ archived: false }, {}, { archived: true }],
			[[], ['user.archived']],
		],
		[
			[{ department: 'Sales' }, {}, { department: 'IT' }],
			[['user.changed'], ['user.changed']],
		],
	])('of whom Kandji says %j', (states, expected) => {
		const [first, ...others] = states.map((raw) => {
			const user = normalize({ id: 'u1', name: 'Nora Quill', ...raw }, TENANT);
			return viewOf(new Map([[user.id, user]]));
		});
		let before = startSnapshot(users, first, BEFORE);
		const found = others.map((state) => {
			const given = { ...policy(), wasMatched: () => true, isWanted: () => true };
			const { events, snapshot } = new Comparison(users, before, state, given).run();
			before = snapshot;
			return names(events);
		});
		expect(found).toEqual(expected);
	});
});
