/** What a worker of the benchmark can do; each runs in a process of its own, so that memory and CPU are its own too. */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

import type * as Network from '@n8n/backend-network';
import type * as Injection from '@n8n/di';

import { execute } from './engine.mts';
import type { Run } from './engine.mts';
import { reach } from './floor.mts';
import type { Asked } from './floor.mts';
import { opening, search, slackSearch } from './opening.mts';
import { planning } from './planning.mts';
import { stateOf } from './state.mts';

/** What a process used while a task ran. */
export interface Used {
	/** Milliseconds of CPU. */
	cpuMs: number;
	/** Most memory above what it held before, in MB. */
	peakMb: number;
}

const load = createRequire(import.meta.url);
// n8n's packages are one program only as CommonJS.
const { OutboundHttp } = load('@n8n/backend-network') as typeof Network;
const { Container } = load('@n8n/di') as typeof Injection;

const LOOK_MS = 20;
/** As many pages as our node has on the way. */
const PAGES_AT_ONCE = 50;
const MB = 2 ** 20;

async function used<T>(work: () => Promise<T>): Promise<T & Used> {
	globalThis.gc?.();
	const before = process.memoryUsage.rss();
	let most = before;
	const look = setInterval(() => {
		most = Math.max(most, process.memoryUsage.rss());
	}, LOOK_MS);
	const cpu = process.cpuUsage();
	const result = await work();
	const { user, system } = process.cpuUsage(cpu);
	clearInterval(look);
	most = Math.max(most, process.memoryUsage.rss());
	return { ...result, cpuMs: (user + system) / 1_000, peakMb: (most - before) / MB };
}

/** When to begin: so many milliseconds into a second of the clock, so that all contenders begin alike. */
interface Begun {
	into?: number;
	/** A time of the clock, for processes that begin together. */
	at?: number;
}

/** After so many seconds of silence, nobody takes what was sent before for somebody else's. */
const SILENCE_S = 4;

async function begin({ into, at }: Begun): Promise<void> {
	const now = Date.now();
	const second = (Math.floor(now / 1_000) + SILENCE_S) * 1_000;
	if (at !== undefined) await sleep(at - now);
	else if (into !== undefined) await sleep(second + into - now);
}

/** Milliseconds of CPU, and MB that stay, for parsing these pages and keeping their rows. */
async function parse({ url, token, paths }: { url: string; token: string; paths: string[] }) {
	const texts: string[] = [];
	for (const path of paths) {
		const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
		texts.push(await answer.text());
	}
	globalThis.gc?.();
	const before = process.memoryUsage().heapUsed;
	const cpu = process.cpuUsage();
	const pages = texts.map((text) => JSON.parse(text) as unknown[]);
	const { user, system } = process.cpuUsage(cpu);
	globalThis.gc?.();
	return {
		cpuMs: (user + system) / 1_000,
		rowsMb: (process.memoryUsage().heapUsed - before) / MB,
		rows: pages.flat().length,
	};
}

/** The same pages by n8n's own HTTP helper, with the settings of our client, parsed and kept: what no node can do without. */
async function helper({ url, token, paths }: { url: string; token: string; paths: string[] }) {
	return await used(async () => {
		const requests = Container.get(OutboundHttp).requests();
		const pages: unknown[] = [];
		const left = [...paths.entries()];
		const read = async () => {
			for (let next = left.shift(); next; next = left.shift()) {
				const [at, path] = next;
				const { body } = (await requests.request({
					url: `${url}${path}`,
					headers: { Accept: 'application/json', authorization: `Bearer ${token}` },
					encoding: 'text',
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
					timeout: 40_000,
				})) as { body: string };
				pages[at] = JSON.parse(body);
			}
		};
		await Promise.all(Array.from({ length: PAGES_AT_ONCE }, read));
		return { pages: pages.length };
	});
}

/** A client that knows nothing of others: so many requests a second, until its process is ended. */
async function foreign({
	url,
	token,
	perSecond,
}: {
	url: string;
	token: string;
	perSecond: number;
}) {
	for (;;) {
		void fetch(`${url}/api/v1/tags`, { headers: { authorization: `Bearer ${token}` } }).then(
			async (answer) => await answer.arrayBuffer(),
			() => undefined,
		);
		await sleep(1_000 / perSecond);
	}
}

/** Keeps one processor busy until its process is ended. */
async function spin() {
	for (;;) {
		const until = Date.now() + 50;
		while (Date.now() < until);
		await sleep(0);
	}
}

export const tasks = {
	run: async (run: Run & Begun) => {
		await begin(run);
		return await used(async () => await execute(run));
	},
	floor: async ({
		url,
		token,
		asked,
		...when
	}: { url: string; token: string; asked: Asked[] } & Begun) => {
		await begin(when);
		return await used(async () => await reach(url, token, asked));
	},
	parse,
	helper,
	foreign,
	spin,
	planning,
	stateOf,
	opening,
	search,
	slackSearch,
};

/** The tasks by name, with what they take and give. */
export type Tasks = typeof tasks;
