import { MemoryTables } from '../helpers/dataTables.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { runReady } from '../helpers/workflow.mts';
import type { Outcome } from '../helpers/workflow.mts';

const BLUEPRINT = 'Quarantine';

describe('quarantine', () => {
	const tenant = new TestTenant();
	let tables: MemoryTables;

	const call = async (hook: 'Alert' | 'Release', body: object): Promise<Outcome> =>
		await runReady('quarantine', {
			pins: { [hook]: [{ headers: { 'x-key': 'secret' }, body: { ...body } }] },
			credential: tenant.credential,
			tables,
		});
	const alert = async (serialNumber: string) =>
		(await call('Alert', { serialNumber, reason: 'Malware' })).response;
	const release = async (serialNumber: string) =>
		(await call('Release', { serialNumber })).response;
	const moveBack = async ({
		device_id,
		blueprint_id,
	}: {
		device_id: string;
		blueprint_id: string;
	}) => await tenant.call('PATCH', `/api/v1/devices/${device_id}`, { blueprint_id });
	const whereIs = async (id: string) => (await tenant.device(id)).blueprint_name;

	beforeAll(async () => await tenant.open());
	afterAll(async () => await tenant.close());
	beforeEach(async () => {
		tables = new MemoryTables();
		const { results } = await tenant.call<{ results: Array<{ name: string }> }>(
			...(['GET', '/api/v1/blueprints'] as const),
		);
		if (!results.some(({ name }) => name === BLUEPRINT)) {
			await tenant.call('POST', '/api/v1/blueprints', { name: BLUEPRINT });
		}
	});

	it('moves a device, remembers where it came from, and brings it back', async () => {
		const mac = await tenant.mac();
		await expect(alert(mac.serial_number)).resolves.toMatchObject({
			...{ status: 200, quarantined: true, already: false, before: mac.blueprint_name },
		});
		await expect(whereIs(mac.device_id)).resolves.toBe(BLUEPRINT);
		await expect(release(mac.serial_number)).resolves.toMatchObject({
			...{ status: 200, released: true, already: false, blueprint: mac.blueprint_name },
		});
		await expect(whereIs(mac.device_id)).resolves.toBe(mac.blueprint_name);
		expect(tables.rows('Quarantine')).toMatchObject([{ state: 'Released' }]);
		expect(tables.rows('Security Tickets')).toMatchObject([{ state: 'Closed' }]);
	});

	it('quarantines again what an admin moved back by hand, although its row is open', async () => {
		const mac = await tenant.mac();
		await alert(mac.serial_number);
		await moveBack(mac);
		await expect(alert(mac.serial_number)).resolves.toMatchObject({ already: false });
		await expect(whereIs(mac.device_id)).resolves.toBe(BLUEPRINT);
		expect(tables.rows('Quarantine')).toHaveLength(1);
	});

	it('ends two simultaneous alerts in one open row and one ticket, which one release closes', async () => {
		const mac = await tenant.mac();
		await Promise.all([alert(mac.serial_number), alert(mac.serial_number)]);
		expect(tables.rows('Quarantine')).toMatchObject([
			{ state: 'Quarantined', blueprintBefore: mac.blueprint_name },
		]);
		expect(tables.rows('Security Tickets')).toHaveLength(1);
		await release(mac.serial_number);
		await expect(whereIs(mac.device_id)).resolves.toBe(mac.blueprint_name);
		await expect(alert(mac.serial_number)).resolves.toMatchObject({ already: false });
	});

	it('closes the row of a device that is free already, and says so', async () => {
		const mac = await tenant.mac();
		await alert(mac.serial_number);
		await moveBack(mac);
		await expect(release(mac.serial_number)).resolves.toMatchObject({
			...{ status: 200, released: true, already: true },
		});
		expect(tables.rows('Quarantine')).toMatchObject([{ state: 'Released' }]);
		expect(tables.rows('Security Tickets')).toMatchObject([{ state: 'Closed' }]);
	});

	it('answers "already" while Kandji reports the blueprint, and moves nothing', async () => {
		const mac = await tenant.mac();
		await alert(mac.serial_number);
		await tenant.writes();
		await expect(alert(mac.serial_number)).resolves.toMatchObject({
			...{ status: 200, quarantined: true, already: true },
		});
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it('leaves a device alone that somebody put there by hand', async () => {
		const { results } = await tenant.call<{ results: Array<{ id: string; name: string }> }>(
			...(['GET', '/api/v1/blueprints'] as const),
		);
		const mac = await tenant.mac();
		const blueprint_id = results.find(({ name }) => name === BLUEPRINT)?.id ?? '';
		await moveBack({ device_id: mac.device_id, blueprint_id });
		await expect(alert(mac.serial_number)).resolves.toMatchObject({ already: true });
		await expect(release(mac.serial_number)).resolves.toMatchObject({
			...{ status: 404, released: false },
		});
		await expect(whereIs(mac.device_id)).resolves.toBe(BLUEPRINT);
	});

	it.each([['TESTMAC'], [''], ['NOSUCHDEVICE']])('refuses %j with 404', async (serialNumber) => {
		await tenant.writes();
		await expect(alert(serialNumber)).resolves.toMatchObject({ status: 404, quarantined: false });
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it.each(['/api/v1/devices', '/api/v1/blueprints'])(
		'answers 502 where Kandji refuses %s, so that the alert is sent again',
		async (path) => {
			const { serial_number: serialNumber } = await tenant.mac();
			await tenant.behind.fault({ method: 'GET', path, kind: 'status', status: 403, times: 5 });
			const answer = await alert(serialNumber);
			await tenant.behind.mend();
			expect(answer).toMatchObject({ status: 502, quarantined: false });
		},
	);

	it('never takes a device whose name is the serial number of another one', async () => {
		await tenant.mac({ device_name: 'GONE1234' });
		await tenant.writes();
		await expect(alert('GONE1234')).resolves.toMatchObject({ status: 404, quarantined: false });
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it.each([
		[{ a: 1 }, '("a":1)'],
		[7, '7'],
		[undefined, 'No reason given'],
		['<b>x</b>\n[y|http://z]', '‹b›x‹/b› (y¦http://z)'],
	])('takes %j as a reason', async (reason, stored) => {
		const mac = await tenant.mac();
		const { error } = await call('Alert', { serialNumber: mac.serial_number, reason });
		expect(error).toBeUndefined();
		expect(tables.rows('Quarantine')).toMatchObject([{ reason: stored }]);
	});

	it('says what failed, and does not call the device quarantined', async () => {
		const mac = await tenant.mac();
		const path = `/api/v1/devices/${mac.device_id}`;
		await tenant.behind.fault({ method: 'PATCH', path, kind: 'status', status: 403 });
		await expect(alert(mac.serial_number)).resolves.toMatchObject({
			...{ status: 502, quarantined: false },
		});
		await tenant.behind.mend();
		expect(tables.rows('Quarantine')[0].state).toMatch(/^Not moved: /);
		await expect(alert(mac.serial_number)).resolves.toMatchObject({ already: false });
	});
});
