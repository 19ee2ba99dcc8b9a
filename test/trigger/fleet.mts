import type { NormalizedDevice } from '../../nodes/Kandji/shapes/device';
import { Comparison } from '../../nodes/Kandji/trigger/changes';
import type { Policy } from '../../nodes/Kandji/trigger/changes';
import type { TriggerEvent } from '../../nodes/Kandji/trigger/events';
import { deviceKind } from '../../nodes/Kandji/trigger/kinds';
import { begin } from '../../nodes/Kandji/trigger/snapshot';
import type { Snapshot, View } from '../../nodes/Kandji/trigger/snapshot';
import {
	loadSnapshot,
	readState,
	saveSnapshot,
	writeState,
} from '../../nodes/Kandji/trigger/state';

export const kind = deviceKind([]);
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
	counts: () => true,
	most: 100,
	scoped: false,
	tenant: 'https://accuhive.api.kandji.io',
	...given,
});

export const view = (
	devices: NormalizedDevice[],
	given: Partial<View<NormalizedDevice>> = {},
): View<NormalizedDevice> => ({
	records: new Map(devices.map((each) => [each.id, each])),
	complete: true,
	gone: new Set(),
	elsewhere: new Map(),
	unasked: new Set(),
	...given,
});

export const baseline = (
	devices: NormalizedDevice[],
	known = true,
	given = policy(),
): Snapshot<NormalizedDevice> =>
	begin(kind, view(devices), given.staleBefore, { born: '2026-01-02T00:00:00.000Z', known });

/** As n8n would keep it between two polls. */
export function throughState(snapshot: Snapshot<NormalizedDevice>): Snapshot<NormalizedDevice> {
	const feeds = { device: saveSnapshot('scope', kind.kept, snapshot) };
	const read = readState(writeState({ rev: 1, ticks: [], feeds }));
	return loadSnapshot<NormalizedDevice>(read?.feeds.device ?? { scope: '' });
}

export const poll = (
	before: Snapshot<NormalizedDevice>,
	seen: View<NormalizedDevice>,
	given = policy(),
) => new Comparison(kind, before, seen, given).advance();

export const names = (events: TriggerEvent[]) => events.map(({ event }) => event);
