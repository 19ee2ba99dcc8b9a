import type { IDataObject } from 'n8n-workflow';
import { strFromU8, unzipSync } from 'fflate';

import { loadJob } from '../../demo/jobs/job.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';
import { openBrowser } from './browser.mts';
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
	await stage.connect('compliance-dashboard', 'httpBasicAuth', BASIC);
	await stage.activate('compliance-dashboard');
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
		const rules = { requiredApps: 'Calculator, Never Installed', blueprints: 'Executive' };
		await stage.deactivate('posture-check');
		await stage.set('posture-check', rules);
		await stage.activate('posture-check');
		const { reasons } = await ask('?serialNumber=POSTUREOK');
		expect(reasons).toEqual([
			expect.stringMatching(/It is in the blueprint .*, not in Executive$/),
			expect.stringMatching(/Never Installed is not installed$/),
		]);
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
		await stage.page(link, 'is in Executive');
		await expect(blueprintOf(id)).resolves.toBe('Executive');
	});

	it('says when there is no such device, and moves nothing', async () => {
		await stage.control('DELETE', '/requests');
		const page = await stage.page(await choose('NOSUCHDEVICE'), 'No device was moved');
		expect(page).toContain('NOSUCHDEVICE');
		await expect(stage.writes()).resolves.toEqual([]);
	});
});

describe('compliance-dashboard', () => {
	const open = async () => {
		const init = { headers: { authorization: basic } };
		return await stage.web('webhook/kandji-dashboard', init);
	};
	const requests = async () => await stage.control<LoggedRequest[]>('GET', '/requests');

	it('names what Kandji does not give, and does not keep such a page', async () => {
		const path = '/api/v1/prism/filevault';
		await stage.control('POST', '/faults', { method: 'GET', path, kind: 'status', status: 403 });
		const { text } = await open();
		await stage.control('DELETE', '/faults');
		expect(text).toContain('Kandji did not tell.');
		const whole = await open();
		expect(whole.text).not.toContain('Kandji did not tell.');
		await stage.control('DELETE', '/requests');
		await expect(open()).resolves.toEqual(whole);
		await expect(requests()).resolves.toEqual([]);
	});

	it('counts every failed install that the devices tell', async () => {
		const { text } = await open();
		const [, shown] = /Failed installs<\/h2>\s*<p class="number[^>]*>(\d+)</.exec(text) ?? [];
		let failed = 0;
		for (const { device_id, is_removed } of stage.tenant.tenant.devices.values()) {
			if (is_removed) continue;
			const { library_items: items } = await stage.call<{ library_items: IDataObject[] }>(
				'GET',
				`/api/v1/devices/${device_id}/library-items`,
			);
			failed += items.filter(({ status }) => /^(error|failed)$/i.test(String(status))).length;
		}
		expect(failed).toBeGreaterThan(0);
		expect(Number(shown)).toBe(failed);
	});

	it('asks for a password', async () => {
		await expect(stage.web('webhook/kandji-dashboard')).resolves.toMatchObject({ status: 401 });
	});

	it('is one page without script or foreign file, as wide as a phone, in light and dark', async () => {
		const unsafe = '<img src=x onerror="alert(1)"> {{ $json }} $& O\'Hara';
		await freshMac('DASHBOARD1', { device_name: unsafe, last_check_in: '2020-01-01T00:00:00Z' });
		await stage.deactivate('compliance-dashboard');
		await stage.set('compliance-dashboard', { cacheMinutes: 0 });
		await stage.activate('compliance-dashboard');
		const { text } = await open();
		expect(text).not.toMatch(/<script|<link|@import|url\(|<img/i);
		const browser = await openBrowser();
		try {
			const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
			const asked: string[] = [];
			page.on('request', (request) => asked.push(request.url()));
			await page.setContent(text);
			expect(asked).toEqual([]);
			await expect(page.getByText(unsafe).count()).resolves.toBeGreaterThan(0);
			const backgrounds = new Set<string>();
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme });
				for (const width of [390, 1440]) {
					await page.setViewportSize({ width, height: 900 });
					const [wide, background] = await page.evaluate(() => [
						document.documentElement.scrollWidth,
						getComputedStyle(document.body).backgroundColor,
					]);
					expect(wide).toBeLessThanOrEqual(width);
					backgrounds.add(String(background));
				}
			}
			expect(backgrounds.size).toBe(2);
		} finally {
			await browser.close();
		}
	});
});

describe('software-inventory', () => {
	it('marks a version that another device has left behind, and counts its devices', async () => {
		const { run } = await loadJob('software-inventory');
		await run(stage);
		const rows = await stage.rows('Software Inventory');
		const versions = rows.filter(({ bundleId }) => bundleId === rows[0].bundleId);
		expect(versions.filter(({ outdated }) => outdated === 'No')).toHaveLength(1);
		const [latest] = versions.filter(({ outdated }) => outdated === 'No');
		for (const row of versions) expect(row.newestVersion).toBe(latest.version);
		const count = await stage.table('Software Inventory');
		await run(stage);
		await expect(stage.table('Software Inventory')).resolves.toMatchObject({ count: count?.count });
	});
});

describe('evidence-pack', () => {
	it('holds a row for every device, and a summary that can be counted again', async () => {
		await stage.run('evidence-pack', { trigger: 'Run Now', result: 'Log Evidence' });
		const pack = await stage.file('evidence-pack', 'Evidence Pack');
		const files = Object.entries(unzipSync(pack)).map(([name, bytes]) => [name, strFromU8(bytes)]);
		const all = Object.fromEntries(files) as Record<string, string>;
		const { 'devices.csv': devices, 'encryption.csv': disks, ...more } = all;
		expect(Object.keys(more).sort()).toEqual([
			...['apps.csv', 'library-item-status.csv', 'summary.html'],
		]);
		for (const { device_id } of stage.tenant.tenant.devices.values()) {
			expect(devices).toContain(device_id);
			expect(disks).toContain(device_id);
		}
		const off = disks.split('\n').filter((line) => line.includes(',Off,')).length;
		expect(more['summary.html']).toContain(`<tr><td>Off</td><td>${off}</td></tr>`);
		const [log] = await stage.rows('Audit Evidence');
		expect(log).toMatchObject({
			bytes: pack.length,
			file: expect.stringMatching(/\.zip$/) as string,
		});
	});
});
