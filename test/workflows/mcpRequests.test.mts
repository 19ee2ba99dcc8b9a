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
		const nothing = {
			assetTag: '',
			blueprint: '',
			user: '',
			tags: '',
			clearFields: '',
			askedBy: '',
		};
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

	it.each(['update_device', 'delete_device', 'lock_device'])(
		'leaves a device out that somebody else has by the time of %s, and does the others',
		async (action) => {
			const [ann, bob] = [await tenant.person('Ann'), await tenant.person('Bob')];
			const [given, kept] = [
				await tenant.mac({ user: ann.id }),
				await tenant.mac({ user: ann.id }),
			].sort((one, other) => (one.device_id < other.device_id ? -1 : 1));
			await ask({
				action,
				target: `${given.device_id}, ${kept.device_id}`,
				tags: action === 'update_device' ? 'vip' : '',
			});
			await tenant.behind.change(given.device_id, { user: bob.id });
			await tenant.writes();
			const { last } = await decide('Approve', '2 devices');
			const writes = await tenant.writes();
			expect(writes).toHaveLength(1);
			expect(writes[0]).toContain(kept.device_id);
			expect(last('Done')).toMatchObject({ completionTitle: 'Partly done' });
			expect(last('Done').completionMessage).toContain(
				`${given.serial_number}: not done. It belongs to ${bob.email} now`,
			);
			expect(tables.rows(REQUESTS)[0].outcome).toContain('belongs to');
		},
	);

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
		expect(items('Not Accepted')[0].message).toMatch(message);
		expect(tables.rows(REQUESTS)).toEqual([]);
	});

	it('asks nobody about a device that nobody has', async () => {
		const { items } = await ask({ action: 'lock_device', target: 'NOSUCHDEVICE' });
		const [{ message }] = items('Not Accepted');
		expect(message).toMatch(/NOSUCHDEVICE/);
		expect(message).not.toMatch(/\[Item|\.\./);
		expect(message).toContain('Nothing was changed');
	});

	it('tells a model what it cannot fix', async () => {
		await tenant.behind.fault({ method: 'GET', kind: 'status', status: 403, times: 9 });
		const { items } = await ask({ action: 'lock_device', target: 'TESTMAC1' });
		await tenant.behind.mend();
		expect(items('Not Accepted')[0].message).toContain('You cannot fix this');
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

	describe('of several devices', () => {
		const three = async (names = ['One', 'Two', 'Three']) =>
			await Promise.all(names.map(async (name) => await tenant.mac({ device_name: name })));
		const serials = (macs: RawDevice[]) => macs.map(({ serial_number: serial }) => serial);

		it('are one page with each device, its person and what changes, and who is said to ask', async () => {
			const macs = await three();
			const target = serials(macs).join(', ');
			const asked = { blueprint: 'Quarantine', askedBy: 'Ada <b>, chief', reason: 'audit' };
			await ask({ action: 'update_device', target, ...asked });
			const text = await page();
			for (const { device_name: name, serial_number: serial } of macs) {
				expect(text).toMatch(
					new RegExp(`${name} .${serial}.*, nobody. Blueprint: .+ → Quarantine`),
				);
			}
			expect(text).toContain('<b>3 devices</b>');
			expect(text).toContain('says it is for: Ada ‹b›, chief');
			expect(text).toContain('MCP server of this workflow');
			expect(tables.rows(REQUESTS)).toHaveLength(1);
		});

		it('are the same request in another order, and keep who asked first, and why', async () => {
			const macs = serials(await three());
			const target = macs.join(',');
			await ask({ action: 'lock_device', target, reason: 'First', askedBy: 'Ada' });
			const again = macs.toReversed().join('\n');
			await ask({ action: 'lock_device', target: again, reason: 'Second', askedBy: 'Eve' });
			expect(tables.rows(REQUESTS)).toMatchObject([
				{ reason: 'First Asked again: Second', askedBy: 'Ada' },
			]);
			await ask({ action: 'lock_device', target: macs[0] });
			expect(tables.rows(REQUESTS)).toHaveLength(2);
		});

		it('are done and reported one by one, once, after the count was typed', async () => {
			const macs = await three();
			await ask({ action: 'lock_device', target: serials(macs).join(',') });
			await tenant.writes();
			await decide('Approve', macs[0].serial_number);
			await expect(tenant.writes()).resolves.toEqual([]);
			await tenant.behind.fault({
				...{ method: 'POST', path: `/api/v1/devices/${macs[1].device_id}/*` },
				...{ kind: 'status', status: 404, times: 1 },
			});
			const { last } = await decide('Approve', '3 devices');
			await tenant.behind.mend();
			expect(last('Done').completionTitle).toBe('Partly done');
			const text = String(last('Done').completionMessage);
			expect(text.match(/PIN to unlock, shown only here: \d{6}/g)).toHaveLength(2);
			expect(text).toContain(`${macs[1].serial_number}: not done. `);
			await expect(tenant.writes()).resolves.toHaveLength(3);
			const [{ status, outcome }] = tables.rows(REQUESTS);
			expect(status).toBe('partly done');
			const results = JSON.parse(String(outcome)) as IDataObject[];
			for (const { device_id: id, serial_number: device } of macs) {
				const failed = id === macs[1].device_id;
				const wanted = failed ? { device, error: expect.any(String) } : { device, done: true };
				expect(results).toContainEqual(expect.objectContaining(wanted));
			}
			expect(outcome).not.toMatch(/"pin"/i);
			expect((await decide('Approve', '3 devices')).ran('Nothing Waits')).toBe(true);
			await expect(tenant.writes()).resolves.toEqual([]);
		});

		it('are kept apart even where a serial number holds a comma', async () => {
			const [one, other] = await three();
			await tenant.behind.change(one.device_id, { serial_number: 'VMware-56, 4d' });
			const target = [one.device_id, other.device_id].join(',');
			await ask({ action: 'delete_device', target });
			await tenant.writes();
			expect(await page()).toContain('<b>2 devices</b>');
			await decide('Approve', '2 devices');
			await expect(tenant.writes()).resolves.toHaveLength(2);
			expect(tables.rows(REQUESTS)).toMatchObject([{ status: 'done' }]);
		});

		it('are deleted each with its own serial number', async () => {
			const macs = await three();
			await ask({ action: 'delete_device', target: serials(macs).join(',') });
			await tenant.writes();
			await decide('Approve', '3 devices');
			const deletes = macs.map(({ device_id: id }) => `DELETE /devices/${id}`);
			expect((await tenant.writes()).sort()).toEqual(deletes.sort());
		});

		it('are all refused where some are wrong, and each wrong one is named', async () => {
			const [mac, ...others] = await three(['One', 'Twin', 'Twin']);
			const target = `${mac.serial_number}, NOSUCH1, Twin, NOSUCH2`;
			const { items } = await ask({ action: 'lock_device', target });
			const [{ message }] = items('Not Accepted');
			expect(message).toMatch(/"NOSUCH1".*"Twin".*"NOSUCH2".*Nothing was changed and nobody was/);
			for (const { device_id: id } of others) expect(message).toContain(id);
			expect(message).not.toMatch(/\[Item|\.\./);
			expect(tables.rows(REQUESTS)).toEqual([]);
		});

		it.each<[string, (macs: RawDevice[]) => IDataObject, RegExp]>([
			[
				'one is named twice',
				([mac, other]) => ({
					target: [mac.device_id, other.serial_number, mac.serial_number].join(),
				}),
				/"[^"]+" and "[^"]+" are the same device/,
			],
			[
				'there are too many',
				([mac]) => ({ target: Array.from({ length: 51 }, () => mac.device_id).join() }),
				/more than 50 devices/,
			],
			[
				'all would get one asset tag',
				(macs) => ({ target: serials(macs).join(), assetTag: 'A-1' }),
				/asset_tag is the mark of one device/,
			],
		])('ask nobody where %s', async (_what, given, message) => {
			const macs = await three();
			const tags = 'vip';
			const { items } = await ask({ action: 'update_device', tags, ...given(macs) });
			expect(items('Not Accepted')[0].message).toMatch(message);
			expect(tables.rows(REQUESTS)).toEqual([]);
		});
	});

	it('can be approved for seven days, and asked anew after that', async () => {
		const mac = await tenant.mac();
		await ask({ action: 'lock_device', target: mac.device_id });
		const old = new Date(Date.now() - 8 * 86_400_000).toISOString();
		tables.change(REQUESTS, () => true, { askedAt: old });
		await tenant.writes();
		expect((await decide('Approve', mac.serial_number)).ran('Nothing Waits')).toBe(true);
		await expect(tenant.writes()).resolves.toEqual([]);
		await ask({ action: 'lock_device', target: mac.device_id });
		expect(tables.rows(REQUESTS)).toHaveLength(2);
	});

	it.each(Object.entries(HOSTILE))('shows a name with %s as plain text', async (_kind, name) => {
		const mac = await tenant.mac({ device_name: name, asset_tag: name.slice(0, 50) });
		const { last } = await ask({
			...{ action: 'update_device', target: mac.device_id, assetTag: name },
			...{ reason: name, askedBy: name },
		});
		const shown = `${await page()} ${String(last('Ask in Slack').text)}`;
		expect(shown).not.toMatch(HARMFUL);
		expect(shown.length).toBeLessThan(5000);
	});

	it('says to AI clients that names are data, lets nobody decide without a log-in, and keeps no PIN', () => {
		const { nodes, settings } = readyWorkflow(FILE);
		const named = (name: string) => nodes.find((node) => node.name === name)?.parameters;
		expect(named('Kandji MCP Server')?.instructions).toMatch(/data that other people wrote/);
		expect(named('Kandji MCP Server')?.instructions).toMatch(/^=.*Today is \{\{ \$now.*zoneName/);
		// n8n lets every user approve who can log in, unless this is on.
		expect(named('Approve a Request')).toMatchObject({
			authentication: 'n8nUserAuth',
			requireExecuteAccess: true,
		});
		expect(settings).toMatchObject({ saveDataSuccessExecution: 'none' });
	});
});
