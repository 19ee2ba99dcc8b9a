import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import type { Tenant } from '../client/tenantUrl';
import { normalizeDevice } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { textOrNull } from '../shapes/kandjiValues';
import { text } from '../util/json';
import { deviceSource } from './deviceEvents';
import type { DeviceReference } from './events';
import { readingEndsAt } from './feed';
import type { FeedRun } from './feed';
import type { WholeReading } from './lookSchedule';
import type { DeviceFilters } from './triggerSettings';

/** A record of Prism: something about a device. */
export interface PrismRecord {
	id: string;
	deviceId: string;
	/** The device as Prism shows it, in the Normalized shape; what Prism does not know is null. */
	device: NormalizedDevice | null;
}

/** IDs that one request can ask for: Prism takes them only in the filter, which the address must hold. */
export const MAX_IDS = 50;
/** Devices that one look asks for at most, 50 with each request. */
export const MAX_PRISM_RECHECKS = 250;

/** Returns the list of a category of Prism. */
export function prismList(category: string, label: string): List {
	return { ...lists.prismRecords, path: `/prism/${category}`, permission: `Prism > ${label}?` };
}

/** Returns what a row of Prism says of its device. Prism knows users by an older ID, which is left out. */
export function prismDevice(raw: IDataObject, tenant: Tenant): PrismRecord {
	const deviceId = text(raw.device_id).toLowerCase();
	const [name, email] = [textOrNull(raw.device__user_name), textOrNull(raw.device__user_email)];
	const { tags } = raw;
	return {
		id: deviceId,
		deviceId,
		device: {
			...normalizeDevice({ device_id: deviceId }, tenant),
			name: textOrNull(raw.device__name),
			serialNumber: textOrNull(raw.serial_number),
			platform: textOrNull(raw.device__family),
			assetTag: textOrNull(raw.asset_tag),
			blueprintId: textOrNull(raw.blueprint_id)?.toLowerCase() ?? null,
			blueprintName: textOrNull(raw.blueprint_name),
			user: name === null && email === null ? null : { id: '', name, email, archived: null },
			tags: Array.isArray(tags) ? tags.map((tag) => text(tag)).filter(Boolean) : [],
		},
	};
}

/** The device of a record of Prism; `added` is what the item adds to it. */
export function prismReference(
	{ id, deviceId = id.split(' ')[0], device = null }: Partial<PrismRecord> & { id: string },
	{ webUrl }: Tenant,
	added?: IDataObject,
): DeviceReference {
	return { id: deviceId, known: device, url: `${webUrl}/devices/${deviceId}`, added };
}

/** Whether the device of a record of Prism matches the filters; not, if the record does not say. */
export function matchesDevice(filters: DeviceFilters, { device }: Partial<PrismRecord>): boolean {
	if (!device) return false;
	const { id, platform, blueprintId, tags, user } = device;
	return deviceSource.matches(filters, { id, platform, blueprintId, tags, user });
}

/** Returns the rows of a category that a filter selects, asked for all at once. */
export async function readPrism(
	{ client }: FeedRun,
	list: List,
	filter: IDataObject,
): Promise<IDataObject[]> {
	return (await client.list(list, { query: { filter: JSON.stringify(filter) } })).rows;
}

/** Reads on, over several polls if it is long, in the rows of a category that a filter selects. */
export async function readPrismOn<T>(
	run: FeedRun,
	name: string,
	list: List,
	filter: IDataObject,
	keep: (row: IDataObject) => T | undefined,
): Promise<WholeReading<T> | undefined> {
	const query = { filter: JSON.stringify(filter) };
	const until = readingEndsAt(run);
	return await run.schedule.readOn(name, run.client, { list, query, keep, until });
}
