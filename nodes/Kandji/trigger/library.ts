import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import { awaitAll } from '../util/awaitAll';
import { text } from '../util/json';
import type { Tenant } from '../client/tenant';
import { isoDate, textOrNull } from '../shapes/kandjiValues';
import { comparedFeed } from './compared';
import type { Found, Search } from './compared';
import type { Feed } from './feed';
import { turned } from './kind';
import type { Kind } from './kind';
import type { TriggerSettings } from './settings';
import { everything } from './source';
import type { Sampled } from './source';

/** How one library item fares on one device. */
export interface ItemStatus {
	/** Of the item and the device together. */
	id: string;
	libraryItemId: string;
	failed: boolean;
	/** As Kandji puts it, e.g. PASS or ERROR. */
	status: string;
	reportedAt: string | null;
	/** What the device reported. */
	log: string | null;
	deviceId: string;
	deviceName: string | null;
	blueprintId: string | null;
	blueprintName: string | null;
	/** The device's page in the web console. */
	url: string;
}

/** Devices that a listing leaves out are asked for one by one, so many in one look. */
const MOST_ASKED = 25;
/** In the mixed case of docs/kandji-api.md T16; every other status is on the way to one of these, or none of the device's business. */
const FAILED = ['error', 'failed'];
const SOUND = ['pass', 'success'];

const KIND: Kind<ItemStatus> = {
	recordType: 'libraryItem',
	kept: ['failed'],
	watches: [
		{ event: 'libraryItem.failed', fields: ['failed'], when: turned(false) },
		{ event: 'libraryItem.recovered', fields: ['failed'], when: turned(true) },
	],
	added: 'libraryItem.failed',
	news: ({ failed }) => failed === true,
	addedAt: () => null,
};

function normalize(item: string, raw: IDataObject, { webUrl }: Tenant): ItemStatus {
	const deviceId = text(raw, 'computer', 'id').toLowerCase();
	const status = text(raw.status);
	return {
		id: `${item} ${deviceId}`,
		libraryItemId: item,
		failed: FAILED.includes(status.toLowerCase()),
		status,
		reportedAt: isoDate(raw.reported_at),
		log: textOrNull(raw.log),
		deviceId,
		deviceName: textOrNull(raw, 'computer', 'name'),
		blueprintId: textOrNull(raw, 'blueprint', 'id'),
		blueprintName: textOrNull(raw, 'blueprint', 'name'),
		url: `${webUrl}/devices/${deviceId}`,
	};
}

const isTold = ({ failed, status }: ItemStatus) => failed || SOUND.includes(status.toLowerCase());

/** Where the item has failed, and what became of the devices where it had. */
async function find(
	item: string,
	list: List,
	{ run, known }: Search<ItemStatus>,
): Promise<Found<ItemStatus> | undefined> {
	const { client } = run;
	const rowsOf = async (query: IDataObject) => await client.list(list, { query, record: item });
	const { rows, complete } = await rowsOf({});
	// A row that comes twice has pushed another one out of sight.
	const whole = complete && new Set(rows.map(({ id }) => text(id))).size === rows.length;
	if (!known && !whole) return undefined;
	const failing = [...(known?.seen.values() ?? [])].filter(({ record }) => record.failed);
	const failed = new Set(failing.map(({ record }) => record.id));
	const all = rows.map((row) => normalize(item, row, client.tenant));
	const listed = new Set(all.map(({ id }) => id));
	const missed = whole ? [...failed].filter((id) => !listed.has(id)).slice(0, MOST_ASKED) : [];
	const gone = new Set<string>();
	const ask = async (id: string) => {
		const [, computer_id] = id.split(' ');
		const answer = await rowsOf({ computer_id });
		if (answer.rows.length === 0) gone.add(id);
		all.push(...answer.rows.map((row) => normalize(item, row, client.tenant)));
	};
	await awaitAll(missed.map(ask));
	const told = all.filter((each) => isTold(each) && (each.failed || failed.has(each.id)));
	const records = new Map(told.map((each) => [each.id, each]));
	const view = { records, complete: true, gone, unlisted: new Map(), unwatched: new Set<string>() };
	return { view, pages: 0 };
}

function listOf(item: string): List {
	const path = `/library/library-items/${encodeURIComponent(item)}/status` as const;
	return { ...lists.libraryItemStatuses, path };
}

/** Where a sample of an item's statuses comes from. */
export function itemSample(item: string): Sampled<ItemStatus> {
	return {
		list: listOf(item),
		normalize: (raw, tenant) => normalize(item, raw, tenant),
		kind: () => KIND,
		...everything,
	};
}

/** One feed for each chosen item, so that one that was deleted silences no other. */
export function libraryFeeds({ libraryItems }: TriggerSettings): Feed[] {
	return libraryItems.map((item) => {
		const list = listOf(item);
		return comparedFeed<ItemStatus>({
			name: `libraryItem ${item}`,
			wanted: ({ events }) => events.some((event) => event.startsWith('libraryItem.')),
			probe: async ({ client }) => {
				await client.list(list, { limit: 1, record: item });
			},
			kind: () => KIND,
			passes: () => true,
			find: async (search) => await find(item, list, search),
		});
	});
}
