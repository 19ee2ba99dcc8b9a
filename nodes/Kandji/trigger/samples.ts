import { partition } from 'lodash';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { List } from '../api/lists';
import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { normalizeDevice } from '../shapes/deviceShape';
import { awaitAll } from '../util/awaitAll';
import { adeDeviceSource, adeIntegrationSource } from './adeEvents';
import { blueprintSource } from './blueprintEvents';
import { deviceSource } from './deviceEvents';
import { noDetails, readEventDetails } from './eventDetails';
import type { Change, Changes, EventName, TriggerEvent } from './events';
import { EXAMPLE_DEVICE, EXAMPLE_ITEM_NAME } from './exampleRows';
import { fingerprint } from './fingerprint';
import { addHeartbeat } from './heartbeat';
import { libraryItemSources } from './libraryItemEvents';
import { LOGS } from './logEvents';
import type { LogDefinition } from './logEvents';
import { logEvent } from './logFeed';
import { causeOf } from './pollFailures';
import { protectionSources } from './protectionEvents';
import { eventsOf, isSameValue } from './recordType';
import type { Identified, RecordType } from './recordType';
import type { RecordSource, TypeContext } from './recordSource';
import { completeEvent } from './snapshotFeed';
import { softwareSources } from './softwareEvents';
import { toItems } from './triggerItems';
import { NamedRecords } from './namedRecords';
import { allSelected, readSettings } from './triggerSettings';
import { userSource } from './userEvents';

/** Records among which a sample looks for one that fits its event: a page of devices. */
const MAX_ROWS = 300;

/** A sample, and whether its record is invented. */
interface Sample {
	event: TriggerEvent;
	isExample: boolean;
}

/** Returns real rows; none where the tenant has none or cannot answer now. */
async function rowsOf(
	client: KandjiClient,
	list: List,
	query: IDataObject,
	limit: number,
): Promise<IDataObject[]> {
	try {
		return (await client.list(list, { query, limit })).rows;
	} catch (error) {
		// A wrong token or a missing permission is what somebody who tries a trigger wants to learn.
		if (!causeOf(error).passing) throw asNodeError(client.node, error);
		return [];
	}
}

/** Returns a value that a field may have had before: of another real record, or of the example. */
function earlierValue<T extends Identified>(
	source: RecordSource<T>,
	field: keyof T & string,
	record: T,
	others: T[],
): unknown {
	if (others.length === 0) {
		const { [field]: earlier = null } = source.earlierValues ?? {};
		return earlier;
	}
	const other = others.find((each) => !isSameValue(each[field], record[field]));
	return other ? other[field] : null;
}

/** Returns the change that would make a record this event; undefined if the record contradicts it. */
function changeFor<T extends Identified>(
	event: EventName,
	type: RecordType<T>,
	record: T,
	valueBefore: (field: keyof T & string) => unknown,
): Change | undefined {
	const condition = type.conditions?.find(
		(each) => each.event === event || each.endEvent === event,
	);
	if (condition) {
		const value = condition.valueOf(record) ?? null;
		if ((condition.event === event) !== (value !== null)) return undefined;
		return value === null
			? { event, ...condition.describeEnd?.(record, new Date().toISOString()) }
			: { event, ...condition.describe(record, value) };
	}
	const fieldEvent = type.fieldEvents.find((each) => each.event === event);
	if (!fieldEvent) {
		if (event === type.added && type.isNews?.(record) === false) return undefined;
		return { event, ...(event === type.added ? { occurredAt: type.addedAt(record) } : {}) };
	}
	const changes: Changes = {};
	for (const field of fieldEvent.fields) {
		const to = record[field];
		const from = typeof to === 'boolean' ? !to : valueBefore(field);
		if (fieldEvent.appliesTo?.(from, to) ?? !isSameValue(from, to)) changes[field] = { from, to };
	}
	const decides = !fieldEvent.decidingField || fieldEvent.decidingField in changes;
	return Object.keys(changes).length > 0 && decides ? { event, changes } : undefined;
}

/** Returns the example record, changed so that this event can follow from it. */
function exampleFor<T extends Identified>(
	event: EventName,
	source: RecordSource<T>,
	type: RecordType<T>,
	client: KandjiClient,
): { record: T; change: Change } {
	const row = { ...source.exampleRow, ...source.exampleRows?.[event] };
	const record = source.normalize(row, client.tenant);
	const flipped = type.fieldEvents
		.filter((each) => each.event === event)
		.flatMap(({ fields }) => fields)
		.filter((field) => typeof record[field] === 'boolean');
	const { example = {} } = type.conditions?.find((each) => each.event === event) ?? {};
	const other = {
		...record,
		...Object.fromEntries(flipped.map((field) => [field, !record[field]])),
	};
	const before = (field: keyof T & string) => earlierValue(source, field, record, []);
	for (const each of [record, other, { ...record, ...example }]) {
		const change = changeFor(event, type, each, before);
		if (change) return { record: each, change };
	}
	return { record, change: { event } };
}

/** Returns one sample for each selected event of a source: of a real record that fits it, otherwise of the example. */
async function sampleSource<T extends Identified>(
	source: RecordSource<T>,
	client: KandjiClient,
	context: TypeContext,
): Promise<Sample[]> {
	const { settings } = context;
	const type = source.type(context);
	const selected = settings.events.filter((event) => eventsOf(type).includes(event));
	if (selected.length === 0) return [];
	const [query] = source.queries(settings);
	const rows = await rowsOf(client, source.list, query, MAX_ROWS);
	const all = rows.map((raw) => source.normalize(raw, client.tenant));
	const records = all.filter(
		(record) => source.matches(settings.filters, record) && (source.isSample?.(record) ?? true),
	);
	return selected.map((event) => {
		const found = records
			.map((record) => {
				const others = all.filter((each) => each !== record);
				const valueBefore = (field: keyof T & string) =>
					others.length === 0 ? null : earlierValue(source, field, record, others);
				return { record, change: changeFor(event, type, record, valueBefore) };
			})
			.find(({ change }) => change !== undefined);
		const { record, change } = found ?? exampleFor(event, source, type, client);
		const sample: TriggerEvent = {
			...(change ?? { event }),
			eventId: fingerprint(['sample', event, record.id]),
			recordType: type.name,
			record,
			recordId: record.id,
		};
		completeEvent(source, sample, { client });
		return { event: sample, isExample: found === undefined };
	});
}

/** Returns the samples of a log. A status changed from another one of Kandji's words. */
async function sampleLog(
	log: LogDefinition,
	client: KandjiClient,
	{ settings: { events } }: TypeContext,
): Promise<Sample[]> {
	const { status } = log;
	const emitsStatus = status && events.includes(status.event);
	if (!events.includes(log.event) && !emitsStatus) return [];
	const [real] = await rowsOf(client, log.list, log.sampleQuery, 1);
	const row = real ?? log.exampleRow;
	const isExample = real === undefined;
	const samples = events.includes(log.event) ? [logEvent(client.tenant, log, row)] : [];
	if (emitsStatus) {
		const to = status.of(row);
		const from = to === 'NOT_QUARANTINED' ? 'QUARANTINED' : 'NOT_QUARANTINED';
		const changes = { status: { from, to } };
		samples.push(logEvent(client.tenant, log, row, { event: status.event, changes, ordinal: 0 }));
	}
	return samples.map((event) => ({ event, isExample }));
}

function sampleHeartbeat(client: KandjiClient, { settings, now }: TypeContext): Sample[] {
	const lists = [{ name: 'device', started: true, records: 1 }];
	const empty = { changed: false, events: [], failures: [], noteLooks: () => undefined };
	const state = { pollNumber: 1, feeds: {} };
	const facts = { now, tenant: client.tenant.apiUrl, failures: [] };
	const { events } = addHeartbeat({ ...empty, state, lists }, settings, facts);
	return events.map((event) => ({ event, isExample: true }));
}

/** Returns the items of "Fetch Test Event": one for each selected event, marked as a sample. Touches no state. */
export async function sampleItems(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const given = readSettings(context);
	const client = await KandjiClient.from(context);
	const settings = await new NamedRecords().withIds(client, given);
	const typeContext = { settings, selected: new Set(allSelected(settings)), now: new Date() };
	const sample = async <T extends Identified>(source: RecordSource<T>) =>
		await sampleSource(source, client, typeContext);
	const samples = (
		await awaitAll([
			sample(deviceSource),
			sample(userSource),
			sample(blueprintSource),
			sample(adeDeviceSource),
			sample(adeIntegrationSource),
			...protectionSources.map(sample),
			...softwareSources.map(sample),
			...libraryItemSources(settings).slice(0, 1).map(sample),
			...LOGS.map(async (log) => await sampleLog(log, client, typeContext)),
		])
	).flat();
	samples.push(...sampleHeartbeat(client, typeContext));
	const real = samples.filter(({ isExample }) => !isExample);
	const { includeDetails } = settings.options;
	const read = await readEventDetails(
		client,
		real.map(({ event }) => event),
		{ listed: new Map(), includeDetails },
	);
	const example = normalizeDevice(EXAMPLE_DEVICE, client.tenant);
	const invented = {
		...noDetails(),
		devices: new Map([[example.id, example]]),
		itemNames: new Map(settings.libraryItems.map((id) => [id, EXAMPLE_ITEM_NAME])),
	};
	// Real and invented records never share an item, nor a record's page.
	const items = partition(samples, 'isExample').flatMap((group, index) =>
		toItems(
			group.map(({ event }) => event),
			settings,
			typeContext.now,
			index === 0 ? invented : read,
		),
	);
	return items.map(({ json }) => ({ json: { ...json, sample: true } }));
}
