import { strFromU8, unzipSync } from 'fflate';

import { loadJob } from '../../demo/jobs/job.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';
import { openBrowser } from './browser.mts';
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
		expect(text).toContain('Kandji did not tell.');
		const whole = await open();
		expect(whole.text).not.toContain('Kandji did not tell.');
		await stage.control('DELETE', '/requests');
		await expect(open()).resolves.toEqual(whole);
		await expect(requests()).resolves.toEqual([]);
	});

	it('counts failed installs', async () => {
		const { text } = await open();
		const [, shown] = /Failed installs<\/h2>\s*<p class="number[^>]*>(\d+)</.exec(text) ?? [];
		expect(Number(shown)).toBeGreaterThan(0);
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
