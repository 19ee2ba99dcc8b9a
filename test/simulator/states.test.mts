import type { Device } from '../../simulator/tenant.mts';
import { bodyOf, rowsOf, until } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import { bench } from './harness.mts';
import type { Bench } from './harness.mts';

// The states that docs/simulator.md promises of every tenant, by their shares or by what one can ask for.

const V1 = '/api/v1';
const ADE = `${V1}/integrations/apple/ade`;
/** Longer than a command takes, in milliseconds. */
const DONE_MS = 5_000;

let simulator: Bench;
beforeAll(async () => {
	simulator = await bench({ devices: 200, hourly: 0 });
});
afterAll(async () => await simulator.close());

const get = async (path: string): Promise<unknown> => (await simulator.call(`GET ${path}`)).body;
const devices = (): Device[] => [...simulator.tenant.devices.values()];
const of = (platform: Device['platform']): Device[] =>
	devices().filter((device) => device.platform === platform);
const details = async (device: Device): Promise<Record<string, Row>> =>
	(await get(`${V1}/devices/${device.device_id}/details`)) as Record<string, Row>;
const nested = async (device: Device, name: 'commands' | 'activity'): Promise<Row[]> =>
	((await get(`${V1}/devices/${device.device_id}/${name}`)) as Record<string, { results: Row[] }>)[
		name
	]?.results ?? [];
const share = <T,>(rows: T[], holds: (row: T) => boolean): number =>
	rows.filter(holds).length / rows.length;
const ordered = (rows: Row[]): boolean =>
	rows.every(
		(row, index) => index === 0 || String(rows[index - 1]?.created_at) <= String(row.created_at),
	);

it('commands fail or wait on some devices', async () => {
	const macs = of('Mac');
	const lists = await Promise.all(macs.map(async (mac) => await nested(mac, 'commands')));
	for (const status of [4, 5]) {
		const some = share(lists, (rows) => rows.some((row) => row.status === status));
		expect(some).toBeGreaterThan(0.05);
		expect(some).toBeLessThan(0.3);
	}
	const failed = lists.flat().filter(({ status }) => status === 4);
	expect(failed.every(({ error_chain: chain }) => (chain as Row[]).length === 1)).toBe(true);
});

it.each([
	['failed', 4, 'mdm_command_failed'],
	['notNow', 5, undefined],
	[null, 3, 'mdm_command_completed'],
] as const)(
	'a device that is set to answer %s ends a command with %i',
	async (answers, status, action) => {
		const [mac] = of('Mac') as [Device];
		const where = `${V1}/devices/${mac.device_id}`;
		await simulator.call(`PATCH /simulator/devices/${mac.device_id}`, { json: { answers } });
		const before = (await nested(mac, 'activity')).length;
		await simulator.call(`POST ${where}/action/blankpush`);
		expect((await nested(mac, 'commands')).at(-1)).toMatchObject({ status: 1 });
		const now = simulator.tenant.now();
		simulator.tenant.now = () => new Date(now.getTime() + DONE_MS);
		expect((await nested(mac, 'commands')).at(-1)).toMatchObject({ status });
		const since = (await nested(mac, 'activity')).slice(before);
		expect(since.map(({ action_type: type }) => type)).toEqual(action ? [action] : []);
	},
);

it('activity comes in no order on about one device in five', async () => {
	const macs = of('Mac');
	const lists = await Promise.all(macs.map(async (mac) => await nested(mac, 'activity')));
	const mixed = share(lists, (rows) => !ordered(rows));
	expect(mixed).toBeGreaterThan(0.1);
	expect(mixed).toBeLessThan(0.35);
});

it('routing arrives on some devices, before the blueprint', async () => {
	const lists = await Promise.all(devices().map(async (each) => await nested(each, 'activity')));
	const types = lists.map((rows) => rows.map(({ action_type: type }) => type));
	const arrived = types.filter((each) => each.includes('routing_arrival'));
	expect(arrived.length).toBeGreaterThan(0);
	expect(new Set(types.flat())).toEqual(
		new Set([
			'enrollment',
			'routing_arrival',
			'mdm_command_completed',
			'mdm_command_failed',
			'name_changed',
			'device_csp_query',
			'device_csp_application',
			'amapi_policy_update_success',
		]),
	);
});

it('people who left keep devices', () => {
	const { users } = simulator.tenant;
	const left = devices().filter(({ user_id: id }) => users.get(id ?? '')?.archived);
	expect(left.length).toBeGreaterThan(0);
	expect(left.length).toBeLessThan(devices().length / 10);
});

it('most weaknesses lack a KEV score', async () => {
	const rows = rowsOf(await simulator.call(`GET ${V1}/vulnerability-management/vulnerabilities`));
	const known = share(rows, (row) => 'kev_score' in row);
	expect(known).toBeGreaterThan(0);
	expect(known).toBeLessThan(0.5);
});

it('every iPhone is listed with an agent that its details deny', async () => {
	for (const phone of of('iPhone')) {
		const listed = (await get(`${V1}/devices/${phone.device_id}`)) as Row;
		expect([listed.agent_installed, (await details(phone)).kandji_agent?.agent_installed]).toEqual([
			true,
			'False',
		]);
	}
});

it('a few devices are listed although they are removed', async () => {
	const rows = (await get(`${V1}/devices`)) as Row[];
	const removed = share(rows, (row) => row.is_removed === true);
	expect(removed).toBeGreaterThan(0);
	expect(removed).toBeLessThan(0.05);
});

it('recovery keys are of each type, and of none where FileVault is off', async () => {
	const types = new Map<unknown, Set<unknown>>();
	for (const mac of of('Mac')) {
		const { filevault_enabled: on, filevault_recoverykey_type: type } =
			(await details(mac)).filevault ?? {};
		types.set(on, (types.get(on) ?? new Set()).add(type));
	}
	expect(types.get(true)).toEqual(
		new Set(['Personal', 'Institutional', 'Personal & Institutional']),
	);
	expect(types.get(false)).toEqual(new Set(['']));
});

it('activation lock is on for some, by person and by device', async () => {
	const sections = await Promise.all(
		[...of('Mac'), ...of('iPhone')].map(async (each) => (await details(each)).activation_lock),
	);
	for (const key of ['user_activation_lock_enabled', 'device_activation_lock_enabled']) {
		const on = share(sections, (section) => section?.[key] === true);
		expect([key, on > 0.02 && on < 0.4]).toEqual([key, true]);
	}
});

it('ADE rows are flat, enrolled or awaited, with blueprint or routed; nested in 2022', async () => {
	const rows = rowsOf(await simulator.call(`GET ${ADE}/devices`));
	const waiting = share(rows, (row) => row.mdm_device === null);
	expect(waiting).toBeGreaterThan(0);
	expect(waiting).toBeLessThan(0.5);
	expect(new Set(rows.map((row) => row.use_blueprint_routing))).toEqual(new Set([true, false]));
	expect(rows.every((row) => 'blueprint_id' in row)).toBe(true);
	const old = await bench({ devices: 40, era: '2022' });
	try {
		const [integration] = rowsOf(await old.call(`GET ${ADE}`));
		const [row] = rowsOf(await old.call(`GET ${ADE}/${String(integration?.id)}/devices`));
		expect(row?.blueprint).toHaveProperty('id');
	} finally {
		await old.close();
	}
});

it('Prism is behind a change for more than a second', async () => {
	const [mac] = of('Mac') as [Device];
	const path = `${V1}/prism/device_information?filter=${encodeURIComponent(
		JSON.stringify({ serial_number: { eq: mac.serial_number } }),
	)}`;
	const tag = async (): Promise<unknown> =>
		(bodyOf(await simulator.call(`GET ${path}`)).data as Row[])[0]?.asset_tag;
	await simulator.call(`PATCH ${V1}/devices/${mac.device_id}`, { json: { asset_tag: 'Behind' } });
	expect(await tag()).not.toBe('Behind');
	const now = simulator.tenant.now();
	simulator.tenant.now = () => new Date(now.getTime() + DONE_MS);
	await until(
		({ body }) => (body as { data: Row[] }).data[0]?.asset_tag === 'Behind',
		async () => await simulator.call(`GET ${path}`),
	);
	expect(await tag()).toBe('Behind');
});

it('a threat stays when its device goes, and no longer says where it was', async () => {
	const of = async (): Promise<Row | undefined> =>
		rowsOf(await simulator.call(`GET ${V1}/threat-details`))[0];
	const before = await of();
	expect(before?.device_serial_number).toEqual(expect.any(String));
	await simulator.call(`DELETE /simulator/devices/${String(before?.device_id)}`);
	expect(await of()).toMatchObject({
		threat_name: before?.threat_name,
		device_serial_number: null,
	});
});

it('the nodes of assignment maps can be found, and take library items', async () => {
	const described = (await get('/simulator/blueprints')) as Array<{
		id: string;
		type: string;
		nodes: Array<{ id: string; library_items: string[] }>;
	}>;
	const map = described.find(({ nodes }) => nodes.length > 1);
	const [node] = map?.nodes ?? [];
	const json = { library_item_id: node?.library_items[0], assignment_node_id: node?.id };
	const path = `${V1}/blueprints/${map?.id}`;
	expect((await simulator.call(`POST ${path}/remove-library-item`, { json })).status).toBe(200);
	expect((await simulator.call(`POST ${path}/assign-library-item`, { json })).status).toBe(200);
	expect(described.filter(({ type }) => type === 'classic').flatMap(({ nodes }) => nodes)).toEqual(
		[],
	);
});
