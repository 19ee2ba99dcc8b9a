import { strFromU8, unzipSync } from 'fflate';
import type { IDataObject } from 'n8n-workflow';

import { loadJob } from '../../demo/jobs/job.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';
import { openBrowser } from '../../demo/editor/browser.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

let stage: Stage;

const BASIC = { user: 'viewer', password: 'secret' };
const basic = `Basic ${Buffer.from(`${BASIC.user}:${BASIC.password}`).toString('base64')}`;

beforeAll(async () => {
	stage = await openStage('reports', 30);
	await stage.connect('compliance-dashboard', 'httpBasicAuth', BASIC);
	await stage.activate('compliance-dashboard');
}, 300_000);
afterAll(async () => await stage?.close());

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
		expect(text).toContain('Kandji did not answer.');
		const whole = await open();
		expect(whole.text).not.toContain('Kandji did not answer.');
		await stage.control('DELETE', '/requests');
		await expect(open()).resolves.toEqual(whole);
		await expect(requests()).resolves.toEqual([]);
	});

	it('counts every failed install that the devices tell', async () => {
		const { text } = await open();
		const [, shown] = /Failed installs<\/h2>\s*<p class="number[^>]*>(\d+)</.exec(text) ?? [];
		const failures = new Map<string, number>();
		for (const { device_id, is_removed } of stage.tenant.tenant.devices.values()) {
			if (is_removed) continue;
			const { library_items: items } = await stage.call<{ library_items: IDataObject[] }>(
				'GET',
				`/api/v1/devices/${device_id}/library-items`,
			);
			for (const { name, status } of items) {
				if (!/^(error|failed)$/i.test(String(status))) continue;
				failures.set(String(name), (failures.get(String(name)) ?? 0) + 1);
			}
		}
		const counts = [...failures.values()];
		expect(counts.length).toBeGreaterThan(1);
		expect(Number(shown)).toBe(counts.reduce((sum, count) => sum + count));
		const [, list] = text.split('Library item failures</h2>');
		const bars = [...list.split('</section>')[0].matchAll(/<span>(.+?)<\/span><b>(\d+)</g)];
		expect(bars).toHaveLength(Math.min(10, counts.length));
		for (const [, name, count] of bars) expect([name, failures.get(name)]).toEqual([name, +count]);
	});

	it('asks for a password', async () => {
		await expect(stage.web('webhook/kandji-dashboard')).resolves.toMatchObject({ status: 401 });
	});

	it('is one page without script or foreign file, as wide as a phone, in light and dark', async () => {
		const unsafe = '<img src=x onerror="alert(1)"> {{ $json }} $& O\'Hara';
		const old = { device_name: unsafe, last_check_in: '2020-01-01T00:00:00Z' };
		await stage.control('POST', '/devices', { platform: 'Mac', ...old });
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
		const statuses = more['library-item-status.csv'].split('\n');
		for (const { device_id } of stage.tenant.tenant.devices.values()) {
			expect(devices).toContain(device_id);
			expect(disks).toContain(device_id);
			const { library_items: items } = await stage.call<{ library_items: IDataObject[] }>(
				'GET',
				`/api/v1/devices/${device_id}/library-items`,
			);
			const lines = statuses.filter((line) => line.startsWith(`${device_id},`));
			expect(lines).toHaveLength(items.length);
			for (const { item_id } of items) expect(lines.join('\n')).toContain(`,${String(item_id)},`);
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

describe('where Kandji has nothing', () => {
	const run = async (file: string, result: string, path: string, body: unknown) => {
		await stage.control('POST', '/faults', {
			...{ method: 'GET', path, kind: 'status', status: 200, body, times: 50 },
		});
		const [report] = await stage.run(file, { trigger: 'Run Now', result });
		await stage.control('DELETE', '/faults');
		return report;
	};

	it('evidence-pack says so, and files nothing', async () => {
		const packs = (await stage.table('Audit Evidence'))?.count;
		const report = await run('evidence-pack', 'Nothing to Pack', '/api/v1/devices', []);
		expect(report).toEqual({ result: expect.stringContaining('no devices') as unknown });
		expect((await stage.table('Audit Evidence'))?.count).toBe(packs);
	});

	it('software-inventory counts nothing', async () => {
		const none = { data: [], limit: 300, offset: 0, total: 0 };
		const report = await run('software-inventory', 'Report', '/api/v1/prism/apps', none);
		expect(report).toMatchObject({ apps: 0, versions: 0 });
	});

	it('user-directory-sync reports an empty list', async () => {
		const none = { results: [], next: null, previous: null };
		const report = await run('user-directory-sync', 'Report', '/api/v1/users', none);
		expect(report).toMatchObject({ people: 0, differences: [] });
	});
});

describe('user-directory-sync', () => {
	const FILE = 'user-directory-sync';
	const sync = async () => {
		const [report] = await stage.run(FILE, { trigger: 'Run Now', result: 'Report' });
		return report as { people: number; differences: Array<{ email: string; difference: string }> };
	};
	const fault = async (more: object) =>
		await stage.control('POST', '/faults', { method: 'GET', path: '/api/v1/users', ...more });
	const list = async () => (await stage.table('People Directory'))?.count;
	let people: number;

	beforeAll(async () => {
		people = (await sync()).people;
		expect(people).toBeGreaterThan(0);
	});
	afterEach(async () => await stage.control('DELETE', '/faults'));

	it.each([
		['may not', { kind: 'status', status: 403, body: {} }, /List users/],
		['is refused', { kind: 'status', status: 401, body: {} }, /API token/],
		['gets half an answer', { kind: 'truncate' }, /The connection to \S+ broke/],
		['gets a page of a gateway', { kind: 'html', status: 502 }, /./],
	])('keeps the list of before where it %s', async (_, kind, words) => {
		await fault({ ...kind, times: 50 });
		await expect(sync()).rejects.toThrow(words);
		await expect(list()).resolves.toBe(people);
	});

	it.each([
		['asked to wait', { kind: 'status', status: 429, headers: { 'retry-after': '1' }, body: {} }],
		['cut off', { kind: 'reset' }],
		['answered by a server in trouble', { kind: 'status', status: 503, body: {} }],
	])('asks again where it was %s', async (_, kind) => {
		await fault({ ...kind, times: 2 });
		await expect(sync()).resolves.toMatchObject({ people });
		await expect(list()).resolves.toBe(people);
	});

	it('takes rows of HR that cannot be matched for what they are, and loses none of the others', async () => {
		const { name, email } = [...stage.tenant.tenant.users.values()].find(
			({ archived }) => !archived,
		) as { name: string; email: string };
		await stage.fill('HR People', [
			{ name: 'No Email', status: 'Active' },
			{ name, email: ` ${email.toUpperCase()} `, status: 'Active' },
			{ name: 'Twice', email, status: 'Active' },
		]);
		const report = await sync();
		expect(report.people).toBe(people + 1);
		const messageFor = (wanted: string) =>
			report.differences.find((each) => each.email === wanted)?.difference;
		expect(messageFor(email)).toMatch(/twice|2 rows|more than/i);
		await expect(list()).resolves.toBe(people + 1);
	});
});
