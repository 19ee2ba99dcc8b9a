#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSimulator } from './server.mts';
import { COUNTERS, ERAS, FLEETS, REFUSALS, SLASHES } from './options.mts';
import { Dice } from './dice.mts';
import { readRecording } from './recording.mts';
import { DEFAULTS } from './simulator.mts';
import type { SimulatorOptions } from './simulator.mts';

const USAGE = `A Kandji tenant on loopback.

  kandji-simulator [--port 4000] [--devices 1000] [--users 600] [--seed 7] [--date 2026-11-20]
                   [--latency 80]
                   [--uneven] [--rate 50] [--hourly 10000] [--counter fixed|sliding|nodes]
                   [--token T] [--fleet mixed|apple] [--era today|2022] [--slashes strict|lenient]
                   [--refuse 403|401] [--clock-skew 0] [--slow-start 0] [--tenants 1]
                   [--recording FILE]

In a clone of n8n-nodes-kandji: npm run simulator -- [the same].

  --port     port, 0 for a free one (4000)
  --devices  enrolled devices (${DEFAULTS.devices})
  --users    directory users (two for three devices)
  --seed     same seed and date, same tenant (${DEFAULTS.seed})
  --date     the day or moment (ISO 8601) on which the data ends (the last full hour)
  --latency  milliseconds before each answer (${DEFAULTS.latency})
  --uneven   answers take a fifth more or less than that, and one in fifty five times as long
  --rate     requests a second, 0 for no limit (${DEFAULTS.rate})
  --hourly   requests an hour, 0 for no limit (${DEFAULTS.hourly})
  --counter  how seconds are counted: fixed (those of the clock), sliding, or nodes (three that
             each count alone) (${DEFAULTS.counter})
  --token    the API token that may do everything
  --fleet    mixed: every platform; apple: Macs, iPhones, iPads and Apple TVs only, without the
             fields that came with Windows and Android (${DEFAULTS.fleet})
  --era      2022: whole numbers as user ids, older forms of ADE rows and activity, no rate headers
             (${DEFAULTS.era})
  --slashes  lenient: a slash too many or too few at a path's end does not matter (${DEFAULTS.slashes})
  --clock-skew  seconds that the tenant's clock is ahead of this machine's; behind: --clock-skew=-60
  --slow-start  milliseconds that the first ten answers take besides
  --tenants  how many tenants to start, each on the next port with data and token of its own (1)
  --refuse   the status for a missing permission (${DEFAULTS.refuse})
  --recording  a file of npm run record, whose answers are played back instead of a simulated tenant's

A browser shows the tenant at /. Tests change it under /simulator: curl 127.0.0.1:4000/simulator
lists what can be done there.`;

const NUMBERS = ['port', 'devices', 'users', 'seed', 'latency', 'rate', 'hourly'] as const;
/** Options with a few values each. */
const CHOICES: Record<string, readonly string[]> = {
	counter: COUNTERS,
	fleet: FLEETS,
	era: ERAS,
	slashes: SLASHES,
	refuse: REFUSALS.map(String),
};
const LARGEST_PORT = 65_535;

function wholeNumberOf(name: string, given: string | boolean): number {
	if (typeof given === 'string' && /^\d+$/.test(given)) return Number(given);
	throw new Error(`--${name} must be a whole number from 0, not "${String(given)}"`);
}

/** The options of the command line; throws an Error that says which flag is wrong. */
function readOptions(args: string[]): (Partial<SimulatorOptions> & { tenants: number }) | 'help' {
	const text = { type: 'string' } as const;
	const { values }: { values: Record<string, string | boolean | undefined> } = parseArgs({
		args,
		options: {
			...Object.fromEntries(NUMBERS.map((name) => [name, text])),
			...Object.fromEntries(Object.keys(CHOICES).map((name) => [name, text])),
			'clock-skew': text,
			'slow-start': text,
			tenants: text,
			token: text,
			date: text,
			recording: text,
			uneven: { type: 'boolean' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true) return 'help';
	const options: Partial<SimulatorOptions> & { tenants: number } = {
		port: 4000,
		tenants: Math.max(1, wholeNumberOf('tenants', values.tenants ?? '1')),
	};
	for (const name of NUMBERS) {
		const given = values[name];
		if (given === undefined) continue;
		options[name] = wholeNumberOf(name, given);
	}
	if ((options.port ?? 0) > LARGEST_PORT) throw new Error(`--port must be at most ${LARGEST_PORT}`);
	const skew = values['clock-skew'] ?? '0';
	if (!/^-?\d+$/.test(String(skew))) {
		throw new Error(`--clock-skew must be a whole number, not "${String(skew)}"`);
	}
	options.clockSkew = Number(skew);
	options.slowStart = wholeNumberOf('slow-start', values['slow-start'] ?? '0');
	if (values.date !== undefined) {
		const date = new Date(String(values.date));
		if (Number.isNaN(date.getTime())) {
			throw new Error(`--date must be an ISO 8601 date, not "${String(values.date)}"`);
		}
		options.date = date;
	}
	if (values.token !== undefined) {
		if (typeof values.token !== 'string' || !/^\S+$/.test(values.token)) {
			throw new Error('--token must not be empty or contain blanks');
		}
		options.token = values.token;
	}
	if (values.recording !== undefined) options.recording = readRecording(String(values.recording));
	options.uneven = values.uneven === true;
	for (const [name, choices] of Object.entries(CHOICES)) {
		const given = values[name];
		if (given === undefined) continue;
		if (!choices.includes(String(given))) {
			throw new Error(`--${name} must be ${choices.join(' or ')}, not "${String(given)}"`);
		}
		Object.assign(options, { [name]: name === 'refuse' ? Number(given) : given });
	}
	return options;
}

function fail(error: unknown): never {
	const reason = error instanceof Error ? error.message : String(error);
	process.stderr.write(`Simulator: ${reason}\n`);
	process.exit(1);
}

let options: ReturnType<typeof readOptions>;
try {
	options = readOptions(process.argv.slice(2));
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
	process.exit(2);
}
if (options === 'help') {
	process.stdout.write(`${USAGE}\n`);
	process.exit(0);
}

/** The options of the tenant at a position: the next port, and data and a token of its own. */
function optionsOf(first: Partial<SimulatorOptions>, position: number): Partial<SimulatorOptions> {
	if (position === 0) return first;
	const { port = 0, seed = DEFAULTS.seed } = first;
	const dice = new Dice(`token ${seed + position}`);
	return {
		...first,
		port: port === 0 ? 0 : port + position,
		seed: seed + position,
		token: [8, 4, 4, 4, 12].map((length) => dice.hex(length)).join('-'),
	};
}

const { tenants, ...first } = options;
const running = await Promise.all(
	Array.from(
		{ length: tenants },
		async (_, position) => await startSimulator(optionsOf(first, position)),
	),
).catch(fail);
const stop = (): void => {
	Promise.all(running.map(async (each) => await each.close())).then(() => process.exit(0), fail);
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
for (const { tenant, url, token } of running) {
	process.stdout.write(
		`Kandji simulator: ${tenant.devices.size} devices at ${url} with token ${token}\n`,
	);
}
