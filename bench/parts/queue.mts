/** n8n itself on one tenant: queue mode with PostgreSQL and Redis, and mains of their own. */
import lodash from 'lodash';

import { Cluster } from '../../demo/cluster.mts';
import { publishEach, startEach } from '../../demo/each.mts';
import type { Each } from '../../demo/each.mts';
import { newFolder, removeFolder } from '../../demo/folder.mts';
import { startN8n } from '../../demo/n8n.mts';
import type { RunningN8n } from '../../demo/n8n.mts';
import { prepareWorkspace } from '../../demo/workspace.mts';
import { ensureDatabaseDriver } from '../../tools/setup.mjs';
import { itemsHttp, OURS, PER_SECOND } from '../nodes.mts';
import { Tenant } from '../processes.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';
import { goalsOf, missingIn, rowOf, sharedOut, TIMES } from '../sharing.mts';
import type { Shared } from '../sharing.mts';

const EXECUTIONS = 4;
const ITEMS = 500;
const LATENCY = 80;
const PATH = 'details';
/** So long nothing is heard when all is done: longer than any answer, and than a request may be held. */
const SILENCE_S = 8;
/** What has not come by then has failed. */
const MAX_MS = 240_000;

interface Case {
	what: string;
	/** Those that get executions: workers of a queue, or mains. */
	processes: number;
	/** Mains that know nothing of each other, instead of a queue. */
	apart?: boolean;
	http?: boolean;
}

const CASES: Case[] = [
	{ what: 'Queue mode, 2 workers', processes: 2 },
	{ what: 'Queue mode, 4 workers', processes: 4 },
	{ what: '2 mains', processes: 2, apart: true },
	{ what: 'HTTP Request in queue mode, 2 workers', processes: 2, http: true },
];

/** n8n in queue mode for some work, which is given where its webhooks are. */
async function withQueue<T>(workers: number, work: (urls: string[]) => Promise<T>): Promise<T> {
	const cluster = await Cluster.open();
	try {
		const url = await cluster.start('main', 'start');
		for (let one = 1; one <= workers; one++) await cluster.start(`worker ${one}`, 'worker');
		return await work([url]);
	} finally {
		await cluster.close();
	}
}

/** The same with mains that know nothing of each other. */
async function withMains<T>(count: number, work: (urls: string[]) => Promise<T>): Promise<T> {
	const folders = Array.from({ length: count }, () => newFolder('main'));
	const mains: RunningN8n[] = [];
	try {
		for (const folder of folders) mains.push(await startN8n({ folder, port: 0 }));
		return await work(mains.map(({ url }) => url));
	} finally {
		for (const one of mains) await one.close();
		for (const one of folders) removeFolder(one);
	}
}

async function measure(
	tenant: Tenant,
	urls: string[],
	{ processes, http = false }: Case,
	items: number,
): Promise<Shared> {
	const each: Each = http
		? {
				name: 'HTTP Request',
				path: PATH,
				type: { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 },
				parameters: itemsHttp('details', tenant.url, Math.floor(PER_SECOND / EXECUTIONS)),
			}
		: { name: 'Get Details', path: PATH, parameters: OURS.details };
	for (const url of urls) {
		const { rest } = await prepareWorkspace(url, tenant, 'device-inventory-sync');
		await publishEach(rest, each);
	}
	const given = lodash.chunk(await tenant.deviceIds(EXECUTIONS * items), items);
	const start = async (batches: string[][]) => {
		const taken = await Promise.all(
			batches.map(async (ids, at) => await startEach(urls[at % urls.length], PATH, ids)),
		);
		if (taken.includes(false)) throw new Error('n8n did not take an execution');
	};
	// Each process loads what it needs before the clock begins.
	await start(Array.from({ length: 2 * processes }, () => given[0].slice(0, 1)));
	await tenant.control.silence(SILENCE_S, Date.now() + MAX_MS);
	await tenant.control.forgetRequests();
	await start(given);
	await tenant.control.silence(SILENCE_S, Date.now() + MAX_MS);
	const log = await tenant.control.requests();
	return { ...sharedOut(log, given), failed: missingIn(log, given) };
}

async function run({ scale }: Thoroughness): Promise<Measured> {
	const items = ITEMS * scale;
	await ensureDatabaseDriver();
	const rows: Row[] = [];
	const goals: Measured['goals'] = [];
	const floorMs = ((EXECUTIONS * items) / PER_SECOND) * 1_000;
	for (const one of CASES) {
		const shared = await Tenant.during(
			{ devices: EXECUTIONS * items, latency: LATENCY, uneven: true, hourly: 0 },
			async (tenant) => {
				const running = one.apart ? withMains : withQueue;
				return await running(
					one.processes,
					async (urls) => await measure(tenant, urls, one, items),
				);
			},
		);
		rows.push(rowOf(one.what, shared, floorMs));
		if (!one.http) goals.push(...goalsOf(one.what, shared, floorMs, { refused: 1, alike: true }));
	}
	const notes = [
		`${EXECUTIONS} executions at once, ${items} Get Details each, at ${LATENCY} ms a request, uneven; each begins with a webhook. Queue mode is one main with PostgreSQL and Redis. The two mains are two n8n with their own databases: mains of one database need n8n's Enterprise licence.`,
		TIMES,
		`HTTP Request sends in batches of ${Math.floor(PER_SECOND / EXECUTIONS)} with a second between them, which who builds a workflow can set only by knowing how many run at once.`,
	];
	return { rows, goals, notes };
}

/** Executions of a real n8n, in several processes. */
export const queue: Part = { name: 'queue', title: 'Queue mode and several mains', run };
