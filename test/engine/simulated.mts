import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';
import type { Device } from '../../simulator/tenant.mts';
import { Control } from '../../simulator/controlClient.mts';
import { chosen, runNode } from '../../tools/harness/engine.mts';

interface Settings {
	items?: IDataObject[];
	node?: Partial<INode>;
	/** Called with the run, e.g. to cancel it. */
	started?: (cancel: () => void) => void;
}

/** What makes the node a tool of an AI agent. */
export const asTool = { type: 'n8n-nodes-kandji.kandjiTool' };

/** A command to the device that each item names by `id`. */
export const onDevices = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'deviceAction',
	operation,
	device: chosen('={{ $json.id }}'),
	...more,
});

/** A tenant that a test file shares, with everything that its tests do to it. */
export interface Simulated {
	readonly simulator: RunningSimulator;
	/** Enrolled devices in a steady order, of one platform or of all. */
	devices: (platform?: string) => Device[];
	device: (platform?: string) => Device;
	/** Input items that name so many Macs, each by `id`. */
	macs: (count: number) => IDataObject[];
	run: (parameters: INodeParameters, settings?: Settings) => ReturnType<typeof runNode>;
	/** Calls the control surface; the answer's JSON. */
	control: (method: string, path: string, body?: unknown) => Promise<unknown>;
	/** What reached Kandji since the test began. */
	requests: () => Promise<LoggedRequest[]>;
	/** The same without reads. */
	writes: () => Promise<LoggedRequest[]>;
}

/** Starts a tenant for the tests of a file, back at its seed before each of them. */
export function simulate(options: { devices: number; users?: number }): Simulated {
	let simulator: RunningSimulator;
	const tenant = () => new Control(simulator);
	const control = async (method: string, path: string, body?: unknown): Promise<unknown> =>
		await tenant().control(method, path, body);
	const devices = (platform?: string) =>
		[...simulator.tenant.devices.values()].filter(
			(each) => platform === undefined || each.platform === platform,
		);
	beforeAll(async () => {
		simulator = await startSimulator({ ...options, rate: 0, hourly: 0 });
	});
	beforeEach(async () => {
		await control('POST', '/reset', {});
	});
	afterAll(async () => await simulator.close());
	return {
		get simulator() {
			return simulator;
		},
		devices,
		device(platform) {
			const [first] = devices(platform);
			if (first === undefined) throw new Error(`No ${platform} in the simulated fleet`);
			return first;
		},
		macs: (count) =>
			devices('Mac')
				.slice(0, count)
				.map(({ device_id: id }) => ({ id })),
		run: async (parameters, settings) =>
			await runNode(parameters, { apiUrl: simulator.url, apiToken: simulator.token }, settings),
		control,
		requests: async () => await tenant().requests(),
		writes: async () => await tenant().writes(),
	};
}
