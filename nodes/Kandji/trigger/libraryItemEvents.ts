import type { IDataObject } from 'n8n-workflow';

import { listOf, lists } from '../api/lists';
import type { List } from '../api/lists';
import type { Tenant } from '../client/tenantUrl';
import { normalizeDevice } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { isoDate, textOrNull } from '../shapes/kandjiValues';
import { awaitAll } from '../util/awaitAll';
import { text } from '../util/json';
import { lookAtPart } from './partialList';
import type { Look, LookResult, NoResult, RecordSource } from './recordSource';
import { withoutFilters } from './recordSource';
import { flips } from './recordType';
import type { RecordType } from './recordType';
import type { TriggerSettings } from './triggerSettings';

/** The status of one library item on one device. */
export interface ItemStatus {
	/** IDs of the item and the device. */
	id: string;
	libraryItemId: string;
	failed: boolean;
	/** In the words of Kandji, e.g. PASS or ERROR. */
	status: string;
	reportedAt: string | null;
	/** The device's own report. */
	log: string | null;
	deviceId: string;
	/** The device as the row describes it. */
	device: NormalizedDevice | null;
}

/** Devices that a listing leaves out are asked for one by one: so many in one look. */
const MAX_RECHECKS = 25;
/** In the mixed case of docs/kandji-api.md T16. Every other status is on the way to one of these, or does not concern the device. */
const FAILED = ['error', 'failed'];
const PASSED = ['pass', 'success'];

const TYPE: RecordType<ItemStatus> = {
	name: 'libraryItem',
	noun: 'failed library item',
	storedFields: ['failed'],
	fieldEvents: [
		{ event: 'libraryItem.failed', fields: ['failed'], appliesTo: flips(false) },
		{ event: 'libraryItem.recovered', fields: ['failed'], appliesTo: flips(true) },
	],
	added: 'libraryItem.failed',
	isNews: ({ failed }) => failed === true,
	addedAt: () => null,
};

function normalizeStatus(item: string, raw: IDataObject, tenant: Tenant): ItemStatus {
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
		device: {
			...normalizeDevice({ device_id: deviceId }, tenant),
			name: textOrNull(raw, 'computer', 'name'),
			blueprintId: textOrNull(raw, 'blueprint', 'id')?.toLowerCase() ?? null,
			blueprintName: textOrNull(raw, 'blueprint', 'name'),
		},
	};
}

const isFinal = ({ failed, status }: ItemStatus) => failed || PASSED.includes(status.toLowerCase());

/** Reads where the item has failed, and what became of the devices where it had. */
async function lookAtItem(
	item: string,
	list: List,
	look: Look<ItemStatus>,
): Promise<LookResult<ItemStatus> | NoResult> {
	const { run, before } = look;
	const { client, schedule } = run;
	const rowsOf = async (query: IDataObject) => {
		const { rows, complete } = await client.list(list, { query, record: subjectOf(item) });
		const all = rows.map((row) => normalizeStatus(item, row, client.tenant));
		const records = all.filter(({ deviceId }) => deviceId !== '');
		return { records, complete: complete && records.length === all.length };
	};
	const { records: all, complete: isSteady } = await rowsOf({});
	const devices = new Set(all.map(({ deviceId }) => deviceId));
	// Status rows of different devices may share an ID, so a device that comes twice shows that a page shifted.
	const isWhole = isSteady && devices.size === all.length;
	const complete = isWhole || schedule.isSteady(feedName(item), devices);
	if (!complete && !before) return 'incomplete';
	const hadFailed = (id: string) => before?.entries.get(id)?.record.failed === true;
	const relevant = (records: ItemStatus[]) =>
		records.filter((each) => isFinal(each) && (each.failed || hadFailed(each.id)));
	// A device on which the item is on its way is listed, and neither failed nor recovered.
	const pending = new Set(all.filter((each) => !isFinal(each)).map(({ id }) => id));
	return await lookAtPart(look, {
		listed: relevant(all),
		complete,
		pages: 0,
		isExpected: ({ id, failed }) => failed === true && !pending.has(id),
		maxRechecks: MAX_RECHECKS,
		recheck: async (ids) => {
			const answers = await awaitAll(
				ids.map(async (id) => await rowsOf({ computer_id: id.split(' ')[1] })),
			);
			const found = answers.flatMap(({ records }) => records);
			return { records: relevant(found), unchanged: new Set(found.map(({ id }) => id)) };
		},
	});
}

const subjectOf = (item: string) => `library item "${item}"`;
const feedName = (item: string) => `libraryItem ${item}`;

/** Returns the source of one item, so that one that was deleted silences no other. */
function itemSource(item: string): RecordSource<ItemStatus> {
	const list = listOf(lists.libraryItemStatuses, item);
	return {
		...withoutFilters,
		name: feedName(item),
		subject: subjectOf(item),
		list,
		type: () => TYPE,
		normalize: (raw, tenant) => normalizeStatus(item, raw, tenant),
		look: async (look) => await lookAtItem(item, list, look),
		deviceOf: ({ id, device = null }, { webUrl }) => {
			const [, deviceId] = id.split(' ');
			return { id: deviceId, known: device, url: `${webUrl}/devices/${deviceId}` };
		},
		present: ({ failed, status = null, reportedAt = null, log = null }) => ({
			id: item,
			failed,
			status,
			reportedAt,
			log,
		}),
		isSample: isFinal,
		exampleRows: { 'libraryItem.recovered': { status: 'PASS', log: '' } },
		exampleRow: {
			id: 5_120_448,
			status: 'ERROR',
			reported_at: '2026-02-03T09:05:00Z',
			log: 'The installation ended with code 1',
			computer: { id: '7c1e2a94-5b3d-4f60-8e17-9a2b6c4d0f31', name: 'Nora’s MacBook Air' },
			blueprint: { id: 'a4d9b6e2-1c7f-4038-9b5a-e2f8c3d61470', name: 'Head Office' },
		},
	};
}

/** Returns the sources of the chosen library items. */
export const libraryItemSources = ({
	libraryItems,
}: TriggerSettings): Array<RecordSource<ItemStatus>> => libraryItems.map(itemSource);
