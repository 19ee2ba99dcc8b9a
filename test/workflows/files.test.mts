import type { IDataObject } from 'n8n-workflow';

import { runNode } from '../../tools/harness/engine.mts';
import { HOSTILE } from '../helpers/hostile.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { runReady } from '../helpers/workflow.mts';

/** A cell that a spreadsheet would run. */
const isFormula = (value: unknown) => typeof value === 'string' && /^[=+\-@\t\r]/.test(value);
const formulas = (rows: IDataObject[]) =>
	rows.flatMap((row) => Object.values(row)).filter(isFormula);

describe('Files for spreadsheets', () => {
	const tenant = new TestTenant();
	beforeAll(async () => {
		await tenant.open(6);
		for (const [at, sign] of ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1'].entries()) {
			await tenant.mac({ device_name: `${sign} ${at}` });
		}
		for (const name of Object.values(HOSTILE)) await tenant.mac({ device_name: name });
	});
	afterAll(async () => await tenant.close());

	it('evidence-pack has no cell that runs, says how many it changed, and names its tenant', async () => {
		const { items, error } = await runReady('evidence-pack', {
			pins: { 'Run Now': [{}] },
			credential: tenant.credential,
			edit: ({ connections }) => {
				delete connections['Summary Page'];
			},
		});
		expect(error).toBeUndefined();
		const tables = ['Device Rows', 'Library Item Rows', 'App Rows', 'Encryption Rows'];
		for (const name of tables) expect(formulas(items(name))).toEqual([]);
		const [page] = items('Summary Page');
		const changed = tables
			.flatMap((name) => items(name).flatMap((row) => Object.values(row)))
			.filter((value) => /^'[=+\-@\t\r]/.test(String(value)));
		expect(changed.length).toBeGreaterThanOrEqual(14);
		expect(page.html).toContain(`${changed.length} cells begin with an apostrophe`);
		expect(page.html).toContain(`Tenant ${new URL(tenant.simulator.url).host}`);
	});

	it('evidence-pack leaves out removed devices, and counts failed items as the devices state them', async () => {
		const { items } = await runReady('evidence-pack', {
			pins: {
				'Run Now': [{}],
				Devices: [
					...[{ id: 'a', name: 'A', platform: 'Mac', url: 'https://x.kandji.io/devices/a' }],
					...[{ id: 'b', name: 'B', platform: 'Mac', removed: true }],
				],
				'Library Items': [
					...['FAILED', 'ERROR', 'failed', 'PASS'].map((status) => ({
						...{ item_id: status, name: status, status },
					})),
				],
				...{ Apps: [{}], FileVault: [{ device_id: 'a', status: false }] },
			},
			start: 'Run Now',
			edit: ({ connections }) => {
				delete connections['Summary Page'];
			},
		});
		expect(items('Device Rows').map(({ device_id }) => device_id)).toEqual(['a']);
		const [{ tables }] = items('Figures') as Array<{
			tables: Array<{ title: string; rows: Array<{ label: string; count: number }> }>;
		}>;
		const rowsOf = (title: string) => tables.find((each) => each.title === title)?.rows;
		expect(rowsOf('Library items that fail')?.map(({ count }) => count)).toEqual([1, 1, 1]);
		expect(rowsOf('FileVault')).toEqual([{ label: 'Off', count: 1 }]);
	});

	it('evidence-pack packs nothing where there are only removed devices', async () => {
		const { ran } = await runReady('evidence-pack', {
			pins: { 'Run Now': [{}], Devices: [{ id: 'b', removed: true }] },
			start: 'Run Now',
		});
		expect([ran('Nothing to Pack'), ran('Device Rows')]).toEqual([true, false]);
	});

	it('software-inventory counts as Prism > Summarize does', async () => {
		const [{ items }, { json }] = [
			await runReady('software-inventory', {
				...{ pins: { 'Run Now': [{}] }, credential: tenant.credential },
			}),
			await runNode(
				{
					...{ resource: 'prism', operation: 'summarize', category: 'apps' },
					countBy: '={{ ["bundle_id", "short_version"] }}',
				},
				tenant.credential,
			),
		];
		const rows = items('One Row per Version');
		expect(rows.length).toBeGreaterThan(5);
		const counted = new Map(
			json.map((row) => [`${String(row.bundle_id)} ${String(row.short_version)}`, row.count]),
		);
		for (const { bundleId, version, deviceCount } of rows)
			expect(counted.get(`${String(bundleId)} ${String(version)}`)).toBe(deviceCount);
	});

	it('software-inventory has no cell that runs, and counts devices of each version', async () => {
		const app = (name: string, short_version: string, device_id: string) => ({
			...{ name, bundle_id: name, short_version, device_id, device__name: `=${device_id}` },
		});
		const { items } = await runReady('software-inventory', {
			pins: {
				'Run Now': [{}],
				'Apps of All Devices': [
					...[app('=One', '1.9', 'a'), app('=One', '1.10', 'b'), app('=One', '1.9', 'c')],
				],
			},
			start: 'Run Now',
		});
		expect(formulas(items('CSV Rows'))).toEqual([]);
		expect(items('One Row per Version')).toMatchObject([
			{ version: '1.9', newestVersion: '1.10', outdated: 'Yes', deviceCount: 2 },
			{ version: '1.10', outdated: 'No', deviceCount: 1 },
		]);
		expect(items('Report')).toMatchObject([{ apps: 1, versions: 2, installsToUpdate: 2 }]);
	});
});
