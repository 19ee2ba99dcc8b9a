/**
 * What a poll of the trigger costs beside Kandji's answers, in milliseconds: reading the listing, comparing, and
 * reading and writing the state, next to the floor of parsing the same pages. Runs in a worker.
 */
import { createRequire } from 'node:module';

import type * as Shapes from '../nodes/Kandji/shapes/deviceShape';
import type * as Changes from '../nodes/Kandji/trigger/changes';
import type * as Devices from '../nodes/Kandji/trigger/devices';
import type * as Snapshots from '../nodes/Kandji/trigger/snapshot';
import type * as State from '../nodes/Kandji/trigger/state';
import { deviceRecord } from '../simulator/areas/device-record.mts';
import { DEFAULTS, Simulator } from '../simulator/simulator.mts';
import { settings } from '../test/trigger/settings.mts';
import { PAGE } from './nodes.mts';
import { middle } from './result.mts';

const load = createRequire(import.meta.url);
const { normalizeDevice } = load('../dist/nodes/Kandji/shapes/deviceShape.js') as typeof Shapes;
const { Comparison } = load('../dist/nodes/Kandji/trigger/changes.js') as typeof Changes;
const { baseline, loadSnapshot, saveSnapshot } = load(
	'../dist/nodes/Kandji/trigger/snapshot.js',
) as typeof Snapshots;
const { deviceSource } = load('../dist/nodes/Kandji/trigger/devices.js') as typeof Devices;
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
	const kind = deviceSource.kind({
		settings: settings({ events: ['device.enrolled'] }),
		ticks: new Set(['device.enrolled']),
		now: new Date(),
	});
	const listing = await time(() => {
		const rows = pages.flatMap((page) => JSON.parse(page) as Array<Record<string, never>>);
		return new Map(
			rows.map((raw) => normalizeDevice(raw, TENANT)).map((record) => [record.id, record]),
		);
	});
	const view = {
		records: listing.answer,
		complete: true,
		gone: new Set<string>(),
		unlisted: new Map(),
		unwatched: new Set<string>(),
	};
	const policy = {
		wants: () => true,
		most: 500,
		lookedFor: () => true,
		tenant: TENANT.apiUrl,
		turn: 1,
	};
	const snapshot = baseline(kind, view, { born: '2026-01-01T00:00:00.000Z', known: true });
	const write = await time(() =>
		writeState({
			rev: 1,
			feeds: { device: { scope: 'scope', snapshot: saveSnapshot(kind, snapshot) } },
		}),
	);
	const read = await time(async () => {
		const feed = (await readState(write.answer))?.feeds.device.snapshot;
		if (!feed) throw new Error('The state cannot be read.');
		return loadSnapshot<ReturnType<typeof normalizeDevice>>(feed);
	});
	const diff = await time(() => new Comparison(kind, read.answer, view, policy).advance());
	return {
		floorMs: Math.round(floor.ms),
		listingMs: Math.round(listing.ms),
		readMs: Math.round(read.ms),
		diffMs: Math.round(diff.ms),
		writeMs: Math.round(write.ms),
	};
}
