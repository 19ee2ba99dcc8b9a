/** What a worker of the benchmark can do; each runs in a process of its own, so that memory and CPU are its own too. */
import { setTimeout as sleep } from 'node:timers/promises';

import { execute } from './engine.mts';
import type { Run } from './engine.mts';
import { reach } from './floor.mts';
import type { Asked } from './floor.mts';
import { planning } from './planning.mts';
import { stateOf } from './state.mts';

/** What a process used while a task ran. */
export interface Used {
	/** Milliseconds of CPU. */
	cpuMs: number;
	/** Most memory above what it held before, in MB. */
	peakMb: number;
}

const LOOK_MS = 20;
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
	foreign,
	spin,
	planning,
	stateOf,
};

/** The tasks by name, with what they take and give. */
export type Tasks = typeof tasks;
