import { pick } from 'lodash';

import { tableOf } from './agent-talk.mts';
import type { TableAnswer } from './agent-talk.mts';
import { TrutoBench } from './truto-bench.mts';
import { doesTasks } from './truto-measured.mts';

let bench: TrutoBench;

beforeAll(async () => {
	bench = await TrutoBench.open(60);
}, 180_000);
afterAll(async () => await bench?.close());
beforeEach(async () => await bench.kandji.forgetRequests());

/** Truto's eleven tools and how they are called here. */
const ELEVEN = [
	'list_devices',
	'get_device',
	'request_update_device',
	'request_delete_device',
	'list_device_apps',
	'list_device_library_items',
	'list_blueprints',
	'get_blueprint',
	'list_users',
	'get_user',
	'request_delete_user',
];

const NORMALIZED_APP = [
	'app_id',
	'app_name',
	'bundle_id',
	'version',
	'path',
	'publisher',
	'source',
];

describe('E1, E7: the official MCP client', () => {
	it('gets the instructions of the server', () => {
		const instructions = bench.ai.client.getInstructions();
		expect(instructions).toContain('Tools named request_* change nothing');
		expect(instructions).toMatch(/Today is \w+day, \d{4}-\d\d-\d\d \([\w/]+\)/);
	});

	it('lists the eleven tools and more, each with a description and described arguments', async () => {
		const { tools } = await bench.ai.client.listTools();
		expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(ELEVEN));
		for (const { name, description, inputSchema } of tools) {
			expect(description).toMatch(/^(Finds|Gets|Lists|Asks|Tells) .+\./);
			const isRead = /^(find|get|list)_/.test(name) && name !== 'get_request';
			expect(String(description).includes('Read only.')).toBe(isRead);
			for (const argument of Object.values(inputSchema.properties ?? {})) {
				expect(argument).toHaveProperty('description');
			}
		}
	});

	it('calls every tool; those that read answer, and nothing is written', async () => {
		const { device_id: device, user_id: user, blueprint_id: blueprint } = bench.mac();
		const { tools } = await bench.ai.client.listTools();
		const given = { device, user, blueprint, app: 'a', reason: 'test', request_id: 1 };
		for (const { name } of tools) {
			const asks = name.startsWith('request_update') ? { asset_tag: 'A-1' } : {};
			if (name === 'get_lost_mode') {
				await expect(bench.records(name, given)).rejects.toThrow('not in lost mode');
				continue;
			}
			const records = await bench.records(name, { ...given, ...asks });
			if (name.startsWith('request_'))
				expect(records).toMatchObject([{ requestId: expect.any(Number) }]);
			else expect(records.length).toBeGreaterThan(0);
		}
		expect(await bench.writes()).toEqual([]);
	});

	it('is refused without the secret', async () => {
		const url = `${bench.stage.n8n.url}/mcp/kandji-mcp`;
		const { status } = await fetch(url, { method: 'POST', body: '{}' });
		expect(status).toBe(403);
	});
});

describe('E2: updating a device', () => {
	it('sets asset tag, blueprint, user and tags after approval, and get_request gives the device', async () => {
		const { device_id: id, serial_number: serial } = bench.mac();
		const person = [...bench.stage.tenant.tenant.users.values()].find(({ archived }) => !archived);
		const request = await bench.ask('request_update_device', {
			device: serial,
			asset_tag: 'A-100',
			blueprint: 'Quarantine',
			user: person?.email,
			tags: 'loaner, lab',
		});
		expect(request.status).toBe('waiting for approval');
		expect(await bench.writes()).toEqual([]);
		expect(await bench.decide(request, 'Approve', serial)).toContain('Done');
		expect(await bench.writes()).toEqual([`PATCH /devices/${id}`]);
		const { status, outcome } = await bench.outcome(request);
		expect(status).toBe('done');
		expect(outcome).toMatchObject({
			id,
			assetTag: 'A-100',
			blueprintName: 'Quarantine',
			user: { email: person?.email },
			tags: ['loaner', 'lab'],
		});
	});

	it('empties asset tag, user and tags where they are named, and leaves them where they are empty', async () => {
		const { device_id: device, serial_number: serial } = bench.mac();
		const request = await bench.ask('request_update_device', {
			device,
			asset_tag: '',
			clear: 'asset_tag, user, tags',
		});
		await bench.decide(request, 'Approve', ` ${serial.toLowerCase()} `);
		const [{ body }] = await bench.kandji.writes();
		expect(body).toEqual({ asset_tag: null, user: null, tags: [] });
		expect((await bench.outcome(request)).outcome).toMatchObject({
			assetTag: null,
			user: null,
			tags: [],
		});
	});
});

describe('E3: deleting a device', () => {
	it('removes the record, and nothing before the person has typed its serial number', async () => {
		const { device_id: device, serial_number: serial } = bench.mac();
		const request = await bench.ask('request_delete_device', { device });
		expect(await bench.decide(request, 'Approve', 'yes')).toContain(
			'type exactly the serial number',
		);
		expect(await bench.writes()).toEqual([]);
		expect(await bench.decide(request, 'Approve', serial)).toContain('Done');
		expect(await bench.writes()).toEqual([`DELETE /devices/${device}`]);
		expect((await bench.outcome(request)).outcome).toMatchObject({ deleted: true, id: device });
		const text = await bench.ai.use('get_device', { device });
		expect(text).toContain('Kandji has no such record');
	});
});

describe('E4: deleting a user', () => {
	it('is refused by Kandji while a device is assigned, and done after it was taken off', async () => {
		const { device_id: device, serial_number: serial, user_id: user } = bench.mac();
		const { email } = bench.person(user);
		const refused = await bench.ask('request_delete_user', { user: email });
		expect(await bench.decide(refused, 'Approve', email)).toContain('Not done');
		expect(await bench.outcome(refused)).toMatchObject({
			status: 'failed',
			outcome: {
				error: expect.stringContaining('still assigned to one or more devices'),
				message: expect.stringContaining('remove the user from each'),
			},
		});
		for (const { device_id: id } of bench.devices.filter(({ user_id }) => user_id === user)) {
			if (id !== device) await bench.kandji.change(id, { user_id: null });
		}
		const taken = await bench.ask('request_update_device', { device, clear: 'user' });
		await bench.decide(taken, 'Approve', serial);
		const again = await bench.ask('request_delete_user', { user: email });
		expect(await bench.decide(again, 'Approve', email)).toContain('Done');
		expect((await bench.outcome(again)).status).toBe('done');
	});
});

describe('E5: lists', () => {
	it.each(['list_devices', 'list_users', 'find_app'])(
		'%s can be read to its end, each result once, in one shape',
		async (tool) => {
			const seen: unknown[] = [];
			let next: string | undefined = '';
			while (next !== undefined) {
				const { text } = await bench.ai.call(tool, { next, app: 'Firefox' });
				const answer: TableAnswer = tableOf(text);
				expect(answer.rows.length).toBeLessThanOrEqual(40);
				seen.push(...answer.rows.map((row) => JSON.stringify(row)));
				next = answer.next;
			}
			expect(new Set(seen).size).toBe(seen.length);
			if (tool === 'list_devices') expect(seen).toHaveLength(bench.devices.length);
			expect(seen.length).toBeGreaterThan(20);
		},
	);
});

describe('E6: one shape', () => {
	it('of devices and users, in lists and alone', async () => {
		const [device] = await bench.records('get_device', { device: bench.mac().device_id });
		const [listed] = await bench.records('list_devices', { serial_number: device.serialNumber });
		expect(device).toMatchObject({
			...pick(listed, ['name', 'serialNumber', 'model', 'osVersion', 'blueprintName']),
			user: { email: listed.user },
		});
		const [user] = await bench.records('get_user', { user: bench.mac().user_id });
		const [inList] = await bench.records('list_users', { email: user.email });
		expect(user).toMatchObject(pick(inList, ['name', 'email']));
		expect(String(user.deviceCount)).toBe(inList.deviceCount);
	});

	it.each(['Mac', 'iPhone', 'Windows', 'Android'])('of the apps on %s', async (platform) => {
		const id = bench.devices.find((each) => each.platform === platform)?.device_id;
		const [app] = await bench.records('list_device_apps', { device: id });
		expect(Object.keys(app).every((key) => NORMALIZED_APP.includes(key))).toBe(true);
		expect(app).toMatchObject({ app_name: expect.any(String), bundle_id: expect.any(String) });
	});
});

describe('One request for several devices', () => {
	it('is one page, and each device is done and reported by itself', async () => {
		const macs = bench.devices.filter(({ platform }) => platform === 'Mac').slice(0, 3);
		const device = macs.map(({ serial_number: serial }) => serial).join(', ');
		const asked = { device, tags: 'audit', asked_by: 'Ada, with an AI client', reason: 'audit' };
		const request = await bench.ask('request_update_device', asked);
		expect(String(request.changes).split('\n')).toHaveLength(3);
		expect(await bench.look(request)).toMatch(
			/To approve all of them: 3 devices[^]*says it is for: Ada, with an AI client/,
		);
		expect(await bench.decide(request, 'Approve', macs[0].serial_number)).toContain(
			'Nothing was changed',
		);
		expect(await bench.decide(request, 'Approve', '3 devices')).toContain('Done');
		const { status, outcome } = await bench.outcome(request);
		expect(status).toBe('done');
		expect(outcome).toEqual(
			expect.arrayContaining(macs.map((mac) => ({ device: mac.serial_number, done: true }))),
		);
		expect((await bench.writes()).sort()).toEqual(
			macs.map(({ device_id: id }) => `PATCH /devices/${id}`).sort(),
		);
	});
});

describe('E8: what is built with it', () => {
	it('posture check: apps, OS version and blueprint of a serial number', async () => {
		const { serial_number: device } = bench.mac();
		expect(await bench.records('get_device', { device })).toMatchObject([
			{ osVersion: expect.any(String), blueprintName: expect.any(String) },
		]);
		const apps = await bench.records('list_device_apps', { device, app: 'calculator' });
		expect(apps).toMatchObject([{ bundle_id: 'com.apple.Calculator' }]);
	});

	it('evidence: library items with their status', async () => {
		const [item] = await bench.records('list_device_library_items', {
			device: bench.mac().device_id,
		});
		expect(item).toMatchObject({ name: expect.any(String), status: expect.any(String) });
	});

	it('quarantine by blueprint, and a refusal that the AI client sees', async () => {
		const { device_id: device } = bench.mac();
		const request = await bench.ask('request_update_device', { device, blueprint: 'quarantine' });
		expect(await bench.decide(request, 'Refuse')).toContain('Refused');
		expect(await bench.writes()).toEqual([]);
		expect(await bench.outcome(request)).toMatchObject({
			status: 'refused',
			outcome: { message: expect.stringContaining('Do not ask again') },
		});
	});

	it('lock: the PIN is shown to the person, and to nobody else', async () => {
		const { device_id: device, serial_number: serial } = bench.mac();
		const request = await bench.ask('request_lock_device', { device, message: 'Call IT' });
		const page = await bench.decide(request, 'Approve', serial);
		const pin = /PIN to unlock, shown only here: (\d{6})/.exec(page)?.[1];
		expect(pin).toBeDefined();
		const text = await bench.ai.use('get_request', { request_id: request.requestId });
		expect(text).toContain('"done"');
		expect(text).not.toContain(pin);
	});
});

describe('The form', () => {
	it('is not for who has only the link', async () => {
		const { device_id: device } = bench.mac();
		const { approveAt } = await bench.ask('request_lock_device', { device });
		const form = new FormData();
		form.set('field-0', '1');
		const posted = await fetch(String(approveAt), { method: 'POST', body: form });
		expect(posted.status).toBeGreaterThanOrEqual(400);
		expect(await bench.writes()).toEqual([]);
	});

	it('says so where nothing waits, and takes a request once', async () => {
		const { device_id: device, serial_number: serial } = bench.mac();
		const request = await bench.ask('request_update_device', { device, asset_tag: 'ONCE' });
		await bench.decide(request, 'Approve', serial);
		expect(await bench.decide(request, 'Approve', serial)).toContain('Nothing to decide');
		expect(await bench.writes()).toEqual([`PATCH /devices/${device}`]);
	});
});

doesTasks(() => bench);
