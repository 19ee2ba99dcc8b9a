/** An AI client in its simplest form: asks an MCP server over HTTP and gives the result of its JSON-RPC answers. */
export class McpClient {
	private session = '';
	private id = 0;
	private readonly url: string;
	private readonly token: string | undefined;

	/** The server's address; `token` where it wants a bearer token. */
	constructor(url: string, token?: string) {
		this.url = url;
		this.token = token;
	}

	/** The result of one request. Throws with the server's answer when it refuses. */
	async ask<T>(method: string, params: object = {}): Promise<T> {
		this.id += 1;
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
				...(this.session === '' ? {} : { 'mcp-session-id': this.session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', id: this.id, method, params }),
		});
		this.session ||= response.headers.get('mcp-session-id') ?? '';
		const text = await response.text();
		if (!response.ok) throw new Error(`${method}: ${response.status} ${text}`);
		const data =
			text
				.split('\n')
				.find((line) => line.startsWith('data: '))
				?.slice(6) ?? text;
		return (JSON.parse(data) as { result: T }).result;
	}

	async connect(): Promise<void> {
		await this.ask('initialize', {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'n8n-nodes-kandji', version: '1' },
		});
	}

	/** Whether the server is there by now: n8n publishes in the background. */
	async connects(): Promise<true | undefined> {
		return await this.connect().then(
			() => true,
			() => undefined,
		);
	}

	/** Names of the tools that the server offers, in order. */
	async tools(): Promise<string[]> {
		const { tools } = await this.ask<{ tools: Array<{ name: string }> }>('tools/list');
		return tools.map(({ name }) => name).sort();
	}

	/** What a tool answers, as the text that the model reads. */
	async use(name: string, given: object): Promise<string> {
		const { content } = await this.ask<{ content: Array<{ text: string }> }>('tools/call', {
			name,
			arguments: given,
		});
		return content.map(({ text }) => text).join('\n');
	}
}
