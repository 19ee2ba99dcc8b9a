/** Several processes on one tenant, as n8n's workers and mains are, and beside a client that knows nothing of them. */
import { setTimeout as sleep } from 'node:timers/promises';

import lodash from 'lodash';

import { OURS, PER_SECOND } from '../nodes.mts';
import { Tenant, withWorkers } from '../processes.mts';
import type { Worker } from '../processes.mts';
import { middle, rounded } from '../result.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';
import { goalsOf, isDetails, refusedOf, rowOf, sharedOut, TIMES } from '../sharing.mts';

interface Case {
	what: string;
	processes: number;
	items: number;
	latency: number;
	/** Milliseconds between the beginnings of two processes. */
	apart?: number;
	/** Requests a second of a foreign client. */
	foreign?: number;
	counter?: 'sliding';
	/** Without the headers that count. */
	blind?: boolean;
}

const CASES: Case[] = [
	{ what: '2 processes', processes: 2, items: 500, latency: 80 },
	{ what: '4 processes', processes: 4, items: 500, latency: 80 },
	{ what: '4 processes', processes: 4, items: 500, latency: 1_000 },
	{ what: '2 processes', processes: 2, items: 500, latency: 80, counter: 'sliding' },
	{ what: '4 processes', processes: 4, items: 500, latency: 80, counter: 'sliding' },
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

/** Cases that take no longer at best are measured several times: chance decides more of them. */
const SHORT_MS = 25_000;

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
	const done = outcomes.reduce((sum, outcome) => sum + outcome.items, 0);
	const log = await tenant.control.requests();
	const theirs = log.filter((one) => !isDetails(one));
	return {
		...sharedOut(
			log,
			given.map((some) => some.map(({ id }) => id)),
		),
		failed: processes * items - done,
		theirs: theirs.length === 0 ? undefined : refusedOf(theirs),
	};
}

async function run({ runs, scale }: Thoroughness): Promise<Measured> {
	const rows: Row[] = [];
	const goals: Measured['goals'] = [];
	for (const one of CASES) {
		const items = one.items * scale;
		const { counter = 'fixed' } = one;
		const what = `${one.what}, ${items} items each, ${one.latency} ms, ${counter} seconds`;
		const floorMs = ((one.processes * items) / (PER_SECOND - (one.foreign ?? 0))) * 1_000;
		const { theirs, ...shared } = await middle(
			floorMs <= SHORT_MS ? runs : 1,
			async () =>
				await Tenant.during(
					{
						devices: one.processes * items,
						latency: one.latency,
						counter,
						uneven: true,
						hourly: 0,
						era: one.blind ? '2022' : 'today',
					},
					async (tenant) =>
						await withWorkers(
							one.processes + (one.foreign === undefined ? 0 : 1),
							async (all) => await measure(tenant, { ...one, items }, all),
						),
				),
		);
		const other = theirs === undefined ? '' : rounded(theirs, 1);
		rows.push({ ...rowOf(what, shared, floorMs), 'Of the other client, %': other });
		goals.push(
			...goalsOf(what, shared, floorMs, {
				refused: one.blind ? 8 : 2.5,
				alike: one.processes > 1 && one.apart === undefined,
				timesFloor: one.blind && one.processes === 1 ? 1.5 : 1.15,
			}),
		);
	}
	const notes = [
		TIMES,
		'Beside another client the floor is that of the places which it leaves.',
		'Get Details for each item; answers vary as above. The middle of three runs where they are short.',
		'Of processes that begin one after the other, the first has the tenant for itself for a while, so that they do not end alike.',
	];
	return { rows, goals, notes };
}

/** Several processes, and foreign clients. */
export const several: Part = { name: 'several', title: 'Several processes on one tenant', run };
