import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { runWorkflow } from '../../demo/execution.mts';
import { PackageShelf } from './packageShelf.mts';
import { TriggerBench } from './trigger-bench.mts';
import type { Watcher } from './trigger-bench.mts';

const LIMIT_MS = 900_000;
const NAME = 'n8n-nodes-kandji';
const SYNC = 'device-inventory-sync';

const shelf = new PackageShelf();
let bench: TriggerBench;

/** The package's folder in n8n's own. */
const installedAt = () => path.join(bench.folder, '.n8n', 'nodes', 'node_modules', NAME);

/** What the page of community nodes sends. */
const install = async (version: string) =>
	await bench.api.send('POST', '/community-packages', { name: NAME, version });
const update = async (version: string) =>
	await bench.api.send('PATCH', '/community-packages', { name: NAME, version });
const uninstall = async () => await bench.api.send('DELETE', `/community-packages?name=${NAME}`);

/** A published trigger for one platform, with that platform's devices. */
async function publish(platform: string): Promise<{ watcher: Watcher; ids: string[] }> {
	const ids = [...bench.simulator.tenant.devices.values()]
		.filter((device) => device.platform === platform && !device.is_removed)
		.map(({ device_id: id }) => id);
	const watcher = await bench.publish({ platform, events: ['device.nameChanged'], often: true });
	return { watcher, ids };
}

const rename = async (id: string, name: string) =>
	await bench.tenant.change(id, { device_name: name });

/** The devices whose events a watcher has emitted, each as often as it was emitted. */
const emitted = async (watcher: Watcher) =>
	(await bench.emitted(watcher)).map(({ line }) => line.replace('device.nameChanged ', ''));

/** Whether n8n shows the workflow as published, and why it could not start it. */
async function shownState({ id }: Watcher) {
	const { active } = await bench.api.send<{ active: boolean }>('GET', `/workflows/${id}`);
	return { active, error: await bench.api.send('GET', `/active-workflows/error/${id}`) };
}

/** All workflows as n8n holds them. */
async function savedWorkflows(ids: string[]): Promise<IDataObject[]> {
	const all: IDataObject[] = [];
	for (const id of ids) {
		const workflow = await bench.api.send<IDataObject>('GET', `/workflows/${id}`);
		const { name, nodes, connections, settings, active } = workflow;
		all.push({ name, nodes, connections, settings, active });
	}
	return all;
}

/** Saves a workflow that lists all devices. */
async function saveListing(): Promise<string> {
	const [credential] = await bench.api.send<Array<{ id: string; name: string }>>(
		'GET',
		'/credentials',
	);
	const node = (name: string, type: string, more: object) => ({
		...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
		...more,
	});
	const nodes = [
		node('Start', 'n8n-nodes-base.manualTrigger', {}),
		node('List', `${NAME}.kandji`, {
			parameters: { resource: 'device', operation: 'getAll', returnAll: true },
			credentials: { kandjiApi: { id: credential.id, name: credential.name } },
		}),
	];
	const connections = { Start: { main: [[{ node: 'List', type: 'main', index: 0 }]] } };
	const body = { name: 'List devices', nodes, connections, settings: {} };
	return (await bench.api.send<{ id: string }>('POST', '/workflows', body)).id;
}

beforeAll(async () => {
	for (const version of ['0.1.0', '0.1.1', '0.1.2']) shelf.add(version);
	bench = await TriggerBench.open('A', { packageFolder: null, env: shelf.env });
	await install('0.1.0');
	await bench.prepare();
}, LIMIT_MS);

afterAll(async () => {
	await bench?.close();
	shelf.close();
});

it(
	'An update in the editor keeps parameters, outputs and the state of published triggers',
	async () => {
		const { watcher, ids } = await publish('Mac');
		await rename(ids[0], 'Before the update');
		await bench.toldAtLeast(watcher, 1);
		const listing = await saveListing();
		const run = async () => ({
			devices: await runWorkflow(bench.api, listing, { trigger: 'Start', result: 'List' }),
			sync: await runWorkflow(bench.api, bench.workflows[SYNC], {
				trigger: 'Run Now',
				result: 'Report',
			}),
		});
		// The first run fills the table; the second one finds nothing to do, as does one after the update.
		await run();
		const outputs = await run();
		const ownIds = [...Object.values(bench.workflows), listing, watcher.id];
		const saved = await savedWorkflows(ownIds);

		await update('0.1.1');

		expect(await savedWorkflows(ownIds)).toEqual(saved);
		expect(await run()).toEqual(outputs);
		await rename(ids[1], 'After the update');
		await bench.toldAtLeast(watcher, 2);
		expect(await emitted(watcher)).toEqual([ids[0], ids[1]]);
	},
	LIMIT_MS,
);

it(
	'An update while n8n is stopped loses nothing',
	async () => {
		const { watcher, ids } = await publish('iPad');
		await rename(ids[0], 'Alive');
		await bench.toldAtLeast(watcher, 1);
		await bench.kill();
		rmSync(installedAt(), { recursive: true });
		mkdirSync(installedAt());
		const tarball = shelf.tarball('0.1.2');
		execFileSync('tar', ['-xzf', tarball, '-C', installedAt(), '--strip-components=1']);
		await rename(ids[1], 'While updating');
		await bench.start(null);
		await bench.toldAtLeast(watcher, 2);
		expect(await emitted(watcher)).toEqual([ids[0], ids[1]]);
	},
	LIMIT_MS,
);

it(
	'A trigger whose package was uninstalled goes on when it is installed again, and loses nothing',
	async () => {
		const { watcher, ids } = await publish('iPhone');
		await rename(ids[0], 'Alive');
		await bench.toldAtLeast(watcher, 1);
		await uninstall();
		await rename(ids[1], 'While uninstalled');
		expect(await shownState(watcher)).toEqual({ active: true, error: null });
		await install('0.1.2');
		await bench.toldAtLeast(watcher, 2);
		expect(await emitted(watcher)).toEqual([ids[0], ids[1]]);
	},
	LIMIT_MS,
);

it(
	'A trigger that n8n started without its package stays silent until it is published again, and loses nothing',
	async () => {
		const { watcher, ids } = await publish('Windows');
		await rename(ids[0], 'Alive');
		await bench.toldAtLeast(watcher, 1);
		await bench.kill();
		rmSync(installedAt(), { recursive: true });
		await bench.start(null);
		await rename(ids[1], 'While missing');
		// n8n says nowhere in the workflow that it does not run.
		expect(await shownState(watcher)).toEqual({ active: true, error: null });
		await install('0.1.2');
		await bench.kill();
		await bench.start(null);
		expect(await shownState(watcher)).toEqual({ active: true, error: null });
		// Another trigger is polled meanwhile, at the same seconds.
		const { watcher: other } = await publish('Android');
		await bench.polled(other, 2);
		expect(await emitted(watcher)).toEqual([ids[0]]);

		await bench.publishAgain(watcher);
		await bench.toldAtLeast(watcher, 2);
		expect(await emitted(watcher)).toEqual([ids[0], ids[1]]);
	},
	LIMIT_MS,
);
