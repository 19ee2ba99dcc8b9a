import { benchForFile } from './harness.mts';
import type { Answer } from './harness.mts';
import type { Device, Platform } from '../../simulator/tenant.mts';

type Row = Record<string, unknown>;

const simulator = benchForFile();

const rows = ({ body }: Answer): Row[] => body as Row[];
const results = ({ body }: Answer): Row[] => (body as { results: Row[] }).results;
const first = (platform: Platform): Device => {
	const found = [...simulator.tenant.devices.values()].find((each) => each.platform === platform);
	if (!found) throw new Error(`No ${platform} in the fleet`);
	return found;
};
const at = (device: Device, rest = ''): string => `/api/v1/devices/${device.device_id}${rest}`;

describe('devices', () => {
	it('are a bare array of at most 300 with the total in the headers', async () => {
		await simulator.call('POST /simulator/reset', { json: { devices: 301 } });
		const page = await simulator.call('GET /api/v1/devices');
		expect(rows(page)).toHaveLength(300);
		expect(page.headers.get('x-total-count')).toBe('301');
		expect(page.headers.get('link')).toContain('<None>; rel="prev"');
		const past = await simulator.call('GET /api/v1/devices?limit=300&offset=900');
		expect([past.status, past.text]).toEqual([200, '[]']);
		await simulator.call('POST /simulator/reset', { json: { devices: 40 } });
	});

	it('are the same for the same seed, and others for another', async () => {
		const before = await simulator.call('GET /api/v1/devices');
		await simulator.call('POST /simulator/reset', { json: {} });
		expect((await simulator.call('GET /api/v1/devices')).text).toBe(before.text);
		await simulator.call('POST /simulator/reset', { json: { seed: 8 } });
		expect((await simulator.call('GET /api/v1/devices')).text).not.toBe(before.text);
		await simulator.call('POST /simulator/reset', { json: { seed: 7 } });
	});

	it('show every platform and an empty text for nobody', async () => {
		const listed = rows(await simulator.call('GET /api/v1/devices'));
		const platforms = new Set(listed.map(({ platform }) => platform));
		expect([...platforms].sort()).toEqual(
			['Android', 'AppleTV', 'Mac', 'Vision', 'Windows', 'iPad', 'iPhone'].sort(),
		);
		expect(listed.find(({ platform }) => platform === 'AppleTV')?.user).toBe('');
	});

	it.each([
		['a part of a serial number', (d: Device) => `serial_number=${d.serial_number.slice(1, 5)}`],
		['a platform in lower case', () => 'platform=mac'],
		['an exact user', (d: Device) => `user_id=${d.user_id}`],
		['a MAC address', (d: Device) => `mac_address=${d.mac_address}`],
	])('are found by %s', async (_what, query) => {
		const mac = [...simulator.tenant.devices.values()].find(
			({ platform, user_id }) => platform === 'Mac' && user_id !== null,
		) as Device;
		const found = rows(await simulator.call(`GET /api/v1/devices?${query(mac)}`));
		expect(found.map(({ device_id }) => device_id)).toContain(mac.device_id);
		expect(found.length).toBeLessThan(40);
	});

	it('tell tags of different case apart', async () => {
		const mac = first('Mac');
		await simulator.call(`PATCH ${at(mac)}`, { json: { tags: ['Odd'] } });
		expect(rows(await simulator.call('GET /api/v1/devices?tag_name=Odd'))).toHaveLength(1);
		expect(rows(await simulator.call('GET /api/v1/devices?tag_name=odd'))).toHaveLength(0);
		expect(
			rows(await simulator.call('GET /api/v1/devices?tag_name_in=nothing,%20Odd')),
		).toHaveLength(1);
	});

	it('come in the order asked for, backwards too', async () => {
		const listed = rows(
			await simulator.call('GET /api/v1/devices?ordering=platform,-serial_number'),
		);
		const keys = listed.map(
			({ platform, serial_number: serial }) => [platform, serial] as string[],
		);
		const sorted = [...keys].sort(([p = '', s = ''], [q = '', t = '']) => {
			if (p !== q) return p < q ? -1 : 1;
			return s < t ? 1 : -1;
		});
		expect(keys).toEqual(sorted);
	});

	it('are changed as requested: null clears, tags are replaced, the rest stays', async () => {
		const mac = first('Mac');
		const user = [...simulator.tenant.users.keys()][1];
		const set = { user, asset_tag: 'T-1', tags: ['a', 'b'] };
		await simulator.call(`PATCH ${at(mac)}`, { json: set });
		const { body } = await simulator.call(`PATCH ${at(mac)}`, {
			json: { user: null, tags: ['c'] },
		});
		expect(body).toMatchObject({ user: '', asset_tag: 'T-1', tags: ['c'] });
		const cleared = await simulator.call(`PATCH ${at(mac)}`, {
			json: { asset_tag: null, tags: [] },
		});
		expect(cleared.body).toMatchObject({ asset_tag: '', tags: [] });
	});

	it('refuse users and blueprints that do not exist, field by field', async () => {
		const json = { user: 29360, blueprint_id: 'nonsense' };
		const { status, body } = await simulator.call(`PATCH ${at(first('Mac'))}`, { json });
		expect(status).toBe(400);
		expect(body).toEqual({
			user: ['“29360” is not a valid UUID.'],
			blueprint_id: ['“nonsense” is not a valid UUID.'],
		});
	});

	it('are gone once deleted, from the list too', async () => {
		const mac = first('Mac');
		const deleted = await simulator.call(`DELETE ${at(mac)}`);
		expect([deleted.status, deleted.text]).toEqual([204, '']);
		expect((await simulator.call(`GET ${at(mac)}`)).body).toEqual({ detail: 'Not found.' });
		expect(rows(await simulator.call('GET /api/v1/devices'))).toHaveLength(39);
	});

	it('tell details in the shape of their platform', async () => {
		const details = async (platform: Platform): Promise<Record<string, Row>> =>
			(await simulator.call(`GET ${at(first(platform), '/details')}`)).body as Record<string, Row>;
		const mac = await details('Mac');
		expect(mac.mdm).toMatchObject({ mdm_enabled: 'True', supervised: 'True' });
		expect(mac.general?.last_enrollment).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
		const tv = await details('AppleTV');
		expect(Object.keys(tv)).not.toContain('lost_mode');
		expect(Object.keys(tv.mdm ?? {})).not.toContain('supervised');
		expect((await details('Windows')).hardware_overview?.total_ram).toMatch(/^\d+$/);
		expect(Object.keys(await details('Android'))).toEqual(
			'general hardware management cellular security tags'.split(' '),
		);
	});
});

describe('users, blueprints, tags and notes', () => {
	it('pages users by a cursor that names the web host, each user once', async () => {
		await simulator.call('POST /simulator/reset', { json: { users: 60 } });
		const seen: unknown[] = [];
		let path = '/api/v1/users';
		for (let page = 0; page < 3; page += 1) {
			const answer = await simulator.call(`GET ${path}`);
			seen.push(...results(answer).map(({ id }) => id));
			const { next } = answer.body as { next: string | null };
			expect(next === null).toBe(page === 2);
			if (next === null) break;
			expect(new URL(next).origin).toBe(`http://localhost:${new URL(simulator.url).port}`);
			path = `/api/v1/users${new URL(next).search}`;
		}
		expect(new Set(seen).size).toBe(60);
	});

	it('keeps a user who has devices', async () => {
		const owner = [...simulator.tenant.devices.values()].find(({ user_id }) => user_id)?.user_id;
		const kept = await simulator.call(`DELETE /api/v1/users/${owner}`);
		expect(kept.status).toBe(400);
		expect(kept.body).toEqual({ detail: 'User still assigned to one or more devices.' });
		const free = await simulator.call('POST /simulator/users', { json: { name: 'Free Bee' } });
		const { id } = free.body as { id: string };
		expect((await simulator.call(`DELETE /api/v1/users/${id}`)).status).toBe(204);
	});

	it('creates blueprints from forms with dotted keys, and un-manages devices with them', async () => {
		const form = { name: 'Hives', 'enrollment_code.is_active': 'false', type: 'map' };
		const made = await simulator.call('POST /api/v1/blueprints', { form });
		expect(made.status).toBe(201);
		expect(made.body).toMatchObject({ name: 'Hives', enrollment_code: { is_active: false } });
		expect((await simulator.call('POST /api/v1/blueprints', { form })).status).toBe(400);
		const { id } = made.body as { id: string };
		const mac = first('Mac');
		await simulator.call(`PATCH ${at(mac)}`, { json: { blueprint_id: id } });
		expect((await simulator.call(`DELETE /api/v1/blueprints/${id}`)).status).toBe(204);
		expect((await simulator.call(`GET ${at(mac)}`)).status).toBe(404);
	});

	it('hands out an enrolment profile, or a URL where people must sign on', async () => {
		const all = [...simulator.tenant.blueprints.values()];
		const profile = async (requires: boolean): Promise<Answer> => {
			const id = all.find((each) => each.requires_authentication === requires)?.id;
			return await simulator.call(`GET /api/v1/blueprints/${id}/ota-enrollment-profile?sso=true`);
		};
		expect((await profile(false)).headers.get('content-type')).toBe(
			'application/x-apple-aspen-config',
		);
		expect((await profile(true)).body).toEqual({ url: expect.stringContaining('https://') });
	});

	it('renames tags on their devices', async () => {
		const mac = first('Mac');
		await simulator.call(`PATCH ${at(mac)}`, { json: { tags: ['old name'] } });
		const [tag] = results(await simulator.call('GET /api/v1/tags?search=OLD'));
		await simulator.call(`PATCH /api/v1/tags/${tag?.id}`, { json: { name: 'new name' } });
		expect((await simulator.call(`GET ${at(mac)}`)).body).toMatchObject({ tags: ['new name'] });
		expect((await simulator.call(`DELETE /api/v1/tags/${tag?.id}`)).status).toBe(204);
	});

	it('gives notes back as HTML, signed by the token', async () => {
		const path = at(first('Mac'), '/notes');
		const made = await simulator.call(`POST ${path}`, { json: { content: 'Battery < 80%' } });
		expect(made.status).toBe(201);
		expect(made.body).toMatchObject({
			content: '<p>Battery &lt; 80%</p>',
			author: 'Simulator token',
		});
		const { note_id: id } = made.body as { note_id: string };
		expect(rows(await simulator.call(`GET ${path}`)).at(-1)).toEqual(made.body);
		const gone = await simulator.call(`DELETE ${path}/${id}`);
		expect([gone.status, gone.body]).toEqual([
			200,
			{ note_id: id, deleted_at: expect.any(String) },
		]);
	});
});
