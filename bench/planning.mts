/** What planning a sync costs beside a plain join of the same rows; runs in a worker, on the built package. */
import { createRequire } from 'node:module';

import type * as Planner from '../nodes/Kandji/sync/plan';
import type * as Reporter from '../nodes/Kandji/sync/report';
import type { SyncInputs } from '../nodes/Kandji/sync/syncTypes';
import { asset, device, SETTINGS, inputsOf, user } from '../tools/harness/worlds.mts';

const load = createRequire(import.meta.url);
const { planSync } = load('../dist/nodes/Kandji/sync/plan.js') as typeof Planner;
const { reportOf } = load('../dist/nodes/Kandji/sync/report.js') as typeof Reporter;

const RUNS = 5;

const settings: typeof SETTINGS = {
	...SETTINGS,
	assignment: { ...SETTINGS.assignment, direction: 'fromKandji' },
	removal: { action: 'retire', field: 'status', value: 'Retired', restoredValue: '' },
};

/** A fleet of which a tenth is new, a tenth has changed and a tenth has left. */
function fleetOf(count: number): SyncInputs {
	const email = (index: number) => `person${index % (count * 0.4)}@example.com`;
	const devices = Array.from({ length: count }, (_, index) =>
		device(`C${index}`, {
			user: user(email(index)),
			osVersion: index % 10 === 0 ? '26.0' : '15.1',
			assetTag: `T${index}`,
		}),
	);
	const assets = Array.from({ length: count }, (_, index) =>
		asset(`C${index + count / 10}`, { email: email(index), tag: `T${index}` }),
	);
	const people = Array.from({ length: count * 0.4 }, (_, index) => ({
		id: index,
		mail: email(index),
		name: `Person ${index}`,
	}));
	return inputsOf({ name: 'benchmark', devices, assets, people });
}

/** The least that any comparison must do: find the asset and the person of every device. */
function join({ devices, assets, people }: SyncInputs): number {
	const bySerial = new Map(assets.map((row) => [String(row.serial).toUpperCase(), row]));
	const byEmail = new Map(people.map((row) => [String(row.mail).toUpperCase(), row]));
	return devices.filter(
		({ serialNumber, user: holder }) =>
			bySerial.has(String(serialNumber).toUpperCase()) &&
			byEmail.has(String(holder?.email).toUpperCase()),
	).length;
}

function best(task: () => unknown): number {
	const times = Array.from({ length: RUNS }, () => {
		const started = performance.now();
		task();
		return performance.now() - started;
	});
	return Math.min(...times);
}

/** Plans so many devices against as many assets and two fifths as many people, and reports it; in milliseconds. */
export async function planning({ devices }: { devices: number }) {
	const inputs = fleetOf(devices);
	const plan = planSync(inputs, settings);
	return {
		planMs: best(() => planSync(inputs, settings)),
		reportMs: best(() => reportOf(plan, { ...settings, preview: false }, new Map())),
		floorMs: best(() => join(inputs)),
		peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
	};
}
