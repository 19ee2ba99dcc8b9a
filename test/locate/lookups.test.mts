import { chosen } from '../../tools/harness/engine.mts';
import { simulate } from '../engine/simulated.mts';

const tenant = simulate({ devices: 650, users: 320 });

const get = async (resource: string, mode: string, names: string[]) =>
	await tenant.run(
		{ resource, operation: 'get', [resource]: chosen('={{ $json.name }}', mode), output: 'raw' },
		{ items: names.map((name) => ({ name })) },
	);

/** Requests for a list that the last run sent. */
const reads = async (path: string): Promise<number> =>
	(await tenant.requests()).filter((each) => each.path === `/api/v1/${path}`).length;

/** Users whose name nobody else has. */
function users(count: number) {
	const all = [...tenant.simulator.tenant.users.values()];
	const alone = all.filter(({ name }) => all.filter((other) => other.name === name).length === 1);
	return alone.slice(0, count);
}

describe('Looking up users', () => {
	it('by name reads the list once, whether one name is looked up or 60', async () => {
		const one = await get('user', 'list', [users(1)[0].name]);
		expect(one.error).toBeUndefined();
		const pages = await reads('users');
		expect(pages).toBeGreaterThan(10);
		await tenant.control('DELETE', '/requests');
		const many = await get(
			'user',
			'list',
			users(60).map(({ name }) => name),
		);
		expect(many.json.map(({ id }) => id)).toEqual(users(60).map(({ id }) => id));
		expect(await reads('users')).toBe(pages);
	});

	it.each([1, 20])("by %i emails asks Kandji's own filter for each", async (count) => {
		const { json } = await get(
			'user',
			'email',
			users(count).map(({ email }) => email),
		);
		expect(json.map(({ id }) => id)).toEqual(users(count).map(({ id }) => id));
		expect(await reads('users')).toBe(count);
	});

	it('by more emails than that reads the list once for the rest', async () => {
		const { json } = await get(
			'user',
			'email',
			users(60).map(({ email }) => email),
		);
		expect(json.map(({ id }) => id)).toEqual(users(60).map(({ id }) => id));
		expect(await reads('users')).toBeLessThan(40);
	});
});

describe('Looking up devices', () => {
	it('by 200 serial numbers takes no more requests than the list has pages and a few', async () => {
		const some = tenant.devices().slice(0, 200);
		const { json } = await get(
			'device',
			'serialNumber',
			some.map((each) => each.serial_number),
		);
		expect(json.map(({ device_id }) => device_id)).toEqual(some.map((each) => each.device_id));
		expect(await reads('devices')).toBeLessThanOrEqual(2 * 20 + 3);
	});

	it('finds nothing in a list that keeps changing, and says why', async () => {
		await tenant.control('POST', '/faults', {
			kind: 'status',
			status: 200,
			path: '/api/v1/devices',
			times: 9,
			body: [],
			headers: { 'X-Total-Count': '4' },
		});
		const { error } = await get('device', 'serialNumber', ['ABC']);
		expect(error?.message).toContain('The list kept changing while a name was looked up in it');
	});

	it('quotes a strange value so that the quotation ends', async () => {
		const { error } = await get('device', 'serialNumber', [`6" display ${'x'.repeat(2_000)}`]);
		expect(error?.message).toMatch(/^No device matches "6' display x+…"/);
		expect(String(error?.message).length).toBeLessThan(400);
	});
});

describe('Looking up what Kandji does not filter by', () => {
	it('reads the list once for all names', async () => {
		const { json: scripts } = await tenant.run({ resource: 'customScript', operation: 'getAll' });
		await tenant.control('DELETE', '/requests');
		const names = scripts.map(({ name }) => String(name)).slice(0, 5);
		const { json } = await get('customScript', 'name', names);
		expect(json.map(({ name }) => name)).toEqual(names);
		expect(names.length).toBeGreaterThan(1);
		expect(await reads('library/custom-scripts')).toBe(1);
	});
});
