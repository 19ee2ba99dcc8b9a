import { startSnipeIt } from '../../demo/standins/snipe-it.mts';
import type { RunningSnipeIt } from '../../demo/standins/snipe-it.mts';
import type { SnipeItSettings } from '../../demo/standins/snipe-it-state.mts';

interface Answer {
	status: number;
	headers: Headers;
	body: {
		status?: string;
		messages?: unknown;
		total?: number;
		rows?: Array<Record<string, unknown>>;
		payload?: Record<string, unknown> | null;
	};
}

let snipeIt: RunningSnipeIt;
const open = async (settings: Partial<SnipeItSettings> = {}) => {
	snipeIt = await startSnipeIt(settings);
	const { state } = snipeIt;
	const category = state.categories.add('Computer', { type: 'asset' });
	const fieldset = state.fieldsets.named('Kandji');
	state.models.add('Mac', { number: 'Mac1,1', category, manufacturer: null, fieldset });
	state.addUser('Ann Lee', 'ann@example.com');
	state.addUser('Bob Ray', 'bob@example.com');
};

async function call(method: string, path: string, body?: object, headers = {}): Promise<Answer> {
	const response = await fetch(`${snipeIt.url}/api/v1/${path}`, {
		method,
		redirect: 'manual',
		headers: {
			accept: 'application/json',
			authorization: `Bearer ${snipeIt.token}`,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
			...headers,
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const text = await response.text();
	const parsed = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {};
	return { status: response.status, headers: response.headers, body: parsed };
}

const MAC = { model_id: 1, status_id: 2 };
const create = async (body: object) => await call('POST', 'hardware', { ...MAC, ...body });
const total = async (path: string) => (await call('GET', path)).body.total;

afterEach(async () => await snipeIt.close());

describe('The stand-in for Snipe-IT', () => {
	it('wants its token: 401 for JSON, else the login page', async () => {
		await open();
		const wrong = { authorization: 'Bearer wrong' };
		await expect(call('GET', 'hardware', undefined, wrong)).resolves.toMatchObject({ status: 401 });
		const browser = { ...wrong, accept: 'text/html' };
		const { status, headers } = await call('GET', 'hardware', undefined, browser);
		expect([status, headers.get('location')]).toEqual([302, '/login']);
	});

	it('refuses with status 200: text for a thing, an object by field for a form', async () => {
		await open();
		await expect(call('GET', 'hardware/byserial/NOBODY')).resolves.toMatchObject({
			status: 200,
			body: { status: 'error', messages: 'Asset does not exist.', payload: null },
		});
		await expect(call('POST', 'hardware', { name: 'New' })).resolves.toMatchObject({
			status: 200,
			body: {
				status: 'error',
				messages: {
					model_id: ['The model id field is required.'],
					status_id: ['The status id field is required.'],
					asset_tag: ['The asset tag field is required.'],
				},
			},
		});
	});

	it('searches fuzzily, and finds a serial number in the notes of another asset', async () => {
		await open();
		await create({ asset_tag: '1', serial: 'C02X', name: 'One' });
		await create({ asset_tag: '2', serial: 'D03Y', notes: 'Spare of C02X' });
		expect(await total('hardware?search=c02x')).toBe(2);
		expect(await total('hardware/byserial/c02x')).toBe(1);
	});

	it('keeps asset tags apart always, serial numbers only when its setting says so', async () => {
		await open();
		await create({ asset_tag: 'T1', serial: 'C02X' });
		await expect(create({ asset_tag: 't1', serial: 'OTHER' })).resolves.toMatchObject({
			body: { messages: { asset_tag: ['The asset tag must be unique.'] } },
		});
		await create({ asset_tag: 'T2', serial: 'C02X' });
		expect(await total('hardware/byserial/C02X')).toBe(2);
		snipeIt.state.settings.uniqueSerial = true;
		await expect(create({ asset_tag: 'T3', serial: 'c02x' })).resolves.toMatchObject({
			body: { messages: { serial: ['The serial must be unique.'] } },
		});
	});

	it('gives the next asset tag only when its setting says so', async () => {
		await open({ autoIncrement: true });
		const { body } = await create({ serial: 'C02X' });
		expect(body.payload).toMatchObject({ asset_tag: '00001' });
	});

	it('shows text escaped, custom fields nested by name, references nested; writes are flat', async () => {
		await open();
		const written = await create({
			asset_tag: '1',
			name: '  Ann\'s "Mac" & <more> ',
			_snipeit_blueprint_2: 'A & B',
			_snipeit_unknown_9: 'dropped',
		});
		expect(written.body.payload).toMatchObject({
			...{ name: 'Ann\'s "Mac" & <more>', model_id: 1, _snipeit_blueprint_2: 'A & B' },
			_snipeit_kandji_device_id_1: null,
		});
		expect(written.body.payload).not.toHaveProperty('_snipeit_unknown_9');
		const [row] = (await call('GET', 'hardware')).body.rows ?? [];
		expect(row).toMatchObject({
			name: 'Ann&#039;s &quot;Mac&quot; &amp; &lt;more&gt;',
			model: { id: 1, name: 'Mac' },
			custom_fields: {
				Blueprint: { field: '_snipeit_blueprint_2', value: 'A &amp; B' },
				'Kandji Device ID': { field: '_snipeit_kandji_device_id_1', value: '' },
			},
		});
	});

	it('has no page larger than it allows, newest first unless sorted', async () => {
		await open({ maxResults: 2 });
		for (const asset_tag of ['1', '2', '3']) await create({ asset_tag });
		const tags = async (query: string) => {
			const { body } = await call('GET', `hardware?${query}`);
			return [body.total, ...(body.rows ?? []).map((row) => row.asset_tag)];
		};
		expect(await tags('limit=500')).toEqual([3, '3', '2']);
		expect(await tags('limit=0&sort=id&order=asc')).toEqual([3, '1', '2']);
		expect(await tags('limit=500&offset=2&sort=id&order=asc')).toEqual([3, '3']);
		expect(await tags('offset=99')).toEqual([3]);
	});

	it('leaves archived and deleted assets out of the list of all', async () => {
		await open();
		await create({ asset_tag: '1', status_id: 3 });
		await create({ asset_tag: '2' });
		snipeIt.state.assets.rows[1].deleted = true;
		expect(await total('hardware')).toBe(0);
		expect(await total('hardware?status=Archived')).toBe(1);
		expect(await total('hardware?status=Deleted')).toBe(1);
		snipeIt.state.settings.showArchived = true;
		expect(await total('hardware')).toBe(1);
	});

	it('checks out what nobody has and whose status allows it, and checks in what somebody has', async () => {
		await open();
		await create({ asset_tag: '1', assigned_user: 1 });
		const out = async (user: number) =>
			(await call('POST', 'hardware/1/checkout', { checkout_to_type: 'user', assigned_user: user }))
				.body;
		const back = async () => (await call('POST', 'hardware/1/checkin', {})).body;
		expect(await out(2)).toMatchObject({ status: 'error', payload: { asset: '1' } });
		expect(await back()).toMatchObject({ status: 'success' });
		expect(await back()).toMatchObject({ messages: 'That asset is already checked in.' });
		expect(await out(9)).toMatchObject({ status: 'error' });
		expect(await out(2)).toMatchObject({ status: 'success' });
		await back();
		await call('PATCH', 'hardware/1', { status_id: 3 });
		expect(await out(2)).toMatchObject({ messages: 'That asset is not available for checkout!' });
		const asset = { asset_tag: '2', status_id: 1, assigned_user: 1 };
		expect((await create(asset)).body.messages).toHaveProperty('status_id');
	});

	it('calls an archived asset deployed as long as somebody has it', async () => {
		await open();
		await create({ asset_tag: '1', assigned_user: 1 });
		await call('PUT', 'hardware/1', { status_id: 3 });
		const { body } = await call('GET', 'hardware?status=Archived');
		expect(body.rows?.[0].status_label).toMatchObject({
			status_type: 'archived',
			status_meta: 'deployed',
		});
	});

	it('makes models, categories and manufacturers of unique names only', async () => {
		await open();
		const model = { name: 'Mac', model_number: 'Mac2,1', category_id: 1 };
		const make = async (path: string, body: object) => (await call('POST', path, body)).body.status;
		expect(await make('models', model)).toBe('success');
		expect(await make('models', model)).toBe('error');
		expect(await make('models', { name: 'iPad' })).toBe('error');
		expect(await make('categories', { name: 'Phone' })).toBe('error');
		expect(await make('categories', { name: 'Phone', category_type: 'asset' })).toBe('success');
		expect(await make('categories', { name: 'PHONE', category_type: 'asset' })).toBe('error');
		expect(await make('manufacturers', { name: 'Apple' })).toBe('success');
	});

	it('finds users by exact email, and fuzzily by search', async () => {
		await open();
		expect(await total('users?email=ANN@example.com')).toBe(1);
		expect(await total('users?email=ann@')).toBe(0);
		expect(await total('users?search=n')).toBe(1);
		expect(await total('users?search=example')).toBe(2);
	});

	it('refuses with 429 what is more than a minute allows', async () => {
		await open({ perMinute: 1 });
		expect((await call('GET', 'hardware')).headers.get('x-ratelimit-remaining')).toBe('0');
		const { status, headers, body } = await call('GET', 'hardware');
		expect([status, headers.get('retry-after'), body.status]).toEqual([429, '60', 'error']);
		snipeIt.nextMinute();
		expect((await call('GET', 'hardware')).status).toBe(200);
	});

	it('knows no path with an encoded slash', async () => {
		await open();
		expect((await call('GET', 'hardware/byserial/A%2FB')).status).toBe(404);
	});

	it('refuses what a test plans, as often as it says, and tells what was written', async () => {
		await open();
		snipeIt.refuse(/^POST \/hardware$/, { serial: ['No.'] });
		expect((await create({ asset_tag: '1' })).body).toMatchObject({
			messages: { serial: ['No.'] },
		});
		expect((await create({ asset_tag: '1' })).body.status).toBe('success');
		expect(snipeIt.writes).toEqual(['POST /hardware', 'POST /hardware']);
	});

	it.each([
		['before', 0],
		['after', 1],
	] as const)('breaks a connection %s the request takes effect', async (when, assets) => {
		await open();
		snipeIt.break(/^POST/, when);
		await expect(create({ asset_tag: '1' })).rejects.toThrow('fetch failed');
		expect(snipeIt.state.assets.rows).toHaveLength(assets);
		expect((await create({ asset_tag: '2' })).body.status).toBe('success');
	});
});
