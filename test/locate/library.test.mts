import type { IDataObject } from 'n8n-workflow';
import { startSimulator } from '../../simulator/server.mts';
import { chosen, runNode } from '../../tools/harness/engine.mts';

/** Resource of each locator, the mode for what people call a record, and the key of a row that holds it. */
const LOCATORS: Array<[resource: string, mode: string, name: string]> = [
	['adeDevice', 'serialNumber', 'serial_number'],
	['adeIntegration', 'serverName', 'server_name'],
	['customApp', 'name', 'name'],
	['customProfile', 'name', 'name'],
	['customScript', 'name', 'name'],
	['inHouseApp', 'name', 'name'],
];

describe.each(LOCATORS)('The picker of %s', (resource, mode, name) => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	let rows: IDataObject[];
	beforeAll(async () => {
		simulator = await startSimulator({ port: 0, devices: 40, seed: 7, rate: 0 });
		rows = (await run({ operation: 'getAll', returnAll: true })).json;
	});
	afterAll(async () => await simulator.close());

	const run = async (parameters: IDataObject) =>
		await runNode({ resource, simplify: false, ...parameters } as never, {
			apiUrl: simulator.url,
			apiToken: simulator.token,
		});
	const get = async (value: unknown, how: string) =>
		await run({ operation: 'get', [resource]: chosen(String(value), how) });

	it.each(['list', 'id', mode])('finds a record by its ID in mode %s', async (how) => {
		const row = rows.at(-1);
		expect((await get(row?.id, how)).json).toMatchObject([{ id: row?.id }]);
	});

	it.each(['list', mode])('finds a record by what people call it in mode %s', async (how) => {
		const row = rows.at(-1);
		expect((await get(String(row?.[name]).toUpperCase(), how)).json).toMatchObject([
			{ id: row?.id },
		]);
	});

	it('finds nothing by a part of a name', async () => {
		const { error } = await get(String(rows[0][name]).slice(0, 3), mode);
		expect(error?.message).toMatch(
			/^No .* matches "...?" as its (.*name|serial number) \[Item 0\]$/,
		);
	});
});
