import { fetch } from 'undici';
import type { Headers } from 'undici';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import type { SimulatorOptions } from '../../simulator/simulator.mts';

/** What came back: the body as JSON where it is JSON, else as text. */
export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	body: unknown;
}

/** A call's extras: `json` becomes the body; `token: null` sends none. */
export interface Extras {
	json?: unknown;
	form?: Record<string, string>;
	token?: string | null;
	headers?: Record<string, string>;
}

/** A simulator and a way to call it. */
export interface Bench extends RunningSimulator {
	call(request: string, extras?: Extras): Promise<Answer>;
}

const parse = (text: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
};

/** Starts a simulator without a limit per second; `call('GET /api/v1/devices')` asks it. */
export async function bench(options: Partial<SimulatorOptions> = {}): Promise<Bench> {
	const running = await startSimulator({ devices: 40, seed: 7, rate: 0, ...options });
	const call = async (request: string, extras: Extras = {}): Promise<Answer> => {
		const [method = 'GET', path = '/'] = request.split(' ');
		const { json, form, token = running.token, headers = {} } = extras;
		const response = await fetch(`${running.url}${path}`, {
			method,
			redirect: 'manual',
			headers: {
				...(token === null ? {} : { authorization: `Bearer ${token}` }),
				...(json === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			body: form ? new URLSearchParams(form) : json === undefined ? null : JSON.stringify(json),
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, text, body: parse(text) };
	};
	return Object.defineProperty({ ...running, call }, 'tenant', { get: () => running.tenant });
}

/** A simulator for a whole test file, as new before each of its tests; to be used inside tests. */
export function benchForFile(): Bench {
	let running: Bench;
	beforeAll(async () => {
		running = await bench();
	});
	afterAll(async () => await running.close());
	beforeEach(async () => {
		await running.call('POST /simulator/reset', { json: {} });
	});
	return {
		get url() {
			return running.url;
		},
		get token() {
			return running.token;
		},
		get tenant() {
			return running.tenant;
		},
		close: async () => await running.close(),
		call: async (...request) => await running.call(...request),
	};
}
