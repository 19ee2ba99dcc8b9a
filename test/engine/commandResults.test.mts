import { hurryClock } from '../../tools/harness/clock.mts';
import { chosen } from '../../tools/harness/engine.mts';
import { onDevices, simulate } from './simulated.mts';

const tenant = simulate({ devices: 20 });
const lookPath = /\/commands$/;

const looks = async () =>
	(await tenant.requests()).filter(({ method, path }) => method === 'GET' && lookPath.test(path));

describe('Wait for Result', () => {
	let calm: () => void;
	beforeAll(() => {
		calm = hurryClock();
	});
	afterAll(() => calm());

	it('gives what became of each command, asking for all devices together', async () => {
		const items = tenant.macs(3);
		await tenant.control('PATCH', `/devices/${items[1].id}`, { answers: 'failed' });
		await tenant.control('PATCH', `/devices/${items[2].id}`, { answers: 'notNow' });
		const before = Date.now();
		const { json, error } = await tenant.run(
			onDevices('restart', { options: { waitForResult: 7 } }),
			{ items },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ result }) => result)).toEqual(['completed', 'failed', 'pending']);
		expect(json[0]).toMatchObject({ command: 'RestartDevice', completedAt: expect.any(String) });
		expect(json[1].resultDetail).toMatch(/^The device refused the command: .+ \(12021\)$/);
		expect(Date.now() - before).toBeGreaterThan(6_000);
		// The first look finds all of them pending; the third one is only about the device that put it off.
		const paths = (await looks()).map(({ path }) => path);
		expect(paths.filter((path) => path.includes(String(items[0].id)))).toHaveLength(2);
	}, 30_000);

	it('is off unless it was added', async () => {
		const { json } = await tenant.run(onDevices('restart'), { items: tenant.macs(1) });
		expect(json[0]).not.toHaveProperty('result');
		expect(await looks()).toEqual([]);
	});

	it('does not take a failed reading for a failed command', async () => {
		await tenant.control('POST', '/faults', {
			method: 'GET',
			path: '/commands',
			kind: 'status',
			status: 403,
			times: 9,
		});
		const [item] = tenant.macs(1);
		await tenant.control('POST', '/tokens', {
			token: tenant.simulator.token,
			permissions: ['Device Actions > Restart Device'],
		});
		const { json, error } = await tenant.run(
			onDevices('restart', { device: chosen(String(item.id)), options: { waitForResult: 11 } }),
			{ items: [item] },
		);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ success: true, result: 'unknown' });
		expect(json[0].resultDetail).toMatch(/cannot be read: .*Get Device Commands/);
		expect(await tenant.writes()).toHaveLength(1);
	}, 30_000);

	it('ends with the execution when that is cancelled', async () => {
		const { error, json } = await tenant.run(
			onDevices('restart', { options: { waitForResult: 600 } }),
			{ items: tenant.macs(1), started: (cancel: () => void) => setTimeout(cancel, 1_500) },
		);
		expect(json ?? []).toEqual([]);
		expect(error === undefined || /cancelled/.test(error.message)).toBe(true);
		expect((await looks()).length).toBeLessThan(2);
	}, 30_000);
});

describe('Get Command Status', () => {
	it('looks later for the command that an answer names', async () => {
		const [item] = tenant.macs(1);
		const [answer] = (await tenant.run(onDevices('restart'), { items: [item] })).json;
		expect(answer.lookUp).toContain('Get Command Status');
		const look = async () =>
			(
				await tenant.run(
					{
						resource: 'device',
						operation: 'getCommandStatus',
						device: chosen('={{ $json.id }}'),
						command: '={{ $json.command }}',
						acceptedAt: '={{ $json.acceptedAt }}',
					},
					{ items: [answer] },
				)
			).json[0];
		expect(await look()).toMatchObject({
			result: 'pending',
			id: item.id,
			command: 'RestartDevice',
			acceptedAt: answer.acceptedAt,
		});
		await new Promise((resolve) => setTimeout(resolve, 3_100));
		expect(await look()).toMatchObject({ result: 'completed', commandId: expect.any(String) });
	}, 30_000);
});
