/** The floor: the same requests by undici over open connections, at the ceiling, rows parsed and nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import { PER_SECOND } from './nodes.mts';

/** As many as our nodes have open at most. */
const AT_ONCE = 100;
/** How far into a second the first of its requests leaves: a request must not arrive before the second has begun. */
const INTO_MS = 3;

/** What is to be asked; the path begins with `/api`. */
export interface Asked {
	method: 'GET' | 'PATCH';
	path: string;
	body?: string;
}

/** What came of it; 429 is sent again and counted. */
export interface Reached {
	ms: number;
	rows: number;
	failed: number;
	refused: number;
}

/** Sends all of them as soon as the ceiling allows. Kandji's seconds are those of this machine's clock. */
export async function reach(url: string, token: string, asked: Asked[]): Promise<Reached> {
	const pool = new Pool(url, { connections: AT_ONCE });
	const result: Reached = { ms: 0, rows: 0, failed: 0, refused: 0 };
	const kept: unknown[] = [];
	let second = 0;
	let sent = 0;
	const turn = async () => {
		for (;;) {
			const now = Date.now();
			const present = Math.floor((now - INTO_MS) / 1_000);
			if (present > second) [second, sent] = [present, 0];
			if (sent < PER_SECOND) break;
			await sleep((second + 1) * 1_000 + INTO_MS - now);
		}
		sent += 1;
	};
	const one = async ({ method, path, body }: Asked) => {
		for (;;) {
			await turn();
			const answer = await pool.request({
				method,
				path,
				body,
				headers: {
					authorization: `Bearer ${token}`,
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
				},
			});
			const rows: unknown = await answer.body.json();
			if (answer.statusCode === 429) {
				result.refused += 1;
				continue;
			}
			if (answer.statusCode >= 400) result.failed += 1;
			result.rows += Array.isArray(rows) ? rows.length : 1;
			kept.push(rows);
			return;
		}
	};
	const began = performance.now();
	await Promise.all(asked.map(one));
	result.ms = performance.now() - began;
	await pool.close();
	return result;
}
