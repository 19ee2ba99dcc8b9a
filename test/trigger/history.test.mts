import type { IDataObject } from 'n8n-workflow';

import { Dice } from '../../simulator/dice.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Host } from './host.mts';
import type { HostMode } from './host.mts';
import { Control } from '../helpers/control.mts';

const CHANGES = 200;
const MOST_A_POLL = 7;
const FAULTS = [
	{ kind: 'status', status: 429, headers: { 'retry-after': '0' } },
	{ kind: 'status', status: 500 },
	{ kind: 'truncate' },
	{ kind: 'reset' },
	{ kind: 'html' },
	// Only where a poll's time is limited: elsewhere the client waits 40 seconds for each of these.
	{ kind: 'hang' },
] as const;
const BUDGET_MS = 2_000;
const EVENTS = [
	'device.assetTagChanged',
	'device.assignmentChanged',
	'device.blueprintChanged',
	'device.enrolled',
	'device.lostModeChanged',
	'device.managementLost',
	'device.managementRestored',
	'device.nameChanged',
	'device.osUpdated',
	'device.removed',
	'device.tagsChanged',
];

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 650, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});

afterAll(async () => await simulator.close());

beforeEach(async () => await tenant.reset());

/** A random change, and the event that it must become: the device and the event's name. */
async function happen(dice: Dice, number: number, touched: Set<string>): Promise<string> {
	const { devices, users, blueprints } = simulator.tenant;
	const device = dice.pick(
		[...devices.values()].filter(
			({ device_id, is_removed: gone }) => !gone && !touched.has(device_id),
		),
	);
	const { device_id: id } = device;
	touched.add(id);
	const change = async (changes: object, event: string) => {
		await tenant.change(id, changes);
		return `${id} ${event}`;
	};
	switch (dice.int(0, 9)) {
		case 0: {
			const { device_id: added } = await tenant.enrol();
			touched.add(added);
			return `${added} device.enrolled`;
		}
		case 1:
			await tenant.remove(id);
			return `${id} device.removed`;
		case 2: {
			const user = dice.pick([null, ...users.keys()].filter((other) => other !== device.user_id));
			return await change({ user_id: user }, 'device.assignmentChanged');
		}
		case 3: {
			const blueprint = dice.pick(
				[...blueprints.keys()].filter((other) => other !== device.blueprint_id),
			);
			return await change({ blueprint_id: blueprint }, 'device.blueprintChanged');
		}
		case 4:
			return await change({ asset_tag: `T${number}` }, 'device.assetTagChanged');
		case 5:
			return await change({ tags: [`tag ${number}`] }, 'device.tagsChanged');
		case 6:
			return await change({ os_version: `99.${number}` }, 'device.osUpdated');
		case 7:
			return await change(
				{ mdm_enabled: !device.mdm_enabled },
				device.mdm_enabled ? 'device.managementLost' : 'device.managementRestored',
			);
		case 8:
			return await change({ last_enrollment: new Date().toISOString() }, 'device.enrolled');
		default:
			return await change({ device_name: `Name ${number}` }, 'device.nameChanged');
	}
}

const told = (items: IDataObject[]) =>
	items.map(({ device, event }) => `${(device as { id: string }).id} ${String(event)}`);

describe.each<HostMode>(['A', 'B', 'C'])(
	'200 changes with faults, crashes and restarts in host mode %s',
	(mode) => {
		it('are each told once, under one id', async () => {
			const dice = new Dice(`history ${mode}`);
			const faults = FAULTS.filter(({ kind }) => mode !== 'A' || kind !== 'hang');
			const host = new Host(mode, simulator, {
				events: EVENTS,
				options: { mostEvents: MOST_A_POLL },
			});
			await host.activate();
			await host.tick();
			const expected: string[] = [];
			const repeated: IDataObject[] = [];
			// n8n of mode B has nothing in its database before the first event: a restart before it means a new baseline.
			expected.push(await happen(dice, 0, new Set()));
			await host.tick();
			for (let number = 1; number < CHANGES; ) {
				// At most one change of a device between two polls that deliver: two would be told as one.
				const touched = new Set<string>();
				for (let some = dice.int(1, 9); some > 0 && number < CHANGES; some--, number++) {
					expected.push(await happen(dice, number, touched));
				}
				if (dice.chance(0.3))
					await tenant.fault({
						...dice.pick(faults),
						path: '/api/v1/devices*',
						times: dice.int(1, 2),
					});
				if (dice.chance(0.2)) host.restart();
				if (dice.chance(0.2))
					repeated.push(...(await host.tick({ crash: true, budgetMs: BUDGET_MS })));
				for (let some = dice.int(1, 3); some > 0; some--) await host.tick({ budgetMs: BUDGET_MS });
				await tenant.mend();
				await host.drain();
			}
			const ids = new Map<string, IDataObject>();
			for (const item of host.delivered) ids.set(String(item.eventId), item);
			expect(told([...ids.values()]).sort()).toEqual(expected.sort());
			expect(host.delivered.length - ids.size).toBe(repeated.length);
		}, 120_000);
	},
);
