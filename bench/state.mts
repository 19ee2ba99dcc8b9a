/**
 * What a poll of the trigger costs beside Kandji's answers: bytes of state, and milliseconds for reading the listing,
 * comparing, and reading and writing the state, next to the floor of parsing the same pages. Runs in a worker.
 */
import { createRequire } from 'node:module';

import type * as Shapes from '../nodes/Kandji/shapes/device';
import type * as Changes from '../nodes/Kandji/trigger/changes';
import type * as Devices from '../nodes/Kandji/trigger/devices';
import type * as Snapshots from '../nodes/Kandji/trigger/snapshot';
import type * as State from '../nodes/Kandji/trigger/state';
import { deviceRecord } from '../simulator/areas/device-record.mts';
import { DEFAULTS, Simulator } from '../simulator/simulator.mts';
import { settings } from '../test/trigger/settings.mts';

const load = createRequire(import.meta.url);
const { normalizeDevice } = load('../dist/nodes/Kandji/shapes/device.js') as typeof Shapes;
const { Comparison } = load('../dist/nodes/Kandji/trigger/changes.js') as typeof Changes;
const { baseline, loadSnapshot, saveSnapshot } = load(
	'../dist/nodes/Kandji/trigger/snapshot.js',
) as typeof Snapshots;
const { deviceSource } = load('../dist/nodes/Kandji/trigger/devices.js') as typeof Devices;
const { readState, writeState } = load('../dist/nodes/Kandji/trigger/state.js') as typeof State;

const PAGE = 300;
const RUNS = 5;
const TENANT = { apiUrl: 'https://accuhive.api.kandji.io', webUrl: 'https://accuhive.kandji.io' };

/** The middle of several runs, in milliseconds, and the last answer. */
async function time<T>(work: () => T | Promise<T>): Promise<{ ms: number; answer: T }> {
	const took: number[] = [];
	let answer = await work();
	for (let run = 0; run < RUNS; run += 1) {
		const began = performance.now();
		answer = await work();
		took.push(performance.now() - began);
	}
	return { ms: took.sort((one, other) => one - other)[Math.floor(RUNS / 2)] ?? 0, answer };
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
	const quietMs = listing.ms + read.ms + diff.ms;
	return {
		devices,
		pages: pages.length,
		stateBytes: write.answer.length,
		bytesPerDevice: Number((write.answer.length / devices).toFixed(1)),
		floorMs: Math.round(floor.ms),
		listingMs: Math.round(listing.ms),
		readMs: Math.round(read.ms),
		diffMs: Math.round(diff.ms),
		writeMs: Math.round(write.ms),
		quietPollRatio: Number((quietMs / floor.ms).toFixed(2)),
		changingPollRatio: Number(((quietMs + write.ms) / floor.ms).toFixed(2)),
	};
}
