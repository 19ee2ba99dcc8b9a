/** `npm start`: a real n8n, a simulated Kandji tenant and the ready-made workflows. */
import { parseArgs } from 'node:util';

import { build } from '../tools/build.mts';
import { ensureDatabaseDriver, say, SetupFailure } from '../tools/setup.mjs';
import { keepOpen } from './open.mts';
import { syncOnce } from './once.mts';
import { openTenant } from './tenant.mts';
import type { Tenant } from './tenant.mts';

const usage = `npm start [-- options]

  --once             sync the fleet into an empty asset table, twice, print the report, and end
  --devices N        size of the simulated fleet (200)
  --port N           wished port of n8n (5678)
  --api-url URL      a real tenant instead of the simulator, e.g. https://accuhive.api.kandji.io
  --token TOKEN      its API token; or set KANDJI_API_TOKEN`;

function readOptions() {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			devices: { type: 'string', default: '200' },
			port: { type: 'string', default: '5678' },
			'api-url': { type: 'string' },
			token: { type: 'string', default: process.env.KANDJI_API_TOKEN },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	const { once, help, devices, port, 'api-url': url, token } = values;
	if (![devices, port].every((text) => /^\d+$/.test(text))) {
		throw new TypeError('--devices and --port take a whole number.');
	}
	if (url !== undefined && token === undefined) throw new TypeError('--api-url needs --token.');
	const real: Tenant | undefined = url && token ? { url, token } : undefined;
	return { once, help, devices: Number(devices), port: Number(port), real };
}

/** Runs the demo; false when it did not do what it promises. */
async function main({
	once,
	devices,
	port,
	real,
}: ReturnType<typeof readOptions>): Promise<boolean> {
	await ensureDatabaseDriver();
	if (!(await build())) return false;
	if (!once) return await keepOpen({ devices, port, real });
	const tenant = await openTenant(real, { port: 0, devices });
	try {
		const outcome = await syncOnce(tenant);
		process.stdout.write(`${JSON.stringify(outcome)}\n`);
		return outcome.ok;
	} finally {
		await tenant.close();
	}
}

let options: ReturnType<typeof readOptions>;
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
try {
	process.exitCode = (await main(options)) ? 0 : 1;
} catch (failure) {
	const message = failure instanceof Error ? failure.message : String(failure);
	say(failure instanceof SetupFailure ? message : `The demo stopped: ${message}`);
	if (options.once) process.stdout.write(`${JSON.stringify({ ok: false, error: message })}\n`);
	process.exitCode = 1;
}
