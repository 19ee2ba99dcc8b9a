/**
 * What a poll of the trigger costs beside Kandji's answers, in milliseconds: reading the listing, comparing, and
 * reading and writing the state, next to the floor of parsing the same pages. Runs in a worker.
 */
import { createRequire } from 'node:module';

import type * as Shapes from '../nodes/Kandji/shapes/deviceShape';
import type * as Changes from '../nodes/Kandji/trigger/comparison';
import type * as Devices from '../nodes/Kandji/trigger/deviceEvents';
import type * as Snapshots from '../nodes/Kandji/trigger/snapshot';
import type * as State from '../nodes/Kandji/trigger/state';
import { deviceRecord } from '../simulator/areas/device-record.mts';
import { DEFAULTS, Simulator } from '../simulator/simulator.mts';
import { settings } from '../tools/harness/triggerSettings.mts';
import { PAGE } from './nodes.mts';
import { middle } from './result.mts';

const load = createRequire(import.meta.url);
const { normalizeDevice } = load('../dist/nodes/Kandji/shapes/deviceShape.js') as typeof Shapes;
const { Comparison } = load('../dist/nodes/Kandji/trigger/comparison.js') as typeof Changes;
const { loadSnapshot, saveSnapshot, startSnapshot, viewOf } = load(
	'../dist/nodes/Kandji/trigger/snapshot.js',
) as typeof Snapshots;
const { deviceSource } = load('../dist/nodes/Kandji/trigger/deviceEvents.js') as typeof Devices;
const { readState, writeState } = load('../dist/nodes/Kandji/trigger/state.js') as typeof State;

const RUNS = 5;
const TENANT = { apiUrl: 'https://accuhive.api.kandji.io', webUrl: 'https://accuhive.kandji.io' };

/** The middle of several runs after a first one, in milliseconds, and its answer. */
async function time<T>(work: () => T | Promise<T>): Promise<{ ms: number; answer: T }> {
	await work();
	return await middle(RUNS, async () => {
		const began = performance.now();
		const answer = await work();
		return { ms: performance.now() - began, answer };
	});
}

/** One poll of so many devices, in memory. */
export async function stateOf({ devices }: { devices: number }) {
	const { tenant } = new Simulator({ ...DEFAULTS, devices, rate: 0, hourly: 0 });
	const all = [...tenant.devices.values()].map((device) => deviceRecord(tenant, device));
	const pages: string[] = [];
	for (let first = 0; first < all.length; first += PAGE) {
		pages.push(JSON.stringify(all.slice(first, first + PAGE)));
	}
	const floor = await time(() =>
		pages.map((page) => JSON.parse(page) as Array<Record<string, never>>),
	);
	const type = deviceSource.type({
		settings: settings({ events: ['device.enrolled'] }),
		selected: new Set(['device.enrolled']),
		now: new Date(),
	});
	const listing = await time(() => {
		const rows = pages.flatMap((page) => JSON.parse(page) as Array<Record<string, never>>);
		return new Map(
			rows.map((raw) => normalizeDevice(raw, TENANT)).map((record) => [record.id, record]),
		);
	});
	const view = viewOf(listing.answer);
	const policy = {
		isWanted: () => true,
		max: 500,
		wasMatched: () => true,
		tenant: TENANT.apiUrl,
		pollNumber: 1,
	};
	const snapshot = startSnapshot(type, view, {
		startedAt: '2026-01-01T00:00:00.000Z',
		emitsExisting: false,
	});
	const write = await time(() =>
		writeState({
			pollNumber: 1,
			feeds: { device: { tenant: 'tenant', snapshot: saveSnapshot(type, snapshot) } },
		}),
	);
	const read = await time(async () => {
		const feed = (await readState(write.answer))?.feeds.device.snapshot;
		if (!feed) throw new Error('The state cannot be read.');
		return loadSnapshot<ReturnType<typeof normalizeDevice>>(feed);
	});
	const diff = await time(() => new Comparison(type, read.answer, view, policy).run());
	return {
		floorMs: Math.round(floor.ms),
		listingMs: Math.round(listing.ms),
		readMs: Math.round(read.ms),
		diffMs: Math.round(diff.ms),
		writeMs: Math.round(write.ms),
	};
}
