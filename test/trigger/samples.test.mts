import type { IDataObject } from 'n8n-workflow';

import {
	EARLIER_BLUEPRINT,
	EARLIER_USER,
	EXAMPLE_DEVICE,
} from '../../nodes/Kandji/trigger/exampleRows';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { EVERY_EVENT, everythingTicked } from '../../tools/harness/everyEvent.mts';
import { Host } from '../../tools/harness/host.mts';

const { serial_number: serial, device_id: id, user, blueprint_id: blueprint } = EXAMPLE_DEVICE;
const { id: userId, email } = user as IDataObject;

/** What only an invented device, person or blueprint has. */
const INVENTED = [
	...[id, serial, blueprint, userId, email],
	...[EARLIER_USER.id, EARLIER_USER.email, EARLIER_BLUEPRINT.id],
].map(String);

/** What only devices, people and blueprints of the tenant have. */
const realOf = ({ tenant }: RunningSimulator): string[] =>
	[
		...[...tenant.devices.values()].flatMap((each) => [each.device_id, each.serial_number]),
		...[...tenant.users.values()].flatMap((each) => [each.id, each.email]),
		...tenant.blueprints.keys(),
	].filter((value) => value !== '');

/** Returns the texts of a value, however deep. */
const textsOf = (value: unknown): string[] =>
	typeof value === 'object' && value !== null
		? Object.values(value).flatMap(textsOf)
		: [String(value).toLowerCase()];

const holds = (item: IDataObject, values: string[]): boolean => {
	const texts = new Set(textsOf(item));
	return values.some((value) => texts.has(value.toLowerCase()));
};

describe.each([
	['with a fleet', 60, 30],
	['with one device and one user', 1, 1],
	['with devices and no user', 5, 0],
	['with users and no device', 0, 5],
	['that is empty', 0, 0],
])('A test event of a tenant %s', (_, devices, users) => {
	let simulator: RunningSimulator;
	let samples: IDataObject[];

	beforeAll(async () => {
		simulator = await startSimulator({ devices, users, rate: 0, hourly: 0 });
		samples = await new Host('A', simulator, everythingTicked(simulator.tenant)).test();
	});
	afterAll(async () => await simulator.close());

	it.each(EVERY_EVENT)('%s is marked, and is all of the tenant or all invented', (event) => {
		const items = samples.filter((sample) => sample.event === event);
		expect(items).toHaveLength(1);
		const [item] = items;
		expect(item.sample).toBe(true);
		const isMixed = holds(item, INVENTED) && holds(item, realOf(simulator));
		expect(isMixed ? item : 'not mixed').toBe('not mixed');
	});
});
