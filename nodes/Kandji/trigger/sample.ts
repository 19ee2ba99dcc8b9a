import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { List } from '../api/lists';
import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { text } from '../client/json';
import { awaitAll } from '../client/awaitAll';
import { LOGS, logEvent } from './activity';
import type { Change, Changes, EventName, TriggerEvent } from './events';
import { EARLIER, EXAMPLE_ROWS } from './examples';
import { causeOf } from './failure';
import { fingerprint } from './identity';
import { detailsOf, toItems } from './items';
import type { Identified } from './kinds';
import { blueprintSource, deviceSource, userSource } from './records';
import type { Source } from './records';
import { readSettings } from './settings';
import type { TriggerSettings } from './settings';

const DAY_MS = 86_400_000;

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
	settings: TriggerSettings,
	record: T,
	now: Date,
): Change {
	const kind = source.kind(settings);
	if (event === kind.added) return { event, occurredAt: kind.addedAt(record) };
	if (event === 'device.stale') {
		const silentSince = new Date(now.getTime() - settings.staleDays * DAY_MS).toISOString();
		return { event, occurredAt: silentSince, more: { silentSince } };
	}
	const fields = kind.watches.find((watch) => watch.event === event)?.fields ?? [];
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
	noun: string,
	client: KandjiClient,
	settings: TriggerSettings,
	now: Date,
): Promise<TriggerEvent[]> {
	const events = settings.events.filter((event) => event.startsWith(`${noun}.`));
	if (events.length === 0) return [];
	const [query] = source.queries(settings).queries;
	const raw = await rowOf(client, source.list, query, EXAMPLE_ROWS[noun]);
	const record = source.normalize(raw, client.tenant);
	const url = text(record, 'url') || undefined;
	return events.map((event) => ({
		...changeOf(event, source, settings, record, now),
		eventId: fingerprint(['sample', event, record.id]),
		noun,
		record,
		subject: record.id,
		...(url === undefined ? {} : { url }),
	}));
}

async function logSamples(
	client: KandjiClient,
	settings: TriggerSettings,
): Promise<TriggerEvent[]> {
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
	const now = new Date();
	const samples = await awaitAll([
		recordSamples(deviceSource, 'device', client, settings, now),
		recordSamples(userSource, 'user', client, settings, now),
		recordSamples(blueprintSource, 'blueprint', client, settings, now),
		logSamples(client, settings),
	]);
	const events = samples.flat();
	const details = settings.includeDetails ? await detailsOf(client, events) : new Map();
	return toItems(events, settings, now, details);
}
