/** Polls of the trigger with every event ticked, and what its state costs. */
import { spawn } from 'node:child_process';

import { bin } from '../../tools/exec.mts';
import { root } from '../../tools/setup.mjs';
import { alone } from '../processes.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';

/** What n8n's scheduler grants to a poll, in seconds. */
const LEASE_S = 36;
const DEVICES = 10_000;
const USERS = 5_000;
const LATENCY = 300;

interface Polls {
	rows: Array<{
		poll: string;
		seconds: number;
		requests: number;
		events: number;
		failures: number;
	}>;
	stateBytes: number;
}

/** Runs bench/poll.bench.mts, which drives the trigger as n8n does; its last line is JSON. */
async function polls(scale: number): Promise<Polls> {
	const child = spawn(
		process.execPath,
		[bin('jest'), '--testMatch', '<rootDir>/bench/poll.bench.mts'],
		{
			cwd: root,
			stdio: ['ignore', 'ignore', 'pipe'],
			env: {
				...process.env,
				POLL_DEVICES: String(DEVICES * scale),
				POLL_USERS: String(USERS * scale),
				POLL_LATENCY: String(LATENCY),
			},
		},
	);
	let said = '';
	for await (const chunk of child.stderr) said += String(chunk);
	const line = said.split('\n').findLast((one) => one.startsWith('{"rows"'));
	if (line === undefined) throw new Error(`The polls reported nothing:\n${said}`);
	return JSON.parse(line) as Polls;
}

async function run({ scale }: Thoroughness): Promise<Measured> {
	const { rows: measured, stateBytes } = await polls(scale);
	const cost = await alone('stateOf', { devices: DEVICES * scale });
	const rows: Row[] = measured.map(({ poll, seconds, requests, events, failures }) => ({
		Poll: poll,
		'Took, s': seconds,
		Requests: requests,
		Events: events,
		Failures: failures,
	}));
	return {
		rows,
		goals: [
			...measured.map(({ poll, seconds }) => ({
				goal: `Poll (${poll}): seconds of the ${LEASE_S} that n8n grants`,
				measured: seconds,
				most: LEASE_S,
			})),
			{
				goal: 'Failed polls',
				measured: measured.reduce((sum, { failures }) => sum + failures, 0),
				most: 0,
			},
		],
		notes: [
			`${DEVICES * scale} devices, ${USERS * scale} users, ${LATENCY} ms a request, every event ticked; the state took ${Math.round(stateBytes / 1_000)} kB.`,
			`Of a quiet poll of the devices alone, without Kandji's answers: parsing the pages ${cost.floorMs} ms; with making records of them ${cost.listingMs} ms; reading the state ${cost.readMs} ms; comparing ${cost.diffMs} ms. Writing the state, where something changed: ${cost.writeMs} ms.`,
		],
	};
}

/** Polls of the trigger. */
export const poll: Part = { name: 'poll', title: 'A poll of the trigger', run };
