import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import type { KandjiClient } from '../client/client';
import { text } from '../client/json';
import type { Tenant } from '../client/tenant';
import { awaitAll } from '../client/awaitAll';
import { normalizeDevice } from '../shapes/device';
import { normalizeUser } from '../shapes/user';
import { Comparison } from './changes';
import type { Policy } from './changes';
import type { EventName } from './events';
import type { Feed, Run } from './feed';
import { fingerprint } from './identity';
import { blueprintKind, deviceKind, normalizeBlueprint, userKind } from './kinds';
import type { Identified, Kind, Known } from './kinds';
import { deviceQueries, passes } from './settings';
import type { TriggerSettings } from './settings';
import { begin } from './snapshot';
import type { Snapshot, View } from './snapshot';
import { loadSnapshot, saveSnapshot } from './state';
import type { SavedFeed } from './state';

/** Where records of one kind come from. */
export interface Source<T extends Identified> {
	list: List;
	/** Key of the id in Kandji's record. */
	id: string;
	/** Checkbox for reading one record, which confirms that it is gone. */
	recordPermission: Permission;
	normalize: (raw: IDataObject, tenant: Tenant) => T;
	kind: (settings: TriggerSettings) => Kind<T>;
	queries: (settings: TriggerSettings) => { queries: IDataObject[]; scoped: boolean };
	passes: (settings: TriggerSettings, record: Known<T>) => boolean;
}

const DAY_MS = 86_400_000;
/** Absent records that one poll asks for; the rest stay as they are until the next one. */
const MOST_CONFIRMATIONS = 250;

const unfiltered = { queries: () => ({ queries: [{}], scoped: false }), passes: () => true };

export const deviceSource: Source<ReturnType<typeof normalizeDevice>> = {
	list: lists.devices,
	id: 'device_id',
	recordPermission: 'Device Information > Device ID',
	normalize: normalizeDevice,
	kind: ({ fields }) => deviceKind(fields),
	queries: deviceQueries,
	passes: ({ filters }, device) => passes(filters, device),
};

export const userSource: Source<ReturnType<typeof normalizeUser>> = {
	list: lists.users,
	id: 'id',
	recordPermission: 'Users > Get User?',
	normalize: normalizeUser,
	kind: () => userKind,
	...unfiltered,
};

export const blueprintSource: Source<ReturnType<typeof normalizeBlueprint>> = {
	list: lists.blueprints,
	id: 'id',
	recordPermission: 'Blueprints Management > Get Blueprint',
	normalize: normalizeBlueprint,
	kind: () => blueprintKind,
	...unfiltered,
};

/** The records of all listings together. */
async function listAll<T extends Identified>(source: Source<T>, { client, settings }: Run) {
	const { normalize } = source;
	const { queries } = source.queries(settings);
	const listed = await awaitAll(
		queries.map(async (query) => await client.list(source.list, { query })),
	);
	const records = new Map<string, T>();
	for (const { rows } of listed) {
		for (const raw of rows) {
			const record = normalize(raw, client.tenant);
			if (record.id !== '') records.set(record.id, record);
		}
	}
	return { records, complete: listed.every(({ complete }) => complete) };
}

/** Asks for each absent record itself: only Kandji's 404 says that it is gone. */
async function confirm<T extends Identified>(
	source: Source<T>,
	client: KandjiClient,
	absent: string[],
) {
	const gone = new Set<string>();
	const elsewhere = new Map<string, T>();
	await awaitAll(
		absent.slice(0, MOST_CONFIRMATIONS).map(async (id) => {
			const path = `${source.list.path}/${encodeURIComponent(id)}`;
			const permission = source.recordPermission;
			const { status, body } = await client.request({
				method: 'GET',
				path,
				permission,
				accepts: [404],
			});
			if (status === 404) gone.add(id);
			else elsewhere.set(id, source.normalize(body as IDataObject, client.tenant));
		}),
	);
	return { gone, elsewhere };
}

async function see<T extends Identified>(
	source: Source<T>,
	run: Run,
	before: Snapshot<T> | undefined,
): Promise<View<T>> {
	const { records, complete } = await listAll(source, run);
	const absent = [...(before?.seen ?? [])]
		.filter(([id, { away }]) => !away && !records.has(id))
		.map(([id]) => id);
	const nothing = {
		gone: new Set<string>(),
		elsewhere: new Map<string, T>(),
		unasked: new Set<string>(),
	};
	if (!complete || absent.length === 0) return { records, complete, ...nothing };
	const { gone } = source.kind(run.settings);
	if (!run.settings.events.includes(gone))
		return { records, complete, ...nothing, unasked: new Set(absent) };
	return { records, complete, ...nothing, ...(await confirm(source, run.client, absent)) };
}

function policyOf<T extends Identified>(source: Source<T>, run: Run, most: number): Policy<T> {
	const { settings, ticks, now, client } = run;
	const staleTick = `device.stale:${settings.staleDays}`;
	const ticked = (event: EventName) => {
		if (event === 'device.existing') return settings.existingFleet;
		return ticks.has(event === 'device.stale' ? staleTick : event);
	};
	return {
		wants: (event, states) =>
			ticked(event) && states.some((state) => source.passes(settings, state)),
		counts: (field) => ticks.has(`device.fieldChanged:${field}`),
		most,
		scoped: source.queries(settings).scoped,
		staleBefore: settings.events.includes('device.stale')
			? new Date(now.getTime() - settings.staleDays * DAY_MS).toISOString()
			: undefined,
		tenant: client.tenant.apiUrl,
	};
}

/** A feed of what changes between two listings. */
export function recordFeed<T extends Identified>(source: Source<T>, name: string): Feed {
	return {
		name,
		wanted: ({ events }) => events.some((event) => event.startsWith(`${name}.`)),
		async look(run, saved: SavedFeed | undefined) {
			const { settings, client, now, firstEver } = run;
			const kind = source.kind(settings);
			const scope = fingerprint([client.tenant.apiUrl, settings.filters, source.queries(settings)]);
			const before = saved?.scope === scope ? loadSnapshot<T>(saved) : undefined;
			const view = await see(source, run, before);
			return (most) => {
				const policy = policyOf(source, run, most);
				if (!before && !view.complete) return { saved, changed: false, events: [] };
				const existing = settings.existingFleet && firstEver && name === 'device';
				const start =
					before ??
					begin(kind, view, policy.staleBefore, { born: now.toISOString(), known: !existing });
				const { snapshot, events, changed } = new Comparison(kind, start, view, policy).advance();
				if (before && !changed && saved) return { saved, changed: false, events };
				for (const event of events) {
					const blank = source.normalize({ [source.id]: event.subject }, client.tenant);
					event.record = { ...blank, ...event.record };
					event.url = text(event.record, 'url') || undefined;
				}
				return { saved: saveSnapshot(scope, kind.kept, snapshot), changed: true, events };
			};
		},
	};
}
