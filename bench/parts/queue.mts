/** n8n itself on one tenant: queue mode with PostgreSQL and Redis, and mains of their own. */
import { setTimeout as sleep } from 'node:timers/promises';

import lodash from 'lodash';

import { Cluster } from '../../demo/cluster.mts';
import { publishEach, startEach } from '../../demo/each.mts';
import type { Each } from '../../demo/each.mts';
import { newFolder, removeFolder } from '../../demo/folder.mts';
import { startN8n } from '../../demo/n8n.mts';
import type { RunningN8n } from '../../demo/n8n.mts';
import { prepareWorkspace } from '../../demo/workspace.mts';
import { itemsHttp, OURS, PER_SECOND } from '../nodes.mts';
import { Tenant } from '../processes.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';
import { goalsOf, rowOf, sharedOut, TIMES } from '../sharing.mts';
import type { Shared } from '../sharing.mts';

const EXECUTIONS = 4;
const ITEMS = 500;
const LATENCY = 80;
const PATH = 'details';
/** So long nothing is heard when all is done: longer than any answer, and than a request may be held. */
const SILENCE_S = 8;

interface Case {
	what: string;
	workers?: number;
	/** Mains that know nothing of each other, instead of a queue. */
	mains?: number;
	http?: boolean;
}

const CASES: Case[] = [
	{ what: 'Queue mode, 2 workers', workers: 2 },
	{ what: 'Queue mode, 4 workers', workers: 4 },
	{ what: '2 mains', mains: 2 },
	{ what: 'HTTP Request in queue mode, 2 workers', workers: 2, http: true },
];

/** Some n8n, and the addresses at which its webhooks are called in turn. */
interface Running {
	urls: string[];
	/** Processes that can get an execution. */
	processes: number;
	close: () => Promise<void>;
}

async function startQueue(workers: number): Promise<Running> {
	const cluster = await Cluster.open();
	const close = async () => await cluster.close();
	try {
		const url = await cluster.start('main', 'start');
		for (let one = 1; one <= workers; one++) await cluster.start(`worker ${one}`, 'worker');
		return { urls: [url], processes: workers, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function startMains(count: number): Promise<Running> {
	const folders: string[] = [];
	const mains: RunningN8n[] = [];
	const close = async () => {
		for (const one of mains) await one.close();
		for (const one of folders) removeFolder(one);
	};
	try {
		for (let one = 0; one < count; one++) {
			const folder = newFolder('main');
			folders.push(folder);
			mains.push(await startN8n({ folder, port: 0 }));
		}
		return { urls: mains.map(({ url }) => url), processes: count, close };
	} catch (error) {
		await close();
		throw error;
	}
}

/** Waits until no request comes any more. */
async function silence({ control }: Tenant): Promise<void> {
	for (let last = 0, quiet = 0; quiet < SILENCE_S; quiet++) {
		const now = (await control.requests()).length;
		if (now !== last) quiet = 0;
		last = now;
		await sleep(1_000);
	}
}

async function measure(
	tenant: Tenant,
	{ urls, processes }: Running,
	{ http = false }: Case,
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
	await silence(tenant);
	await tenant.control.forgetRequests();
	await start(given);
	// The first of these seconds may be as silent as the last.
	while ((await tenant.control.requests()).length === 0) await sleep(100);
	await silence(tenant);
	const { log: _, ...shared } = await sharedOut(tenant, given);
	return shared;
}

async function run({ scale }: Thoroughness): Promise<Measured> {
	const items = ITEMS * scale;
	const rows: Row[] = [];
	const goals: Measured['goals'] = [];
	const floorMs = ((EXECUTIONS * items) / PER_SECOND) * 1_000;
	for (const one of CASES) {
		const shared = await Tenant.during(
			{ devices: EXECUTIONS * items, latency: LATENCY, uneven: true, hourly: 0 },
			async (tenant) => {
				const running = await (one.mains ? startMains(one.mains) : startQueue(one.workers ?? 1));
				try {
					return await measure(tenant, running, one, items);
				} finally {
					await running.close();
				}
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
