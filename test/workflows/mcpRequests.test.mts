import type { IDataObject } from 'n8n-workflow';

import { MemoryTables } from '../helpers/dataTables.mts';
import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import type { RawDevice } from '../helpers/testTenant.mts';
import { readyWorkflow, runReady } from '../helpers/workflow.mts';

const FILE = 'truto-mcp-server';
const REQUESTS = 'Kandji Requests';

describe('The requests of the MCP server', () => {
	const tenant = new TestTenant();
	let tables: MemoryTables;
	beforeAll(async () => await tenant.open());
	afterAll(async () => await tenant.close());
	beforeEach(() => {
		tables = new MemoryTables();
	});

	const ask = async (given: IDataObject) => {
		const nothing = { assetTag: '', blueprint: '', user: '', tags: '', clearFields: '' };
		const texts = { message: '', reason: 'test' };
		const pins = { 'When a Tool Asks': [{ ...nothing, ...texts, ...given }] };
		const services = { 'Ask in Slack': () => ({ ok: true }) };
		return await runReady(FILE, { pins, services, tables, credential: tenant.credential });
	};
	const decide = async (decision: string, confirm: string) =>
		await runReady(FILE, {
			pins: {
				'Approve a Request': [
					{ request: Number(tables.rows(REQUESTS)[0].id), user: { email: 'it@accuhive.example' } },
				],
			},
			answers: { Decide: { decision: [decision], confirm } },
			tables,
			credential: tenant.credential,
		});
	const page = async () => {
		const { last } = await decide('Look', '');
		return JSON.stringify(last('Decide')).replaceAll('\\"', '"');
	};

	it('shows serial number, person, and old and new values, also of somebody without an email', async () => {
		const mac = await tenant.mac({ asset_tag: 'OLD1', tags: [] });
		const next = await tenant.person('Nomail', { email: '' });
		await ask({ action: 'update_device', target: mac.device_id, assetTag: 'NEW1', user: next.id });
		const text = await page();
		expect(text).toContain(`Serial number: <b>${mac.serial_number}</b>`);
		expect(text).toContain('Asset tag: OLD1 → NEW1');
		expect(text).toContain('Person: nobody → Nomail (no email)');
	});

	it('acts on the device that was found, even when names are swapped before the decision', async () => {
		const [mine, other] = [
			await tenant.mac({ device_name: 'Loaner' }),
			await tenant.mac({ device_name: 'Boss' }),
		];
		await ask({ action: 'lock_device', target: mine.device_id });
		await tenant.behind.change(mine.device_id, { device_name: 'Boss' });
		await tenant.behind.change(other.device_id, { device_name: 'Loaner' });
		await tenant.writes();
		await decide('Approve', mine.serial_number);
		await expect(tenant.writes()).resolves.toEqual([`POST /devices/${mine.device_id}/action/lock`]);
	});

	it('keeps the first reason when it is asked again, and adds the new one', async () => {
		const mac = await tenant.mac();
		for (const reason of ['First', 'Second', 'Second']) {
			await ask({ action: 'lock_device', target: mac.device_id, reason });
		}
		expect(tables.rows(REQUESTS)).toMatchObject([{ reason: 'First Asked again: Second' }]);
	});

	it.each<[string, IDataObject, RegExp]>([
		[
			'clears what does not exist',
			{ clearFields: 'serial_number, everything' },
			/not "serial_number"/,
		],
		['clears and sets at once', { tags: 'vip', clearFields: 'tags' }, /tags is set and cleared/],
		['gives tags as JSON', { tags: '[]' }, /tags are names with commas/],
		['changes nothing', {}, /nothing to update/],
	])('asks nobody when a request %s', async (_what, given, message) => {
		const mac = await tenant.mac();
		const { items } = await ask({ action: 'update_device', target: mac.device_id, ...given });
		expect(items('Cannot Be Done')[0].message).toMatch(message);
		expect(tables.rows(REQUESTS)).toEqual([]);
	});

	it('asks nobody about a device that nobody has', async () => {
		const { items } = await ask({ action: 'lock_device', target: 'NOSUCHDEVICE' });
		const [{ error, message }] = items('No Such Device');
		expect(`${String(error)} ${String(message)}`).not.toMatch(/\[Item|\.\./);
		expect(message).toContain('Nothing was changed');
	});

	it('tells a model what it cannot fix', async () => {
		await tenant.behind.fault({ method: 'GET', kind: 'status', status: 403, times: 9 });
		const { items } = await ask({ action: 'lock_device', target: 'TESTMAC1' });
		await tenant.behind.mend();
		expect(items('No Such Device')[0].message).toContain('You cannot fix this');
	});

	it.each([
		['Approve', ''],
		['Approve', 'OTHER'],
		['Refuse', 'x'],
	])('does nothing after %s with %j', async (decision, confirm) => {
		const mac = await tenant.mac();
		await ask({ action: 'lock_device', target: mac.device_id });
		await tenant.writes();
		await decide(decision, confirm);
		await expect(tenant.writes()).resolves.toEqual([]);
		const status = decision === 'Refuse' ? 'refused' : 'waiting';
		expect(tables.rows(REQUESTS)).toMatchObject([{ status }]);
	});

	it.each<[string, (mac: RawDevice) => IDataObject, (mac: RawDevice) => string]>([
		['update_device', () => ({ assetTag: 'NEW' }), (mac) => `PATCH /devices/${mac.device_id}`],
		['delete_device', () => ({}), (mac) => `DELETE /devices/${mac.device_id}`],
		['lock_device', () => ({}), (mac) => `POST /devices/${mac.device_id}/action/lock`],
	])('carries out %s once, after the serial number was typed', async (action, given, write) => {
		const mac = await tenant.mac();
		await ask({ action, target: mac.serial_number, ...given(mac) });
		await tenant.writes();
		const { last } = await decide('Approve', ` ${mac.serial_number.toLowerCase()} `);
		expect(last('Done').completionTitle).toBe('Done');
		await expect(tenant.writes()).resolves.toEqual([write(mac)]);
		expect((await decide('Approve', mac.serial_number)).ran('Nothing Waits')).toBe(true);
		expect(JSON.stringify(tables.rows(REQUESTS))).not.toMatch(/"pin"/i);
	});

	it('deletes a person after the email was typed', async () => {
		const { id, email } = await tenant.person('Gone');
		await ask({ action: 'delete_user', target: email });
		await tenant.writes();
		await decide('Approve', email);
		await expect(tenant.writes()).resolves.toEqual([`DELETE /users/${id}`]);
	});

	it.each(Object.entries(HOSTILE))('shows a name with %s as plain text', async (_kind, name) => {
		const mac = await tenant.mac({ device_name: name, asset_tag: name.slice(0, 50) });
		const { last } = await ask({
			...{ action: 'update_device', target: mac.device_id, assetTag: name, reason: name },
		});
		const shown = `${await page()} ${String(last('Ask in Slack').text)}`;
		expect(shown).not.toMatch(HARMFUL);
		expect(shown.length).toBeLessThan(5000);
	});

	it('says to AI clients that names are data, lets nobody decide without a log-in, and keeps no PIN', () => {
		const { nodes, settings } = readyWorkflow(FILE);
		const named = (name: string) => nodes.find((node) => node.name === name)?.parameters;
		expect(named('Kandji MCP Server')?.instructions).toMatch(/data that other people wrote/);
		expect(named('Approve a Request')?.authentication).toBe('n8nUserAuth');
		expect(settings).toMatchObject({ saveDataSuccessExecution: 'none' });
	});
});
