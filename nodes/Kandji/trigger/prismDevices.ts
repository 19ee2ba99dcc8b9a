import type { IDataObject } from 'n8n-workflow';
import { chunk } from 'lodash';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import type { Tenant } from '../client/tenantUrl';
import { normalizeDevice } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { textOrNull } from '../shapes/kandjiValues';
import { awaitAll } from '../util/awaitAll';
import { text } from '../util/json';
import { deviceSource } from './deviceEvents';
import type { DeviceReference } from './events';
import { readingEndsAt } from './feed';
import type { FeedRun } from './feed';
import { lookAtPart } from './partialList';
import type { PartialListing } from './partialList';
import type { Look, LookResult, NoResult } from './recordSource';
import type { DeviceFilters } from './triggerSettings';

/** A record of Prism: something about a device. */
export interface PrismRecord {
	id: string;
	deviceId: string;
	/** The device as Prism shows it, in the Normalized shape; what Prism does not know is null. */
	device: NormalizedDevice | null;
}

/** IDs that one request can ask for: Prism takes them only in the filter, which the address must hold. */
const MAX_IDS = 50;
/** Devices that one look asks for at most, 50 with each request. */
const MAX_RECHECKED = 250;

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

/** Returns the rows of a category about these devices, of which a filter may select some. */
export async function readPrismOf(
	{ client }: FeedRun,
	list: List,
	devices: string[],
	filter: IDataObject = {},
): Promise<IDataObject[]> {
	const answers = await awaitAll(
		chunk(devices, MAX_IDS).map(async (some) => {
			const query = { filter: JSON.stringify({ device_id: { in: some }, ...filter }) };
			return (await client.list(list, { query })).rows;
		}),
	);
	return answers.flat();
}

/** How a look reads the rows of a category that a filter selects. */
interface PrismListing<T extends PrismRecord>
	extends Pick<PartialListing<T>, 'isExpected' | 'recheck'> {
	name: string;
	list: List;
	filter: IDataObject;
	keep: (row: IDataObject) => T | undefined;
}

/** Reads the rows that a filter selects, over several polls if they are many, and asks for those that are missing. */
export async function lookAtPrism<T extends PrismRecord>(
	look: Look<T>,
	{ name, list, filter, keep, ...part }: PrismListing<T>,
): Promise<LookResult<T> | NoResult> {
	const { run, before } = look;
	const query = { filter: JSON.stringify(filter) };
	const until = readingEndsAt(run);
	const read = await run.schedule.readOn(name, run.client, { list, query, keep, until });
	if (!read) return 'unfinished';
	if (!read.complete && !before) return 'incomplete';
	const { found: listed, complete, pages } = read;
	return await lookAtPart(look, { ...part, listed, complete, pages, maxRechecks: MAX_RECHECKED });
}
