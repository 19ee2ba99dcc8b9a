import { startSimulator } from '../../simulator/server.mts';
import { chosen, runNode } from '../helpers/engine.mts';

describe('The Kandji node in the n8n engine', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	beforeAll(async () => {
		simulator = await startSimulator({ port: 0, devices: 650, seed: 7, latency: 0, rate: 0 });
	});
	afterAll(async () => await simulator.close());

	const credential = () => ({ apiUrl: simulator.url, apiToken: simulator.token });

	it('returns every device of a fleet of several pages', async () => {
		const { json, error } = await runNode({ resource: 'device', operation: 'getAll', returnAll: true, output: 'normalized' }, credential());
		expect(error).toBeUndefined();
		expect(json).toHaveLength(650);
		expect(json[0]).toMatchObject({ id: expect.any(String) });
		void chosen;
	});
});
