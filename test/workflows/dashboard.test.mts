import { runNode } from '../../tools/harness/engine.mts';
import { MemoryTables } from '../helpers/dataTables.mts';
import { HOSTILE } from '../helpers/hostile.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import type { RawDevice } from '../helpers/testTenant.mts';
import { runReady } from '../helpers/workflow.mts';

describe('compliance-dashboard', () => {
	const tenant = new TestTenant();
	beforeAll(async () => {
		await tenant.open(6);
		const old = { last_check_in: '2020-01-01T00:00:00Z' };
		for (const name of Object.values(HOSTILE)) await tenant.mac({ device_name: name, ...old });
		for (let at = 0; at < 6; at++) await tenant.mac(old);
		await tenant.mac({ platform: 'AppleTV', device_name: 'Meeting Room' });
	});
	afterAll(async () => await tenant.close());

	const draw = async (tables = new MemoryTables(), settings = {}) => {
		const { items, response, error } = await runReady('compliance-dashboard', {
			pins: { 'Open Dashboard': [{ headers: { authorization: 'Basic secret' } }] },
			...{ credential: tenant.credential, tables, settings },
		});
		expect(error).toBeUndefined();
		return { html: String(response?.text), charts: items('Plain Text Only'), items };
	};

	it('names its tenant, spells platforms as Apple does, in one order, and shows no name as markup', async () => {
		const { html, charts } = await draw();
		expect(html).toContain(new URL(tenant.simulator.url).host);
		const platforms = charts.find(({ title }) => title === 'Devices per platform');
		const labels = (platforms?.bars as Array<{ label: string }>).map(({ label }) => label);
		const order = ['Mac', 'iPhone', 'iPad', 'Apple TV', 'Apple Vision Pro', 'Windows', 'Android'];
		expect(labels).toEqual(order.filter((label) => labels.includes(label)));
		expect(labels).toContain('Apple TV');
		expect(html).not.toMatch(/<script|<iframe|<img|onerror=alert\(1\)>/i);
		expect(charts.some(({ title }) => title === 'Devices per blueprint')).toBe(true);
	});

	it('lists every silent device, the first twelve at once and the others one click away', async () => {
		const { html, charts } = await draw();
		const silent = charts.find(({ title }) => String(title).startsWith('Silent for'));
		const { length } = silent?.rows as unknown[];
		expect(length).toBeGreaterThan(12);
		expect(html).toContain(`<summary>All ${length}</summary>`);
	});

	it('counts no meeting-room Apple TV as unassigned, unless it is asked to', async () => {
		const unassigned = async (settings: object) => {
			const { charts } = await draw(new MemoryTables(), settings);
			return JSON.stringify(charts.find(({ title }) => title === 'Assigned to nobody')?.rows);
		};
		await expect(unassigned({})).resolves.not.toContain('Meeting Room');
		await expect(unassigned({ mayBeUnassigned: '' })).resolves.toContain('Meeting Room');
	});

	it('keeps one row for each day, and draws how figures develop', async () => {
		const tables = new MemoryTables();
		const first = await draw(tables, { cacheMinutes: 0 });
		await draw(tables, { cacheMinutes: 0 });
		expect(tables.rows('Fleet Trend')).toHaveLength(1);
		expect(first.html).not.toContain('<polyline');
		tables.change('Fleet Trend', () => true, { day: '2026-01-01', devices: 3 });
		const { html, charts } = await draw(tables, { cacheMinutes: 0 });
		const trend = charts.find(({ kind }) => kind === 'trend');
		expect(trend?.lines).toEqual(
			expect.arrayContaining([expect.objectContaining({ label: 'Devices', from: 3 })]),
		);
		expect(html).toContain('<polyline');
	});

	it('counts as Device > Summarize does, without the devices that were removed', async () => {
		await tenant.mac({ is_removed: true });
		const { charts } = await draw();
		const summary = async (countBy: string) => {
			const { json } = await runNode(
				{ resource: 'device', operation: 'summarize', countBy: [countBy] },
				tenant.credential,
			);
			return new Map(json.map((row) => [String(row[countBy]), Number(row.count)]));
		};
		const all = await tenant.call<RawDevice[]>('GET', '/api/v1/devices?limit=300');
		const removed = all.filter(({ is_removed: isRemoved }) => isRemoved);
		expect(removed).toHaveLength(1);
		const spelled: Record<string, string> = { 'Apple TV': 'AppleTV', 'Apple Vision Pro': 'Vision' };
		for (const [title, countBy, key] of [
			['Devices per platform', 'platform', 'platform'],
			['Devices per blueprint', 'blueprintName', 'blueprint_name'],
		]) {
			const counts = await summary(countBy);
			const chart = charts.find((each) => each.title === title);
			const bars = chart?.bars as Array<{ label: string; value: number }>;
			expect(bars.length).toBeGreaterThan(1);
			for (const { label, value } of bars) {
				const group = spelled[label] ?? label;
				const gone = removed.filter((device) => device[key] === group).length;
				expect([label, value]).toEqual([label, Number(counts.get(group)) - gone]);
			}
		}
	});

	it('shows no empty card, and names what Kandji does not give', async () => {
		const path = '/api/v1/prism/filevault';
		await tenant.behind.fault({ method: 'GET', path, kind: 'status', status: 403, times: 9 });
		const { html, charts } = await draw();
		await tenant.behind.mend();
		expect(html).toContain('Kandji did not answer.');
		for (const { kind, bars, rows } of charts) {
			if (kind === 'bars') expect((bars as unknown[]).length).toBeGreaterThan(0);
			if (kind === 'list') expect((rows as unknown[]).length).toBeGreaterThan(0);
		}
	});
});
