import type { IDataObject } from 'n8n-workflow';

import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { MemoryTables } from '../helpers/dataTables.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { readyWorkflow, runReady } from '../helpers/workflow.mts';

const FILE = 'lock-and-follow-up';
const TABLE = 'Lock Follow-Ups';

describe('lock-and-follow-up', () => {
	const tenant = new TestTenant();
	let clock: () => Date;
	beforeAll(async () => {
		await tenant.open();
		clock = tenant.simulator.tenant.now;
	});
	afterEach(() => {
		tenant.simulator.tenant.now = clock;
	});
	afterAll(async () => await tenant.close());

	const lock = async (serial: string, again = serial, tables = new MemoryTables()) =>
		await runReady(FILE, {
			pins: {
				'Open Lock Form': [
					{ 'Serial number': serial, 'Serial number again': again, 'Your name': '<b>Desk</b>' },
				],
			},
			credential: tenant.credential,
			tables,
		});
	const look = async (tables: MemoryTables, more: IDataObject = {}, sent: IDataObject[] = []) =>
		await runReady(FILE, {
			pins: { 'Look Now': [{}] },
			credential: tenant.credential,
			tables,
			settings: more,
			services: {
				'Slack Message': (parameters) => {
					sent.push(parameters);
					return { ok: true };
				},
			},
		});
	/** Lets so much time pass for the simulated tenant that a device has fetched its commands. */
	const later = () => {
		tenant.simulator.tenant.now = () => new Date(clock().getTime() + 60_000);
	};

	it('locks by the serial number, shows the PIN once, and keeps none', async () => {
		const mac = await tenant.mac({ device_name: HOSTILE[Object.keys(HOSTILE)[0]] });
		await tenant.writes();
		const { last, tables } = await lock(` ${mac.serial_number.toLowerCase()} `, mac.serial_number);
		await expect(tenant.writes()).resolves.toEqual([`POST /devices/${mac.device_id}/action/lock`]);
		expect(last('Done').completionMessage).toMatch(/PIN: \d{6}/);
		expect(String(last('Done').completionMessage)).not.toMatch(HARMFUL);
		const [row] = tables.rows(TABLE);
		expect(row).toMatchObject({
			...{ deviceId: mac.device_id, serialNumber: mac.serial_number, state: 'pending' },
			...{ command: 'DeviceLock', who: '‹b›Desk‹/b›' },
		});
		expect(JSON.stringify(row)).not.toMatch(/PIN|"\d{6}"/);
	});

	it.each(['differs', 'is unknown', 'is a name'])(
		'locks nothing where the serial number %s, and says why',
		async (kind) => {
			const mac = await tenant.mac({ device_name: 'Ines Mac' });
			await tenant.writes();
			const typed = { differs: mac.serial_number, 'is unknown': 'NOSUCH', 'is a name': 'Ines Mac' };
			const serial = typed[kind as 'differs'];
			const { last, tables, ran } = await lock(serial, kind === 'differs' ? 'OTHER' : serial);
			await expect(tenant.writes()).resolves.toEqual([]);
			expect(last('Nothing Locked').completionMessage).toMatch(/^Nothing was locked\. \S/);
			expect(ran('Done')).toBe(false);
			expect(tables.rows(TABLE)).toEqual([]);
		},
	);

	it.each([
		['completed', undefined, 'is locked'],
		['failed', 'failed', 'refused the lock'],
	])('tells Slack once that a lock %s', async (state, answers, words) => {
		const mac = await tenant.mac();
		if (answers) await tenant.behind.control('PATCH', `/devices/${mac.device_id}`, { answers });
		const { tables } = await lock(mac.serial_number);
		later();
		const sent: IDataObject[] = [];
		await look(tables, {}, sent);
		expect(tables.rows(TABLE)).toMatchObject([{ state, slack: '' }]);
		expect(sent.map(({ text }) => text)).toEqual([
			expect.stringContaining(`${mac.serial_number} ${words}`),
		]);
		await look(tables, {}, sent);
		expect(sent).toHaveLength(1);
	});

	it('says nothing while a device has not obeyed, and gives up after the hours of Settings', async () => {
		const mac = await tenant.mac();
		await tenant.behind.control('PATCH', `/devices/${mac.device_id}`, { answers: 'notNow' });
		const { tables } = await lock(mac.serial_number);
		const sent: IDataObject[] = [];
		await look(tables, {}, sent);
		expect(tables.rows(TABLE)).toMatchObject([{ state: 'pending' }]);
		expect(sent).toEqual([]);
		await look(tables, { followHours: 0 }, sent);
		expect(tables.rows(TABLE)).toMatchObject([{ state: 'given up' }]);
		expect(String(sent[0].text)).toContain('has not obeyed within 0 hours');
	});

	it('goes on with the others where one device is gone', async () => {
		const tables = new MemoryTables();
		const [gone, mac] = [await tenant.mac(), await tenant.mac()];
		await lock(gone.serial_number, gone.serial_number, tables);
		await lock(mac.serial_number, mac.serial_number, tables);
		await tenant.behind.control('DELETE', `/devices/${gone.device_id}`);
		later();
		await look(tables);
		expect(tables.rows(TABLE).map(({ state }) => state)).toEqual(['pending', 'completed']);
	});

	it('keeps the state where Slack takes no message', async () => {
		const mac = await tenant.mac();
		const { tables } = await lock(mac.serial_number);
		later();
		await runReady(FILE, {
			pins: { 'Look Now': [{}] },
			credential: tenant.credential,
			tables,
			services: {
				'Slack Message': () => {
					throw new Error('channel_not_found');
				},
			},
		});
		expect(tables.rows(TABLE)).toMatchObject([
			{ state: 'completed', slack: 'Not sent: channel_not_found' },
		]);
	});

	it('asks visitors to log in, and looks every hour', () => {
		const named = (name: string) => readyWorkflow(FILE).nodes.find((each) => each.name === name);
		expect(named('Open Lock Form')?.parameters.authentication).toBe('basicAuth');
		expect(named('Every Hour')?.parameters.rule).toEqual({ interval: [{ field: 'hours' }] });
	});
});
