import { MemoryTables } from '../helpers/dataTables.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { runReady } from '../helpers/workflow.mts';

const ASSETS = 'Dots Assets';

describe('dots-sync', () => {
	const tenant = new TestTenant();
	let tables: MemoryTables;
	beforeAll(async () => await tenant.open(30));
	afterAll(async () => await tenant.close());
	beforeEach(() => {
		tables = new MemoryTables();
	});

	const match = async (credential = tenant.credential) =>
		await runReady('dots-sync', {
			pins: { 'Open Connection': [{}] },
			answers: { Connection: { 'Connection mode': 'Download and sync' } },
			credential,
			tables,
		});

	it('downloads everything at its first visit', async () => {
		await match();
		expect(tables.rows(ASSETS).length).toBeGreaterThan(25);
	});

	it('takes no visit for the first one while assets are linked, although its log is lost', async () => {
		await match();
		const before = tables.rows(ASSETS).length;
		const other = new TestTenant();
		await other.open(60);
		for (let at = 0; at < 40; at++) await other.mac();
		const { items } = await match(other.credential);
		await other.close();
		expect(items('Match Devices')[0].firstRun).toBe(false);
		expect(tables.rows(ASSETS)).toHaveLength(before);
	});
});
