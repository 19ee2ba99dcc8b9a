import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** What a tool answered, as the model reads it. */
export interface Answer {
	text: string;
	failed: boolean;
}

/** An AI client: the official one for MCP, with the few things that jobs and tests do with it. */
export class McpClient {
	/** The connection, once there is one. */
	client = new Client({ name: 'n8n-nodes-kandji', version: '1' });
	private readonly url: URL;
	private readonly headers: Record<string, string>;

	/** The server's address; `token` where it wants a bearer token. */
	constructor(url: string, token?: string) {
		this.url = new URL(url);
		this.headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
	}

	/** Whether the server is there by now: n8n publishes in the background. */
	async connects(): Promise<true | undefined> {
		// One that was refused cannot connect again.
		this.client = new Client({ name: 'n8n-nodes-kandji', version: '1' });
		const requestInit = { headers: this.headers };
		return await this.client
			.connect(new StreamableHTTPClientTransport(this.url, { requestInit }))
			.then(
				() => true,
				() => undefined,
			);
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
