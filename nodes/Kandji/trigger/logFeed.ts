import { isEqual, mapKeys, camelCase, sortBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { Tenant } from '../client/tenantUrl';
import { isRecord, text } from '../util/json';
import type { Change, TriggerEvent } from './events';
import { countingEvents, noResult, readingEndsAt } from './feed';
import type { Feed, FeedResult, FeedRun } from './feed';
import { fingerprint } from './fingerprint';
import { LOGS, MINUTE_MS } from './logEvents';
import type { LogDefinition } from './logEvents';
import type { SavedFeed } from './state';
import { allSelected } from './triggerSettings';
import type { TriggerSettings } from './triggerSettings';

const KEY_LENGTH = 12;

interface LogRow {
	row: IDataObject;
	/** When the row was created; null where Kandji does not say. */
	time: string | null;
	key: string;
}

/** A row that was processed. */
interface ProcessedRow {
	minute: number;
	/** Undefined where rows have none. */
	status?: string;
	/** How often another status was emitted; part of the event ID, so that a status may come back. */
	changes: number;
}

type SavedLog = NonNullable<SavedFeed['log']>;

function before(moment: string, ms: number): string {
	return new Date(Date.parse(moment) - ms).toISOString();
}

const minuteOf = (moment: string) => Math.floor(Date.parse(moment) / MINUTE_MS);

/** Returns how far back rows are read: longer where a later status is an event. */
function reachOf({ overlapMs, status }: LogDefinition, { events }: TriggerSettings): number {
	return status && events.includes(status.event) ? status.watchMs : overlapMs;
}

/** Returns rows once each, oldest first; those without a time last. */
function inOrder(found: LogRow[]): LogRow[] {
	return sortBy(
		[...new Map(found.map((each) => [each.key, each])).values()],
		[({ time }) => time === null, 'time', 'key'],
	);
}

/** Whether a row is one of a log: it has a time, an ID, or a device. Anything else is an answer of another form. */
function isLogRow({ timeOf, deviceIdOf }: LogDefinition, row: unknown): row is IDataObject {
	if (!isRecord(row)) return false;
	return timeOf(row) !== null || text(row.id) !== '' || deviceIdOf(row) !== '';
}

/** Returns the rows since a moment; undefined while a long list has not come to its end. */
async function rowsSince(
	run: FeedRun,
	log: LogDefinition,
	moment: string,
	processed: number,
): Promise<{ rows: LogRow[]; pages: number } | undefined> {
	const { client, schedule } = run;
	const { list, name, maxRows } = log;
	const query = log.queryFrom(moment);
	const keep = (row: IDataObject): LogRow => ({
		row,
		time: log.timeOf(row),
		key: fingerprint(log.keyOf(row), KEY_LENGTH),
	});
	if (maxRows === undefined && list.pager === 'after') {
		// Most rows are old ones that were found again: they are not even kept for the next poll.
		const recent = (row: IDataObject) => {
			if (!isLogRow(log, row)) return undefined;
			const kept = keep(row);
			return kept.time === null || kept.time >= moment ? kept : undefined;
		};
		const until = readingEndsAt(run);
		const read = await schedule.readOn(name, client, { list, query, keep: recent, until });
		return read && { rows: inOrder(read.found), pages: read.pages };
	}
	const limit = maxRows === undefined ? undefined : processed + maxRows;
	const { rows } = await client.list(list, { query, limit });
	return { rows: inOrder(rows.filter((row) => isLogRow(log, row)).map(keep)), pages: 0 };
}

/** Returns a row as an event: of the row itself, or of a change of its status. */
export function logEvent(
	tenant: Tenant,
	{ event, recordType, name, timeOf, keyOf, deviceIdOf }: LogDefinition,
	row: IDataObject,
	change?: Change & { ordinal: number },
): TriggerEvent {
	const deviceId = deviceIdOf(row).toLowerCase();
	const id = [tenant.apiUrl, change?.event ?? event, keyOf(row)];
	const ofChange = change && [change.changes, change.ordinal];
	const device = { id: deviceId, known: null, url: `${tenant.webUrl}/devices/${deviceId}` };
	return {
		event: change?.event ?? event,
		eventId: fingerprint(ofChange ? [...id, ofChange] : id),
		...(change ? { changes: change.changes } : { occurredAt: timeOf(row) }),
		recordType,
		record: mapKeys(row, (_value, key) => camelCase(key)),
		recordId: name === 'audit' ? text(row.id) : deviceId,
		...(deviceId === '' ? {} : { device, url: device.url }),
	};
}

function processedBefore({ processedIds }: SavedLog): Map<string, ProcessedRow> {
	return new Map(
		processedIds.map(([key, minute, status, changes = 0]) => [key, { minute, status, changes }]),
	);
}

/** Returns the processed rows that are still within reach, in an order that stays the same from poll to poll. */
function toSave(
	processed: Map<string, ProcessedRow>,
	since: string,
	reachMs: number,
): SavedLog['processedIds'] {
	const border = minuteOf(before(since, reachMs));
	const kept = sortBy(
		[...processed].filter(([, { minute }]) => minute >= border),
		[([, { minute }]) => minute, ([key]) => key],
	);
	return kept.map(([key, { minute, status, changes }]) =>
		status === undefined ? [key, minute] : [key, minute, status, changes],
	);
}

/** Processes the rows of a log one after the other. */
class LogReading {
	readonly events: TriggerEvent[] = [];

	readonly processed: Map<string, ProcessedRow>;

	since: string;

	private readonly run: FeedRun;

	private readonly log: LogDefinition;

	/** Undefined at the first poll: what is there then is not new. */
	private readonly known: SavedLog | undefined;

	private readonly selected: ReadonlySet<string>;

	private readonly horizon: string;

	constructor(run: FeedRun, log: LogDefinition, saved: SavedFeed | undefined, start: SavedLog) {
		this.run = run;
		this.log = log;
		this.known = saved?.log;
		this.selected = countingEvents(run.settings, saved);
		this.processed = processedBefore(start);
		this.since = start.since;
		this.horizon = before(start.since, log.overlapMs);
	}

	/** Processes one row; false if its event does not fit into this poll. */
	process({ row, time, key }: LogRow, max: number): boolean {
		const { client, settings } = this.run;
		const { log, known, horizon, processed } = this;
		const now = client.now.toISOString();
		const last = processed.get(key);
		const isNew = !last && (time === null || time >= horizon);
		const status = log.status?.of(row);
		const hasChanged = last?.status !== undefined && last.status !== status;
		const event = isNew ? log.event : hasChanged ? log.status?.event : undefined;
		const isEmitted =
			event !== undefined &&
			known !== undefined &&
			this.selected.has(event) &&
			(log.matches?.(settings, row) ?? true);
		if (isEmitted && this.events.length >= max) return false;
		const changes = (last?.changes ?? 0) + Number(isEmitted && hasChanged);
		if (isEmitted) {
			const values = { status: { from: last?.status, to: status } };
			const change = { event, changes: values, ordinal: changes };
			this.events.push(logEvent(client.tenant, log, row, hasChanged ? change : undefined));
		}
		// A row without a time is remembered for as long as it shows.
		processed.set(key, { minute: minuteOf(time ?? now), status, changes });
		// A row with a future time, from a device's wrong clock, must not hide those that follow.
		if (time !== null && time > this.since && time <= now) this.since = time;
		return true;
	}
}

async function fetchLog(
	log: LogDefinition,
	run: FeedRun,
	saved: SavedFeed | undefined,
): Promise<FeedResult> {
	const { client, settings } = run;
	const tenant = fingerprint([client.tenant.apiUrl]);
	const own = saved?.tenant === tenant ? saved : undefined;
	if (!own?.log) {
		const { path, permission } = log.list;
		// The answer has the time of Kandji's clock.
		await client.request({ method: 'GET', path, permission, query: log.sampleQuery });
	}
	const start = own?.log ?? { since: client.now.toISOString(), processedIds: [] };
	const reachMs = reachOf(log, settings);
	const read = await rowsSince(run, log, before(start.since, reachMs), start.processedIds.length);
	// A missing permission shows even before a long list has been read.
	if (!read) return noResult(saved, 'unfinished');
	return {
		status: 'read',
		pages: read.pages,
		commit: (max) => {
			const reading = new LogReading(run, log, own, start);
			const hasMore = !read.rows.every((row) => reading.process(row, max));
			const { since, processed, events } = reading;
			const processedIds = toSave(processed, since, reachMs);
			const next = { tenant, selected: allSelected(settings), log: { since, processedIds } };
			return { saved: next, changed: !isEqual(next, saved), events, hasMore };
		},
	};
}

function logFeed(log: LogDefinition): Feed {
	return {
		name: log.name,
		subject: log.name,
		isSelected: ({ events }) =>
			[log.event, log.status?.event].some((each) => each && events.includes(each)),
		fetch: async (run, saved) => await fetchLog(log, run, saved),
	};
}

/** Audit events, threats and vulnerable software, each row emitted once. */
export const logFeeds: Feed[] = LOGS.map(logFeed);
