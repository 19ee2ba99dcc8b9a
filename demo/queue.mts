/**
 * `npm run demo:queue`: n8n in queue mode, one main and two workers. Syncs the inventory, sends a command to each of
 * 2,000 devices while a worker and the main are killed, and counts what was done once, twice or never.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startSimulator } from '../simulator/server.mts';
import { Control } from '../simulator/controlClient.mts';
import { build } from '../tools/build.mts';
import { say, SetupFailure } from '../tools/setup.mjs';
import { Cluster } from './cluster.mts';
import { publishEach, startEach } from './each.mts';
import type { Each } from './each.mts';
import { runWorkflow } from './execution.mts';
import type { Rest } from './rest.mts';
import { prepareWorkspace } from './workspace.mts';

/** Items of one execution. */
const BATCH = 50;
const QUIET_S = 30;
const MAX_MS = 480_000;

const PUSHES: Each = {
	name: 'Push Devices',
	path: 'push-devices',
	parameters: {
		resource: 'deviceAction',
		operation: 'blankPush',
		device: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
	},
};

/** How often Kandji took a push for each device, and how the executions ended. */
async function count(
	tenant: Control,
	ids: string[],
): Promise<Record<'once' | 'twice' | 'never', number>> {
	const taken = new Map(ids.map((id) => [id, 0]));
	for (const { method, path, status } of await tenant.requests()) {
		const id = /\/devices\/([^/]+)\/action\/blankpush$/.exec(path)?.[1] ?? '';
		if (method === 'POST' && status !== null && status < 300)
			taken.set(id, (taken.get(id) ?? 0) + 1);
	}
	const times = [...taken.values()];
	return {
		once: times.filter((each) => each === 1).length,
		twice: times.filter((each) => each > 1).length,
		never: times.filter((each) => each === 0).length,
	};
}

async function endings(rest: Rest, workflowId: string): Promise<Record<string, number>> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await rest.send<{ results: Array<{ status: string }> }>(
		'GET',
		`/executions?filter=${filter}&limit=100`,
	);
	return Object.fromEntries(
		[...Map.groupBy(results, ({ status }) => status)].map(([status, all]) => [status, all.length]),
	);
}

/** Sends the batches one by one; a main that is dead answers later. */
async function call(url: string, batches: string[][]): Promise<void> {
	for (const ids of batches) {
		while (!(await startEach(url, PUSHES.path, ids))) await sleep(1_000);
	}
}

async function run(devices: number): Promise<boolean> {
	const simulator = await startSimulator({ devices, hourly: 0 });
	const tenant = new Control(simulator);
	const cluster = await Cluster.open().catch(async (failure: unknown) => {
		await simulator.close();
		throw failure;
	});
	try {
		say('Starting a main and two workers ...');
		const url = await cluster.start('main', 'start');
		await cluster.start('worker 1', 'worker');
		await cluster.start('worker 2', 'worker');
		const { rest, workflows } = await prepareWorkspace(url, simulator, 'device-inventory-sync');

		say('Syncing the inventory on a worker, twice ...');
		const sync = async () => {
			const steps = { trigger: 'Run Now', result: 'Report' };
			const [report] = await runWorkflow(rest, workflows['device-inventory-sync'], steps);
			return report as Record<'devices' | 'created' | 'updated' | 'unchanged', number>;
		};
		const [first, second] = [await sync(), await sync()];
		for (const [title, { created, updated, unchanged }] of [
			['First sync', first],
			['Second sync', second],
		] as const) {
			process.stdout.write(
				`${title}: created ${created}, updated ${updated}, unchanged ${unchanged}\n`,
			);
		}

		const ids = [...simulator.tenant.devices.values()]
			.filter(({ platform }) => ['Mac', 'iPhone', 'iPad', 'AppleTV'].includes(platform))
			.map(({ device_id: id }) => id)
			.slice(0, 2_000);
		const workflowId = await publishEach(rest, PUSHES);
		await tenant.forgetRequests();
		const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, index) =>
			ids.slice(index * BATCH, (index + 1) * BATCH),
		);
		say(`Sending ${ids.length} pushes in ${batches.length} executions ...`);
		const calls = call(url, batches);
		const done = async () => (await count(tenant, ids)).once;
		const end = Date.now() + MAX_MS;
		while ((await done()) < ids.length / 5 && Date.now() < end) await sleep(100);
		say(`Killing worker 2 after ${await done()} pushes ...`);
		await cluster.kill('worker 2');
		while ((await done()) < ids.length / 2 && Date.now() < end) await sleep(100);
		say(`Killing the main after ${await done()} pushes, and starting it and the worker again ...`);
		await cluster.kill('main');
		await cluster.start('main', 'start');
		await cluster.start('worker 2', 'worker');
		await calls;
		await tenant.silence(QUIET_S, end);
		// The log-in of the main that died is still good: it is kept in the database.
		const ended = await endings(rest, workflowId);
		const pushed = await count(tenant, ids);
		const ends = Object.entries(ended).map(([status, times]) => `${times} ${status}`);
		process.stdout.write(
			`Pushes: ${pushed.once} once, ${pushed.twice} twice, ${pushed.never} never. Executions: ${ends.join(', ')}.\n`,
		);
		const unfinished = batches.length - (ended.success ?? 0);
		const ok =
			second.created + second.updated === 0 &&
			pushed.twice === 0 &&
			pushed.never <= unfinished * BATCH;
		process.stdout.write(
			`${JSON.stringify({ ok, sync: [first, second].map(({ created }) => created), pushes: pushed, executions: ended })}\n`,
		);
		return ok;
	} finally {
		await cluster.close();
		await simulator.close();
	}
}

const { values } = parseArgs({ options: { devices: { type: 'string', default: '2600' } } });
if (!(await build())) process.exit(1);
try {
	process.exitCode = (await run(Number(values.devices))) ? 0 : 1;
} catch (failure) {
	const message = failure instanceof Error ? failure.message : String(failure);
	say(failure instanceof SetupFailure ? message : `The demo stopped: ${message}`);
	process.exitCode = 1;
}
