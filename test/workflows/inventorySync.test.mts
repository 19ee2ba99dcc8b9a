import type { IDataObject } from 'n8n-workflow';

import { MemoryTables } from '../helpers/dataTables.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { runReady } from '../helpers/workflow.mts';

const TABLE = 'Kandji Assets';
const DEVICES = 40;

describe('device-inventory-sync', () => {
	const tenant = new TestTenant();
	let tables: MemoryTables;

	const sync = async (trigger: 'Run Now' | 'Every Hour' = 'Run Now'): Promise<IDataObject> => {
		const { items, error } = await runReady('device-inventory-sync', {
			pins: { [trigger]: [{}] },
			credential: tenant.credential,
			tables,
		});
		if (error) throw error;
		return items('Report')[0];
	};
	const rows = () => tables.rows(TABLE);

	beforeAll(async () => await tenant.open(DEVICES));
	afterAll(async () => await tenant.close());
	beforeEach(async () => {
		await tenant.behind.reset();
		tables = new MemoryTables();
	});

	it('creates every device once, then changes only what has changed, and logs each run', async () => {
		expect(await sync()).toMatchObject({ created: DEVICES, updated: 0 });
		expect(rows()).toHaveLength(DEVICES);
		expect(rows()[0]).toMatchObject({ lastAction: 'created', lastReason: expect.any(String) });

		expect(await sync('Every Hour')).toMatchObject({ created: 0, updated: 0, attention: 0 });

		const [{ deviceId }] = rows();
		await tenant.call('PATCH', `/api/v1/devices/${String(deviceId)}`, { asset_tag: 'NEW-1' });
		expect(await sync('Every Hour')).toMatchObject({ created: 0, updated: 1 });
		expect(rows().filter(({ assetTag }) => assetTag === 'NEW-1')).toMatchObject([
			{ deviceId, lastAction: 'updated' },
		]);
		expect(
			tables.rows('Kandji Sync Log').map(({ created, updated }) => [created, updated]),
		).toEqual([
			[DEVICES, 0],
			[0, 0],
			[0, 1],
		]);
	});

	it('fills an empty table only where a person runs it, not on a schedule', async () => {
		await expect(sync('Every Hour')).rejects.toMatchObject({
			message: 'There are no assets, so every device would be created',
		});
		expect(rows()).toEqual([]);
	});

	it('creates no row twice where two runs go on at once', async () => {
		const reports = await Promise.all([sync(), sync()]);
		expect(reports.map(({ created }) => created)).toEqual([DEVICES, DEVICES]);
		expect(rows()).toHaveLength(DEVICES);
	});
});
