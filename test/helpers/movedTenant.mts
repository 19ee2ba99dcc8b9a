import { Control } from '../../simulator/controlClient.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';

export const MINUTE_MS = 60_000;

/** A simulated tenant, and the milliseconds that n8n's clock is ahead. */
interface MovedTenant {
	readonly simulator: RunningSimulator;
	readonly tenant: Control;
	aheadMs: number;
}

/**
 * Starts a tenant for the tests of a file, and moves n8n's clock ahead: by `stepMs` before each test, and by what the
 * test adds to `aheadMs`. The tenant is as new before each test.
 */
export function useMovedTenant(
	options: Parameters<typeof startSimulator>[0],
	{ stepMs = 60 * MINUTE_MS, ...reset }: { stepMs?: number; latency?: number } = {},
): MovedTenant {
	let simulator: RunningSimulator;
	let tenant: Control;
	const moved: MovedTenant = {
		get simulator() {
			return simulator;
		},
		get tenant() {
			return tenant;
		},
		aheadMs: 0,
	};
	beforeAll(async () => {
		const { now } = Date;
		jest.spyOn(Date, 'now').mockImplementation(() => now() + moved.aheadMs);
		simulator = await startSimulator({ rate: 0, hourly: 0, ...options });
		tenant = new Control(simulator);
	});
	afterAll(async () => await simulator.close());
	beforeEach(async () => {
		await tenant.control('POST', '/reset', reset);
		moved.aheadMs += stepMs;
	});
	return moved;
}
