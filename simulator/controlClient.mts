import { setTimeout as sleep } from 'node:timers/promises';

import type { z } from 'zod';

import type { faultSchema } from './faults.mts';
import type { RunningSimulator } from './server.mts';
import type { LoggedRequest } from './simulator.mts';

/** A simulated tenant as a test handles it, behind the API's back: the one client of its control surface. */
export class Control {
	private readonly simulator: Pick<RunningSimulator, 'url'>;

	constructor(simulator: Pick<RunningSimulator, 'url'>) {
		this.simulator = simulator;
	}

	async control<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.simulator.url}/simulator${path}`, {
			method,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
		return (text === '' ? undefined : JSON.parse(text)) as T;
	}

	async reset(): Promise<void> {
		await this.control('POST', '/reset', {});
	}

	async enrol(given: object = {}): Promise<{ device_id: string }> {
		return await this.control('POST', '/devices', given);
	}

	async change(id: string, changes: object): Promise<void> {
		await this.control('PATCH', `/devices/${id}`, changes);
	}

	async remove(id: string): Promise<void> {
		await this.control('DELETE', `/devices/${id}`);
	}

	/** Plans a failure; of any request unless a path is given. */
	async fault(given: z.input<typeof faultSchema>): Promise<void> {
		await this.control('POST', '/faults', { path: '/api/*', ...given });
	}

	async mend(): Promise<void> {
		await this.control('DELETE', '/faults');
	}

	async requests(): Promise<LoggedRequest[]> {
		return await this.control('GET', '/requests');
	}

	/** Waits until requests have come and then none for so many seconds, or until a time of the clock. */
	async silence(seconds: number, end = Number.POSITIVE_INFINITY): Promise<void> {
		for (let last = 0, quiet = 0; quiet < seconds && Date.now() < end; quiet++) {
			const now = (await this.requests()).length;
			if (now !== last || now === 0) quiet = 0;
			last = now;
			await sleep(1_000);
		}
	}

	/** What reached Kandji without reads. */
	async writes(): Promise<LoggedRequest[]> {
		return (await this.requests()).filter(({ method }) => method !== 'GET');
	}

	/** Method and path of each request, in order. */
	async paths(): Promise<string[]> {
		return (await this.requests()).map(({ method, path }) => `${method} ${path}`);
	}

	async forgetRequests(): Promise<void> {
		await this.control('DELETE', '/requests');
	}
}
