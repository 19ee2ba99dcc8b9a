import { runWorkflow } from '../../demo/execution.mts';
import { Control } from '../../simulator/controlClient.mts';
import { startPostgres } from '../../demo/postgres.mts';
import type { RunningPostgres } from '../../demo/postgres.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const DEVICES = 24;
const SYNC = 'Kandji Asset Sync';
const TABLE = `CREATE TABLE assets (
	id serial PRIMARY KEY, serial_number text UNIQUE, name text, os_version text,
	asset_tag text, user_email text, device_id text, status text DEFAULT 'In use'
)`;
/** Column and what fills it. */
const MAPPING = [
	['serial_number', 'serialNumber'],
	['name', 'name'],
	['os_version', 'osVersion'],
	['asset_tag', 'assetTag'],
	['device_id', 'id'],
].map(([assetField, property]) => ({ assetField, property }));

interface Credential {
	id: string;
	name: string;
}
type Row = Record<string, string | number | null>;

let stage: Stage;
let postgres: RunningPostgres;
let database: Credential;
let kandji: Credential;

beforeAll(async () => {
	postgres = await startPostgres();
	stage = await openStage('postgres', DEVICES, 'device-inventory-sync');
	const { rest } = stage.workspace;
	[kandji] = await rest.send<Credential[]>('GET', '/credentials');
	const data = { ...postgres.credential, ssl: 'disable', sshTunnel: false, maxConnections: 5 };
	database = await rest.send('POST', '/credentials', { name: 'Assets', type: 'postgres', data });
	await run('Query', [query('Query', TABLE)], {});
}, 180_000);

afterAll(async () => {
	await stage?.close();
	await postgres?.close();
});

const node = (name: string, type: string, typeVersion: number, more: object) => ({
	id: name,
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	position: [0, 0],
	...more,
});
const main = (...targets: string[]) =>
	targets.map((name) => ({ node: name, type: 'main', index: 0 }));
const chosen = (value: string) => ({ __rl: true, mode: 'name', value });

function query(name: string, text: string) {
	return node(name, 'postgres', 2.6, {
		parameters: { operation: 'executeQuery', query: text, options: {} },
		credentials: { postgres: database },
		alwaysOutputData: true,
	});
}

function write(name: string, operation: 'insert' | 'update') {
	return node(name, 'postgres', 2.6, {
		parameters: {
			operation,
			schema: chosen('public'),
			table: chosen('assets'),
			columns: { mappingMode: 'autoMapInputData', matchingColumns: ['id'], value: {}, schema: [] },
			options: {},
		},
		credentials: { postgres: database },
	});
}

const edit = (name: string, jsonOutput: string) =>
	node(name, 'set', 3.4, { parameters: { mode: 'raw', jsonOutput, options: {} } });

/** Runs these nodes behind a manual trigger; the items of the one called `result`. */
async function run(result: string, nodes: Array<{ name: string }>, connections: object) {
	const { rest } = stage.workspace;
	const { id } = await rest.send<{ id: string }>('POST', '/workflows', {
		name: result,
		nodes: [node('Start', 'manualTrigger', 1, { parameters: {} }), ...nodes],
		connections: { Start: { main: [main(nodes[0].name)] }, ...connections },
		settings: { executionOrder: 'v1' },
	});
	return (await runWorkflow(rest, id, { trigger: 'Start', result })) as Row[];
}

/** One sync of the table as a person would build it: read, plan, insert, update. Answers the report. */
async function sync(firstRun = false): Promise<Row> {
	const nodes = [
		query('Read', 'SELECT * FROM assets ORDER BY id'),
		node(SYNC, '', 1, {
			type: 'n8n-nodes-kandji.kandjiAssetSync',
			parameters: {
				// The table is empty at first, so its fields cannot be guessed.
				assetFields: { assigneeEmail: 'user_email', id: 'id' },
				mapping: { field: MAPPING },
				firstRun,
				assignment: 'fromKandji',
				options: {
					unassign: true,
					removal: 'retire',
					removalField: 'status',
					removalValue: 'Retired',
					maxRemovals: '20%',
				},
			},
			credentials: { kandjiApi: kandji },
		}),
		edit('New Row', '={{ $json.fields }}'),
		write('Insert', 'insert'),
		edit('Changed Row', '={{ { id: $json.asset.id, ...$json.fields } }}'),
		write('Change', 'update'),
	];
	const [report] = await run(SYNC, nodes, {
		Read: { main: [main(SYNC)] },
		[SYNC]: { main: [[], main('New Row'), main('Changed Row'), main('Changed Row')] },
		'New Row': { main: [main('Insert')] },
		'Changed Row': { main: [main('Change')] },
	});
	return report;
}

const rows = async () =>
	await run('Query', [query('Query', 'SELECT * FROM assets ORDER BY id')], {});

test('a table in PostgreSQL follows Kandji: created, updated, assigned, retired, and then nothing', async () => {
	const control = new Control(stage.tenant);
	const first = await sync(true);
	expect(first).toMatchObject({ devices: DEVICES, assets: 0 });
	const created = await rows();
	expect(created).toHaveLength(Number(first.created));
	expect(created.length).toBeGreaterThan(DEVICES / 2);
	expect(await sync()).toMatchObject({
		created: 0,
		updated: 0,
		assigned: 0,
		unchanged: created.length,
	});

	// The device that leaves must not be one that Automated Device Enrollment still knows.
	const [renamed, reassigned] = created;
	const windows = created.find(({ serial_number }) =>
		/^(PF|MJ|5CD|WIN)/.test(String(serial_number)),
	);
	const leaving = windows ?? created[created.length - 1];
	const { user_email: email } =
		created.find((row) => row.user_email !== null && row !== reassigned) ?? {};
	await control.change(String(renamed.device_id), { device_name: "Ann's Mac" });
	await control.change(String(reassigned.device_id), { user: email });
	await control.remove(String(leaving.device_id));
	const changed = await sync();
	const after = new Map((await rows()).map((row) => [row.id, row]));
	expect(after.get(renamed.id)?.name).toBe("Ann's Mac");
	expect(after.get(reassigned.id)?.user_email).toBe(email);
	expect(Number(changed.updated)).toBe(1);
	expect([changed.removed, after.get(leaving.id)?.status]).toEqual(
		windows ? [1, 'Retired'] : [0, 'In use'],
	);
	expect(after.size).toBe(created.length);
	expect(await sync()).toMatchObject({ created: 0, updated: 0, assigned: 0, removed: 0 });
});
