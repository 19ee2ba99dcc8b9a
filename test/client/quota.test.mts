import { KandjiClient } from '../../nodes/Kandji/client/client';
import { startSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { RateLimiter, RateLimiters } from '../../nodes/Kandji/client/rateLimiter';
import { clientOf, contextOf, failureOf } from './client.mts';

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

	it('answers 300 items at once in their order, and hardly any request is refused', async () => {
		simulator = await startSimulator({ devices: 300, rate: 50 });
		const given = items(300);
		const { json, error } = await runNode(getDevice, credential(), { items: given });
		expect(error).toBeUndefined();
		expect(json.map(({ device_id }) => device_id)).toEqual(given.map(({ id }) => id));
		const log = await requests();
		// Machines that run tests stand still at times; the faked clock of pace.test.mts shows 1 in 200.
		expect(log.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(log.length / 50);
	}, 120_000);

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
		expect(error?.description).toMatch(
			/allows 30 requests an hour.*next hour begins at about \d\d:00 UTC: run the node again then/,
		);
		const asked = (await requests()).length;
		expect(asked).toBeLessThan(30 + 26);
		const next = await failureOf((await clientOf({ credential: credential() })).get('/devices'));
		expect(next.message).toMatch(/hourly quota/);
		expect(next).toMatchObject({ failure: { cause: 'quota-exhausted' } });
		expect(await requests()).toHaveLength(asked);
	});

	/** A client that waits for the hour, with a pace whose hour is spent as `spentFor` says, and what it logs. */
	async function waiting(spentFor: () => number) {
		class Spent extends RateLimiter {
			override hourSpentForMs(): number {
				return spentFor();
			}
		}
		const limiters = new RateLimiters();
		jest.spyOn(limiters, 'of').mockReturnValue(new Spent());
		const context = contextOf(credential());
		const log = jest.spyOn(context.logger, 'info').mockImplementation(() => {});
		const client = await KandjiClient.from(context, { limiters, waitsForHour: true });
		return { client, logged: () => log.mock.calls.map(([message]) => message) };
	}

	it('is waited for where the run is to, and the log says until when', async () => {
		simulator = await startSimulator({ devices: 3 });
		// An hour that is over after two short looks.
		const looks = [30, 30];
		const { client, logged } = await waiting(() => looks.shift() ?? 0);
		expect(await client.get('/devices')).toHaveLength(3);
		expect(client.statistics.sentCount).toBe(1);
		expect(client.statistics.hourWaitedMs).toBeGreaterThanOrEqual(50);
		expect(logged()).toEqual([
			expect.stringMatching(/hourly quota is spent; waiting until about \d\d:00 UTC/),
			expect.stringMatching(/waiting until about/),
		]);
	});

	it('is waited for once, however many requests wait', async () => {
		simulator = await startSimulator({ devices: 3 });
		const over = Date.now() + 300;
		const { client, logged } = await waiting(() => Math.max(0, over - Date.now()));
		await Promise.all(Array.from({ length: 40 }, async () => await client.get('/tags')));
		expect(client.statistics.sentCount).toBe(40);
		// Forty times as much where each counts for itself.
		expect(client.statistics.hourWaitedMs).toBeLessThan(3_000);
		expect(logged().length).toBeLessThan(5);
	});
});
