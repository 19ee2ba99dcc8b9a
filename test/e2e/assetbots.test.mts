import type { IDataObject } from 'n8n-workflow';

import { resultOf } from '../../demo/execution.mts';
import { FormVisit } from '../../demo/forms.mts';
import { eventually, Stage } from '../../demo/stage.mts';
import { Table } from '../../demo/table.mts';
import { startSimulator } from '../../simulator/server.mts';
import { enrolled, firstRun, setParameters, useToken } from './products.mts';

const SYNC = 'assetbots-sync';
const OUTBOUND = 'assetbots-outbound';
const ACTIONS = 'assetbots-actions';
const SECRET = { name: 'X-Secret', value: 'sesame' };
const VISITOR = { user: 'it', password: 'secret' };
const READ = ['Device list', 'Device details', 'Device ID'].map(
	(box) => `Device Information > ${box}`,
);
const WRITE = [...READ, 'Device Information > Update a device'];
const ACT = ['Send a blank push', 'Lock Device', 'Restart Device', 'Shutdown device'];

/** Statements B1 to B11 of what Assetbots' own integration does. */
describe('assetbots-sync, -outbound and -actions in a real n8n', () => {
	let stage: Stage;
	let assets: Table;
	let people: Table;
	const ids: Record<string, string> = {};

	const sync = async () => {
		const [report] = await stage.run(SYNC, { trigger: 'Run Now', result: 'Report' });
		return report as Record<string, number>;
	};
	const asset = async (serialNumber: string) => await assets.row({ serialNumber });
	const device = async (serial: string) =>
		await stage.call<{ asset_tag: string; user: '' | { email: string } }>(
			'GET',
			`/api/v1/devices/${ids[serial]}`,
		);
	const post = async (serialNumber: string, secret = SECRET.value) =>
		await fetch(`${stage.n8n.url}/webhook/assetbots-change`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', [SECRET.name]: secret },
			body: JSON.stringify({ serialNumber }),
		});
	/** What the asset side does: changes a row and calls the webhook. */
	const change = async (serial: string, data: IDataObject) => {
		await assets.update({ serialNumber: serial }, data);
		return (await (await post(serial)).json()) as Record<string, string>;
	};
	const find = async (serial: string) =>
		await FormVisit.start(stage.n8n.url, 'assetbots-actions', VISITOR, serial, 'Desk');
	const act = async (serial: string, action: string, again = serial) => {
		const visit = await find(serial);
		await visit.send('What should', '', [action], again);
		return await visit.send('Device actions');
	};
	const commands = async () => (await stage.writes()).filter((each) => each.includes('/action/'));

	beforeAll(async () => {
		stage = await Stage.open(
			'assetbots',
			await startSimulator({ port: 0, devices: 0 }),
			'assetbots-*',
		);
		people = await Table.open(stage.workspace.rest, 'Assetbots People', [
			'email',
			'name',
			'source',
		]);
		await people.insert({ email: 'Ada@accuhive.example', name: 'Ada Park' });
		await people.insert({ email: 'zoe@accuhive.example', name: 'Zoe Fox' });
		await people.insert({ email: 'cy@accuhive.example', name: 'Cy Named' });
		const add = async (name: string, email: string) =>
			(await stage.control<{ id: string }>('POST', '/users', { name, email })).id;
		const ada = await add('Ada Park', 'ada@accuhive.example');
		const ben = await add('Ben Ray', 'ben@accuhive.example');
		const cy = await add('Cy Named', '');
		const devices: Array<[string, IDataObject]> = [
			['BOTADA', { user: ada }],
			['BOTBEN', { user: ben }],
			['BOTBEN2', { user: ben }],
			['BOTCY', { user: cy }],
			['BOTFREE', {}],
			['BOTPHONE', { platform: 'iPhone' }],
			['BOTWIN', { platform: 'Windows' }],
			['BOTVISION', { platform: 'Vision' }],
		];
		for (const [serial, given] of devices) {
			ids[serial] = await enrolled(stage, { ...given, serial_number: serial });
		}
		await stage.connect(OUTBOUND, 'httpHeaderAuth', SECRET);
		await stage.connect(ACTIONS, 'httpBasicAuth', VISITOR);
		await useToken(stage, 'read', READ);
	}, 180_000);

	afterAll(async () => await stage?.close());

	it('B2 wants a default category, fills a category once, and leaves it to people from then on', async () => {
		await setParameters(stage, SYNC, { defaultCategory: '' });
		await expect(sync()).rejects.toThrow('Default Category is empty');
		await setParameters(stage, SYNC, { defaultCategory: 'Device' });
	});

	it('B7 brings data at once when it is published, and every 20 minutes from then on', async () => {
		await stage.set(SYNC, { syncAssignment: 'fromKandji', syncAssetTag: false });
		const id = await firstRun(stage, SYNC);
		const [report] = await resultOf(stage.workspace.rest, id, 'Report');
		await stage.deactivate(SYNC);
		expect(report).toMatchObject({ devices: 8, created: 8 });
		assets = await Table.open(stage.workspace.rest, 'Assetbots Assets');
		await expect(asset('BOTADA')).resolves.toMatchObject({ category: 'Computer' });
		await expect(asset('BOTVISION')).resolves.toMatchObject({ category: 'Device' });
		await assets.update({ serialNumber: 'BOTVISION' }, { category: 'Headset' });
		await sync();
		await expect(asset('BOTVISION')).resolves.toMatchObject({ category: 'Headset' });
		const { nodes } = await stage.workflow(SYNC);
		const every = nodes.find(({ name }) => name === 'Every 20 Minutes')?.parameters.rule;
		expect(every).toEqual({ interval: [{ field: 'minutes', minutesInterval: 20 }] });
	});

	it('B8 finds a person by email, without email by name, and else creates one', async () => {
		await expect(asset('BOTADA')).resolves.toMatchObject({ checkedOutTo: 'Ada@accuhive.example' });
		await expect(asset('BOTCY')).resolves.toMatchObject({ checkedOutTo: 'cy@accuhive.example' });
		await expect(asset('BOTBEN2')).resolves.toMatchObject({ checkedOutTo: 'ben@accuhive.example' });
		const rows = await people.rows();
		expect(rows).toHaveLength(4);
		expect(rows[3]).toMatchObject({
			email: 'ben@accuhive.example',
			name: 'Ben Ray',
			source: 'Kandji',
		});
	});

	it('B1 has a mapping that is filled in, in which a field can be skipped and another added', async () => {
		const { nodes } = await stage.workflow(SYNC);
		const { mapping } = nodes.find(({ name }) => name === 'Kandji Asset Sync')
			?.parameters as unknown as { mapping: { field: Array<Record<string, string>> } };
		expect(mapping.field.length).toBeGreaterThan(10);
		await assets.addColumn('agent');
		await assets.update({ serialNumber: 'BOTADA' }, { osVersion: 'mine', model: 'old' });
		const field = mapping.field.map((row) =>
			row.assetField === 'osVersion' ? { ...row, property: 'skip' } : row,
		);
		await setParameters(stage, SYNC, {
			mapping: { field: [...field, { assetField: 'agent', property: 'agentVersion' }] },
		});
		await sync();
		const changed = await asset('BOTADA');
		expect(changed).toMatchObject({ osVersion: 'mine', agent: expect.any(String) as string });
		expect(changed.model).not.toBe('old');
		await setParameters(stage, SYNC, { mapping });
	});

	it('B3 works with the boxes for reading alone, and asks for no more', async () => {
		await assets.update({ serialNumber: 'BOTFREE' }, { tag: 'BOT-1' });
		await stage.control('DELETE', '/requests');
		await expect(sync()).resolves.toMatchObject({ failed: 0, kandjiChanges: 0 });
		await expect(stage.writes()).resolves.toEqual([]);
	});

	it('B4 imports check-outs from Kandji, or none, as the setting says', async () => {
		await stage.set(SYNC, { syncAssignment: 'none' });
		await stage.control('PATCH', `/devices/${ids.BOTBEN}`, { user: 'ada@accuhive.example' });
		await sync();
		await expect(asset('BOTBEN')).resolves.toMatchObject({ checkedOutTo: 'ben@accuhive.example' });
		await stage.set(SYNC, { syncAssignment: 'fromKandji' });
		await sync();
		await expect(asset('BOTBEN')).resolves.toMatchObject({ checkedOutTo: 'Ada@accuhive.example' });
	});

	it('B4 goes both ways, with one more box: the side that changed counts', async () => {
		await useToken(stage, 'write', WRITE);
		await stage.set(SYNC, { syncAssignment: 'both', syncAssetTag: true });
		await sync();
		await expect(asset('BOTADA')).resolves.toMatchObject({ kandjiUser: 'ada@accuhive.example' });
		const given = { checkedOutTo: 'ben@accuhive.example', checkedOutName: 'Ben Ray' };
		await assets.update({ serialNumber: 'BOTADA' }, given);
		await stage.control('PATCH', `/devices/${ids.BOTFREE}`, { user: 'ben@accuhive.example' });
		await expect(sync()).resolves.toMatchObject({ failed: 0 });
		await expect(device('BOTADA')).resolves.toMatchObject({ user: { email: given.checkedOutTo } });
		await expect(asset('BOTFREE')).resolves.toMatchObject(given);
		await expect(sync()).resolves.toMatchObject({ updated: 0, assigned: 0, kandjiChanges: 0 });
	});

	it('B6 writes the tag of the assets into Kandji', async () => {
		// The one from before both ways were on.
		await expect(device('BOTFREE')).resolves.toMatchObject({ asset_tag: 'BOT-1' });
	});

	it('B7 tells Kandji of a change at once, when the asset side calls with the secret', async () => {
		await stage.activate(OUTBOUND);
		const listening = async () =>
			(await post('BOTADA', 'wrong')).status === 403 ? true : undefined;
		await eventually('the webhook', listening);
		await assets.update({ serialNumber: 'BOTPHONE' }, { tag: 'BOT-9' });
		await post('BOTPHONE', 'wrong');
		expect((await device('BOTPHONE')).asset_tag).not.toBe('BOT-9');
		const answer = await change('BOTPHONE', {
			...{ checkedOutTo: 'ada@accuhive.example', checkedOutName: 'Ada Park' },
		});
		expect(answer).toMatchObject({ result: expect.stringContaining('kandjiChanges') as string });
		await expect(device('BOTPHONE')).resolves.toMatchObject({
			...{ asset_tag: 'BOT-9', user: { email: 'ada@accuhive.example' } },
		});
		expect((await post('NOBODY')).status).toBe(404);
	});

	it('B9 keeps a check-out to somebody whom Kandji does not know, does not sync it, and reports it', async () => {
		const zoe = { checkedOutTo: 'zoe@accuhive.example', checkedOutName: 'Zoe Fox' };
		const before = await device('BOTADA');
		const answer = await change('BOTADA', zoe);
		expect(answer.notAssigned).toContain('users cannot be created there');
		await sync();
		await expect(device('BOTADA')).resolves.toEqual(before);
		await expect(asset('BOTADA')).resolves.toMatchObject(zoe);
		const open = await Table.open(stage.workspace.rest, 'Assetbots Open Points');
		await expect(open.row({ serialNumber: 'BOTADA' })).resolves.toMatchObject({
			reason: expect.stringContaining('zoe@accuhive.example') as string,
		});
	});

	it('B11 clears the assignment in Kandji when an asset is checked in', async () => {
		const answer = await change('BOTPHONE', { checkedOutTo: null, checkedOutName: null });
		expect(answer.reason).toContain('checked in');
		await expect(device('BOTPHONE')).resolves.toMatchObject({ user: '' });
		await sync();
		expect((await asset('BOTPHONE')).checkedOutTo).toBeNull();
		await stage.deactivate(OUTBOUND);
	});

	it('B5 offers no action while they are switched off, and a forged answer does nothing', async () => {
		await stage.activate(ACTIONS);
		await stage.control('DELETE', '/requests');
		const visit = await find('BOTADA');
		const page = await visit.page('What should');
		expect(page).toContain('No action is offered');
		expect(page).not.toContain('Shut down');
		await visit.send('What should', '', ['Lock'], 'BOTADA');
		await visit.send('Nothing was sent');
		await expect(commands()).resolves.toEqual([]);
		await stage.deactivate(ACTIONS);
	});

	it('B3 needs the boxes of the actions for the actions only', async () => {
		await stage.set(ACTIONS, { enableDeviceActions: true });
		await stage.activate(ACTIONS);
		expect(await act('BOTADA', 'Blank push')).toContain('Kandji did not accept it');
		await useToken(stage, 'act', [...WRITE, ...ACT.map((box) => `Device Actions > ${box}`)]);
		expect(await act('BOTADA', 'Blank push')).toContain('Blank push was sent');
		await expect(commands()).resolves.toContain(`POST /devices/${ids.BOTADA}/action/blankpush`);
	});

	it('B10 links to the device in Kandji and offers restart and shutdown for a Mac only', async () => {
		const offered = async (serial: string) => {
			const page = await (await find(serial)).page('What should');
			expect(page).toContain(`${stage.tenant.url}/devices/${ids[serial]}`);
			return ['Blank push', 'Lock', 'Restart', 'Shut down'].filter(
				(each) =>
					page.includes(`>${each}<`) ||
					page.includes(`"${each}"`) ||
					new RegExp(`\\b${each}\\b\\s*</label`).test(page),
			);
		};
		await expect(offered('BOTBEN')).resolves.toEqual([
			'Blank push',
			'Lock',
			'Restart',
			'Shut down',
		]);
		await expect(offered('BOTPHONE')).resolves.toEqual(['Blank push', 'Lock']);
		await expect(offered('BOTWIN')).resolves.toEqual([]);
	});

	it('B10 locks after the serial number was typed again, and shows the PIN of a Mac once', async () => {
		await stage.control('DELETE', '/requests');
		expect(await act('BOTBEN', 'Lock', 'BOTADA')).toContain('Nothing was sent');
		await expect(commands()).resolves.toEqual([]);
		expect(await act('BOTBEN', 'Lock', 'botben')).toMatch(/PIN: \d{6}/);
		expect(await act('BOTPHONE', 'Lock')).toContain('passcode of its user');
		expect(await act('BOTBEN2', 'Restart')).toContain('Restart was sent');
		expect(await act('BOTCY', 'Shut down')).toContain('Shut down was sent');
		expect((await commands()).sort()).toEqual(
			[
				`POST /devices/${ids.BOTBEN}/action/lock`,
				`POST /devices/${ids.BOTPHONE}/action/lock`,
				`POST /devices/${ids.BOTBEN2}/action/restart`,
				`POST /devices/${ids.BOTCY}/action/shutdown`,
			].sort(),
		);
		// Nothing is kept of a run that ended, so no PIN is.
		await eventually('the end of all runs', async () =>
			(await stage.executions(ACTIONS)).length <= 4 ? true : undefined,
		);
		const visit = await find('NOSUCHDEVICE');
		await visit.page('No such device');
	});
});
