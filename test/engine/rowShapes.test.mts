import type { IDataObject } from 'n8n-workflow';

import { asTool, simulate } from './simulated.mts';

const tenant = simulate({ devices: 30, users: 10 });

/** Lets Kandji answer the next request of a path with a body of the test's own. */
const answers = async (path: string, body: unknown) =>
	await tenant.control('POST', '/faults', {
		method: 'GET',
		path,
		kind: 'status',
		status: 200,
		body,
	});

describe('Get Many of ADE devices', () => {
	const place = { blueprint: 'b-1', user: 'u-1' };
	const rows: Array<[string, IDataObject]> = [
		['blueprint and user as IDs', place],
		['blueprint and user as objects', { blueprint: { id: 'b-1', name: 'x' }, user: { id: 'u-1' } }],
		['blueprint_id and user_id', { blueprint_id: 'b-1', user_id: 'u-1' }],
		['both', { ...place, blueprint_id: 'b-1', user_id: 'u-1' }],
	];

	it.each(rows)('says where a device enrolls from rows with %s', async (_, row) => {
		const body = { count: 1, next: null, previous: null, results: [{ id: 'a-1', ...row }] };
		await answers('/api/v1/integrations/apple/ade/devices', body);
		const { json, error } = await tenant.run({ resource: 'adeDevice', operation: 'getAll' });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ id: 'a-1', blueprint_id: 'b-1', user_id: 'u-1' }]);
	});
});

describe('A user of whom Kandji says nothing but the ID', () => {
	it('is normalized to nulls, and nothing is invented', async () => {
		const body = { next: null, previous: null, results: [{ id: 'u-1' }] };
		await answers('/api/v1/users', body);
		const { json } = await tenant.run({
			resource: 'user',
			operation: 'getAll',
			output: 'normalized',
		});
		const { id, ...others } = json[0];
		expect(id).toBe('u-1');
		expect(Object.keys(others)).toEqual(expect.arrayContaining(['archived', 'deviceCount']));
		expect(Object.values(others).filter((value) => value !== null)).toEqual([]);
	});

	it('is a row with nothing but the ID for an AI agent', async () => {
		const body = { next: null, previous: null, results: [{ id: 'u-1' }] };
		await answers('/api/v1/users', body);
		const { json } = await tenant.run(
			{ resource: 'user', operation: 'getAll', output: 'normalized' },
			{ node: asTool },
		);
		expect(String(json[0].table).split('\n')[1].trim()).toBe('u-1');
	});
});

describe('A simplified profile', () => {
	it('says on which platforms it runs, Vision too', async () => {
		const { json } = await tenant.run({
			resource: 'customProfile',
			operation: 'getAll',
			simplify: true,
		});
		expect(json.length).toBeGreaterThan(0);
		const platforms = ['mac', 'iphone', 'ipad', 'tv', 'vision'].map((name) => `runs_on_${name}`);
		expect(Object.keys(json[0])).toEqual(expect.arrayContaining(platforms));
	});
});
