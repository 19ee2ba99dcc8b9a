import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import type { Rest } from '../../demo/rest.mts';

/** n8n registers what it publishes in the background. */
const MOST_TRIES = 30;

/** What a tool answered, as the model reads it. */
export interface Answer {
	text: string;
	failed: boolean;
}

/** An AI client: the official one for MCP, connected to a server of n8n's. */
export interface AiClient {
	client: Client;
	use: (tool: string, given?: Record<string, unknown>) => Promise<Answer>;
	close: () => Promise<void>;
}

/** Connects as soon as n8n has published the server; `token` is its bearer token. */
export async function connectAi(n8nUrl: string, path: string, token?: string): Promise<AiClient> {
	const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
	const url = new URL(`${n8nUrl}/mcp/${path}`);
	const client = new Client({ name: 'test', version: '1' });
	for (let tries = 1; ; tries++) {
		try {
			await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
			break;
		} catch (refused) {
			if (tries === MOST_TRIES) throw refused;
			await sleep(1_000);
		}
	}
	return {
		client,
		async use(name, given = {}) {
			const { content, isError } = await client.callTool({ name, arguments: given });
			const parts = content as Array<{ text: string }>;
			return { text: parts.map(({ text }) => text).join('\n'), failed: isError === true };
		},
		close: async () => await client.close(),
	};
}

/** Publishes a workflow as it stands. */
export async function publish(rest: Rest, id: string): Promise<void> {
	const { versionId } = await rest.send<{ versionId: string }>('GET', `/workflows/${id}`);
	await rest.send('POST', `/workflows/${id}/activate`, { versionId });
}
