import type { IDataObject } from 'n8n-workflow';

import type { SimulatorOptions } from '../../simulator/simulator.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { Host } from '../../tools/harness/host.mts';
import { bench } from './harness.mts';
import type { Bench } from './harness.mts';

type Choice = Partial<SimulatorOptions>;

const TENANTS: Array<[string, Choice]> = [
	['of today', {}],
	['with Apple devices only', { fleet: 'apple' }],
	['of 2022', { era: '2022' }],
	['of 2022 with Apple devices only', { era: '2022', fleet: 'apple' }],
	['that minds no slashes', { slashes: 'lenient' }],
	['that refuses with 401', { refuse: 401 }],
];

describe.each(TENANTS)('In a tenant %s', (_name, choice) => {
	let simulator: Bench;
	beforeAll(async () => {
		simulator = await bench({ devices: 60, hourly: 0, ...choice });
	});
	afterAll(async () => await simulator.close());
	beforeEach(async () => {
		await simulator.call('POST /simulator/reset', { json: {} });
	});

	const get = async (
		resource: string,
		given: IDataObject = {},
		apiToken = simulator.token,
	): ReturnType<typeof runNode> =>
		await runNode({ resource, operation: 'getAll', returnAll: true, ...given } as never, {
			apiUrl: simulator.url,
			apiToken,
		});

	it('the node reads every device and its user in one shape', async () => {
		const { json } = await get('device', { output: 'normalized' });
		expect(json).toHaveLength(60);
		const users = json.flatMap(({ user }) => (user === null ? [] : [user as IDataObject]));
		expect(users.length).toBeGreaterThan(0);
		expect(users.every(({ id }) => typeof id === 'string' && id !== '')).toBe(true);
	});

	it('the node finds the blueprint and the user of each ADE device', async () => {
		const all = await get('adeDevice', { simplify: true });
		const [integration] = (await get('adeIntegration')).json;
		const ofOne = await get('adeDevice', {
			operation: 'getAllForIntegration',
			adeIntegration: { __rl: true, mode: 'id', value: integration?.id },
			simplify: true,
		});
		const states = simulator.tenant.devices;
		for (const { json } of [all, ofOne]) {
			const enrolled = json.filter(({ mdm_device_id: id }) => id !== null);
			expect(enrolled.length).toBeGreaterThan(0);
			for (const row of enrolled) {
				const device = states.get(String(row.mdm_device_id));
				expect([row.blueprint_id, row.user_id]).toEqual([device?.blueprint_id, device?.user_id]);
			}
		}
	});

	it('the node reads what is paged by cursor, by page and by offset', async () => {
		for (const resource of ['user', 'blueprint', 'tag', 'customApp', 'auditEvent']) {
			const { json, error } = await get(resource);
			expect([resource, error, json.length > 0]).toEqual([resource, undefined, true]);
		}
	});

	it('the trigger tells an enrolment, a new owner and a removal once', async () => {
		const host = new Host('B', simulator, {
			events: ['device.enrolled', 'device.assignmentChanged', 'device.removed'],
		});
		await host.activate();
		await host.tick();
		const tenant = new Control(simulator);
		const [gone = '', given] = [...simulator.tenant.devices.keys()];
		const owner = [...simulator.tenant.users.keys()].find(
			(id) => id !== simulator.tenant.devices.get(given ?? '')?.user_id,
		);
		const { device_id: added } = await tenant.enrol();
		await tenant.change(given ?? '', { user_id: owner });
		await tenant.remove(gone);
		for (let poll = 0; poll < 4; poll += 1) await host.tick();
		const delivered = host.delivered.map(
			({ event, device }) => `${String(event)} ${String((device as IDataObject).id)}`,
		);
		expect(delivered.sort()).toEqual(
			[
				`device.assignmentChanged ${given}`,
				`device.enrolled ${added}`,
				`device.removed ${gone}`,
			].sort(),
		);
		expect(host.failures).toEqual([]);
	});

	it('the node names the permission that a token lacks', async () => {
		await simulator.call('POST /simulator/tokens', {
			json: { token: 'none', permissions: ['Tags > List tags'] },
		});
		const { error } = await get('device', {}, 'none');
		expect(error?.httpCode).toBe(String(choice.refuse ?? 403));
		expect(`${error?.message} ${error?.description}`).toContain('Device Information > Device list');
	});
});
