import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SetupFailure } from '../tools/setup.mjs';
import { freePort } from './ports.mts';

/** A Redis server that nobody else uses. */
export interface RunningRedis {
	port: number;
	close(): Promise<void>;
}

/**
 * Starts the machine's `redis-server` on loopback, which keeps nothing. Throws a SetupFailure that says how to install
 * one where there is none: no package of the registry carries it.
 */
export async function startRedis(): Promise<RunningRedis> {
	const port = await freePort(0);
	const folder = mkdtempSync(path.join(tmpdir(), 'redis-'));
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
	const server = spawn('redis-server', [...args, '--save', '', '--appendonly', 'no'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	try {
		await new Promise<void>((resolve, reject) => {
			server.once('error', () =>
				reject(
					new SetupFailure(
						'Queue mode needs Redis, and this machine has no redis-server. Debian and Ubuntu: apt install redis-server; macOS: brew install redis; Windows: inside WSL.',
					),
				),
			);
			let log = '';
			server.stdout.on('data', (text: Buffer) => {
				log += text.toString();
				if (log.includes('Ready to accept connections')) resolve();
			});
			server.once('exit', () => reject(new SetupFailure(`Redis did not start: ${log}`)));
		});
	} catch (failure) {
		rmSync(folder, { recursive: true, force: true });
		throw failure;
	}
	return {
		port,
		async close() {
			const ended = once(server, 'exit');
			server.kill('SIGTERM');
			await ended;
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
