import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import path from 'node:path';

import { root } from '../../tools/setup.mjs';
import { bench, benchForFile } from './harness.mts';

const simulator = benchForFile();

/** The status of a request with headers that `fetch` would not send. */
async function statusOf(
	method: string,
	where: string,
	headers: Record<string, string>,
): Promise<number | undefined> {
	const sent = request(`${simulator.url}${where}`, { method, headers });
	sent.end();
	const [answer] = (await once(sent, 'response')) as [{ statusCode?: number; resume(): void }];
	answer.resume();
	return answer.statusCode;
}

describe('The simulator refuses', () => {
	it.each([
		['a host name that only points to this machine', { host: 'rebound.example' }, 403],
		['a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
		['a post of another origin', { origin: 'https://evil.example' }, 403],
		['nothing from localhost', { host: 'localhost:4000' }, 200],
		['nothing from its own page', { origin: 'http://127.0.0.1:4000' }, 200],
		['nothing from an address typed into a browser', { 'sec-fetch-site': 'none' }, 200],
	])('%s', async (_, headers, status) => {
		expect(await statusOf('POST', '/simulator/reset', headers)).toBe(status);
	});
});

describe('Clocks and starts', () => {
	it('can be wrong by --clock-skew seconds', async () => {
		const { call, close } = await bench({ clockSkew: -3_600 });
		const { headers } = await call('GET /api/v1/devices?limit=1');
		await close();
		const behind = Date.now() - Date.parse(headers.get('date') ?? '');
		expect(Math.round(behind / 60_000)).toBe(60);
	});

	it('slow down the first ten answers by --slow-start', async () => {
		const { call, close, url } = await bench({ slowStart: 150 });
		const before = Date.now();
		await Promise.all(
			Array.from({ length: 10 }, async () => await call('GET /api/v1/devices?limit=1')),
		);
		const slow = Date.now() - before;
		await close();
		expect(url).toContain('127.0.0.1');
		expect(slow).toBeGreaterThanOrEqual(150);
	});
});

it('--tenants starts several tenants with data and tokens of their own', async () => {
	const main = path.join(root, 'simulator/main.mts');
	const child = spawn(process.execPath, [main, '--port', '0', '--devices', '3', '--tenants', '2']);
	let text = '';
	for await (const chunk of child.stdout) {
		text += String(chunk);
		if (text.trim().split('\n').length === 2) break;
	}
	const started = [...text.matchAll(/at (?<url>\S+) with token (?<token>\S+)/g)];
	const names = await Promise.all(
		started.map(async ({ groups: { url = '', token = '' } = {} }) => {
			const answer = await fetch(`${url}/api/v1/devices`, {
				headers: { authorization: `Bearer ${token}` },
			});
			return JSON.stringify(await answer.json());
		}),
	);
	child.kill();
	expect(names).toHaveLength(2);
	expect(names[0]).not.toBe(names[1]);
}, 20_000);
