import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { List } from '../api/lists';
import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { text } from '../client/json';
import { awaitAll } from '../client/awaitAll';
import { LOGS, logEvent } from './activity';
import { blueprintSource } from './blueprints';
import { deviceSource } from './devices';
import type { Change, Changes, EventName, TriggerEvent } from './events';
import { EARLIER, EXAMPLE_ROWS } from './examples';
import { causeOf } from './failure';
import { fingerprint } from './identity';
import { detailsOf, toItems } from './items';
import type { Identified } from './kind';
import { allTicks, readSettings } from './settings';
import type { Moment, Source } from './source';
import { userSource } from './users';

/** A real row where there is one; an example where the tenant has none or cannot answer now. */
async function rowOf(
	client: KandjiClient,
	list: List,
	query: IDataObject,
	example: IDataObject,
): Promise<IDataObject> {
	try {
		return (await client.list(list, { query, limit: 1 })).rows.at(0) ?? example;
	} catch (error) {
		// A wrong token or a missing permission is what somebody who tries a trigger wants to learn.
		if (!causeOf(error).passing) throw asNodeError(client.node, error);
		return example;
	}
}

/** A change as a poll would tell it: the fields of the event, from other values to those of the record. */
function changeOf<T extends Identified>(
	event: EventName,
	source: Source<T>,
	moment: Moment,
	record: T,
): Change {
	const { added, addedAt, stale, watches } = source.kind(moment);
	if (event === added) return { event, occurredAt: addedAt(record) };
	if (event === stale?.event) {
		return { event, occurredAt: stale.before, more: { silentSince: stale.before } };
	}
	const fields = watches.find((watch) => watch.event === event)?.fields ?? [];
	if (fields.length === 0) return { event };
	const changes: Changes = {};
	for (const field of fields) {
		const to = record[field];
		changes[field] = { from: typeof to === 'boolean' ? !to : (EARLIER[field] ?? null), to };
	}
	return { event, changes };
}

async function recordSamples<T extends Identified>(
	source: Source<T>,
	recordType: string,
	client: KandjiClient,
	moment: Moment,
): Promise<TriggerEvent[]> {
	const { settings } = moment;
	const events = settings.events.filter((event) => event.startsWith(`${recordType}.`));
	if (events.length === 0) return [];
	const [query] = source.queries(settings);
	const raw = await rowOf(client, source.list, query, EXAMPLE_ROWS[recordType]);
	const record = source.normalize(raw, client.tenant);
	const url = text(record, 'url') || undefined;
	return events.map((event) => ({
		...changeOf(event, source, moment, record),
		eventId: fingerprint(['sample', event, record.id]),
		recordType,
		record,
		recordId: record.id,
		...(url === undefined ? {} : { url }),
	}));
}

async function logSamples(client: KandjiClient, { settings }: Moment): Promise<TriggerEvent[]> {
	const logs = LOGS.filter(({ event }) => settings.events.includes(event));
	return await awaitAll(
		logs.map(async (log) =>
			logEvent(client.tenant, log, await rowOf(client, log.list, log.one, EXAMPLE_ROWS[log.name])),
		),
	);
}

/** What "Fetch Test Event" shows: one item per ticked event, in the shape that production has. Touches no state. */
export async function sampleItems(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const settings = readSettings(context);
	const client = await KandjiClient.from(context);
	const moment = { settings, ticks: new Set(allTicks(settings)), now: new Date() };
	const samples = await awaitAll([
		recordSamples(deviceSource, 'device', client, moment),
		recordSamples(userSource, 'user', client, moment),
		recordSamples(blueprintSource, 'blueprint', client, moment),
		logSamples(client, moment),
	]);
	const events = samples.flat();
	const details = settings.options.includeDetails ? await detailsOf(client, events) : new Map();
	return toItems(events, settings, moment.now, details);
}
