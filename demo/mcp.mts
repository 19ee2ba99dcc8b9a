import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { eventually } from './stage.mts';

/** What a tool answered, as the model reads it. */
export interface Answer {
	text: string;
	failed: boolean;
}

/** An AI client: the official one for MCP, with the few things that jobs and tests do with it. */
export class McpClient {
	/** The official client, connected. */
	readonly client: Client;

	private constructor(client: Client) {
		this.client = client;
	}

	/**
	 * Connects to the server at this address, `token` where it wants a bearer token, as soon as it is there: n8n
	 * publishes in the background. Throws when it is not there after a minute.
	 */
	static async open(url: string, token?: string): Promise<McpClient> {
		const requestInit =
			token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
		return await eventually(`the MCP server ${url}`, async () => {
			// One that was refused cannot connect again.
			const client = new Client({ name: 'n8n-nodes-kandji', version: '1' });
			const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit });
			return await client.connect(transport).then(
				() => new McpClient(client),
				() => undefined,
			);
		});
	}

	/** Names of the tools that the server offers, in order. */
	async tools(): Promise<string[]> {
		const { tools } = await this.client.listTools();
		return tools.map(({ name }) => name).sort();
	}

	/** Calls a tool. */
	async call(name: string, given: Record<string, unknown> = {}): Promise<Answer> {
		const { content, isError } = await this.client.callTool({ name, arguments: given });
		const parts = content as Array<{ text: string }>;
		return { text: parts.map(({ text }) => text).join('\n'), failed: isError === true };
	}

	/** What a tool answers, as the text that the model reads. */
	async use(name: string, given: Record<string, unknown> = {}): Promise<string> {
		return (await this.call(name, given)).text;
	}

	async close(): Promise<void> {
		await this.client.close();
	}
}
