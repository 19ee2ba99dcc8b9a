import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import { Comparison } from '../../nodes/Kandji/trigger/comparison';
import type { EmitPolicy } from '../../nodes/Kandji/trigger/comparison';
import type { TriggerEvent } from '../../nodes/Kandji/trigger/events';
import { deviceSource } from '../../nodes/Kandji/trigger/deviceEvents';
import { allSelected } from '../../nodes/Kandji/trigger/triggerSettings';
import type { TriggerSettings } from '../../nodes/Kandji/trigger/triggerSettings';
import {
	loadSnapshot,
	saveSnapshot,
	startSnapshot,
	viewOf,
} from '../../nodes/Kandji/trigger/snapshot';
import type { RecordView, Snapshot } from '../../nodes/Kandji/trigger/snapshot';
import { readState, writeState } from '../../nodes/Kandji/trigger/state';
import { settings } from '../../tools/harness/triggerSettings.mts';

/** The type of devices as a poll at this time has it. */
export const typeOf = (given: Partial<TriggerSettings>, now = '2026-02-15T00:00:00.000Z') => {
	const set = settings(given);
	return deviceSource.type({
		settings: set,
		selected: new Set(allSelected(set)),
		now: new Date(now),
	});
};

export const deviceType = typeOf({});
/** Devices are stale after a fortnight: what gave no sign of life since the beginning of February is. */
export const staleType = (now: string) => typeOf({ events: ['device.stale'], staleDays: 14 }, now);
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
	given: Partial<EmitPolicy<NormalizedDevice>> = {},
): EmitPolicy<NormalizedDevice> => ({
	isWanted: () => true,
	max: 100,
	wasMatched: () => true,
	tenant: 'https://accuhive.api.kandji.io',
	pollNumber: 1,
	...given,
});

export const view = (
	devices: NormalizedDevice[],
	given: Partial<RecordView<NormalizedDevice>> = {},
): RecordView<NormalizedDevice> => ({
	...viewOf(new Map(devices.map((each) => [each.id, each]))),
	...given,
});

export const baseline = (
	devices: NormalizedDevice[],
	known = true,
	of = deviceType,
): Snapshot<NormalizedDevice> =>
	startSnapshot(of, view(devices), {
		startedAt: '2026-01-02T00:00:00.000Z',
		emitsExisting: !known,
	});

/** As n8n would keep it between two polls. */
export async function throughState(
	snapshot: Snapshot<NormalizedDevice>,
	of = deviceType,
): Promise<Snapshot<NormalizedDevice>> {
	const feeds = { device: { tenant: 'tenant', snapshot: saveSnapshot(of, snapshot) } };
	const read = await readState(await writeState({ pollNumber: 1, feeds }));
	const saved = read?.feeds.device.snapshot;
	if (!saved) throw new Error('The state cannot be read.');
	return loadSnapshot<NormalizedDevice>(saved);
}

export const poll = (
	before: Snapshot<NormalizedDevice>,
	seen: RecordView<NormalizedDevice>,
	given = policy(),
	of = deviceType,
) => new Comparison(of, before, seen, given).run();

export const names = (events: TriggerEvent[]) => events.map(({ event }) => event);
