/**
 * `npm run bench:sync`: plans devices against as many assets and two fifths as many people, beside a plain Map join over
 * the same rows as the floor, at two sizes, so that what is not linear shows. `-- --devices 50000` sets the larger one;
 * after a build.
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import type * as Planner from '../nodes/Kandji/sync/plan';
import type { Sides } from '../nodes/Kandji/sync/types';
import { asset, device, SETTINGS, sidesOf, user } from '../test/sync/worlds.mts';

const load = createRequire(import.meta.url);
const { planSync } = load('../dist/nodes/Kandji/sync/plan.js') as typeof Planner;

const { values } = parseArgs({ options: { devices: { type: 'string', default: '50000' } } });
const RUNS = 5;

const settings: typeof SETTINGS = {
	...SETTINGS,
	assignment: { ...SETTINGS.assignment, direction: 'fromKandji' },
	removal: { action: 'retire', field: 'status', value: 'Retired', mostShare: 50 },
};

/** A fleet of which a tenth is new, a tenth has changed and a tenth has left. */
function fleetOf(count: number): Sides {
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
	return sidesOf({ name: 'benchmark', devices, assets, people });
}

/** The least that any comparison must do: find the asset and the person of every device. */
function join({ devices, assets, people }: Sides): number {
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

const largest = Number(values.devices);
const rows = [largest / 5, largest].map((devices) => {
	const sides = fleetOf(devices);
	const plan = best(() => planSync(sides, settings));
	const floor = best(() => join(sides));
	return {
		devices,
		'plan ms': Math.round(plan),
		'floor ms': Math.round(floor),
		ratio: Math.round((10 * plan) / floor) / 10,
		'µs a device': Math.round((10_000 * plan) / devices) / 10,
		'peak MB': Math.round(process.resourceUsage().maxRSS / 1024),
	};
});
console.table(rows);
