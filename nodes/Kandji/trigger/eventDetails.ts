import type { IDataObject } from 'n8n-workflow';

import { listOf, lists } from '../api/lists';
import type { Permission } from '../api/permissions';
import type { KandjiClient, KandjiRequest } from '../client/client';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { awaitAll } from '../util/awaitAll';
import { isRecord, text } from '../util/json';
import { deviceSource } from './deviceEvents';
import type { TriggerEvent } from './events';
import { causeOf } from './pollFailures';

const DETAILS: Permission = 'Device Information > Device details';
const DEVICE: Permission = 'Device Information > Device ID';
/** Devices of events that one poll reads at most. */
const MAX_READ = 250;

/** A record that was read for an event: null with the reason when it could not be read. */
export interface ReadRecord<T> {
	value: T | null;
	reason?: string;
}

/** Records for the events of a poll, by device ID. */
export interface EventDetails {
	details: Map<string, ReadRecord<IDataObject>>;
	devices: Map<string, NormalizedDevice>;
	/** Names of library items, by their ID. */
	itemNames: Map<string, string>;
}

/** For polls whose events need nothing more. */
export const noDetails = (): EventDetails => ({
	details: new Map(),
	devices: new Map(),
	itemNames: new Map(),
});

async function readDetails(client: KandjiClient, id: string): Promise<IDataObject | null> {
	const path = `/devices/${encodeURIComponent(id)}/details`;
	const request: KandjiRequest = { method: 'GET', path, permission: DETAILS, accepts: [404] };
	const { status, body } = await client.request(request);
	if (status === 404) return null;
	if (!isRecord(body)) throw client.failed(request, { kind: 'otherForm', expected: 'details' });
	return body;
}

async function readDevice(client: KandjiClient, id: string): Promise<NormalizedDevice | null> {
	const path = `/devices/${encodeURIComponent(id)}`;
	const request: KandjiRequest = { method: 'GET', path, permission: DEVICE, accepts: [404] };
	const { status, body } = await client.request(request);
	if (status === 404 || !isRecord(body) || text(body.device_id).toLowerCase() !== id) return null;
	return deviceSource.normalize({ ...body, device_id: id }, client.tenant);
}

/**
 * Reads something for each ID. One that cannot be read gets the reason, so that no event waits for it; where the first
 * one shows that no other can be read either, the others are not asked for.
 */
async function readEach<T>(
	ids: string[],
	read: (id: string) => Promise<T | null>,
): Promise<{ records: Map<string, ReadRecord<T>>; failure?: unknown }> {
	const records = new Map<string, ReadRecord<T>>();
	const ask = async (id: string): Promise<unknown> => {
		try {
			const value = await read(id);
			records.set(
				id,
				value === null ? { value, reason: 'The device is no longer there' } : { value },
			);
			return undefined;
		} catch (failure) {
			records.set(id, { value: null, reason: (failure as Error).message });
			return failure;
		}
	};
	const [first, ...others] = ids;
	if (first === undefined) return { records };
	const failure = await ask(first);
	const isForAll = failure !== undefined && causeOf(failure).cause !== 'temporarily-unavailable';
	if (!isForAll) {
		await awaitAll(others.map(ask));
		return { records };
	}
	for (const id of others) records.set(id, { value: null, reason: (failure as Error).message });
	return { records, failure: causeOf(failure).passing ? undefined : failure };
}

/**
 * Returns the names of the library items of these events, which the list of statuses does not hold: the items of a device
 * have them. Without that permission there are none.
 */
async function readItemNames(
	client: KandjiClient,
	events: TriggerEvent[],
): Promise<Map<string, string>> {
	const names = new Map<string, string>();
	const devices = new Map<string, string>();
	for (const { recordType, record, device } of events) {
		const item = text(record, 'id');
		if (recordType === 'libraryItem' && device && !devices.has(item)) devices.set(item, device.id);
	}
	for (const [item, device] of devices) {
		if (names.has(item)) continue;
		try {
			const { rows } = await client.list(listOf(lists.deviceLibraryItems, device));
			for (const row of rows) names.set(text(row, 'item_id').toLowerCase(), text(row, 'name'));
		} catch {
			// An event with an ID alone is worth more than none, and no other device would answer.
			return names;
		}
	}
	return names;
}

const needsDetails = ({ recordType, event }: TriggerEvent) =>
	recordType === 'device' && event !== 'device.removed';

/** Reads, for these events, the devices that the poll did not list, and their details if `includeDetails`. */
export async function readEventDetails(
	client: KandjiClient,
	events: TriggerEvent[],
	{ listed, includeDetails }: { listed: Map<string, NormalizedDevice>; includeDetails: boolean },
): Promise<EventDetails & { failure?: unknown }> {
	const about = [...new Set(events.flatMap(({ device }) => (device ? [device.id] : [])))];
	const unlisted = about.filter((id) => !listed.has(id)).slice(0, MAX_READ);
	const withDetails = includeDetails
		? [...new Set(events.filter(needsDetails).map(({ recordId }) => recordId))]
		: [];
	const [read, details, itemNames] = await Promise.all([
		readEach(unlisted, async (id) => await readDevice(client, id)),
		readEach(withDetails, async (id) => await readDetails(client, id)),
		readItemNames(client, events),
	]);
	const devices = new Map<string, NormalizedDevice>();
	for (const id of about) {
		const device = listed.get(id) ?? read.records.get(id)?.value;
		if (device) devices.set(id, device);
	}
	return { devices, details: details.records, itemNames, failure: details.failure };
}

/** Throws when the token may not read details, by asking for those of one device. */
export async function checkDetails(
	client: KandjiClient,
	listed: Map<string, NormalizedDevice>,
): Promise<void> {
	const [first] = listed.keys();
	const id = first ?? text((await client.list(lists.devices, { limit: 1 })).rows[0], 'device_id');
	if (id !== '') await readDetails(client, id);
}
