import { startSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { clientOf, failureOf, UNKIND } from './client.mts';

interface Fault {
	kind: 'status' | 'reset' | 'hang' | 'truncate' | 'html' | 'redirect';
	when?: 'before' | 'after';
	times?: number;
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
}

describe('The client', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	let device = '';
	beforeAll(async () => {
		simulator = await startSimulator({ devices: 20, rate: 0, hourly: 0 });
		const macs = [...simulator.tenant.devices.values()].filter(
			({ platform }) => platform === 'Mac',
		);
		[{ device_id: device }] = macs;
	});
	afterAll(async () => await simulator.close());

	const tenant = () => new Control(simulator);
	const plan = async (fault: Fault) => await tenant().fault({ path: '/api/v1/devices*', ...fault });
	const sent = async () => await tenant().requests();
	const client = async (deadline?: number) =>
		await clientOf({ credential: { apiUrl: simulator.url, apiToken: simulator.token }, deadline });
	const read = async () => await (await client()).get('/devices', { query: { limit: 1 } });
	const command = async (name = 'blankpush') =>
		await (await client()).request({ method: 'POST', path: `/devices/${device}/action/${name}` });

	beforeEach(async () => {
		await tenant().mend();
		await tenant().forgetRequests();
	});

	it.each<[string, Fault]>([
		['429', { kind: 'status', status: 429, headers: { 'Retry-After': '0' } }],
		['500', { kind: 'status', status: 500 }],
		['503 with a page of HTML', { kind: 'html', status: 503 }],
		['a reset connection', { kind: 'reset' }],
		['an answer that is cut off', { kind: 'truncate' }],
		['JSON that is cut off', { kind: 'html', status: 200, body: '[{"device_id": "1' }],
	])('reads again after %s', async (_, fault) => {
		await plan({ ...fault, times: 1 });
		expect(await read()).toHaveLength(1);
		expect(await sent()).toHaveLength(2);
	});

	it.each<[string, Fault]>([
		['400', { kind: 'status', status: 400, body: ['No.'] }],
		['404', { kind: 'status', status: 404, body: { detail: 'Not found.' } }],
		['409', { kind: 'status', status: 409 }],
		['a page of HTML', { kind: 'html', status: 200 }],
		['a redirect', { kind: 'redirect' }],
	])('does not read again after %s', async (_, fault) => {
		await plan({ ...fault, times: 9 });
		await failureOf(read());
		expect(await sent()).toHaveLength(1);
	});

	it('sends a command again after 429, because Kandji has not taken it', async () => {
		await plan({ kind: 'status', status: 429, headers: { 'Retry-After': '0' }, times: 2 });
		expect((await command()).status).toBe(200);
		expect(await sent()).toHaveLength(3);
	});

	it.each<[string, Fault]>([
		['broke after Kandji took it', { kind: 'reset', when: 'after' }],
		['broke before Kandji took it, which nobody can know', { kind: 'reset', when: 'before' }],
		['was cut off in the answer', { kind: 'truncate', when: 'after' }],
		['was answered 500 after Kandji took it', { kind: 'status', status: 500, when: 'after' }],
		['was answered 503', { kind: 'status', status: 503 }],
		['was answered 502 with a page of HTML', { kind: 'html', status: 502 }],
		['was redirected', { kind: 'redirect' }],
	])('sends a command once when its connection %s', async (_, fault) => {
		await plan({ ...fault, times: 9 });
		const { message, description } = await failureOf(command('restart'));
		expect(await sent()).toHaveLength(1);
		expect(`${message} ${description}`).not.toMatch(UNKIND);
		if (fault.kind !== 'redirect') expect(description).toMatch(/Look before you repeat it/);
	});

	it('does not follow a redirect and does not show the token to where it points', async () => {
		const other = await startSimulator({ devices: 1 });
		await plan({ kind: 'redirect', headers: { Location: `${other.url}/api/v1/devices` } });
		const { message, description } = await failureOf(read());
		const seen = await new Control(other).requests();
		await other.close();
		expect(seen).toEqual([]);
		expect(message).toContain(new URL(other.url).host);
		expect(description).toContain('Settings > Access');
	});

	it('takes a page of HTML with 200 for a wrong API URL', async () => {
		await plan({ kind: 'html', status: 200 });
		const { message, description } = await failureOf(read());
		expect(message).toBe('The API URL answers with something other than Kandji data');
		expect(description).toContain('Settings > Access');
	});

	it('gives up a read within its deadline when Kandji hangs', async () => {
		await plan({ kind: 'hang', times: 9 });
		const from = Date.now();
		const failure = await failureOf((await client(from + 400)).get('/devices'));
		// Without a deadline it would wait half a minute.
		expect(Date.now() - from).toBeLessThan(15_000);
		expect(failure.message).toMatch(/^127\.0\.0\.1:\d+ did not answer in time$/);
	});

	it('sends nothing after its deadline', async () => {
		const late = await client(Date.now() - 1);
		const failure = await failureOf(late.get('/devices'));
		expect(failure.message).toBe('No time was left for a request to Kandji');
		expect(await sent()).toEqual([]);
	});

	it('does not wait for a further try that its deadline would not allow', async () => {
		await plan({ kind: 'status', status: 429, headers: { 'Retry-After': '2' }, times: 9 });
		const failure = await failureOf((await client(Date.now() + 1_500)).get('/devices'));
		expect(failure).toMatchObject({ httpCode: '429' });
		// Kandji has now asked everybody to wait for two seconds, which is longer than the next one has.
		const next = await failureOf((await client(Date.now() + 300)).get('/devices'));
		expect(next.message).toBe('No time was left for a request to Kandji');
		expect(await sent()).toHaveLength(1);
	});
});

describe('A host that cannot be reached', () => {
	it.each([
		['GET' as const, /refuses connections$/],
		['POST' as const, /refuses connections$/],
	])('is tried again for %s and then named', async (method, words) => {
		const closed = await startSimulator({ devices: 1 });
		await closed.close();
		const client = await clientOf({
			credential: { apiUrl: closed.url, apiToken: closed.token },
			deadline: Date.now() + 2_500,
		});
		const failure = await failureOf(client.request({ method, path: '/tags' }));
		expect(failure.message).toMatch(words);
		expect(failure.description).toMatch(/firewall.*Nothing was sent\.$/);
	});
});
