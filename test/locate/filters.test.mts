import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { asTool, simulate } from '../engine/simulated.mts';

const tenant = simulate({ devices: 60, users: 30 });

const WRITTEN = 'Zoë\u2019s MacBook\u00a0Pro \u2013 16';

/** Parts of it, as people type them. */
const TYPED = [
	WRITTEN,
	"Zoë's",
	"zoe's macbook",
	'MACBOOK PRO - 16',
	'zoe',
	"Zoe\u0308's",
	'pro \u2014 16',
];

const many = async (resource: string, filters: INodeParameters, more: INodeParameters = {}) =>
	await tenant.run({ resource, operation: 'getAll', returnAll: true, filters, ...more });

/** Gives the first Mac the name, and no other device a name that could match too. */
async function named(): Promise<string> {
	const [first, ...others] = tenant.devices();
	for (const [index, { device_id: id }] of others.entries()) {
		await tenant.control('PATCH', `/devices/${id}`, { device_name: `device ${index}` });
	}
	await tenant.control('PATCH', `/devices/${first.device_id}`, { device_name: WRITTEN });
	return first.device_id;
}

describe('Get Many finds a name however it is typed', () => {
	it.each(TYPED)('of a device (%s)', async (deviceName) => {
		const id = await named();
		const { json, error } = await many('device', { deviceName });
		expect(error).toBeUndefined();
		expect(json.map((device) => device.id)).toEqual([id]);
	});

	it.each(["soren o'brien", 'Søren O\u2018BRIEN', 'O\u2019Brien\u2011Luc'])(
		'of the user of a device (%s)',
		async (userName) => {
			const [user] = tenant.simulator.tenant.users.values();
			const { device_id: id } = tenant.device('Mac');
			await tenant.control('PATCH', `/users/${user.id}`, { name: 'Søren O\u2019Brien\u2011Łuć' });
			await tenant.control('PATCH', `/devices/${id}`, { user_id: user.id });
			const { json } = await many('device', { userName });
			expect(json.length).toBeGreaterThan(0);
			expect(new Set(json.map((device) => device.userEmail))).toEqual(new Set([user.email]));
			expect(json.map((device) => device.id)).toContain(id);
		},
	);

	it.each([
		['blueprint', { name: "zurich's team - lab" }],
		['tag', { search: "zurich's team - lab" }],
	])('of a %s', async (resource, filters) => {
		const held = (tenant.simulator.tenant as never as Record<string, Map<string, IDataObject>>)[
			`${resource}s`
		];
		const [first] = held.values();
		first.name = 'Zürich\u2019s Team\u00a0\u2013 Lab';
		const { json, error } = await many(resource, filters);
		expect(error).toBeUndefined();
		expect(json.map(({ id }) => id)).toEqual([first.id]);
	});

	it('of a library item on a device', async () => {
		const device = { __rl: true, mode: 'id', value: tenant.device('Mac').device_id };
		const ask = { resource: 'device', operation: 'getLibraryItems', device, returnAll: true };
		const { json: all } = await tenant.run(ask);
		const typed = String(all[0].name)
			.toUpperCase()
			.replaceAll(' ', '\u00a0')
			.replaceAll('-', '\u2011');
		const { json } = await tenant.run({ ...ask, filters: { itemName: typed } });
		expect(json.map(({ name }) => name)).toContain(all[0].name);
	});
});

describe('A filter by name', () => {
	it('of one plain word is left to Kandji, in one request with the limit', async () => {
		await tenant.run({
			resource: 'device',
			operation: 'getAll',
			limit: 5,
			filters: { deviceName: 'MacBook' },
		});
		const requests = await tenant.requests();
		expect(requests).toHaveLength(1);
		expect(requests[0].query).toContain('device_name=MacBook&');
		expect(requests[0].query).toContain('limit=5&');
	});

	it('returns no row that only holds the piece which Kandji was asked for', async () => {
		await named();
		expect((await many('device', { deviceName: 'MacBook Air' })).json).toEqual([]);
	});

	it('counts together with the other filters and Limit', async () => {
		for (const [index, { device_id: id }] of tenant.devices().entries()) {
			await tenant.control('PATCH', `/devices/${id}`, { device_name: `René\u2019s ${index}` });
		}
		const ask = async (more: INodeParameters) =>
			(await many('device', { deviceName: "rene's", platform: 'Mac' }, more)).json;
		const all = await ask({});
		expect(all).toHaveLength(tenant.devices('Mac').length);
		const some = await ask({ returnAll: false, limit: 3 });
		expect(some).toEqual(all.slice(0, 3));
	});

	it('that matches nothing reads the list once for all items', async () => {
		const items = ['Zoë\u2019s', 'Nobody', 'Nobody else'].map((name) => ({ name }));
		const { json, hints } = await tenant.run(
			{
				resource: 'device',
				operation: 'getAll',
				filters: { deviceName: '={{ $json.name }} Mac' },
			},
			{ items },
		);
		expect(json).toEqual([]);
		const whole = (await tenant.requests()).filter(({ query }) => !query.includes('device_name'));
		expect(whole).toHaveLength(1);
		expect(hints[0].message).toBe('0 of 60 match Name Contains');
	});

	it('counts in a summary too', async () => {
		const id = await named();
		const { json } = await tenant.run({
			resource: 'device',
			operation: 'summarize',
			countBy: ['platform'],
			filters: { deviceName: "zoe's" },
		});
		const { platform } = tenant.devices().find((device) => device.device_id === id) ?? {};
		expect(json).toEqual([{ platform, count: 1, share: 100, total: 1 }]);
	});

	it('without a plain piece still narrows the list of an AI agent', async () => {
		const { json } = await tenant.run(
			{ resource: 'device', operation: 'getAll', filters: { deviceName: '\u5c71\u7530' } },
			{ node: asTool },
		);
		expect(json).toEqual([
			{ found: 0, message: expect.stringContaining('0 of 60 match Name Contains') },
		]);
	});
});
