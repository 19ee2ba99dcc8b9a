import { globSync } from 'node:fs';
import path from 'node:path';

import { readRecording } from '../../simulator/recording.mts';
import type { Recording } from '../../simulator/recording.mts';
import { patternOf, ROUTES } from '../../simulator/routes.mts';
import { shapeOf } from '../../tools/shape.mts';
import { recordTenant } from '../../tools/record/read.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { bench } from './harness.mts';
import type { Bench } from './harness.mts';
import { shapeDifferences, unionOf } from './shapeDifferences.mts';

type Row = Record<string, unknown>;

const SAMPLES = 2;
let simulator: Bench;
let recording: Recording;
let replayed: Bench;

const recordOf = async ({ url: apiUrl, token }: Bench): Promise<Recording> => ({
	recordedAt: new Date().toISOString(),
	answers: await recordTenant({
		apiUrl,
		token,
		samples: SAMPLES,
		pauseMs: 0,
		report: () => undefined,
	}),
});

beforeAll(async () => {
	simulator = await bench({ devices: 60, hourly: 0 });
	recording = await recordOf(simulator);
	replayed = await bench({ recording, hourly: 0 });
});
afterAll(async () => {
	await simulator.close();
	await replayed.close();
});

const bodyAt = (request: string): unknown =>
	recording.answers.find((answer) => answer.request === request)?.body;

describe('A recording', () => {
	it('was made with nothing but GET', async () => {
		const { body } = await simulator.call('GET /simulator/requests');
		expect(new Set((body as Row[]).map(({ method }) => method))).toEqual(new Set(['GET']));
	});

	it('never reads secrets, locations and enrolment profiles', async () => {
		const { body } = await simulator.call('GET /simulator/requests');
		const paths = (body as Row[]).map((request) => String(request.path));
		expect(paths.length).toBeGreaterThan(150);
		expect(paths.filter((each) => /secrets|lostmode|ota-enrollment|public_key/.test(each))).toEqual(
			[],
		);
	});

	it('names no device, person, blueprint, library item, ID, address or token of the tenant', () => {
		const text = JSON.stringify(recording).toLowerCase();
		const { tenant } = simulator;
		const devices = [...tenant.devices.values()];
		const users = [...tenant.users.values()];
		const names = [
			...devices.flatMap(({ device_name: name, serial_number: serial, asset_tag: tag }) => [
				name,
				serial,
				tag,
			]),
			...devices.flatMap(({ device_id: id, mac_address: mac }) => [id, mac]),
			...users.flatMap(({ id, name, email }) => [id, name, email, email.split('@')[1]]),
			...[...tenant.blueprints.values()].flatMap(({ id, name }) => [id, name]),
			...[...tenant.tags.values()].map(({ id }) => id),
			tenant.webHost,
			simulator.token,
		].filter((name) => typeof name === 'string' && name.length > 5);
		// Words of Apple, Samsung and Kandji that somebody also chose as a name.
		const common = ['quarantine', ...devices.map(({ model }) => model.toLowerCase())].join();
		expect(names.length).toBeGreaterThan(400);
		const left = names
			.map((name) => String(name).toLowerCase())
			.filter((name) => text.includes(name));
		expect(left.filter((name) => !common.includes(name))).toEqual([]);
	});

	it('replaces the same value by the same other one, in paths as in bodies', () => {
		const [device] = bodyAt('/api/v1/devices') as Row[];
		const details = bodyAt(`/api/v1/devices/${String(device?.device_id)}/details`) as {
			general: Row;
		};
		expect(details.general.device_name).toBe(device?.device_name);
		expect(details.general.blueprint_uuid).toBe(device?.blueprint_id);
	});

	it('keeps platforms, versions, dates and truth values', () => {
		const recorded = bodyAt('/api/v1/devices') as Row[];
		const [first] = simulator.tenant.devices.values();
		const { platform, os_version, first_enrollment, mdm_enabled } = recorded[0] as Row;
		expect({ platform, os_version, first_enrollment, mdm_enabled }).toEqual({
			platform: first?.platform,
			os_version: first?.os_version,
			first_enrollment: first?.first_enrollment,
			mdm_enabled: first?.mdm_enabled,
		});
	});

	it('stops at a token that Kandji does not accept', async () => {
		await expect(recordOf({ ...simulator, token: 'wrong' })).rejects.toThrow('(401)');
	});
});

describe('Played back', () => {
	it('answers what the node asks for', async () => {
		const { json } = await runNode(
			{ resource: 'device', operation: 'getAll', returnAll: true, output: 'normalized' } as never,
			{ apiUrl: replayed.url, apiToken: replayed.token },
		);
		expect(json.map(({ id }) => id)).toEqual(
			(bodyAt('/api/v1/devices') as Row[]).map(({ device_id: id }) => id),
		);
	});

	it('links to its own address, and ends where the recording ends', async () => {
		const first = await replayed.call('GET /api/v1/audit/events?limit=300');
		const rows = (first.body as { results: Row[] }).results;
		expect(rows.length).toBeGreaterThan(0);
		const users = await replayed.call('GET /api/v1/users');
		const { next } = users.body as { next: string };
		expect(new URL(next).origin).toBe(replayed.url);
		const second = await replayed.call(`GET ${next.slice(replayed.url.length)}`);
		expect((second.body as { results: Row[] }).results.length).toBeGreaterThan(0);
		const beyond = await replayed.call('GET /api/v1/users?cursor=unknown');
		expect(beyond.body).toMatchObject({ results: [], next: null });
	});

	it('knows nothing else, and takes no writes', async () => {
		const [device] = bodyAt('/api/v1/devices') as Row[];
		const path = `/api/v1/devices/${String(device?.device_id)}`;
		expect((await replayed.call('GET /api/v1/devices/unknown')).status).toBe(404);
		expect((await replayed.call(`POST ${path}/action/lock`, { json: {} })).status).toBe(405);
	});
});

/** Bodies of successful answers by the path of their route. */
function bodiesByRoute({ answers }: Recording): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const { request, status, body } of answers) {
		if (status !== 200) continue;
		const [where] = request.split('?');
		const matches = ROUTES.filter(
			({ method, path: route }) => method === 'GET' && patternOf(route).test(where ?? ''),
		);
		// A path without holes is meant before one with.
		const route = matches.find(({ path: each }) => each === where) ?? matches[0];
		if (!route) continue;
		found.set(route.path, [...(found.get(route.path) ?? []), JSON.stringify(body)]);
	}
	return found;
}

/** Returns keys and kinds of a recording that the simulator never answers. */
function missingShapes(recorded: Recording, ours: Recording): string[] {
	const answers = bodiesByRoute(ours);
	return [...bodiesByRoute(recorded)].flatMap(([route, bodies]) => {
		const shape = Object.entries(shapeOf(bodies)).map(([key, kinds]) => [key, kinds.join('|')]);
		const lines = shapeDifferences(
			unionOf([Object.fromEntries(shape) as Record<string, string>]),
			answers.get(route) ?? [],
		);
		return lines.filter((line) => line.startsWith('-')).map((line) => `${route} ${line}`);
	});
}

describe('The shapes of recordings', () => {
	it('are those of the simulator', () => {
		expect(bodiesByRoute(recording).size).toBeGreaterThan(40);
		expect(missingShapes(recording, recording)).toEqual([]);
	});

	it('differ where a recording has a key that the simulator lacks', () => {
		const [device] = bodyAt('/api/v1/devices') as Row[];
		const other: Recording = {
			recordedAt: '',
			answers: [
				{
					request: '/api/v1/devices',
					status: 200,
					headers: {},
					body: [{ ...device, colour: 'silver' }],
				},
			],
		};
		expect(missingShapes(other, recording)).toEqual(['/api/v1/devices - [].colour']);
	});

	it('of tenants that people recorded are those of the simulator', () => {
		const files = globSync(path.join(__dirname, 'recordings', '*.json'));
		const missing = files.map((file) => [
			path.basename(file),
			missingShapes(readRecording(file), recording),
		]);
		expect(missing).toEqual(files.map((file) => [path.basename(file), []]));
	});
});
