import { startSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { clientOf, failureOf } from './client.mts';

describe('A cancelled execution', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	afterEach(async () => await simulator.close());

	const plan = async (fault: Parameters<Control['fault']>[0]) =>
		await new Control(simulator).fault(fault);
	const sent = async () => (await new Control(simulator).requests()).length;
	const credential = () => ({ apiUrl: simulator.url, apiToken: simulator.token });

	it.each<[string, Parameters<Control['fault']>[0]]>([
		['while Kandji hangs', { kind: 'hang', times: 9 }],
		['in the pause before another try', { kind: 'status', status: 503, times: 99 }],
		[
			'while Kandji asks everybody to wait',
			{
				kind: 'status',
				status: 429,
				headers: { 'Retry-After': '2' },
				times: 99,
			},
		],
	])('ends at once %s', async (_, fault) => {
		simulator = await startSimulator({ devices: 3 });
		await plan(fault);
		const controller = new AbortController();
		const client = await clientOf({ credential: credential(), signal: controller.signal });
		const running = Promise.all([
			failureOf(client.get('/devices')),
			failureOf(client.get('/tags')),
		]);
		setTimeout(() => controller.abort(), 300);
		const from = Date.now();
		const [failure] = await running;
		// Without it the run would wait half a minute or longer.
		expect(Date.now() - from).toBeLessThan(15_000);
		expect(failure.message).toBe('The execution was cancelled');
	});

	it('sends nothing more for the items that still wait for the pace', async () => {
		simulator = await startSimulator({ devices: 3, rate: 50, hourly: 0 });
		const [device] = simulator.tenant.devices.keys();
		const items = Array.from({ length: 400 }, () => ({ device }));
		let cancelledAt = 0;
		await runNode(
			{
				resource: 'device',
				operation: 'get',
				device: { __rl: true, mode: 'id', value: '={{ $json.device }}' },
			},
			credential(),
			{
				items,
				started: (cancel) => {
					const cancelSoon = async () => {
						while ((await sent()) < 10) await new Promise((resolve) => setTimeout(resolve, 20));
						cancelledAt = Date.now();
						cancel();
					};
					void cancelSoon();
				},
			},
		).catch(() => undefined);
		// All items together would take eight seconds.
		expect(Date.now() - cancelledAt).toBeLessThan(5_000);
		// What was on its way when the run ended may still arrive.
		await new Promise((resolve) => setTimeout(resolve, 500));
		const soFar = await sent();
		expect(soFar).toBeGreaterThan(0);
		expect(soFar).toBeLessThan(100);
		const client = await clientOf({ credential: credential() });
		await client.get('/tags');
		expect(await sent()).toBe(soFar + 1);
	});
});
