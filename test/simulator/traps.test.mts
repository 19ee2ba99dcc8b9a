import type { Device } from '../../simulator/tenant.mts';
import { bodyOf, rowsOf } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import {
	act,
	ADE,
	ascending,
	at,
	details,
	devices,
	get,
	one,
	reset,
	simulator,
	V1,
} from './traps.mts';

// One test for each trap of the API, by its number; docs/simulator.md lists what no source decides.

it('T01: a library item leaves a blueprint by remove-library-item; the printed path refuses', async () => {
	const { tenant } = simulator;
	const blueprint = [...tenant.blueprints.values()].find(({ type }) => type === 'classic');
	const path = `${V1}/blueprints/${blueprint?.id}`;
	const before = rowsOf(await get(`${path}/list-library-items`));
	const json = { library_item_id: before[0]?.id };
	const again = await simulator.call(`POST ${path}/assign-library-item`, { json });
	expect(again.status).toBe(400);
	const left = await simulator.call(`POST ${path}/remove-library-item`, { json });
	expect(left.body).toHaveLength(before.length - 1);
});

it('T02: a query for one serial number answers a list', async () => {
	const { serial_number: serial } = one('Mac');
	expect((await get(`${V1}/devices?serial_number=${serial}`)).body).toEqual([
		expect.objectContaining({ serial_number: serial }),
	]);
});

it('T03: nobody is an empty text, null in the details of an Android, and an id was once a number', async () => {
	const android = one('Android');
	await simulator.call(`PATCH ${at(android)}`, { json: { user: null } });
	expect(bodyOf(await get(at(android))).user).toBe('');
	expect((await details('Android')).general.assigned_user).toBeNull();
	await reset({ era: '2022' });
	const owned = devices().find(({ user_id: id }) => id !== null) as Device;
	expect(bodyOf(await get(at(owned))).user).toHaveProperty('id', expect.any(Number));
});

it('T04: dates are spelled in several ways', async () => {
	const mac = await details('Mac');
	const [profile] = mac.installed_profiles as unknown as Row[];
	expect(mac.general.first_enrollment).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
	expect(mac.kandji_agent.last_check_in).toMatch(/T.*Z$/);
	expect(profile?.install_date).toMatch(/ \+0000$/);
});

it('T05: truth is spelled out in details, an Apple TV lacks sections, an iPhone lists an agent it has not', async () => {
	const phone = one('iPhone');
	expect(bodyOf(await get(at(phone))).agent_installed).toBe(true);
	expect((await details('iPhone')).kandji_agent.agent_installed).toBe('False');
	expect(await details('AppleTV')).not.toHaveProperty('lost_mode');
});

it('T06: next of users names another host than the one that was called, next of audit events the same', async () => {
	expect(bodyOf(await get(`${V1}/users?sizePerPage=2`)).next).toMatch(
		/^http:\/\/localhost:\d+\/api\/v1\/users\?/,
	);
	expect(bodyOf(await get(`${V1}/audit/events?limit=1`)).next).toMatch(
		/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/audit/,
	);
});

it('T07: a page of users holds 25', async () => {
	await reset({ users: 60 });
	expect(rowsOf(await get(`${V1}/users`))).toHaveLength(25);
});

it('T08: a list of devices ends at 300 without a limit', async () => {
	await reset({ devices: 301 });
	expect((await get(`${V1}/devices`)).body).toHaveLength(300);
});

it('T09: keys of actions are in Pascal case, answers are empty', async () => {
	expect((await act(one('Mac'), 'setname', { device_name: 'Loaner' })).status).toBe(400);
	const { status, text } = await act(one('Mac'), 'setname', { DeviceName: 'Loaner' });
	expect([status, text]).toEqual([200, '']);
});

it('T10: blueprints come as a form with dotted keys', async () => {
	const form = { name: 'New', 'enrollment_code.is_active': 'false' };
	const made = await simulator.call(`POST ${V1}/blueprints`, { form });
	expect(bodyOf(made).enrollment_code).toHaveProperty('is_active', false);
});

it('T11: an ADE record has an id of its own, and its blueprint flat today, nested in an old tenant', async () => {
	const rows = async (): Promise<Row[]> => {
		const [integration] = rowsOf(await get(ADE));
		return rowsOf(await get(`${ADE}/${String(integration?.id)}/devices`));
	};
	const [today] = await rows();
	expect(today).toHaveProperty('blueprint_id');
	expect(today).not.toHaveProperty('blueprint');
	await reset({ era: '2022' });
	const [old] = await rows();
	expect(old?.blueprint).toHaveProperty('name');
	expect(old?.id).not.toBe((old?.mdm_device as Row | null)?.id);
});

it('T12: null clears the asset tag and the user, [] the tags, and a blueprint cannot be unset', async () => {
	const json = { asset_tag: null, user: null, tags: [] };
	const cleared = await simulator.call(`PATCH ${at(one('Mac'))}`, { json });
	expect(cleared.body).toMatchObject({ asset_tag: '', user: '', tags: [] });
	const unset = await simulator.call(`PATCH ${at(one('Mac'))}`, { json: { blueprint_id: null } });
	expect(unset.status).toBe(400);
});

it('T13: the two uploads name their file by different keys', async () => {
	const names = async (kind: string, json: Row): Promise<number> =>
		(await simulator.call(`POST ${V1}/library/${kind}/upload`, { json })).status;
	expect(await names('custom-apps', { name: 'App.pkg' })).toBe(201);
	expect(await names('custom-apps', { filename: 'App.pkg' })).toBe(400);
	expect(await names('ipa-apps', { filename: 'App.ipa' })).toBe(201);
});

it('T14: audit events ascend unless asked otherwise, and some activity comes in no order', async () => {
	const times = rowsOf(await get(`${V1}/audit/events`)).map((row) => row.occurred_at);
	expect(ascending(times)).toBe(true);
	const orders: boolean[] = [];
	for (const device of devices('Mac')) {
		const { activity } = (await get(at(device, '/activity'))).body as {
			activity: { results: Row[] };
		};
		orders.push(ascending(activity.results.map((row) => row.created_at)));
	}
	expect(new Set(orders)).toEqual(new Set([true, false]));
});

it('T15: the newer threat requests insist on a status or a device', async () => {
	expect((await get('/api/v2/threat/threat-details')).status).toBe(400);
	expect((await get('/api/v2/threat/threat-details?statuses=quarantined')).status).toBe(200);
	expect((await get('/api/v2/threat/behavioral-detections/events')).status).toBe(400);
});

it('T16: statuses of the library mix case, and commands fail (4) or are put off (5)', async () => {
	const found = new Set<unknown>();
	for (const device of devices()) {
		const { commands } = (await get(at(device, '/commands'))).body as {
			commands: { results: Row[] };
		};
		for (const { status } of commands.results) found.add(status);
	}
	expect([...found]).toEqual(expect.arrayContaining([3, 4, 5]));
	const statuses = new Set<string>();
	for (const device of devices('Mac')) {
		const { library_items: items } = bodyOf(await get(at(device, '/library-items')));
		for (const { status } of items as Row[]) statuses.add(String(status));
	}
	expect([...statuses]).toEqual(expect.arrayContaining(['PASS', 'success']));
});

it('T17: Prism says tvOS, pages one way at a time, and lags behind a change', async () => {
	const path = `${V1}/prism/device_information`;
	expect((await get(`${path}?device_families=AppleTV`)).status).toBe(400);
	expect((await get(`${path}?device_families=tvOS`)).status).toBe(200);
	expect((await get(`${path}?offset=0&cursor=`)).status).toBe(400);
	const mac = one('Mac');
	const start = Date.now();
	simulator.tenant.now = () => new Date(start);
	await simulator.call(`PATCH ${at(mac)}`, { json: { asset_tag: 'Changed' } });
	const shown = async (): Promise<unknown> =>
		((await get(`${path}?limit=300`)).body as { data: Row[] }).data.find(
			({ device_id: id }) => id === mac.device_id,
		)?.asset_tag;
	expect(await shown()).not.toBe('Changed');
	simulator.tenant.now = () => new Date(start + 60_000);
	expect(await shown()).toBe('Changed');
});

it('T18: licensing has one key in camel case and counts no Windows', async () => {
	const body = bodyOf(await get(`${V1}/settings/licensing`));
	expect(body).toHaveProperty('tenantOverLicenseLimit');
	expect(Object.keys(body.counts as Row).join()).not.toMatch(/windows|android/i);
});
