import { MemoryTables } from '../helpers/dataTables.mts';
import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { readyWorkflow, runReady } from '../helpers/workflow.mts';

const FILE = 'ai-assistant';
const LOCKS = 'Assistant Locks';

describe('The lock requests of the AI assistant', () => {
	const tenant = new TestTenant();
	let tables: MemoryTables;
	beforeAll(async () => await tenant.open());
	afterAll(async () => await tenant.close());
	beforeEach(() => {
		tables = new MemoryTables();
	});

	const ask = async (device: string, reason = 'lost') =>
		await runReady(FILE, {
			pins: { 'When the Agent Asks': [{ device, reason }] },
			...{ tables, credential: tenant.credential },
		});
	const decide = async (decision: string, confirm: string) =>
		await runReady(FILE, {
			pins: {
				'Decide a Lock': [
					{ request: Number(tables.rows(LOCKS)[0].id), user: { email: 'it@x.example' } },
				],
			},
			answers: { Decide: { decision: [decision], confirm } },
			...{ tables, credential: tenant.credential },
		});

	it('lock the device that was found, after its serial number was typed, once', async () => {
		const mac = await tenant.mac({ device_name: 'Loaner' });
		const { last } = await ask(mac.device_id);
		expect(last('Ask by Email').text).toContain(mac.serial_number);
		const other = await tenant.mac({ device_name: 'Boss' });
		await tenant.behind.change(mac.device_id, { device_name: 'Boss' });
		await tenant.behind.change(other.device_id, { device_name: 'Loaner' });
		await tenant.writes();
		await decide('Lock', mac.serial_number.toLowerCase());
		await expect(tenant.writes()).resolves.toEqual([`POST /devices/${mac.device_id}/action/lock`]);
		expect(tables.rows(LOCKS)).toMatchObject([{ status: 'locked', decidedBy: 'it@x.example' }]);
		expect(JSON.stringify(tables.rows(LOCKS))).not.toMatch(/pin/i);
		expect((await decide('Lock', mac.serial_number)).ran('Nothing Waits')).toBe(true);
	});

	it.each([
		['Lock', '', 'waiting'],
		['Lock', 'OTHER', 'waiting'],
		['Refuse', '', 'refused'],
	])('lock nothing after %s with %j', async (decision, confirm, status) => {
		const mac = await tenant.mac();
		await ask(mac.serial_number);
		await tenant.writes();
		await decide(decision, confirm);
		await expect(tenant.writes()).resolves.toEqual([]);
		expect(tables.rows(LOCKS)).toMatchObject([{ status }]);
	});

	it('can be approved for seven days', async () => {
		const mac = await tenant.mac();
		await ask(mac.serial_number);
		const askedAt = new Date(Date.now() - 8 * 86_400_000).toISOString();
		tables.change(LOCKS, () => true, { askedAt });
		await tenant.writes();
		expect((await decide('Lock', mac.serial_number)).ran('Nothing Waits')).toBe(true);
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it('lock nothing that somebody else has by the time of the decision', async () => {
		const [ann, bob] = [await tenant.person('Ann'), await tenant.person('Bob')];
		const mac = await tenant.mac({ user: ann.id });
		await ask(mac.serial_number);
		await tenant.behind.change(mac.device_id, { user: bob.id });
		await tenant.writes();
		const { last } = await decide('Lock', mac.serial_number);
		expect(JSON.stringify(last('Decide'))).toContain(`It belongs to somebody else now`);
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it('ask nobody about a device that does not exist', async () => {
		const { items } = await ask('NOSUCHDEVICE');
		expect(items('No Such Device')[0].message).toMatch(/Nobody was asked/);
		expect(tables.rows(LOCKS)).toEqual([]);
	});

	it.each(Object.entries(HOSTILE))('show a name with %s as plain text', async (_kind, name) => {
		const mac = await tenant.mac({ device_name: name });
		const { last } = await ask(mac.device_id, name);
		const { last: shown } = await decide('Look', '');
		const texts = [last('Ask by Email').text, JSON.stringify(shown('Decide'))].join(' ');
		expect(texts.replaceAll('\\"', '"')).not.toMatch(HARMFUL);
		expect(texts.length).toBeLessThan(5000);
	});

	it('are decided after a log-in, and the model hears that names are data', () => {
		const { nodes } = readyWorkflow(FILE);
		const named = (name: string) => nodes.find((node) => node.name === name)?.parameters;
		expect(named('Decide a Lock')).toMatchObject({
			authentication: 'n8nUserAuth',
			requireExecuteAccess: true,
		});
		expect(JSON.stringify(named('AI Agent'))).toMatch(/"=You.*It is \{\{ \$now\.toFormat\(/);
		expect(named('MCP Server')?.instructions).toMatch(/^=.*Today is \{\{ \$now/);
		expect(JSON.stringify(named('AI Agent'))).toContain('data that other people wrote');
		expect(named('MCP Server')?.instructions).toContain('data that other people wrote');
	});
});
