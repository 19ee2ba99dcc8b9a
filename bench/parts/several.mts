/** Several processes on one tenant, as n8n's workers and mains are, and beside a client that knows nothing of them. */
import { setTimeout as sleep } from 'node:timers/promises';

import lodash from 'lodash';

import { detailsPath, OURS, PER_SECOND } from '../nodes.mts';
import { Tenant, trafficOf, withWorkers } from '../processes.mts';
import type { Worker } from '../processes.mts';
import { rounded, seconds } from '../result.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';

interface Case {
	what: string;
	processes: number;
	items: number;
	latency: number;
	/** Milliseconds between the beginnings of two processes. */
	apart?: number;
	/** Requests a second of a foreign client. */
	foreign?: number;
	/** Without the headers that count. */
	blind?: boolean;
}

const CASES: Case[] = [
	{ what: '2 processes', processes: 2, items: 500, latency: 80 },
	{ what: '4 processes', processes: 4, items: 500, latency: 80 },
	{ what: '4 processes', processes: 4, items: 500, latency: 1_000 },
	{
		what: '4 processes, begun 3 s after each other',
		processes: 4,
		items: 500,
		latency: 80,
		apart: 3_000,
	},
	{
		what: '1 process beside a client at 20 a second',
		processes: 1,
		items: 1_000,
		latency: 80,
		foreign: 20,
	},
	{ what: '1 process without headers', processes: 1, items: 500, latency: 400, blind: true },
	{ what: '4 processes without headers', processes: 4, items: 300, latency: 80, blind: true },
];

/** `all`: the processes of a case, those of n8n first, and the foreign client's where it has one. */
async function measure(
	tenant: Tenant,
	{ processes, items, apart = 0, foreign }: Case,
	all: Worker[],
) {
	const { url, token } = tenant;
	const [workers, strangers] = [all.slice(0, processes), all.slice(processes)];
	// Devices of its own for each process, so that the simulator's log tells whose a request was.
	const given = lodash.chunk(
		(await tenant.deviceIds(processes * items)).map((id) => ({ id })),
		items,
	);
	const about = { node: 'ours' as const, parameters: OURS.details, apiUrl: url, apiToken: token };
	// Each loads n8n before the clock begins, which takes seconds.
	await Promise.all(
		workers.map(
			async (one, index) => await one.do('run', { ...about, items: given[index].slice(0, 1) }),
		),
	);
	for (const one of strangers) one.begin('foreign', { url, token, perSecond: foreign ?? 0 });
	const at = Math.ceil(Date.now() / 1_000) * 1_000 + 4_450;
	await sleep(at - 500 - Date.now());
	await tenant.control.forgetRequests();
	const outcomes = await Promise.all(
		workers.map(
			async (one, index) =>
				await one.do('run', { ...about, items: given[index], at: at + index * apart }),
		),
	);
	const log = await tenant.control.requests();
	const ours = log.filter(({ path }) => path.endsWith('/details'));
	const others = log.length - ours.length;
	const { requests, refused, sendingMs } = trafficOf(ours);
	const took = given.map((one) => {
		const paths = new Set(one.map(({ id }) => detailsPath(id)));
		return trafficOf(ours.filter(({ path }) => paths.has(path))).sendingMs;
	});
	return {
		total: sendingMs,
		took,
		failed: processes * items - outcomes.reduce((sum, outcome) => sum + outcome.items, 0),
		refused: (100 * refused) / requests,
		othersRefused:
			others === 0
				? ''
				: rounded(
						(100 * log.filter((one) => !ours.includes(one) && one.status === 429).length) / others,
						1,
					),
	};
}

async function run({ scale }: Thoroughness): Promise<Measured> {
	const rows: Row[] = [];
	const goals: Measured['goals'] = [];
	for (const one of CASES) {
		const items = one.items * scale;
		const { total, took, failed, refused, othersRefused } = await Tenant.during(
			{
				devices: one.processes * items,
				latency: one.latency,
				uneven: true,
				hourly: 0,
				era: one.blind ? '2022' : 'today',
			},
			async (tenant) =>
				await withWorkers(
					one.processes + (one.foreign === undefined ? 0 : 1),
					async (all) => await measure(tenant, { ...one, items }, all),
				),
		);
		const floor = ((one.processes * items) / (PER_SECOND - (one.foreign ?? 0))) * 1_000;
		const apart = Math.max(...took) / Math.min(...took);
		const what = `${one.what}, ${items} items each, ${one.latency} ms`;
		rows.push({
			What: what,
			'All done, s': seconds(total),
			'Floor, s': seconds(floor),
			'Ours / floor': rounded(total / floor),
			'Answered 429, %': rounded(refused),
			'Of the other client, %': othersRefused,
			'Slowest / fastest': rounded(apart),
			Failed: failed,
		});
		goals.push(
			{ goal: `${what}: items failed`, measured: failed, most: 0 },
			{ goal: `${what}: % answered 429`, measured: rounded(refused), most: one.blind ? 5 : 1 },
			{ goal: `${what}: times the floor`, measured: rounded(total / floor), most: 1.1 },
		);
		if (one.processes > 1 && one.apart === undefined)
			goals.push({ goal: `${what}: slowest to fastest`, measured: rounded(apart), most: 1.25 });
	}
	const notes = [
		'The floor is arithmetic: all items at 50 a second, less what the other client takes. Times are from the first request that was let through to the last, as the simulator counted them, so that slow last answers do not count.',
		'Get Details for each item; answers vary as above.',
		'Of processes that begin one after the other, the first has the tenant for itself for a while, so that they do not end alike.',
	];
	return { rows, goals, notes };
}

/** Several processes, and foreign clients. */
export const several: Part = { name: 'several', title: 'Several processes on one tenant', run };
