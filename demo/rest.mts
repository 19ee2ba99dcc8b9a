/** An answer of n8n's REST API that is not a success. */
export class RestFailure extends Error {
	readonly status: number;

	constructor(what: string, status: number, body: string) {
		super(`n8n answered ${status} to ${what}: ${body.slice(0, 500)}`);
		this.status = status;
	}
}

/** n8n's own REST API, the one its editor uses, logged in by cookie. */
export class Rest {
	private cookie = '';
	readonly url: string;

	constructor(url: string) {
		this.url = url;
	}

	/** The `data` of the answer. Throws RestFailure when n8n refuses. */
	async send<T>(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: unknown,
	): Promise<T> {
		const { data } = (await (await this.ask(method, `/rest${path}`, body)).json()) as { data: T };
		return data;
	}

	/** A file that n8n keeps for an execution. Throws RestFailure when n8n refuses. */
	async download(path: string): Promise<Buffer> {
		return Buffer.from(await (await this.ask('GET', `/rest${path}`)).arrayBuffer());
	}

	/** A JSON file beside the API that n8n gives to who is logged in, e.g. `/types/nodes.json`. */
	async file<T>(path: string): Promise<T> {
		return (await (await this.ask('GET', path)).json()) as T;
	}

	private async ask(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			// n8n ends idle connections while it is busy with a run: a new one each time cannot be lost.
			headers: { 'content-type': 'application/json', cookie: this.cookie, connection: 'close' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (!response.ok) {
			throw new RestFailure(`${method} ${path}`, response.status, await response.text());
		}
		const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		return response;
	}
}
