import { FormVisit } from '../../demo/forms.mts';
import { Stage } from '../../demo/stage.mts';
import { Table } from '../../demo/table.mts';
import { startSimulator } from '../../simulator/server.mts';
import { enrolled, useToken } from './products.mts';

const FILE = 'dots-sync';
const VISITOR = { user: 'it', password: 'secret' };
const ASSET_COLUMNS = [
	...['serialNumber', 'name', 'status', 'employeeEmail', 'deviceId', 'kandjiUrl', 'importedBy'],
];

type Mode = 'Sync' | 'Download only' | 'Download and sync';

/** Statements C1 to C12 of what Dots' own integration does. */
describe('dots-sync in a real n8n', () => {
	let stage: Stage;
	let assets: Table;
	let visit: FormVisit;

	/** Goes as far as the first report, which it answers. */
	const match = async (mode: Mode) => {
		visit = await FormVisit.start(stage.n8n.url, 'dots-connection', VISITOR);
		await visit.send('Connection mode', mode);
		return await visit.page('What was matched');
	};
	/** Goes on to the second report with these switches on. */
	const plan = async (...switches: string[]) => {
		await visit.send('What was matched', '', switches);
		return await visit.page('Who gets what');
	};
	/** Answers the second report and reads the last page. */
	const finish = async (answer: 'Assign' | 'Do not assign') => {
		await visit.send('Who gets what', '', [answer]);
		return await visit.send('assets synced');
	};
	const asset = async (serialNumber: string) => await assets.row({ serialNumber });
	/** The part of a report below one of its headings. */
	const part = (page: string, title: string) =>
		new RegExp(`<h3>${title}: \\d+</h3>.*?</table>`, 's').exec(page)?.[0] ?? '';

	beforeAll(async () => {
		stage = await Stage.open('dots', await startSimulator({ port: 0, devices: 0 }), FILE);
		const { rest } = stage.workspace;
		assets = await Table.open(rest, 'Dots Assets', ASSET_COLUMNS);
		const employees = await Table.open(rest, 'Dots Employees', ['email', 'employee']);
		await employees.insert({ email: 'ada@accuhive.example', employee: 'Ada Park' });
		await employees.insert({ email: 'ben@accuhive.example', employee: 'Ben Ray' });
		const add = async (name: string, email: string) =>
			(await stage.control<{ id: string }>('POST', '/users', { name, email })).id;
		const ada = await add('Ada Park', 'Ada@accuhive.example');
		const lab = await add('Ben Ray', 'lab@accuhive.example');
		const mac = { model: 'Mac mini (M2, 2023)', device_name: 'Box' };
		await enrolled(stage, { ...mac, serial_number: 'DOTKNOWN', user: ada });
		await enrolled(stage, { ...mac, serial_number: 'DOTNEW', user: ada });
		await enrolled(stage, { ...mac, serial_number: 'DOTLAB', user: lab });
		await enrolled(stage, { ...mac, serial_number: 'DOTHELD', user: ada });
		await enrolled(stage, { ...mac, serial_number: 'DOTORDER', user: ada });
		await enrolled(stage, { ...mac, serial_number: 'DOTSTORE', user: ada });
		await assets.insert(
			{ serialNumber: 'DOTKNOWN', name: 'Old name', status: 'In use' },
			{ serialNumber: 'DOTHELD', status: 'In use', employeeEmail: 'ben@accuhive.example' },
			{ serialNumber: 'DOTORDER', status: 'In active order' },
			{ serialNumber: 'DOTSTORE', status: 'Warehouse' },
			{ serialNumber: 'DOTDESK', name: 'A desk', status: 'In use' },
		);
		await stage.connect(FILE, 'httpBasicAuth', VISITOR);
		await stage.activate(FILE);
	}, 180_000);

	afterAll(async () => await stage?.close());

	it('C1 works with the boxes that Dots asks for, and needs no more than Device list of them', async () => {
		await useToken(stage, 'one-box', ['Device Information > Device list']);
		const anybody = { ...VISITOR, password: 'guessed' };
		await expect(FormVisit.start(stage.n8n.url, 'dots-connection', anybody)).rejects.toThrow('401');
	});

	it('C2 Sync links existing assets by serial number, creates nothing and changes nothing', async () => {
		const before = await assets.rows();
		const page = await match('Sync');
		expect(part(page, 'Synced')).toContain('Synced: 4');
		expect(part(page, 'Downloaded')).toContain('Downloaded: 0');
		expect(part(page, 'Left alone')).toMatch(
			/DOTNEW.*No asset matches, and Link Only creates none/,
		);
		const same = (rows: typeof before) =>
			rows.map((row) => ({ ...row, deviceId: null, updatedAt: null }));
		expect(same(await assets.rows())).toEqual(same(before));
		await expect(asset('DOTKNOWN')).resolves.toMatchObject({
			deviceId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
		});
		await plan();
		await finish('Do not assign');
	});

	it('C3 Download only creates what is missing and leaves existing assets', async () => {
		await assets.update({ serialNumber: 'DOTKNOWN' }, { deviceId: null });
		const page = await match('Download only');
		expect(part(page, 'Downloaded')).toMatch(/Downloaded: 2.*DOTLAB.*DOTNEW/s);
		expect(part(page, 'Synced')).toContain('Synced: 0');
		await expect(asset('DOTKNOWN')).resolves.toMatchObject({ deviceId: null, name: 'Old name' });
		await expect(asset('DOTNEW')).resolves.toMatchObject({ status: 'In stock' });
	});

	it('C6 has three switches, each by itself: newly downloaded assets', async () => {
		const page = await plan('Newly downloaded assets');
		expect(part(page, 'Assigned')).toMatch(/Assigned: 1<.*DOTNEW.*ada@accuhive.example/s);
		expect(part(page, 'Not assigned')).toMatch(
			/DOTKNOWN.*?assigning unassigned assets is switched off/s,
		);
	});

	it('C7 matches employees by email only, and says why an asset is not assigned', async () => {
		const page = await visit.page('Who gets what');
		expect(part(page, 'Not assigned')).toMatch(
			/DOTLAB.*?No person has the email lab@accuhive.example/s,
		);
	});

	it('C9 shows who gets what, and who does not and why, and assigns after a yes only', async () => {
		expect((await asset('DOTNEW')).employeeEmail).toBeNull();
		await finish('Do not assign');
		expect((await asset('DOTNEW')).employeeEmail).toBeNull();
		await match('Sync');
		await assets.update({ serialNumber: 'DOTNEW' }, { status: 'In use' });
		const page = await plan('Unassigned assets');
		expect(part(page, 'Assigned')).toMatch(/Assigned: 2<.*DOTKNOWN.*DOTNEW/s);
		await finish('Assign');
		for (const serial of ['DOTNEW', 'DOTKNOWN']) {
			await expect(asset(serial)).resolves.toMatchObject({
				employeeEmail: 'ada@accuhive.example',
			});
		}
		await expect(asset('DOTHELD')).resolves.toMatchObject({
			employeeEmail: 'ben@accuhive.example',
		});
	});

	it('C4 Download and sync creates what is missing and links what exists', async () => {
		await assets.remove({ serialNumber: 'DOTNEW' });
		await assets.update({ serialNumber: 'DOTKNOWN' }, { deviceId: null });
		const page = await match('Download and sync');
		expect(part(page, 'Downloaded')).toMatch(/Downloaded: 1.*DOTNEW/s);
		expect(part(page, 'Synced')).toMatch(/Synced: 1.*DOTKNOWN/s);
	});

	it('C5 reports how many and which assets were downloaded and synced before the assignment', async () => {
		const page = await visit.page('What was matched');
		expect(part(page, 'Downloaded')).toContain('<td>DOTNEW</td>');
		expect(part(page, 'Synced')).toContain('<td>DOTKNOWN</td>');
		expect(page).toContain('Auto-assignment');
	});

	it('C8 never assigns an asset in an active order or a warehouse, Pull all included', async () => {
		const page = await plan('Pull all assignments');
		expect(part(page, 'Assigned')).toMatch(/Assigned: 2<.*DOTHELD.*DOTNEW/s);
		expect(part(page, 'Not assigned')).toMatch(/DOTORDER.*?In active order/s);
		expect(part(page, 'Not assigned')).toMatch(/DOTSTORE.*?Warehouse/s);
		await finish('Assign');
		await expect(asset('DOTHELD')).resolves.toMatchObject({
			employeeEmail: 'ada@accuhive.example',
		});
		for (const serial of ['DOTORDER', 'DOTSTORE']) {
			expect((await asset(serial)).employeeEmail).toBeNull();
		}
	});

	it('C10 tells how many are synced, when the last run was, and how it was set, and lets both be changed', async () => {
		visit = await FormVisit.start(stage.n8n.url, 'dots-connection', VISITOR);
		const page = await visit.page('Connection mode');
		expect(page).toMatch(/<b>6 assets synced<\/b>, last sync 2\d{3}-\d\d-\d\dT/);
		expect(page).toContain('Mode: Download and sync. Auto-assignment: Pull all assignments.');
		await visit.send('Connection mode', 'Sync');
		await visit.page('What was matched');
		await plan('Unassigned assets');
		const done = await finish('Do not assign');
		expect(done).toContain('Mode: Sync. Auto-assignment: Unassigned assets.');
		const log = await (await Table.open(stage.workspace.rest, 'Dots Sync Log')).rows();
		// Every visit that went to its end is a row; the next visit shows the last one.
		expect(log.length).toBeGreaterThanOrEqual(4);
		expect(new Set(log.map(({ execution }) => execution)).size).toBe(log.length);
		expect(log.at(-2)).toMatchObject({
			summary: expect.stringMatching(
				/devices and \d+ assets compared: 1 to create, 1 to link/,
			) as string,
			...{ created: 1, linked: 1, assigned: 2, mode: 'Download and sync' },
		});
		expect(log.at(-1)).toMatchObject({ created: 0, assigned: 0, synced: 6, mode: 'Sync' });
	});

	it('C11 names an asset by its model', async () => {
		await expect(asset('DOTNEW')).resolves.toMatchObject({ name: 'Mac mini (M2, 2023)' });
		const { nodes } = await stage.workflow(FILE);
		expect(nodes.find(({ name }) => name === 'About')?.parameters.content).toContain(
			'**serial number** before the first run',
		);
	});

	it('C12 updates no existing asset and removes none', async () => {
		const { deviceId } = await asset('DOTNEW');
		await stage.control('DELETE', `/devices/${String(deviceId)}`);
		await stage.control('DELETE', '/requests');
		await match('Download and sync');
		await plan();
		await finish('Do not assign');
		await expect(asset('DOTNEW')).resolves.toMatchObject({ deviceId });
		await expect(asset('DOTKNOWN')).resolves.toMatchObject({ name: 'Old name', status: 'In use' });
		await expect(stage.writes()).resolves.toEqual([]);
	});

	it('C9 writes only where the asset is still as the page showed it', async () => {
		await assets.update({ serialNumber: 'DOTKNOWN' }, { employeeEmail: null });
		await match('Sync');
		expect(part(await plan('Unassigned assets'), 'Assigned')).toContain('DOTKNOWN');
		await assets.update({ serialNumber: 'DOTKNOWN' }, { employeeEmail: 'ben@accuhive.example' });
		await expect(finish('Assign')).resolves.toContain('Left alone, because they changed');
		await expect(asset('DOTKNOWN')).resolves.toMatchObject({
			employeeEmail: 'ben@accuhive.example',
		});
	});
});
