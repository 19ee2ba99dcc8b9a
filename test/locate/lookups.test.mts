import { chosen } from '../helpers/engine.mts';
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
		const one = await get('user', 'email', [users(1)[0].name]);
		expect(one.error).toBeUndefined();
		const pages = await reads('users');
		expect(pages).toBeGreaterThan(10);
		await tenant.control('DELETE', '/requests');
		const many = await get(
			'user',
			'email',
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

	it.each([
		['a serial number', (name: string) => ({ serial_number: name })],
		['a name', (name: string) => ({ device_name: name })],
	])('does nothing when a value is %s of one and the name of another', async (_, kind) => {
		const [one, two] = tenant.devices('Mac');
		await tenant.control('PATCH', `/devices/${one.device_id}`, kind('ABC123XYZ'));
		await tenant.control('PATCH', `/devices/${two.device_id}`, { device_name: 'abc123xyz' });
		for (const value of ['ABC123XYZ', 'abc123XYZ']) {
			const { error } = await tenant.run({
				resource: 'deviceAction',
				operation: 'restart',
				device: chosen(value, 'serialNumber'),
			});
			if ('device_name' in kind('') && value === 'ABC123XYZ') expect(error).toBeUndefined();
			else expect(error?.message).toContain(`2 devices match "${value}", so nothing was done`);
		}
		expect(await tenant.writes()).toHaveLength('device_name' in kind('') ? 1 : 0);
	});

	it('does nothing when a value is the name of one and the email of the user of another', async () => {
		const [one, two] = tenant.devices('Mac');
		const [user] = users(1);
		for (const each of tenant.devices()) {
			if (each.user_id === user.id)
				await tenant.control('PATCH', `/devices/${each.device_id}`, { user_id: null });
		}
		await tenant.control('PATCH', `/devices/${one.device_id}`, { user_id: user.id });
		await tenant.control('PATCH', `/devices/${two.device_id}`, { device_name: user.email });
		const { error } = await get('device', 'serialNumber', [user.email]);
		expect(error?.message).toContain('2 devices match');
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
