import type { IDataObject } from 'n8n-workflow';

import { filesOf, resultOf } from '../../demo/execution.mts';
import { Stage } from '../../demo/stage.mts';
import { Table } from '../../demo/table.mts';
import { startSimulator } from '../../simulator/server.mts';
import {
	enrolled,
	firstRun,
	kindsOfRequests,
	setOptions,
	useApiToken,
	useToken,
} from './products.mts';

const FILE = 'happyfox-sync';

/** What HappyFox fills of an asset by itself. */
const MANAGED = [
	...['device_id', 'serial_number', 'device_name', 'platform', 'model', 'os_version', 'asset_tag'],
	...['last_check_in', 'blueprint', 'enrollment_state', 'supervised', 'udid', 'user'],
];

/** Statements D1 to D10 of what HappyFox's own integration does. */
describe('happyfox-sync in a real n8n', () => {
	let stage: Stage;
	let assets: Table;
	const ids: Record<string, string> = {};

	/** The lines of the newest CSV report by device ID, as the columns name them. */
	const csv = async (): Promise<Map<string, Record<string, string>>> => {
		const [id] = await stage.executions(FILE);
		const [{ content, fileName }] = await filesOf(stage.workspace.rest, id, 'CSV Report');
		expect(fileName).toMatch(/^happyfox-report-[\d-]+\.csv$/);
		const [head, ...lines] = content
			.toString()
			.replace(/^\uFEFF/, '')
			.trim()
			.split('\n')
			.map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.trim()));
		const named = lines.map((cells) =>
			Object.fromEntries(cells.map((cell, at) => [head[at], cell])),
		);
		return new Map(named.map((line) => [line.device_id, line]));
	};
	const sync = async () => {
		const [result] = await stage.run(FILE, { trigger: 'Run Now', result: 'Result' });
		return result as Record<string, number>;
	};
	const asset = async (device: string) => await assets.row({ device_id: ids[device] });

	beforeAll(async () => {
		stage = await Stage.open('happyfox', await startSimulator({ port: 0, devices: 10 }), FILE);
		const { id: user } = await stage.control<{ id: string }>('POST', '/users', {
			...{ name: 'Ada Park', email: 'ada.park@accuhive.example' },
		});
		for (const platform of ['Mac', 'iPad', 'iPhone', 'AppleTV', 'Android', 'Windows', 'Vision']) {
			ids[platform] = await enrolled(stage, { platform, serial_number: `HF${platform}` });
		}
		ids.Ada = await enrolled(stage, { serial_number: 'HFADA', user, asset_tag: 'HF-1' });
		ids.Twin = await enrolled(stage, { serial_number: 'HFTWIN' });
		ids.Without = await enrolled(stage, { serial_number: 'Not Available' });
		await useToken(stage, 'two-boxes', [
			'Device Information > Device list',
			'Device Information > Device details',
		]);
	}, 180_000);

	afterAll(async () => await stage?.close());

	it('D1 tests the credential when it is saved, and a wrong token stops a run before it writes', async () => {
		const { rest } = stage.workspace;
		const test = async (apiToken: string) =>
			await rest.send('POST', '/credentials/test', {
				credentials: {
					...{ id: '', name: 'Kandji', type: 'kandjiApi' },
					data: { apiToken, apiUrl: stage.tenant.url },
				},
			});
		await expect(test('two-boxes')).resolves.toMatchObject({ status: 'OK' });
		await expect(test('wrong')).resolves.toMatchObject({ status: 'Error' });
		await useApiToken(stage, 'wrong');
		await expect(sync()).rejects.toThrow(/token/i);
		assets = await Table.open(rest, 'HappyFox Assets');
		await expect(assets.rows()).resolves.toEqual([]);
		await useApiToken(stage, 'two-boxes');
	});

	it('D4 starts at once when it is published, daily from then on, and each run makes a CSV', async () => {
		await stage.control('DELETE', '/requests');
		const id = await firstRun(stage, FILE);
		const [result] = await resultOf(stage.workspace.rest, id, 'Result');
		await stage.deactivate(FILE);
		expect(result).toMatchObject({ devices: 20, attention: 1 });
		const report = await csv();
		expect(report.get(ids.Mac)).toMatchObject({ result: 'created', serial_number: 'HFMac' });
		expect(report.get(ids.Without)).toMatchObject({ result: 'skipped' });
		const { nodes } = await stage.workflow(FILE);
		const { rule } = nodes.find(({ name }) => name === 'Every Day')?.parameters as IDataObject;
		expect(rule).toEqual({ interval: [{ field: 'days', triggerAtHour: 3 }] });
		await expect(kindsOfRequests(stage)).resolves.toEqual([
			'GET /devices',
			'GET /devices/{id}/details',
		]);
	});

	it('D5 gives each platform its asset type', async () => {
		for (const type of ['Mac', 'iPad', 'iPhone', 'AppleTV', 'Android', 'Windows']) {
			await expect(asset(type)).resolves.toMatchObject({ asset_type: type, platform: type });
		}
		await expect(asset('Vision')).resolves.toMatchObject({ asset_type: 'Other' });
	});

	it('D6 fills the thirteen managed fields', async () => {
		const ada = await asset('Ada');
		expect(Object.keys(ada)).toEqual(expect.arrayContaining(MANAGED));
		expect(ada).toMatchObject({
			...{ serial_number: 'HFADA', user: 'ada.park@accuhive.example', asset_tag: 'HF-1' },
			...{ enrollment_state: 'enrolled', supervised: true },
		});
		for (const field of MANAGED) expect([field, ada[field]]).not.toEqual([field, null]);
		await expect(asset('iPhone')).resolves.toMatchObject({
			udid: expect.stringMatching(/^[0-9A-Fa-f-]{10,}$/) as string,
		});
	});

	it('D7 takes back what was edited or deleted by hand, and leaves manual assets alone', async () => {
		const { id } = await asset('iPad');
		await assets.update({ id: Number((await asset('Mac')).id) }, { os_version: '1.0', user: 'me' });
		await assets.remove({ id: Number(id) });
		await assets.insert({
			name: 'Spare',
			asset_type: 'Mac',
			serial_number: 'MANUAL',
			notes: 'Mine',
		});
		await expect(sync()).resolves.toMatchObject({ created: 1, updated: 1, notInKandji: 1 });
		const mac = await asset('Mac');
		expect(mac.os_version).not.toBe('1.0');
		expect(mac.user).toBeNull();
		await expect(asset('iPad')).resolves.toMatchObject({ serial_number: 'HFiPad' });
		await expect(assets.row({ serial_number: 'MANUAL' })).resolves.toMatchObject({
			...{ name: 'Spare', notes: 'Mine', device_id: null, os_version: null },
		});
		const report = await csv();
		expect(report.get(ids.Mac)).toMatchObject({ result: 'updated' });
		expect(report.get(ids.iPad)).toMatchObject({ result: 'created' });
	});

	it('D2 takes name and display ID from what is chosen, of fields that Kandji has', async () => {
		const before = await asset('Ada');
		expect(before).toMatchObject({ name: before.device_name, display_id: 'HFADA' });
		const chosen = { nameFrom: 'model', displayIdFrom: 'id', matchBy: 'id' };
		await setOptions(stage, FILE, chosen);
		await sync();
		await expect(asset('Ada')).resolves.toMatchObject({
			...{ id: before.id, name: before.model, display_id: ids.Ada },
		});
		// By device ID a device without serial number has an asset, too.
		await expect(asset('Without')).resolves.toMatchObject({ display_id: ids.Without });
		await assets.remove({ device_id: ids.Without });
		const usual = { nameFrom: 'name', displayIdFrom: 'serialNumber', matchBy: 'serialNumber' };
		await setOptions(stage, FILE, usual);
		await sync();
	});

	it('D3 touches no asset whose display ID is not unique, and reports it', async () => {
		await assets.insert({ display_id: 'hftwin', serial_number: 'OTHER', name: 'Other' });
		await stage.control('PATCH', `/devices/${ids.Twin}`, { os_version: '99.1' });
		await sync();
		expect((await asset('Twin')).os_version).not.toBe('99.1');
		const report = await csv();
		expect(report.get(ids.Twin)?.result).toBe('skipped');
		expect(report.get(ids.Twin)?.reason).toContain('display ID HFTWIN');
		await assets.remove({ serial_number: 'OTHER' });
		await sync();
		await expect(asset('Twin')).resolves.toMatchObject({ os_version: '99.1' });
	});

	it('D4 calls failed what the other side refused, and only that', async () => {
		await assets.renameColumn('udid', 'old_udid');
		const late = await enrolled(stage, { serial_number: 'HFLATE' });
		await sync();
		const refused = (await csv()).get(late);
		await assets.renameColumn('old_udid', 'udid');
		// A field that no asset has any more is left out, so nothing fails.
		expect(refused).toMatchObject({ result: 'created' });
		await assets.renameColumn('notes', 'remarks');
		await stage.edit(FILE, ({ nodes }) => {
			const node = nodes.find(({ name }) => name === 'New Asset');
			if (node) node.parameters.jsonOutput = "={{ { ...$json.fields, notes: 'Imported' } }}";
		});
		const later = await enrolled(stage, { serial_number: 'HFLATER' });
		await stage.control('PATCH', `/devices/${ids.Mac}`, { os_version: '99.2' });
		await sync();
		const report = await csv();
		expect(report.get(later)?.result).toBe('failed');
		expect(report.get(later)?.reason).toMatch(/^Not written/);
		expect(report.get(ids.Mac)).toMatchObject({ result: 'updated' });
		expect(report.get(ids.iPad)).toMatchObject({ result: 'unchanged' });
	});

	it('D8 links each asset to the page of its device', async () => {
		const linked = (await assets.rows()).filter(({ device_id }) => device_id !== null);
		expect(linked.length).toBeGreaterThan(0);
		for (const { kandji_url: url, device_id: id } of linked) {
			expect(url).toBe(`${stage.tenant.url}/devices/${String(id)}`);
		}
	});

	it('D9 keeps every asset when it is switched off', async () => {
		const before = await assets.rows();
		await stage.activate(FILE);
		await stage.deactivate(FILE);
		expect((await assets.rows()).length).toBeGreaterThanOrEqual(before.length);
		const { active } = await stage.workflow(FILE);
		expect(active).toBe(false);
	});

	it('D10 takes Android and Windows devices as well as those of Apple', async () => {
		const platforms = new Set((await assets.rows()).map(({ platform }) => platform));
		expect([...platforms]).toEqual(
			expect.arrayContaining(['Android', 'Windows', 'Mac', 'AppleTV']),
		);
	});
});
