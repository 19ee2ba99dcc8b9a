import type { IDataObject } from 'n8n-workflow';

import { resultOf } from '../../demo/execution.mts';
import { Stage } from '../../demo/stage.mts';
import { Table } from '../../demo/table.mts';
import { parseTenant } from '../../nodes/Kandji/client/tenantUrl';
import { startSimulator } from '../../simulator/server.mts';
import { enrolled, firstRun, kindsOfRequests, setOptions, useToken } from './products.mts';

const FILE = 'allwhere-sync';

/** Statements A1 to A11 of what allwhere's own integration does. */
describe('allwhere-sync in a real n8n', () => {
	let stage: Stage;
	let assets: Table;
	let employees: Table;

	const sync = async () => {
		const [report] = await stage.run(FILE, { trigger: 'Run Now', result: 'Report' });
		return report as Record<string, number>;
	};
	const asset = async (serialNumber: string) => await assets.row({ serialNumber });

	beforeAll(async () => {
		stage = await Stage.open('allwhere', await startSimulator({ port: 0, devices: 10 }), FILE);
		employees = await Table.open(stage.workspace.rest, 'allwhere Employees', [
			...['email', 'firstName', 'lastName', 'source'],
		]);
		await employees.insert({ email: 'Ada.Park@accuhive.example', firstName: 'Ada' });
		await useToken(stage, 'two-boxes', [
			'Device Information > Device list',
			'Device Information > Device details',
		]);
		const add = async (name: string, email: string) =>
			(await stage.control<{ id: string }>('POST', '/users', { name, email })).id;
		const ada = await add('Ada Park', 'ada.park@accuhive.example');
		const mia = await add('Mia van Dyk', 'mia@accuhive.example');
		const lab = await add('Lab', 'lab@accuhive.example');
		const pro = { model: 'MacBook Pro (13-inch, 2018)' };
		await enrolled(stage, { ...pro, serial_number: 'ALLADA', user: ada });
		await enrolled(stage, { ...pro, serial_number: 'ALLMIA', user: mia });
		await enrolled(stage, { ...pro, serial_number: 'ALLMIA2', user: mia });
		await enrolled(stage, { ...pro, serial_number: 'ALLLAB', user: lab });
		await enrolled(stage, { ...pro, serial_number: 'ALLNOBODY' });
		await enrolled(stage, { serial_number: 'Not Available', device_name: 'No Serial' });
		const virtual = { platform: 'Windows', model: 'Virtual Machine' };
		await enrolled(stage, { ...virtual, serial_number: 'ALLVIRTUAL' });
		const tv = { platform: 'AppleTV', model: 'Apple TV 4K (3rd generation)' };
		await enrolled(stage, { ...tv, serial_number: 'ALLTV' });
	}, 180_000);

	afterAll(async () => await stage?.close());

	it('A1 takes the instance URL of US and EU', () => {
		for (const url of ['https://accuhive.api.kandji.io', 'https://accuhive.api.eu.kandji.io']) {
			expect(parseTenant(url).apiUrl).toBe(url);
		}
	});

	it('A4 starts at once when it is published, and runs once a day from then on', async () => {
		await stage.control('DELETE', '/requests');
		const id = await firstRun(stage, FILE);
		const [report] = await resultOf(stage.workspace.rest, id, 'Report');
		await stage.deactivate(FILE);
		expect(report).toMatchObject({ devices: 18, assets: 0 });
		assets = await Table.open(stage.workspace.rest, 'allwhere Assets');
		await expect(assets.rows()).resolves.toHaveLength((report as { created: number }).created);
		const { nodes } = await stage.workflow(FILE);
		const { rule } = nodes.find(({ name }) => name === 'Every Day')?.parameters as IDataObject;
		expect(rule).toEqual({ interval: [{ field: 'days', triggerAtHour: 3 }] });
	});

	it('A2 needs Device list and Device details, and asks Kandji nothing else', async () => {
		await expect(kindsOfRequests(stage)).resolves.toEqual([
			'GET /devices',
			'GET /devices/{id}/details',
		]);
	});

	it('A3 says before the set-up that it may create employees, and does not unless the setting says so', async () => {
		const { nodes } = await stage.workflow(FILE);
		const about = nodes.find(({ name }) => name === 'About')?.parameters.content;
		expect(about).toMatch(/Create Missing People.*\n.*employee record is created/);
		await expect(employees.rows()).resolves.toHaveLength(1);
	});

	it('A5 matches by serial number, in any case', async () => {
		const before = await asset('ALLNOBODY');
		await assets.update({ serialNumber: 'ALLNOBODY' }, { serialNumber: 'allnobody' });
		await expect(sync()).resolves.toMatchObject({ created: 0 });
		await expect(asset('ALLNOBODY')).resolves.toMatchObject({ id: before.id });
	});

	it('A6 creates nothing without serial number or type, and reports what it skipped', async () => {
		const skipped = await (await Table.open(stage.workspace.rest, 'allwhere Skipped')).rows();
		const about = Object.fromEntries(
			skipped.map(({ serialNumber, reason }) => [String(serialNumber), reason]),
		);
		expect(about).toMatchObject({
			'Not Available': 'The device has no serial number that could be compared',
			ALLVIRTUAL: expect.stringMatching(/^Not created: .*no device type/) as string,
		});
		const types = (await assets.rows()).map(({ type }) => type);
		expect(types).toEqual(expect.arrayContaining(['Laptop', 'Phone', 'Tablet', 'TV']));
		expect(types).not.toContain(null);
	});

	it('A7 gives a created asset the status allocated, and leaves it to allwhere from then on', async () => {
		await expect(asset('ALLTV')).resolves.toMatchObject({ status: 'allocated', type: 'TV' });
		await assets.update({ serialNumber: 'ALLTV' }, { status: 'in repair' });
		await sync();
		await expect(asset('ALLTV')).resolves.toMatchObject({ status: 'in repair' });
	});

	it('A8 overrides the fields that Kandji knows, and no other', async () => {
		const kandji = await asset('ALLADA');
		expect(kandji).toMatchObject({
			make: 'Apple',
			modelNumber: expect.stringMatching(/^Mac/) as string,
			os: expect.stringMatching(/^macOS \d/) as string,
			processor: expect.stringMatching(/^Apple|Intel/) as string,
			memory: expect.stringMatching(/^\d+ GB$/) as string,
			storage: expect.stringMatching(/ GB$/) as string,
			iruId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
		});
		const rows = await assets.rows();
		for (const field of ['color', 'imei', 'processorFrequency', 'displaySize']) {
			expect(rows.filter((row) => row[field] !== null && row[field] !== '')).not.toEqual([]);
		}
		// Kandji knows the color of phones and tablets only.
		const phone = rows.find(({ color }) => color) as IDataObject & { serialNumber: string };
		const own = { keyboardLanguage: 'Dutch', releaseDate: '2018-07-12', storageType: 'SSD' };
		const wrong = { os: 'macOS 9', memory: '1 GB', storage: '1 GB', model: 'iBook' };
		const more = { make: 'Acme', displaySize: '9"', processor: 'Z80', modelNumber: 'X' };
		const colored = { color: 'Lime' };
		await assets.update(
			{ serialNumber: 'ALLADA' },
			{ ...own, ...wrong, ...more, ...colored, iruId: 'none' },
		);
		await assets.update({ serialNumber: phone.serialNumber }, { ...own, ...colored });
		await expect(sync()).resolves.toMatchObject({ updated: 2 });
		const { updatedAt, ...after } = await asset('ALLADA');
		expect(after).toEqual({ ...kandji, ...own, ...colored, updatedAt: undefined });
		expect(updatedAt).toBeDefined();
		const { updatedAt: phoneUpdatedAt, ...phoneAfter } = await asset(phone.serialNumber);
		expect(phoneAfter).toEqual({ ...phone, ...own, updatedAt: undefined });
		expect(phoneUpdatedAt).toBeDefined();
	});

	it('A9 links by email, creates employees only if the setting says so, and assigns nobody without an email', async () => {
		await expect(asset('ALLADA')).resolves.toMatchObject({
			employeeEmail: 'Ada.Park@accuhive.example',
		});
		for (const serial of ['ALLMIA', 'ALLLAB', 'ALLNOBODY']) {
			expect((await asset(serial)).employeeEmail).toBeNull();
		}
		await setOptions(stage, FILE, { createPeople: true });
		// Eleven assignments at once are one more than Max Assignments allows.
		await expect(sync()).resolves.toMatchObject({ assigned: 0, withheld: 11 });
		expect((await asset('ALLMIA2')).employeeEmail).toBeNull();
		await expect(employees.rows()).resolves.toHaveLength(1);
		await setOptions(stage, FILE, { maxAssignments: '11' });
		await expect(sync()).resolves.toMatchObject({ assigned: 11, withheld: 0 });
		await expect(asset('ALLMIA2')).resolves.toMatchObject({
			employeeEmail: 'mia@accuhive.example',
		});
		const created = (await employees.rows()).filter(({ source }) => source === 'Kandji');
		const mia = { email: 'mia@accuhive.example', firstName: 'Mia van', lastName: 'Dyk' };
		expect(created.filter(({ email }) => email === mia.email)).toEqual([
			expect.objectContaining(mia),
		]);
		expect(created.map(({ email }) => email)).not.toContain('lab@accuhive.example');
		expect((await asset('ALLLAB')).employeeEmail).toBeNull();
		await expect(sync()).resolves.toMatchObject({ created: 0, updated: 0, assigned: 0 });
		await setOptions(stage, FILE, { createPeople: false });
	});

	it('A10 splits the text of a model', async () => {
		await expect(asset('ALLADA')).resolves.toMatchObject({
			model: 'MacBook Pro',
			displaySize: '13"',
			modelYear: '2018',
		});
	});

	it('A11 writes nothing to Kandji and leaves the asset of a device that has left', async () => {
		const { iruId } = await asset('ALLTV');
		await stage.control('DELETE', `/devices/${String(iruId)}`);
		await stage.control('DELETE', '/requests');
		await expect(sync()).resolves.toMatchObject({ created: 0, updated: 0, removed: 0 });
		await expect(asset('ALLTV')).resolves.toMatchObject({ iruId });
		await expect(stage.writes()).resolves.toEqual([]);
	});
});
