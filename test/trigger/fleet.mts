import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import { Comparison } from '../../nodes/Kandji/trigger/changes';
import type { Policy } from '../../nodes/Kandji/trigger/changes';
import type { TriggerEvent } from '../../nodes/Kandji/trigger/events';
import { deviceSource } from '../../nodes/Kandji/trigger/devices';
import { allTicks } from '../../nodes/Kandji/trigger/settings';
import type { TriggerSettings } from '../../nodes/Kandji/trigger/settings';
import {
	baseline as baselineOf,
	loadSnapshot,
	saveSnapshot,
} from '../../nodes/Kandji/trigger/snapshot';
import type { Snapshot, View } from '../../nodes/Kandji/trigger/snapshot';
import { readState, writeState } from '../../nodes/Kandji/trigger/state';
import { settings } from './settings.mts';

/** The kind of devices as a poll at this time sees it. */
export const kindOf = (given: Partial<TriggerSettings>, now = '2026-02-15T00:00:00.000Z') => {
	const set = settings(given);
	return deviceSource.kind({ settings: set, ticks: new Set(allTicks(set)), now: new Date(now) });
};

export const kind = kindOf({});
/** Devices are stale after a fortnight: what gave no sign of life since the beginning of February is. */
export const staleKind = (now: string) => kindOf({ events: ['device.stale'], staleDays: 14 }, now);
export const USERS = ['Nora', 'Tom'].map((name) => ({
	id: `id-${name}`,
	name,
	email: `${name}@example.com`,
	archived: false,
}));

export const device = (id: string, given: Partial<NormalizedDevice> = {}): NormalizedDevice => ({
	id,
	name: 'Mac',
	serialNumber: `S${id}`,
	platform: 'Mac',
	model: 'MacBook Air',
	osVersion: '15.0',
	osBuild: '24A335',
	securityPatchLevel: null,
	assetTag: null,
	blueprintId: 'b1',
	blueprintName: 'b1',
	user: null,
	tags: [],
	lastCheckIn: '2026-01-10T00:00:00.000Z',
	firstEnrollment: '2026-01-01T00:00:00.000Z',
	lastEnrollment: '2026-01-01T00:00:00.000Z',
	mdmEnabled: true,
	agentInstalled: true,
	agentVersion: '5',
	missing: false,
	removed: false,
	lostModeStatus: null,
	url: `https://accuhive.kandji.io/devices/${id}`,
	...given,
});

export const policy = (
	given: Partial<Policy<NormalizedDevice>> = {},
): Policy<NormalizedDevice> => ({
	wants: () => true,
	most: 100,
	lookedFor: () => true,
	tenant: 'https://accuhive.api.kandji.io',
	turn: 1,
	...given,
});

export const view = (
	devices: NormalizedDevice[],
	given: Partial<View<NormalizedDevice>> = {},
): View<NormalizedDevice> => ({
	records: new Map(devices.map((each) => [each.id, each])),
	complete: true,
	gone: new Set(),
	unlisted: new Map(),
	unwatched: new Set(),
	...given,
});

export const baseline = (
	devices: NormalizedDevice[],
	known = true,
	of = kind,
): Snapshot<NormalizedDevice> =>
	baselineOf(of, view(devices), { born: '2026-01-02T00:00:00.000Z', known });

/** As n8n would keep it between two polls. */
export async function throughState(
	snapshot: Snapshot<NormalizedDevice>,
): Promise<Snapshot<NormalizedDevice>> {
	const feeds = { device: { scope: 'scope', snapshot: saveSnapshot(kind, snapshot) } };
	const read = await readState(await writeState({ rev: 1, feeds }));
	const saved = read?.feeds.device.snapshot;
	if (!saved) throw new Error('The state cannot be read.');
	return loadSnapshot<NormalizedDevice>(saved);
}

export const poll = (
	before: Snapshot<NormalizedDevice>,
	seen: View<NormalizedDevice>,
	given = policy(),
	of = kind,
) => new Comparison(of, before, seen, given).advance();

export const names = (events: TriggerEvent[]) => events.map(({ event }) => event);
