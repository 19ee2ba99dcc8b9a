import type { Part, Row } from './areas-harness.mts';
import { bodyOf, multipart, rowsOf } from './areas-harness.mts';
import type { Answer, Bench } from './harness.mts';
import { bench } from './harness.mts';

let simulator: Bench;
beforeAll(async () => {
	simulator = await bench({ devices: 400 });
});
afterAll(async () => await simulator.close());

const get = async (path: string): Promise<Answer> => await simulator.call(`GET ${path}`);

describe('the audit log', () => {
	const PATH = '/api/v1/audit/events';

	it('is ascending unless asked otherwise, and its next names the API host', async () => {
		const page = await get(`${PATH}?limit=3`);
		const dates = rowsOf(page).map((row) => String(row.occurred_at));
		expect(dates).toEqual([...dates].sort());
		expect(bodyOf(page).next).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/audit\/events\?/);
		const [newest] = rowsOf(await get(`${PATH}?limit=1&sort_by=-occurred_at`));
		const all = rowsOf(await get(`${PATH}?limit=500`));
		expect(newest.id).toBe(all.at(-1)?.id);
	});

	it('never gives more than 500, and a cursor goes on where events have come since', async () => {
		await Promise.all(
			Array.from({ length: 520 }, async () => await simulator.call('POST /simulator/audit-events')),
		);
		const seen: unknown[] = [];
		let query = 'limit=9999';
		for (let more = true; more; ) {
			const page = await get(`${PATH}?${query}`);
			const rows = rowsOf(page);
			expect(rows.length).toBeLessThanOrEqual(500);
			seen.push(...rows.map((row) => row.id));
			const next = bodyOf(page).next as string | null;
			more = next !== null;
			query = next === null ? query : new URL(next).search.slice(1);
		}
		expect(new Set(seen).size).toBe(seen.length);
		expect(seen).toHaveLength(simulator.tenant.events.length);
		const json = { action: 'delete', target_type: 'user' };
		const added = await simulator.call('POST /simulator/audit-events', { json });
		expect(rowsOf(await get(`${PATH}?${query}`)).at(-1)).toEqual(added.body);
		const day = String(bodyOf(added).occurred_at).slice(0, 10);
		const today = rowsOf(await get(`${PATH}?start_date=${day}&end_date=${day}&limit=1`));
		expect(String(today[0].occurred_at)).toContain(day);
		expect((await get(`${PATH}?start_date=soon`)).status).toBe(400);
	});
});

describe('Automated Device Enrollment', () => {
	const PATH = '/api/v1/integrations/apple/ade';
	const blueprint = () => [...simulator.tenant.blueprints.keys()][0];
	const token: Part = ['file', { filename: 'Store_Token_smime.p7m', content: 'token' }];
	const defaults = (): Part[] => [
		['blueprint_id', blueprint()],
		['phone', '5550199'],
		['email', 'it@accuhive.example'],
	];

	it('creates from multipart with 200, asks for what is missing, and wants all three in an update', async () => {
		const made = await multipart(simulator, 'POST', `${PATH}/`, [...defaults(), token]);
		expect([made.status, made.body.server_name]).toEqual([200, 'Store']);
		expect(made.body.defaults).toEqual({ email: 'it@accuhive.example', phone: '5550199' });
		const bare = await multipart(simulator, 'POST', `${PATH}/`, defaults());
		expect(bare.body).toEqual({ file: ['No file was submitted.'] });
		const path = `PATCH ${PATH}/${String(made.body.id)}`;
		const half = await simulator.call(path, { json: { phone: '5550100' } });
		expect(Object.keys(bodyOf(half))).toEqual(['blueprint_id', 'email']);
		const routed = { use_blueprint_routing: true, phone: '5550100', email: 'a@b.example' };
		expect(bodyOf(await simulator.call(path, { json: routed }))).toMatchObject({
			blueprint: null,
		});
		const both = await simulator.call(path, { json: { ...routed, blueprint_id: blueprint() } });
		expect(both.status).toBe(400);
		const renewed = await multipart(simulator, 'POST', `${PATH}/${String(made.body.id)}/renew`, [
			...defaults(),
			token,
		]);
		expect(renewed.body.id).toBe(made.body.id);
		expect(renewed.body.days_left).toBeGreaterThanOrEqual(364);
		expect((await simulator.call(`DELETE ${PATH}/${String(made.body.id)}`)).status).toBe(204);
	});

	it('needs its slashes where they are documented, and not elsewhere', async () => {
		expect((await get(PATH)).status).toBe(200);
		const key = await get(`${PATH}/public_key/`);
		expect(key.text).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
		expect(key.headers.get('content-type')).toContain('x-x509-ca-cert');
		expect((await get(`${PATH}/public_key`)).status).toBe(404);
	});

	it('pages devices by 300, next on the web host, some of them awaiting enrolment', async () => {
		const page = await get(`${PATH}/devices`);
		expect(rowsOf(page)).toHaveLength(300);
		expect(bodyOf(page).next).toBe(
			`http://localhost:${new URL(simulator.url).port}${PATH}/devices?page=2`,
		);
		const rows = [...rowsOf(page), ...rowsOf(await get(`${PATH}/devices?page=2`))];
		expect(rows).toHaveLength(Number(bodyOf(page).count));
		const boxed = rows.filter((row) => row.mdm_device === null);
		expect(boxed.length).toBeGreaterThan(0);
		const enrolled = rows.find((row) => row.mdm_device !== null) ?? {};
		const device = simulator.tenant.devices.get(String((enrolled.mdm_device as Row).id));
		expect(enrolled).toMatchObject({
			serial_number: device?.serial_number,
			blueprint_id: device?.blueprint_id,
			user_id: device?.user_id,
		});
		expect(enrolled.id).not.toBe(device?.device_id);
		const bad = await get(`${PATH}/devices?dep_account=1`);
		expect([bad.status, bad.body]).toEqual([400, { dep_account: ['Enter a valid UUID.'] }]);
	});

	it('writes an ID once in lists and twice where one record is read, and updates a device', async () => {
		const [{ id }] = rowsOf(await get(PATH));
		const [row] = rowsOf(await get(`${PATH}/${String(id)}/devices`));
		expect(row).not.toHaveProperty('blueprint');
		const path = `${PATH}/devices/${String(row.id)}`;
		const json = { asset_tag: 'AT-1', user_id: null, tags: ['kiosk'] };
		const changed = bodyOf(await simulator.call(`PATCH ${path}`, { json }));
		expect(changed).toMatchObject(json);
		expect(bodyOf(await get(path))).toEqual({
			...changed,
			blueprint: row.blueprint_id,
			user: null,
		});
	});
});

describe('the tenant', () => {
	it('routes enrolments by one code, and tells the newest arrivals first', async () => {
		const path = '/api/v1/blueprint-routing/';
		const json = { enrollment_code: { is_active: false, code: '654321' } };
		expect((await simulator.call(`PATCH ${path}`, { json })).body).toEqual(json);
		expect((await get(path)).body).toEqual(json);
		expect((await get('/api/v1/blueprint-routing')).status).toBe(404);
		const page = await get(`${path}activity?limit=6`);
		const times = rowsOf(page).map((row) => String(row.activity_time));
		expect(times).toEqual([...times].sort().reverse());
		expect(bodyOf(page).next).toContain('offset=6');
	});

	it('counts licences of Apple devices, one key in camel case', async () => {
		const body = bodyOf(await get('/api/v1/settings/licensing'));
		expect(body).toHaveProperty('tenantOverLicenseLimit', false);
		const macs = [...simulator.tenant.devices.values()].filter((each) => each.platform === 'Mac');
		expect(body.counts).toHaveProperty('macos_count', macs.length);
	});

	it('has Self Service categories as a bare array', async () => {
		const { body } = await get('/api/v1/self-service/categories');
		expect(body).toContainEqual({ id: expect.any(String), name: 'Security' });
	});
});
