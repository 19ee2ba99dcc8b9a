import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { startSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import type { Bench, NodeGiven } from './bench.mts';
import { delivers } from './triggerChecks.mts';

/** Something that users do, driven in a real n8n. */
export interface Check {
	/** The column of the table. */
	name: string;
	/** Throws with what is wrong. */
	run(bench: Bench): Promise<void>;
}

const NOWHERE = '6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f';

const kandji = (parameters: object, settings: object = {}): NodeGiven => ({
	name: 'Kandji',
	type: 'n8n-nodes-kandji.kandji',
	parameters,
	settings,
});

/** A device that an item names, as the editor stores it. */
const device = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

/** Ids of Macs of the simulated fleet. */
const macs = ({ simulator }: Bench): string[] =>
	[...simulator.tenant.devices.values()]
		.filter(({ platform }) => platform === 'Mac')
		.map(({ device_id: id }) => id);

async function loads(bench: Bench): Promise<void> {
	const found = (await bench.nodeTypes()).map((name) => name.split('.')[1]);
	const missing = ['kandji', 'kandjiAssetSync', 'kandjiTrigger'].filter(
		(name) => !found.includes(name),
	);
	assert.deepEqual(missing, [], `not listed: ${missing.join(', ')}. ${bench.logged().join(' ')}`);
}

async function credentialTest(bench: Bench): Promise<void> {
	const { rest, simulator } = bench;
	const saved = await bench.credential();
	const ask = async (apiToken: string) => {
		const data = { apiToken, apiUrl: simulator.url };
		const body = { credentials: { ...saved, data } };
		return await rest.send<{ status: string; message: string }>('POST', '/credentials/test', body);
	};
	const right = await ask(simulator.token);
	assert.equal(right.status, 'OK', right.message);
	const wrong = await ask('wrong');
	assert.match(wrong.message, /does not accept the API token/, 'a wrong token passes');
}

async function list(bench: Bench): Promise<void> {
	const [devices] = await bench.run([{}], kandji({ operation: 'getAll', returnAll: true }));
	assert.equal(devices.length, bench.simulator.tenant.devices.size);
	assert.ok(devices.every(({ device_id: id }) => typeof id === 'string'));
}

/** Restarts Macs where the first and the fourth item name none, and looks at both outputs. */
async function errorOutput(bench: Bench, settings: object): Promise<void> {
	// Kandji refuses a command while the same one waits, as it does after the check before.
	await bench.tenant.reset();
	const items = macs(bench)
		.slice(0, 6)
		.map((id, row) => ({ id: [0, 3].includes(row) ? NOWHERE : id, row }));
	const [good = [], bad = []] = await bench.run(
		items,
		kandji(
			{ resource: 'deviceAction', operation: 'restart', device },
			{ onError: 'continueErrorOutput', ...settings },
		),
	);
	const wanted = items.filter(({ id }) => id !== NOWHERE).map(({ id }) => id);
	assert.deepEqual(good.map(({ id }) => id).sort(), [...wanted].sort(), 'the success output');
	assert.equal(bad.length, 2, 'items at the error output');
	for (const [index, { error }] of bad.entries()) {
		assert.match(String(error), index === 0 ? /\[Item 0\]$/ : /\[Item 3\]$/);
	}
	const later = bad[1];
	assert.match(String(later.message), /Check the ID/);
	assert.equal(later.row, 3, 'what the failing item held');
	const sent = (await bench.tenant.writes())
		.map(({ path }) => path)
		.filter((path) => !path.includes(NOWHERE));
	assert.equal(new Set(sent).size, wanted.length, 'commands sent');
	assert.equal(sent.length, wanted.length, 'commands sent twice');
}

async function dryRun(bench: Bench): Promise<void> {
	const [id] = macs(bench);
	await bench.tenant.forgetRequests();
	const confirmation = bench.simulator.tenant.devices.get(id)?.serial_number ?? '';
	const [rehearsed] = await bench.run(
		[{ id }],
		kandji({
			resource: 'deviceAction',
			operation: 'erase',
			device,
			confirmation,
			options: { dryRun: true },
		}),
	);
	assert.equal(rehearsed[0]?.dryRun, true);
	assert.deepEqual(await bench.tenant.writes(), []);
}

async function upload(bench: Bench): Promise<void> {
	const content = 'an installer, as far as anybody needs to know '.repeat(50_000);
	const file: NodeGiven = {
		name: 'To File',
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: {
			operation: 'toText',
			sourceProperty: 'text',
			binaryPropertyName: 'data',
			options: { fileName: 'driver.pkg' },
		},
	};
	const [apps] = await bench.run(
		[{ text: content }],
		file,
		kandji({
			resource: 'customApp',
			operation: 'create',
			binaryPropertyName: 'data',
			name: 'Driver',
			installType: 'package',
			installEnforcement: 'install_once',
		}),
	);
	const sha256 = createHash('sha256').update(content).digest('hex');
	assert.equal(apps[0]?.sha256, sha256, 'the stored file');
}

async function assetSync(bench: Bench): Promise<void> {
	const { devices } = bench.simulator.tenant;
	const [known] = [...devices.values()].filter(({ serial_number: serial }) => serial !== '');
	const assets = [{ serialNumber: known.serial_number, name: 'Another name' }];
	const outputs = await bench.run(assets, {
		name: 'Sync',
		type: 'n8n-nodes-kandji.kandjiAssetSync',
		parameters: { mode: 'update', matching: {} },
	});
	const [[report], created = []] = outputs;
	assert.ok(Number(report?.devices) > 0 && report?.error === undefined, String(report?.error));
	assert.equal(created.length, report.created, 'the items at Create');
	assert.ok(Number(report.created) > 0);
}

/** n8n's HTTP Request node with this credential, against a tenant that redirects to another host. */
async function redirect(bench: Bench): Promise<void> {
	const stranger = await startSimulator({ devices: 1 });
	try {
		for (const options of [{}, { redirect: { redirect: { followRedirects: true } } }]) {
			await bench.tenant.fault({
				kind: 'redirect',
				status: 307,
				headers: { Location: `${stranger.url}/api/v1/tags` },
			});
			const request: NodeGiven = {
				name: 'Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					url: `${bench.simulator.url}/api/v1/tags`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'kandjiApi',
					options,
				},
				settings: { onError: 'continueRegularOutput' },
			};
			await bench.run([{}], request);
			await bench.tenant.mend();
		}
		const asked = await new Control(stranger).requests();
		assert.equal(asked.filter(({ token }) => token).length, 0, 'the token reached another host');
		assert.equal(asked.length, 0, 'another host was asked, without the token');
	} finally {
		await stranger.close();
	}
}

/** In the order of the table's columns; the first one must hold for the others to make sense. */
export const checks: Check[] = [
	{ name: 'Loads', run: loads },
	{ name: 'Credential test', run: credentialTest },
	{ name: 'List', run: list },
	{ name: 'Error output', run: async (bench) => await errorOutput(bench, {}) },
	{
		name: 'Retry On Fail',
		run: async (bench) => await errorOutput(bench, { retryOnFail: true, waitBetweenTries: 100 }),
	},
	{ name: 'Dry run', run: dryRun },
	{ name: 'Upload from disk', run: upload },
	{ name: 'Asset Sync', run: assetSync },
	{ name: 'Redirect', run: redirect },
	{ name: 'Trigger, also published during 429 and 503', run: delivers },
];
