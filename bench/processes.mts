/** The processes of the benchmark: workers, and the simulator, which must not share a processor's turn with what is measured. */
import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { LoggedRequest } from '../simulator/simulator.mts';
import { Control } from '../simulator/controlClient.mts';
import { root } from '../tools/setup.mjs';
import { PAGE } from './nodes.mts';
import type { Tasks } from './tasks.mts';
import type { Answer, Order } from './worker.mts';

/** No task takes longer; what hangs must not hang the whole run. */
const MAX_MS = 240_000;

/** What a task gives. */
type Result<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

/** A process that does tasks. */
export class Worker {
	private readonly child: ChildProcess;

	constructor() {
		this.child = fork(path.join(import.meta.dirname, 'worker.mts'), {
			execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
			serialization: 'advanced',
			env: { ...process.env, N8N_LOG_LEVEL: 'error' },
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		});
	}

	/** Does one task; rejects with its error, when its process ends, and after four minutes. */
	async do<Name extends keyof Tasks>(
		task: Name,
		given: Parameters<Tasks[Name]>[0],
	): Promise<Result<Name>> {
		const order: Order = { task, given };
		this.child.send(order);
		const ends = new AbortController();
		const { signal } = ends;
		const late = sleep(MAX_MS, undefined, { signal, ref: false }).then(() => {
			throw new Error(`The task "${task}" did not end within ${MAX_MS / 1_000} s`);
		});
		const gone = once(this.child, 'exit', { signal }).then(() => {
			throw new Error(`The process of the task "${task}" ended`);
		});
		const answered = once(this.child, 'message', { signal }) as Promise<[Answer]>;
		try {
			const [answer] = await Promise.race([answered, late, gone]);
			if ('error' in answer) throw new Error(answer.error);
			return answer.result as Result<Name>;
		} finally {
			ends.abort();
			for (const other of [late, gone, answered]) other.catch(() => {});
		}
	}

	/** Begins a task that ends with its process only. */
	begin<Name extends 'foreign' | 'spin'>(task: Name, given: Parameters<Tasks[Name]>[0]): void {
		const order: Order = { task, given };
		this.child.send(order);
	}

	close(): void {
		this.child.kill('SIGKILL');
	}
}

/** Does work with so many processes, which end however it ends. */
export async function withWorkers<T>(
	count: number,
	work: (workers: Worker[]) => Promise<T>,
): Promise<T> {
	const workers = Array.from({ length: count }, () => new Worker());
	try {
		return await work(workers);
	} finally {
		for (const one of workers) one.close();
	}
}

/** Does one task in a process of its own. */
export async function alone<Name extends keyof Tasks>(
	task: Name,
	given: Parameters<Tasks[Name]>[0],
): Promise<Result<Name>> {
	return await withWorkers(1, async ([worker]) => await worker.do(task, given));
}

/** A process for each contender. */
export type Contenders = Record<'floor' | 'ours' | 'http', Worker>;

/** Does work with a process for each contender, which lives as long as n8n does: code is warm, and tenants are known. */
export async function withContenders<T>(work: (workers: Contenders) => Promise<T>): Promise<T> {
	return await withWorkers(3, async ([floor, ours, http]) => await work({ floor, ours, http }));
}

/** What reached the simulator since its list of requests was last cleared. */
export interface Traffic {
	requests: number;
	refused: number;
	/** From the first request that was let through to the last. */
	sendingMs: number;
	/** Requests a second that were let through in that time. */
	perSecond: number;
}

/** The simulator in a process of its own. */
export class Tenant {
	readonly url: string;
	readonly token: string;
	readonly control: Control;

	private readonly child: ChildProcess;

	private constructor(child: ChildProcess, url: string, token: string) {
		this.child = child;
		this.url = url;
		this.token = token;
		this.control = new Control({ url });
	}

	/**
	 * Starts one for some work, and ends it however that ends. `options`: the simulator's own, e.g.
	 * `{ devices: 1000, latency: 80, uneven: true }`.
	 */
	static async during<T>(
		options: Record<string, number | string | boolean>,
		work: (tenant: Tenant) => Promise<T>,
	): Promise<T> {
		const tenant = await Tenant.start(options);
		try {
			return await work(tenant);
		} finally {
			tenant.child.kill('SIGKILL');
		}
	}

	private static async start(options: Record<string, number | string | boolean>): Promise<Tenant> {
		const flags = Object.entries({ port: 0, ...options }).flatMap(([name, value]) =>
			typeof value === 'boolean' ? (value ? [`--${name}`] : []) : [`--${name}`, String(value)],
		);
		const child = spawn(
			process.execPath,
			['--disable-warning=ExperimentalWarning', 'simulator/main.mts', ...flags],
			{ cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
		);
		const [said] = (await once(child.stdout, 'data')) as [Buffer];
		const [, url, token] = /at (\S+) with token (\S+)/.exec(String(said)) ?? [];
		if (url === undefined || token === undefined) throw new Error(`Simulator: ${String(said)}`);
		return new Tenant(child, url, token);
	}

	/** Ids of so many devices, read before anything is measured. */
	async deviceIds(count: number): Promise<string[]> {
		const ids: string[] = [];
		for (let offset = 0; offset < count; offset += PAGE) {
			const answer = await fetch(`${this.url}/api/v1/devices?limit=${PAGE}&offset=${offset}`, {
				headers: { authorization: `Bearer ${this.token}` },
			});
			ids.push(
				...((await answer.json()) as Array<{ device_id: string }>).map((row) => row.device_id),
			);
		}
		await sleep(1_000);
		await this.control.forgetRequests();
		return ids.slice(0, count);
	}

	async traffic(): Promise<Traffic> {
		return trafficOf(await this.control.requests());
	}
}

/** What these requests of the simulator's log amount to. */
export function trafficOf(log: LoggedRequest[]): Traffic {
	const passed = log.filter(({ status }) => status !== 429).map(({ time }) => Date.parse(time));
	const [first = 0, last = 0] = [passed[0], passed.at(-1)];
	return {
		requests: log.length,
		refused: log.length - passed.length,
		sendingMs: last - first,
		perSecond: ((passed.length - 1) * 1_000) / (last - first),
	};
}
