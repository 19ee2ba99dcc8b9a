import type { IDataObject } from 'n8n-workflow';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import type { Credential } from '../../tools/harness/engine.mts';

/** A device as Kandji answers it, as far as the tests of workflows look. */
export interface RawDevice extends IDataObject {
	device_id: string;
	device_name: string;
	serial_number: string;
	blueprint_id: string;
	blueprint_name: string;
}

/** A simulated tenant for tests that run whole workflows. */
export class TestTenant {
	private running?: RunningSimulator;
	private serial = 0;

	async open(devices = 12): Promise<void> {
		this.running = await startSimulator({ port: 0, devices, rate: 0, hourly: 0 });
	}

	async close(): Promise<void> {
		await this.running?.close();
	}

	get simulator(): RunningSimulator {
		if (!this.running) throw new Error('The tenant is not open.');
		return this.running;
	}

	get credential(): Credential {
		return { apiUrl: this.simulator.url, apiToken: this.simulator.token };
	}

	get behind(): Control {
		return new Control(this.simulator);
	}

	/** Sends a request to Kandji's API. */
	async call<T = IDataObject>(method: string, path: string, body?: object): Promise<T> {
		const { url, token } = this.simulator;
		const response = await fetch(`${url}${path}`, {
			method,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return (text === '' ? {} : JSON.parse(text)) as T;
	}

	async device(id: string): Promise<RawDevice> {
		return await this.call('GET', `/api/v1/devices/${id}`);
	}

	/** Enrols a Mac that nobody has and that checked in a minute ago. */
	async mac(more: object = {}): Promise<RawDevice> {
		this.serial += 1;
		const { device_id } = await this.behind.enrol({
			...{ platform: 'Mac', user: null, serial_number: `TESTMAC${this.serial}` },
			...{ os_version: '26.1', filevault_enabled: true, mdm_enabled: true, is_missing: false },
			...{ last_check_in: new Date(Date.now() - 60_000).toISOString(), ...more },
		});
		return await this.device(device_id);
	}

	/** Adds somebody to the directory. */
	async person(
		name: string,
		more: object = {},
	): Promise<IDataObject & { id: string; email: string }> {
		this.serial += 1;
		const email = `person${this.serial}@accuhive.example`;
		return await this.behind.control('POST', '/users', { name, email, ...more });
	}

	/** Method and path of every request that changed something since the last call. */
	async writes(): Promise<string[]> {
		const requests = await this.behind.requests();
		await this.behind.control('DELETE', '/requests');
		return requests
			.filter(({ method }) => method !== 'GET')
			.map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);
	}
}
