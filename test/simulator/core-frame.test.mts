import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bench, benchForFile } from './harness.mts';

const simulator = benchForFile();

const LIST = 'GET /api/v1/devices?limit=1';

describe('refusals', () => {
	it.each([
		['no token', LIST, { token: null }, 401, { detail: expect.any(String) }],
		['a wrong token', LIST, { token: 'wrong' }, 401, { detail: 'Invalid token.' }],
		['an unknown path', 'GET /api/v1/nothing', {}, 404, kong()],
		['a slash too many', 'GET /api/v1/tags/', {}, 404, kong()],
		['a slash too few', 'GET /api/v1/blueprints/templates', {}, 404, kong()],
		['an unknown device', 'GET /api/v1/devices/x', {}, 404, { detail: 'Not found.' }],
	])('%s', async (_what, request, extras, status, body) => {
		const answer = await simulator.call(request, extras);
		expect([answer.status, answer.body]).toEqual([status, body]);
	});

	it('a missing permission names nothing', async () => {
		const json = { token: 'few', permissions: ['Device Information > Device list'] };
		await simulator.call('POST /simulator/tokens', { json });
		expect((await simulator.call(LIST, { token: 'few' })).status).toBe(200);
		const { status, body } = await simulator.call('GET /api/v1/users', { token: 'few' });
		expect([status, body]).toEqual([
			403,
			{ detail: 'You do not have permission to perform this action.' },
		]);
	});

	it.each([
		['{"user": "a" "b"}', 'application/json', 400, /^JSON parse error - Expecting ',' delimiter/],
		[
			'{"user": 1, // no\n}',
			'application/json',
			400,
			/^JSON parse error - Expecting property name/,
		],
		['user', 'text/plain', 415, /^Unsupported media type "text\/plain"/],
	])('a body like %j as %s', async (body, type, status, detail) => {
		const [id] = simulator.tenant.devices.keys();
		const answer = await fetch(`${simulator.url}/api/v1/devices/${id}`, {
			method: 'PATCH',
			headers: { authorization: `Bearer ${simulator.token}`, 'content-type': type },
			body,
		});
		expect(answer.status).toBe(status);
		expect(((await answer.json()) as { detail: string }).detail).toMatch(detail);
	});
});

function kong(): unknown {
	return { message: 'no Route matched with those values', request_id: expect.any(String) };
}

describe('limits', () => {
	it('count the second and the hour, and refuse like Kong', async () => {
		await simulator.call('POST /simulator/reset', { json: { rate: 1000, hourly: 3 } });
		const { headers } = await simulator.call(LIST);
		expect(headers.get('x-ratelimit-limit-second')).toBe('1000');
		expect(headers.get('ratelimit-reset')).toBe('1');
		expect(headers.get('x-ratelimit-remaining-hour')).toBe('2');
		await Promise.all([simulator.call(LIST), simulator.call(LIST)]);
		const spent = await simulator.call(LIST);
		expect([spent.status, spent.body]).toEqual([429, { message: 'API rate limit exceeded' }]);
		expect(spent.headers.get('retry-after')).toBeNull();
		await simulator.call('POST /simulator/reset', { json: { rate: 0, hourly: 0 } });
		expect((await simulator.call(LIST)).headers.get('ratelimit-remaining')).toBe('1000');
	});
});

describe('faults', () => {
	const plan = async (json: unknown): Promise<number> =>
		(await simulator.call('POST /simulator/faults', { json })).status;

	it.each([
		[{ kind: 'status', status: 503, body: { message: 'busy' } }, 503],
		[{ kind: 'html' }, 502],
		[{ kind: 'redirect' }, 302],
	])('%j answers in place of the route, once', async (fault, status) => {
		expect(await plan({ path: '/api/v1/devices*', ...fault })).toBe(200);
		expect((await simulator.call(LIST)).status).toBe(status);
		expect((await simulator.call(LIST)).status).toBe(200);
	});

	it.each(['reset', 'truncate'])('%s breaks the connection', async (kind) => {
		await plan({ kind });
		await expect(simulator.call(LIST)).rejects.toThrow();
	});

	it('repeat the first row of a list', async () => {
		const { body: before } = await simulator.call(LIST);
		await plan({ path: '/api/v1/devices*', kind: 'repeat' });
		const [first, ...others] = before as unknown[];
		expect((await simulator.call(LIST)).body).toEqual([first, ...others, first]);
		await plan({ path: '/api/v1/users*', kind: 'repeat' });
		const { results } = (await simulator.call('GET /api/v1/users')).body as { results: unknown[] };
		expect(results.at(-1)).toEqual(results[0]);
	});

	it('hang until the simulator ends', async () => {
		const other = await bench({ devices: 1 });
		await other.call('POST /simulator/faults', { json: { kind: 'hang' } });
		const hung = other.call(LIST).then(
			() => 'answered',
			() => 'ended',
		);
		await new Promise((resolve) => setTimeout(resolve, 100));
		await other.close();
		expect(await hung).toBe('ended');
	});

	it('strike before or after the request takes effect', async () => {
		const [id] = simulator.tenant.devices.keys();
		const patch = async (when: string): Promise<string | undefined> => {
			await plan({ method: 'PATCH', kind: 'status', status: 502, when });
			await simulator.call(`PATCH /api/v1/devices/${id}`, { json: { asset_tag: when } });
			return simulator.tenant.devices.get(id as string)?.asset_tag;
		};
		expect(await patch('before')).not.toBe('before');
		expect(await patch('after')).toBe('after');
	});
});

describe('control', () => {
	it('enrols, changes and removes devices behind the API', async () => {
		const [user] = simulator.tenant.users.values();
		const json = { platform: 'iPad', serial_number: 'HIVE000001', user: user?.email };
		const { body } = await simulator.call('POST /simulator/devices', { json });
		const { device_id: id } = body as { device_id: string };
		expect(body).toMatchObject({ serial_number: 'HIVE000001', user: { id: user?.id } });
		await simulator.call(`PATCH /simulator/devices/${id}`, { json: { future_field: [1] } });
		const shown = await simulator.call(`GET /api/v1/devices/${id}`);
		expect(shown.body).toMatchObject({ future_field: [1] });
		expect((await simulator.call(`DELETE /simulator/devices/${id}`)).status).toBe(200);
		expect((await simulator.call(`GET /api/v1/devices/${id}`)).status).toBe(404);
	});

	it.each([
		['POST /simulator/devices', { platform: 'Amiga' }, /^platform/],
		['POST /simulator/faults', { kind: 'reset', times: 0 }, /^times/],
		['POST /simulator/reset', { speed: 1 }, /^speed/],
		['POST /simulator/tokens', {}, /^token/],
	])('%s refuses %j and names the field', async (request, json, error) => {
		const answer = await simulator.call(request, { json });
		expect(answer.status).toBe(400);
		expect((answer.body as { error: string }).error).toMatch(error);
	});

	it('shows what was asked, with its body', async () => {
		const [id] = simulator.tenant.devices.keys();
		await simulator.call(`PATCH /api/v1/devices/${id}?x=1`, {
			json: { asset_tag: 'A' },
			token: 'no',
		});
		const { body } = await simulator.call('GET /simulator/requests');
		expect(body).toEqual([
			{
				time: expect.any(String),
				method: 'PATCH',
				path: `/api/v1/devices/${id}`,
				query: 'x=1',
				status: 401,
				token: true,
				origin: simulator.url,
				contentType: 'application/json',
				body: { asset_tag: 'A' },
			},
		]);
	});
});

describe('the command line', () => {
	const run = (...args: string[]) =>
		spawn(process.execPath, [join(process.cwd(), 'simulator', 'main.mts'), ...args]);

	it('prints one line with address and token, and ends quietly at a signal', async () => {
		const child = run('--port', '0', '--devices', '3', '--token', 'T');
		const line = await new Promise<string>((resolve) => {
			child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
		});
		expect(line).toMatch(/3 devices at http:\/\/127\.0\.0\.1:\d+ with token T\n$/);
		child.kill('SIGTERM');
		expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
	});

	it.each([
		[['--devices', 'many'], /--devices must be a whole number/],
		[['--colour', 'blue'], /--colour/],
	])('refuses %j', async (args, message) => {
		const child = run(...args);
		let text = '';
		child.stderr.on('data', (data: Buffer) => (text += data.toString()));
		expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
		expect(text).toMatch(message);
	});
});
