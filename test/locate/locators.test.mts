import type { INodeParameters } from 'n8n-workflow';

import { UNKIND } from '../client/client.mts';
import { chosen, runNode } from '../../tools/harness/engine.mts';
import { simulate } from '../engine/simulated.mts';

const tenant = simulate({ devices: 40, users: 12 });
const WEB = 'https://other.kandji.io';

const getDevice = async (device: INodeParameters | string) =>
	await tenant.run({ resource: 'device', operation: 'get', device, output: 'raw' });
const getUser = async (user: INodeParameters) =>
	await tenant.run({ resource: 'user', operation: 'get', user, output: 'raw' });
const getBlueprint = async (blueprint: INodeParameters) =>
	await tenant.run({ resource: 'blueprint', operation: 'get', blueprint });
const change = async (id: string, fields: object) =>
	await tenant.control('PATCH', `/devices/${id}`, fields);

/** A Mac of one name, whose user has no other device. */
async function known() {
	const device = tenant.device('Mac');
	const user = [...tenant.simulator.tenant.users.values()][0];
	for (const other of tenant.devices()) {
		if (other.user_id === user.id) await change(other.device_id, { user_id: null });
	}
	await change(device.device_id, { device_name: "Zoë's MacBook, 2nd", user_id: user.id });
	await tenant.control('DELETE', '/requests');
	return { ...tenant.device('Mac'), email: user.email };
}

describe('A device', () => {
	const NAMED: Array<[what: string, key: string, matchedBy: string]> = [
		['its ID', 'id', 'id'],
		['its ID in upper case', 'upperId', 'id'],
		['its page in Kandji', 'url', 'id'],
		['its serial number', 'serial', 'serialNumber'],
		['its serial number in lower case with blanks', 'lowerSerial', 'serialNumber'],
		['its asset tag', 'assetTag', 'assetTag'],
		["its user's email", 'email', 'email'],
		["its user's email in upper case", 'upperEmail', 'email'],
		['its exact name', 'name', 'name'],
		['its exact name in upper case', 'upperName', 'name'],
	];
	const MODES: Record<string, string[]> = {
		list: ['id', 'serialNumber', 'assetTag', 'email', 'name'],
		serialNumber: ['id', 'serialNumber'],
		id: ['id'],
		url: ['id'],
	};

	it.each(
		Object.keys(MODES).flatMap((mode) =>
			NAMED.map(([what, key, kind]) => ({
				mode,
				what,
				key,
				kind,
				does: MODES[mode].includes(kind) ? 'finds it' : 'finds nothing',
			})),
		),
	)('mode "$mode" $does by $what', async ({ mode, key, kind, does }) => {
		const { device_id: id, serial_number: serial, device_name: name, email } = await known();
		await change(id, { asset_tag: 'LAPTOP-0042' });
		const values: Record<string, string> = {
			id,
			serial,
			lowerSerial: ` ${serial.toLowerCase()} `,
			assetTag: 'laptop-0042',
			name,
			upperName: name.toUpperCase(),
			email,
			upperEmail: email.toUpperCase(),
			url: `${tenant.simulator.url}/devices/${id}?tab=details#top`,
			upperId: id.toUpperCase(),
		};
		const { json, error } = await tenant.run({
			resource: 'deviceAction',
			operation: 'updateInventory',
			device: chosen(values[key], mode),
		});
		if (does === 'finds nothing') {
			expect(json).toEqual([]);
			expect(error?.message).toContain('No device matches');
			return;
		}
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ id, matchedBy: kind }]);
	});

	it('is found where an expression replaced the whole locator by text', async () => {
		const { device_id: id, serial_number: serial } = await known();
		const { json } = await getDevice(`={{ "${serial}" }}`);
		expect(json[0].device_id).toBe(id);
	});

	it('is not taken for another by a part of its serial number, name or email', async () => {
		const { serial_number: serial, device_name: name, email } = await known();
		for (const part of [serial.slice(0, -2), name.slice(0, -1), email.slice(1)]) {
			const { json, error } = await getDevice(chosen(part));
			expect(json).toEqual([]);
			expect(error?.message).toContain(`No device matches "${part}"`);
			expect(error?.description).toContain('parts of it are not enough');
		}
	});

	it('is not acted on when several match, which are listed', async () => {
		const [one, two] = tenant.devices('Mac');
		await change(one.device_id, { device_name: 'Shared name' });
		await change(two.device_id, { device_name: 'Shared name' });
		const { error } = await tenant.run({
			resource: 'deviceAction',
			operation: 'blankPush',
			device: chosen('Shared name', 'list'),
		});
		expect(error?.message).toMatch(
			/^2 devices match "Shared name", so nothing was done \[Item 0\]$/,
		);
		for (const { device_id: id, serial_number: serial } of [one, two]) {
			expect(error?.description).toContain(id);
			expect(error?.description).toContain(serial);
		}
		expect(await tenant.writes()).toEqual([]);
	});

	it('is not acted on when its user has several, of which five are listed', async () => {
		const [user] = tenant.simulator.tenant.users.values();
		for (const { device_id: id } of tenant.devices('Mac').slice(0, 7))
			await change(id, { user_id: user.id });
		const { error } = await getDevice(chosen(user.email, 'list'));
		expect(error?.message).toContain('7 devices match');
		expect(error?.description).toMatch(/ and 2 more$/);
	});

	it.each([
		['of another tenant', `${WEB}/devices/6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f`],
		['of another site', 'https://evil.com/devices/6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f'],
		['of a look-alike', 'https://accuhive.kandji.io.evil.com/6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f'],
	])('is refused by a URL %s', async (_, url) => {
		const { error } = await getDevice(chosen(url, 'url'));
		expect(error?.message).toMatch(/^The URL of the device belongs to another tenant \[Item 0\]$/);
		expect(error?.description).toContain(tenant.simulator.url);
		expect(await tenant.requests()).toEqual([]);
	});

	it.each([
		['nothing', '={{ "" }}'],
		['blanks', '={{ "  " }}'],
		['an expression that gives nothing', '={{ $json.nothing }}'],
		['null', '={{ null }}'],
	])('is asked for when the locator holds %s', async (_, value) => {
		const { error } = await getDevice(chosen(value));
		expect(error?.message).toMatch(/^The parameter "Device" is empty \[Item 0\]$/);
		expect(`${error?.message} ${error?.description}`).not.toMatch(UNKIND);
		expect(await tenant.requests()).toEqual([]);
	});

	it('is looked up once, however many items name it', async () => {
		const { serial_number: serial } = await known();
		const { json } = await tenant.run(
			{ resource: 'device', operation: 'get', device: chosen(serial), output: 'raw' },
			{ items: Array.from({ length: 30 }, () => ({})) },
		);
		expect(json).toHaveLength(30);
		expect((await tenant.requests()).filter(({ path }) => path === '/api/v1/devices')).toHaveLength(
			1,
		);
	});

	it('that a hostile value names leaves the path as it is', async () => {
		const { error } = await getDevice(chosen('../users?archived=true#'));
		expect(error?.message).toContain('No device matches');
		expect((await tenant.requests()).every(({ path }) => path === '/api/v1/devices')).toBe(true);
	});
});

describe('A user', () => {
	it.each(['list'])('is found in mode "%s" by anything that names it', async (mode) => {
		const [{ id, email, name }] = tenant.simulator.tenant.users.values();
		const url = `${tenant.simulator.url}/users/${id}`;
		for (const value of [id, email, email.toUpperCase(), url, name]) {
			const { json, error } = await getUser(chosen(value, mode));
			expect(error).toBeUndefined();
			expect(json[0].id).toBe(id);
		}
	});
});

describe('A blueprint', () => {
	it.each(['list', 'nameOrUrl'])(
		'is found in mode "%s" by anything that names it',
		async (mode) => {
			const [{ id, name }] = tenant.simulator.tenant.blueprints.values();
			const url = `${tenant.simulator.url}/blueprints/${id}`;
			for (const value of [id, name, name.toLowerCase(), url]) {
				const { json, error } = await getBlueprint(chosen(value, mode));
				expect(error).toBeUndefined();
				expect(json[0].id).toBe(id);
			}
		},
	);

	it('whose list the token may not read is named by the permission', async () => {
		await tenant.control('POST', '/tokens', {
			token: 'few',
			permissions: ['Device Information > Device list'],
		});
		const credential = { apiUrl: tenant.simulator.url, apiToken: 'few' };

		const { error } = await runNode(
			{ resource: 'blueprint', operation: 'get', blueprint: chosen('Anything', 'list') },
			credential,
		);
		expect(error?.message).toContain('"Blueprints Management > List Blueprints"');
		expect(error?.message).toContain('[Item 0]');
	});
});
