import type { IDataObject } from 'n8n-workflow';

import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';
import { person } from './workflows-events.mts';

let stage: Stage;

const SECRET = { name: 'X-Secret', value: 'shared-secret' };
const BASIC = { user: 'viewer', password: 'secret' };
const basic = `Basic ${Buffer.from(`${BASIC.user}:${BASIC.password}`).toString('base64')}`;

beforeAll(async () => {
	stage = await openStage('fleet', 30);
	for (const file of ['posture-check', 'quarantine']) {
		await stage.connect(file, 'httpHeaderAuth', SECRET);
		await stage.activate(file);
	}
	await stage.connect('blueprint-picker', 'httpBasicAuth', BASIC);
	await stage.activate('blueprint-picker');
}, 300_000);
afterAll(async () => await stage?.close());

/** Enrols a Mac that is up to date and has just checked in, unless `given` says otherwise. */
async function freshMac(serial_number: string, given: object = {}): Promise<string> {
	const mac = { platform: 'Mac', os_version: '26.1', is_missing: false, filevault_enabled: true };
	const now = { last_check_in: new Date().toISOString() };
	const body = { ...mac, ...now, serial_number, ...given };
	return (await stage.control<{ device_id: string }>('POST', '/devices', body)).device_id;
}

async function blueprintOf(id: string): Promise<string> {
	const where = `/api/v1/devices/${id}`;
	return (await stage.call<{ blueprint_name: string }>('GET', where)).blueprint_name;
}

describe('posture-check', () => {
	interface Answer {
		compliant: boolean;
		reasons: string[];
		devices: Array<{ serialNumber: string; compliant: boolean }>;
	}
	const ask = async (query: string, key = SECRET.value) => {
		const headers = { [SECRET.name]: key };
		const { status, text } = await stage.web(`webhook/kandji-posture${query}`, { headers });
		return { status, ...(text.startsWith('{') ? (JSON.parse(text) as Answer) : {}) };
	};

	it('answers nobody without the shared secret', async () => {
		await expect(ask('?serialNumber=X', 'guessed')).resolves.toMatchObject({ status: 403 });
	});

	it('says yes to a device that keeps every rule', async () => {
		await freshMac('POSTUREOK');
		await expect(ask('?serialNumber=postureok')).resolves.toMatchObject({
			...{ status: 200, compliant: true, reasons: [] },
		});
	});

	it('names each rule that is broken', async () => {
		const old = new Date(Date.now() - 30 * 86_400_000).toISOString();
		const given = { os_version: '14.8.1', filevault_enabled: false, last_check_in: old };
		await freshMac('POSTUREBAD', { ...given, device_name: 'Old Mac' });
		const { compliant, reasons } = await ask('?serialNumber=POSTUREBAD');
		expect(compliant).toBe(false);
		expect(reasons).toEqual([
			'Old Mac: Its last check-in is 30 days ago, more than 7',
			'Old Mac: Mac 14.8.1 is older than 15.0',
			'Old Mac: FileVault is off',
		]);
	});

	it('takes no part of a serial number for the whole, and no neighbour for a person', async () => {
		await expect(ask('?serialNumber=POSTURE')).resolves.toMatchObject({
			...{ status: 200, compliant: false, devices: [] },
			reasons: ['Kandji manages no device with the serial number POSTURE'],
		});
		const ann = await person(stage, 'Ann');
		await stage.control('POST', '/users', { name: 'Joann', email: `jo${ann.email}` });
		await freshMac('POSTUREANN', { user: ann.id });
		await freshMac('POSTUREJO', { user: `jo${ann.email}`, filevault_enabled: false });
		const { compliant, devices } = await ask(`?email=${ann.email}`);
		expect(devices?.map(({ serialNumber }) => serialNumber)).toEqual(['POSTUREANN']);
		expect(compliant).toBe(true);
	});

	it('asks for required apps and allowed blueprints', async () => {
		const rules = {
			requiredApps: 'Calculator, Terminal, Never Installed',
			blueprints: 'Executive',
		};
		await stage.deactivate('posture-check');
		await stage.set('posture-check', rules);
		await stage.activate('posture-check');
		await freshMac('POSTUREAPPS');
		const { reasons } = await ask('?serialNumber=POSTUREAPPS');
		expect(reasons).toEqual([
			expect.stringMatching(/It is in the blueprint .*, not in Executive$/),
			expect.stringMatching(/Never Installed is not installed$/),
		]);
		const two = await person(stage, 'Two');
		for (const serial of ['POSTURETWO1', 'POSTURETWO2']) await freshMac(serial, { user: two.id });
		const { devices, reasons: both } = await ask(`?email=${two.email}`);
		expect(devices).toHaveLength(2);
		expect(both?.filter((reason) => /Calculator|Terminal/.test(reason))).toEqual([]);
	});

	it('counts what Kandji does not tell as a no', async () => {
		const path = '/api/v1/devices/*';
		await stage.control('POST', '/faults', { method: 'GET', path, kind: 'status', status: 403 });
		const { status, compliant, reasons } = await ask('?serialNumber=POSTUREOK');
		await stage.control('DELETE', '/faults');
		expect({ status, compliant }).toEqual({ status: 503, compliant: false });
		expect(reasons?.[0]).toContain('Kandji could not be asked');
	});

	it('refuses a question about nothing', async () => {
		await expect(ask('')).resolves.toMatchObject({ status: 400, compliant: false });
	});
});

describe('quarantine', () => {
	const call = async (path: string, body: object) => {
		const headers = { [SECRET.name]: SECRET.value, 'content-type': 'application/json' };
		const init = { method: 'POST', headers, body: JSON.stringify(body) };
		const { status, text } = await stage.web(`webhook/kandji-${path}`, init);
		return { status, ...(JSON.parse(text) as IDataObject) };
	};
	const alert = async (serialNumber: string) =>
		await call('quarantine', { serialNumber, reason: 'Malware' });

	it('moves a device once, notes it, and releases it into the blueprint of before', async () => {
		const id = await freshMac('QUARANTINE1');
		const before = await blueprintOf(id);
		await stage.control('DELETE', '/requests');
		await expect(alert('QUARANTINE1')).resolves.toMatchObject({ status: 200, before });
		await expect(alert('QUARANTINE1')).resolves.toMatchObject({ status: 200, already: true });
		const moved = [`PATCH /devices/${id}`, `POST /devices/${id}/notes`];
		await expect(stage.writes()).resolves.toEqual(moved);
		await expect(blueprintOf(id)).resolves.toBe('Quarantine');
		const release = { serialNumber: 'QUARANTINE1' };
		await expect(call('release', release)).resolves.toMatchObject({ status: 200, released: true });
		await expect(blueprintOf(id)).resolves.toBe(before);
		await expect(call('release', release)).resolves.toMatchObject({ status: 404, released: false });
		const tickets = await stage.rows('Security Tickets');
		expect(tickets.map(({ subject, state }) => [subject, state])).toEqual([
			[expect.stringContaining('QUARANTINE1'), 'Closed'],
		]);
	});

	it('tells an unknown device and a part of a serial number apart from success', async () => {
		await stage.control('DELETE', '/requests');
		await expect(alert('QUARANTINE')).resolves.toMatchObject({ status: 404, quarantined: false });
		await expect(stage.writes()).resolves.toEqual([]);
	});

	it('says when the move failed, and does not call the device quarantined', async () => {
		const id = await freshMac('QUARANTINE2');
		const path = `/api/v1/devices/${id}`;
		await stage.control('POST', '/faults', { method: 'PATCH', path, kind: 'status', status: 403 });
		const answer = await alert('QUARANTINE2');
		await stage.control('DELETE', '/faults');
		expect(answer).toMatchObject({ status: 502, quarantined: false });
		const row = (await stage.rows('Quarantine')).find(({ deviceId }) => deviceId === id);
		expect(row?.state).toContain('Not moved');
		await expect(alert('QUARANTINE2')).resolves.toMatchObject({ status: 200, already: false });
	});
});

describe('blueprint-picker', () => {
	const choose = async (serialNumber: string) => {
		const body = new FormData();
		body.set('field-0', serialNumber);
		const init = { method: 'POST', body, headers: { authorization: basic } };
		const { text } = await stage.web('form/kandji-blueprint', init);
		return (JSON.parse(text) as { formWaitingUrl: string }).formWaitingUrl;
	};

	it('offers the blueprints of the tenant, without the one that the device is in', async () => {
		const id = await freshMac('PICKER1');
		const { results } = await stage.call<{ results: Array<{ name: string }> }>(
			...(['GET', '/api/v1/blueprints'] as const),
		);
		const others = results.map(({ name }) => name).filter((name) => name !== undefined);
		const before = await blueprintOf(id);
		const link = await choose('PICKER1');
		const page = await stage.page(link, 'now in the blueprint');
		const offered = [...page.matchAll(/<option value='([^']+)'>/g)].map(([, name]) => name);
		expect(offered).toEqual(others.filter((name) => name !== before).sort());
		await stage.submit(link, ['Executive']);
		await stage.page(link, 'is in Executive now');
		await expect(blueprintOf(id)).resolves.toBe('Executive');
	});

	it('says when there is no such device, and moves nothing', async () => {
		await stage.control('DELETE', '/requests');
		const page = await stage.page(await choose('NOSUCHDEVICE'), 'No device was moved');
		expect(page).toContain('NOSUCHDEVICE');
		await expect(stage.writes()).resolves.toEqual([]);
	});
});
