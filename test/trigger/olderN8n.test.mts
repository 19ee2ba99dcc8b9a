import type * as N8nWorkflow from 'n8n-workflow';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { hurryClock } from '../../tools/harness/clock.mts';
import { Host } from '../../tools/harness/host.mts';
import { Control } from '../../simulator/controlClient.mts';

// As n8n before 2.37 has it: an error keeps no `failure`, and nothing ends a pause early, which here takes no time.
jest.mock('n8n-workflow', () => {
	const workflow = jest.requireActual<typeof N8nWorkflow>('n8n-workflow');
	class NodeApiError extends workflow.NodeApiError {
		constructor(...given: ConstructorParameters<typeof workflow.NodeApiError>) {
			super(...given);
			delete this.failure;
		}
	}
	const sleep = async () => await new Promise((resolve) => setImmediate(resolve));
	return { ...workflow, NodeApiError, sleep };
});

let simulator: RunningSimulator;
let tenant: Control;
let calm: () => void;

beforeAll(async () => {
	calm = hurryClock();
	simulator = await startSimulator({ devices: 20, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});

afterAll(async () => {
	await simulator.close();
	calm();
});

beforeEach(async () => await tenant.reset());

const answering = async (status: number) => {
	await tenant.mend();
	await tenant.fault({ kind: 'status', status, times: 10_000 });
};

describe('In an n8n whose errors keep no failure', () => {
	it.each([429, 503])(
		'publishing works while Kandji answers %s, and begins later',
		async (status) => {
			await answering(status);
			const host = new Host('A', simulator, { events: ['device.nameChanged'] });
			await host.activate();
			await tenant.mend();
			await host.tick();
			const [id] = simulator.tenant.devices.keys();
			await tenant.change(id, { device_name: 'Iris' });
			expect(await host.tick()).toMatchObject([{ event: 'device.nameChanged' }]);
			expect(host.failures).toEqual([]);
		},
	);

	it('outages that differ in their words only are reported once an hour', async () => {
		const host = new Host('A', simulator);
		await host.activate();
		for (const status of [500, 502, 503, 504]) {
			await answering(status);
			await host.tick();
		}
		expect(host.failures.map(({ message }) => message)).toEqual([
			'Kandji is unavailable at the moment (500)',
		]);
	});

	it('a wrong token still refuses publishing', async () => {
		await expect(new Host('A', { url: simulator.url, token: 'wrong' }).activate()).rejects.toThrow(
			'does not accept the API token',
		);
	});
});
