import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { List } from '../api/lists';
import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { text } from '../util/json';
import { awaitAll } from '../util/awaitAll';
import { logEvent } from './activity';
import { adeDeviceSource, adeIntegrationSource } from './ade';
import { blueprintSource } from './blueprints';
import { deviceSource } from './devices';
import type { Change, Changes, EventName, TriggerEvent } from './events';
import { EARLIER, EXAMPLE_ROWS } from './examples';
import { causeOf } from './failure';
import { fingerprint } from './identity';
import { detailsOf, toItems } from './items';
import type { Identified } from './kind';
import { itemSample } from './library';
import { LOGS } from './logs';
import { protectionSample, PROTECTIONS as protections } from './security';
import { allTicks, readSettings } from './settings';
import type { TriggerSettings } from './settings';
import type { Moment, Sampled } from './source';
import { userSource } from './users';

/** How many records are looked through for one that passes the filters: a page of devices. */
const LOOKED_THROUGH = 300;

/** Real rows where there are some; an example where the tenant has none or cannot answer now. */
async function rowsOf(
	client: KandjiClient,
	list: List,
	query: IDataObject,
	limit: number,
	example: IDataObject,
): Promise<[IDataObject, ...IDataObject[]]> {
	try {
		const [first = example, ...others] = (await client.list(list, { query, limit })).rows;
		return [first, ...others];
	} catch (error) {
		// A wrong token or a missing permission is what somebody who tries a trigger wants to learn.
		if (!causeOf(error).passing) throw asNodeError(client.node, error);
		return [example];
	}
}

/** A record that passes the filters, as a poll would tell it; the first of all where none of a page does. */
async function recordOf<T extends Identified>(
	source: Sampled<T>,
	name: string,
	client: KandjiClient,
	settings: TriggerSettings,
): Promise<T> {
	const [query] = source.queries(settings);
	const records = async (limit: number): Promise<T[]> => {
		const rows = await rowsOf(client, source.list, query, limit, EXAMPLE_ROWS[name]);
		return rows.map((raw) => source.normalize(raw, client.tenant));
	};
	const passes = (record: T) => source.passes?.(settings.filters, record) ?? true;
	const [first] = await records(1);
	return passes(first) ? first : ((await records(LOOKED_THROUGH)).find(passes) ?? first);
}

/** A change as a poll would tell it: the fields of the event, from other values to those of the record. */
function changeOf<T extends Identified>(
	event: EventName,
	source: Sampled<T>,
	moment: Moment,
	record: T,
): Change & { record: T } {
	const { added, addedAt, stale, flaw, watches } = source.kind(moment);
	const watch = watches.find((each) => each.event === event);
	if (event === stale?.event) {
		return { event, record, occurredAt: stale.before, more: { silentSince: stale.before } };
	}
	if (event === flaw?.event) return { event, record, more: flaw.more(record) };
	if (!watch) return { event, record, ...(event === added ? { occurredAt: addedAt(record) } : {}) };
	const changes: Changes = {};
	const shown = { ...record };
	for (const field of watch.fields) {
		const value = record[field];
		if (typeof value === 'boolean') {
			// The record as it would be, should it be the other way round now.
			const to = watch.when?.(!value, value) === false ? !value : value;
			changes[field] = { from: !to, to };
			Object.assign(shown, { [field]: to });
		} else {
			const from = EARLIER[field] ?? (typeof value === 'number' ? value + 1 : null);
			changes[field] = { from, to: value };
		}
	}
	return { event, record: shown, changes };
}

async function recordSamples<T extends Identified>(
	source: Sampled<T>,
	name: string,
	client: KandjiClient,
	moment: Moment,
): Promise<TriggerEvent[]> {
	const { settings } = moment;
	const events = settings.events.filter((event) => event.startsWith(`${name}.`));
	if (events.length === 0) return [];
	const record = await recordOf(source, name, client, settings);
	const url = text(record, 'url') || undefined;
	return events.map((event) => ({
		...changeOf(event, source, moment, record),
		eventId: fingerprint(['sample', event, record.id]),
		recordType: source.kind(moment).recordType,
		recordId: record.id,
		...(url === undefined ? {} : { url }),
	}));
}

async function logSamples(client: KandjiClient, { settings }: Moment): Promise<TriggerEvent[]> {
	const { events } = settings;
	const samples = LOGS.filter(
		({ event, status }) => events.includes(event) || (status && events.includes(status.event)),
	).map(async (log) => {
		const [row] = await rowsOf(client, log.list, log.one, 1, EXAMPLE_ROWS[log.name]);
		const told = events.includes(log.event) ? [logEvent(client.tenant, log, row)] : [];
		if (!log.status || !events.includes(log.status.event)) return told;
		const changes = { status: { from: 'NOT_QUARANTINED', to: log.status.of(row) } };
		const change = { event: log.status.event, changes, ordinal: 0 };
		return [...told, logEvent(client.tenant, log, row, change)];
	});
	return (await awaitAll(samples)).flat();
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
		recordSamples(adeDeviceSource, 'adeDevice', client, moment),
		recordSamples(adeIntegrationSource, 'adeIntegration', client, moment),
		...protections.map(
			async (each) => await recordSamples(protectionSample(each), each.name, client, moment),
		),
		...settings.libraryItems
			.slice(0, 1)
			.map(async (item) => await recordSamples(itemSample(item), 'libraryItem', client, moment)),
		logSamples(client, moment),
	]);
	const events = samples.flat();
	const details = settings.options.includeDetails ? await detailsOf(client, events) : new Map();
	return toItems(events, settings, moment.now, details);
}
