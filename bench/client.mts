/**
 * What the client costs beside its floor: the same pages read by undici over open connections, as many at a time.
 * `npm run bench:client` after a build, with `[devices] [latency in ms]`; prints a Markdown table and JSON as its last line.
 */
import { createRequire } from 'node:module';

import type * as Network from '@n8n/backend-network';
import type * as Injection from '@n8n/di';
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { Pool } from 'undici';

import type * as Credentials from '../credentials/KandjiApi.credentials';
import type * as Lists from '../nodes/Kandji/api/lists';
import type * as Clients from '../nodes/Kandji/client/client';
import { startSimulator } from '../simulator/server.mts';
import { Control } from '../test/helpers/control.mts';

const load = createRequire(import.meta.url);
// n8n's packages are one program only as CommonJS.
const { OutboundHttp } = load('@n8n/backend-network') as typeof Network;
const { Container } = load('@n8n/di') as typeof Injection;
const { KandjiApi } = load('../dist/credentials/KandjiApi.credentials.js') as typeof Credentials;
const { lists } = load('../dist/nodes/Kandji/api/lists.js') as typeof Lists;
const { KandjiClient } = load('../dist/nodes/Kandji/client/client.js') as typeof Clients;

const PAGE = 300;
const AT_ONCE = 25;
const RUNS = 5;
const REQUESTS = 1_000;

const [devices = 10_000, latency = 80] = process.argv.slice(2).map(Number);

/** The middle of several runs, in milliseconds. */
async function time(work: () => Promise<unknown>): Promise<number> {
	const took: number[] = [];
	for (let run = 0; run < RUNS; run++) {
		const began = performance.now();
		await work();
		took.push(performance.now() - began);
	}
	return took.sort((one, other) => one - other)[Math.floor(RUNS / 2)] ?? 0;
}

/** The client as a node has it: n8n's own HTTP helper beneath, nothing but the credential store around it. */
async function clientOf(apiUrl: string, apiToken: string) {
	const credential = { apiUrl, apiToken };
	const type = new KandjiApi();
	const helper = async (_type: string, options: IHttpRequestOptions) =>
		await Container.get(OutboundHttp)
			.requests()
			.request(await type.authenticate(credential, options));
	const context = {
		getNode: () => ({ name: 'Kandji', type: 'n8n-nodes-kandji.kandji', typeVersion: 1 }),
		getCredentials: async () => credential,
		getExecutionCancelSignal: () => undefined,
		helpers: { httpRequestWithAuthentication: helper },
	};
	return await KandjiClient.from(context as unknown as IExecuteFunctions);
}

async function listing() {
	const simulator = await startSimulator({ port: 0, devices, latency, rate: 0, hourly: 0 });
	const pool = new Pool(simulator.url, { connections: AT_ONCE });
	const page = async (offset: number) => {
		const { body } = await pool.request({
			method: 'GET',
			path: `/api/v1/devices?limit=${PAGE}&offset=${offset}&ordering=device_id`,
			headers: { authorization: `Bearer ${simulator.token}` },
		});
		return (await body.json()) as IDataObject[];
	};
	const pages = Math.ceil(devices / PAGE);
	const floor = await time(
		async () =>
			await Promise.all(Array.from({ length: pages }, async (_, at) => await page(at * PAGE))),
	);
	const client = await clientOf(simulator.url, simulator.token);
	const ours = await time(async () => await client.list(lists.devices));
	await pool.close();
	await simulator.close();
	return { pages, floorMs: Math.round(floor), clientMs: Math.round(ours), ratio: ours / floor };
}

/** A thousand requests at Kandji's fifty a second: how long they take beside twenty seconds, and how many are refused. */
async function requests() {
	const simulator = await startSimulator({ port: 0, devices: REQUESTS, rate: 50, hourly: 100_000 });
	const client = await clientOf(simulator.url, simulator.token);
	const began = performance.now();
	const paths = [...simulator.tenant.devices.keys()].map((id) => `/devices/${id}`);
	await Promise.all(paths.map(async (path) => await client.get(path)));
	const seconds = (performance.now() - began) / 1_000;
	const log = await new Control(simulator).requests();
	await simulator.close();
	const refused = log.filter(({ status }) => status === 429).length;
	return { seconds, refused, ratio: seconds / (REQUESTS / 50) };
}

const list = await listing();
const sent = await requests();
console.log(`| What | Floor | Client | Ratio |
| --- | ---: | ---: | ---: |
| ${devices} devices, ${list.pages} pages at ${latency} ms | ${list.floorMs} ms | ${list.clientMs} ms | ${list.ratio.toFixed(2)} |
| ${REQUESTS} requests at 50 a second, ${sent.refused} refused | ${REQUESTS / 50} s | ${sent.seconds.toFixed(1)} s | ${sent.ratio.toFixed(2)} |`);
console.log(JSON.stringify({ list, sent }));
