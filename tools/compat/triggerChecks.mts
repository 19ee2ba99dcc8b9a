import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { OFTEN } from '../../demo/stage.mts';
import { until } from './bench.mts';
import type { Bench } from './bench.mts';

/** In this time each trigger has polled, also when one poll waits for the end of another. */
const ROUND_MS = 20_000;
const NAME = 'Kandji Trigger';

async function publish(bench: Bench): Promise<string> {
	const id = await bench.save([
		{
			name: NAME,
			type: 'n8n-nodes-kandji.kandjiTrigger',
			parameters: {
				pollTimes: { item: OFTEN },
				events: ['device.nameChanged'],
			},
		},
	]);
	await bench.publish(id);
	return id;
}

/**
 * Publishes one workflow while all is well, one while Kandji answers 429 and one while it answers 503; each must be
 * published, and each must be started once by one change that comes later.
 */
export async function delivers(bench: Bench): Promise<void> {
	const { tenant } = bench;
	const published = [await publish(bench)];
	for (const status of [429, 503]) {
		await tenant.fault({ kind: 'status', status, times: 100_000 });
		published.push(await publish(bench));
		await until(`n8n's first poll during a ${status}`, 60, async () =>
			(await tenant.requests()).some((request) => request.status === status),
		);
		// Publishing gives up asking after 15 seconds, in newer n8n in the background.
		await sleep(16_000);
		await tenant.mend();
	}
	await sleep(ROUND_MS);
	const [device] = bench.simulator.tenant.devices.keys();
	await tenant.change(device, { device_name: 'Iris' });
	for (const id of published) {
		await until('one started execution each', 90, async () => {
			return (await bench.started(id, NAME)).length > 0;
		});
	}
	await sleep(ROUND_MS);
	for (const id of published) {
		const events = await bench.started(id, NAME);
		assert.deepEqual(
			events.map(({ event }) => event),
			['device.nameChanged'],
			'what the workflow was started with',
		);
	}
}
