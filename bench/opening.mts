/** What opening a node's panel costs: its description, loading it, and the first search of its picker. Runs in a worker. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';

import type { ILoadOptionsFunctions, IVersionedNodeType } from 'n8n-workflow';

import type * as Ours from '../nodes/Kandji/Kandji.node';
import { loadType, pickerContext } from './engine.mts';

const load = createRequire(import.meta.url);

/** Loads a node's class as n8n does at its start; `file` as Node resolves it. */
export async function opening({ file, className }: { file: string; className: string }) {
	const began = performance.now();
	const { type } = loadType(file, className);
	const text = JSON.stringify(type.description);
	return { ms: performance.now() - began, kilobytes: Buffer.byteLength(text) / 1_000 };
}

/** The first search in the picker of devices. */
export async function search({
	url,
	token,
	filter,
}: {
	url: string;
	token: string;
	filter: string;
}) {
	const { Kandji } = load('../dist/nodes/Kandji/Kandji.node.js') as typeof Ours;
	const type = new Kandji();
	const context = pickerContext(type, { apiUrl: url, apiToken: token });
	const began = performance.now();
	const { results } = await type.methods.listSearch.searchDevices.call(context, filter);
	return { ms: performance.now() - began, results: results.length };
}

const CHANNELS_A_PAGE = 1_000;

/**
 * The first search in the picker of channels of n8n's Slack node, one of its largest, against a stand-in that answers
 * pages after `latency` milliseconds as Slack documents them.
 */
export async function slackSearch({
	rows,
	latency,
	filter,
}: {
	rows: number;
	latency: number;
	filter: string;
}) {
	let requests = 0;
	const server = createServer((request, response) => {
		const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
		const from = Number(searchParams.get('cursor') ?? 0);
		const to = Math.min(rows, from + CHANNELS_A_PAGE);
		const channels = Array.from({ length: to - from }, (_, index) => ({
			id: `C${from + index}`,
			name: `channel-${from + index}`,
		}));
		const cursor = to < rows ? String(to) : '';
		requests += 1;
		setTimeout(() => {
			response.setHeader('content-type', 'application/json');
			response.end(
				JSON.stringify({ ok: true, channels, response_metadata: { next_cursor: cursor } }),
			);
		}, latency);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const { Slack } = load('n8n-nodes-base/dist/nodes/Slack/Slack.node.js') as {
		Slack: new () => IVersionedNodeType;
	};
	const method = new Slack().getNodeType().methods?.listSearch?.getChannels;
	if (!method) throw new Error('The Slack node has no picker of channels any more.');
	const context = {
		getNode: () => ({ name: 'Slack', type: 'n8n-nodes-base.slack', typeVersion: 2.3 }),
		getNodeParameter: () => 'accessToken',
		getCredentials: async () => ({}),
		helpers: {
			requestWithAuthentication: async (
				_type: string,
				{ uri, qs }: { uri: string; qs: object },
			) => {
				const given = Object.entries(qs).filter(([, value]) => value !== undefined);
				const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
				const answer = await fetch(
					`${uri.replace('https://slack.com', `http://127.0.0.1:${port}`)}?${query}`,
				);
				return { statusCode: answer.status, headers: {}, body: await answer.json() };
			},
		},
	} as unknown as ILoadOptionsFunctions;
	const began = performance.now();
	const { results } = await method.call(context, filter);
	const ms = performance.now() - began;
	server.close();
	server.closeAllConnections();
	return { ms, results: results.length, requests };
}
