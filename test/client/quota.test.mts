import { startSimulator } from '../../simulator/server.mts';
import { Control } from '../helpers/control.mts';
import { runNode } from '../helpers/engine.mts';
import { clientOf, failureOf } from './client.mts';

const getDevice = {
	resource: 'device',
	operation: 'get',
	device: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
	output: 'raw',
};

describe("A tenant's quota", () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	afterEach(async () => await simulator.close());

	const credential = () => ({ apiUrl: simulator.url, apiToken: simulator.token });
	const requests = async () => await new Control(simulator).requests();
	const items = (count: number) => {
		const ids = [...simulator.tenant.devices.keys()];
		return Array.from({ length: count }, (_, index) => ({ id: ids[index % ids.length] }));
	};

	it('answers 1,000 items at once at 50 requests a second, at most 1 in 100 with 429', async () => {
		simulator = await startSimulator({ devices: 1_000, rate: 50 });
		const given = items(1_000);
		const from = Date.now();
		const { json, error } = await runNode(getDevice, credential(), { items: given });
		expect(error).toBeUndefined();
		expect(json.map(({ device_id }) => device_id)).toEqual(given.map(({ id }) => id));
		const log = await requests();
		const limited = log.filter(({ status }) => status === 429).length;
		expect(limited).toBeLessThanOrEqual(log.length / 100);
		expect(Date.now() - from).toBeLessThan(45_000);
	}, 60_000);

	it('is shared with other integrations: every item is answered while they spend half of it', async () => {
		simulator = await startSimulator({ devices: 20, rate: 50 });
		const headers = { Authorization: `Bearer ${simulator.token}` };
		const ask = async () =>
			await fetch(`${simulator.url}/api/v1/tags`, { headers }).then(
				async (answer) => await answer.text(),
				() => 'The simulator has closed',
			);
		const others = setInterval(() => void ask(), 40);
		const { json, error } = await runNode(getDevice, credential(), { items: items(150) });
		clearInterval(others);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(150);
	});

	it('ends the run early when the hour is spent, and says so', async () => {
		simulator = await startSimulator({ devices: 20, rate: 0, hourly: 30 });
		const { error } = await runNode(getDevice, credential(), { items: items(200) });
		expect(error?.message).toMatch(
			/hourly quota of Kandji requests is spent: Device "[^"]+" \[Item \d+\]/,
		);
		expect(error?.description).toMatch(/10,000 requests an hour/);
		const asked = (await requests()).length;
		expect(asked).toBeLessThan(30 + 26);
		const next = await failureOf((await clientOf({ credential: credential() })).get('/devices'));
		expect(next.message).toMatch(/hourly quota/);
		expect(next).toMatchObject({ failure: { cause: 'quota-exhausted' } });
		expect(await requests()).toHaveLength(asked);
	});
});
