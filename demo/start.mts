/** `npm start`: a real n8n, a simulated Kandji tenant and the ready-made workflows. */
import { parseArgs } from 'node:util';

import { build } from '../tools/build.mts';
import { ensureDatabaseDriver, say, SetupFailure } from '../tools/setup.mjs';
import { keepOpen } from './open.mts';
import { jobNames, listJobs, loadJob, unknownJob } from './jobs/job.mts';
import type { Report } from './jobs/job.mts';
import { syncTwice } from './once.mts';
import { Stage } from './stage.mts';
import { startSimulator } from '../simulator/server.mts';
import { openTenant } from './tenant.mts';
import { makePasswordSecret } from './workspace.mts';
import type { OpenTenant, Tenant } from './tenant.mts';

const usage = `npm start [-- options]

  --once             sync the fleet into an empty asset table, twice, print the report, and end
  --workflow NAME    with --once: run this workflow instead, against the simulated tenant
  --list             name the workflows that --workflow takes, one line each
  --devices N        size of the simulated fleet (200)
  --port N           wished port of n8n (5678)
  --api-url URL      a real tenant instead of the simulator, e.g. https://accuhive.api.kandji.io
  --token TOKEN      its API token; or set KANDJI_API_TOKEN`;

function readOptions() {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			workflow: { type: 'string' },
			list: { type: 'boolean', default: false },
			devices: { type: 'string', default: '200' },
			port: { type: 'string', default: '5678' },
			'api-url': { type: 'string' },
			token: { type: 'string', default: process.env.KANDJI_API_TOKEN },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	const { once, workflow, list, help, devices, port, 'api-url': url, token } = values;
	if (![devices, port].every((text) => /^\d+$/.test(text))) {
		throw new TypeError('--devices and --port take a whole number.');
	}
	if (url !== undefined && token === undefined) throw new TypeError('--api-url needs --token.');
	if (workflow !== undefined && !once) throw new TypeError('--workflow needs --once.');
	if (workflow !== undefined && !jobNames().includes(workflow)) throw unknownJob(workflow);
	if (workflow !== undefined && url !== undefined) {
		throw new TypeError(
			'--workflow prepares its tenant, so it takes the simulated one: leave out --api-url.',
		);
	}
	const real: Tenant | undefined = url && token ? { url, token } : undefined;
	return { once, workflow, list, help, devices: Number(devices), port: Number(port), real };
}

type Options = ReturnType<typeof readOptions>;

/** Runs one workflow in an n8n of its own and answers its report. */
async function runOnce({ workflow, devices, real }: Options): Promise<Report> {
	say('Starting n8n ...');
	if (workflow === undefined) {
		const tenant = await openTenant(real, { port: 0, devices });
		return await onStage(await Stage.open('once', tenant, 'device-inventory-sync'), syncTwice);
	}
	const job = await loadJob(workflow);
	say(`${job.summary} ...`);
	const tenant = await startSimulator({ port: 0, devices });
	return await onStage(await Stage.open('once', tenant, workflow), job.run);
}

async function onStage<T extends OpenTenant>(
	stage: Stage<T>,
	run: (stage: Stage<T>) => Promise<Report>,
): Promise<Report> {
	try {
		return await run(stage);
	} finally {
		await stage.close();
	}
}

/** Runs the demo; false when it did not do what it promises. */
async function main(options: Options): Promise<boolean> {
	await ensureDatabaseDriver({ own: options.real !== undefined });
	if (!(await build())) return false;
	if (options.real) makePasswordSecret();
	if (!options.once) return await keepOpen(options);
	const report = await runOnce(options);
	process.stdout.write(`${JSON.stringify(report)}\n`);
	return report.ok;
}

let options: Options;
try {
	options = readOptions();
} catch (wrong) {
	say(`${wrong instanceof Error ? wrong.message : String(wrong)}\n\n${usage}`);
	process.exit(2);
}
if (options.help) {
	process.stdout.write(`${usage}\n`);
	process.exit(0);
}
if (options.list) {
	process.stdout.write(await listJobs());
	process.exit(0);
}
try {
	process.exitCode = (await main(options)) ? 0 : 1;
} catch (failure) {
	const message = failure instanceof Error ? failure.message : String(failure);
	say(failure instanceof SetupFailure ? message : `The demo stopped: ${message}`);
	if (options.once) process.stdout.write(`${JSON.stringify({ ok: false, error: message })}\n`);
	process.exitCode = 1;
}
