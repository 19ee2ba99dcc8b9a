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
		const response = await this.fetch(method, path, body);
		const text = await response.text();
		const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		return (JSON.parse(text) as { data: T }).data;
	}

	/** A file that n8n keeps. Throws RestFailure when n8n refuses. */
	async file(path: string): Promise<Buffer> {
		return Buffer.from(await (await this.fetch('GET', path)).arrayBuffer());
	}

	private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			// n8n ends idle connections while it is busy with a run: a new one each time cannot be lost.
			headers: { 'content-type': 'application/json', cookie: this.cookie, connection: 'close' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (response.ok) return response;
		throw new RestFailure(`${method} ${path}`, response.status, await response.text());
	}
}
