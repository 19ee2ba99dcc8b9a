import type { IDataObject } from 'n8n-workflow';
import { isEqual, sortBy } from 'lodash';

import { text } from '../util/json';
import type { Tenant } from '../client/tenant';
import type { Change, TriggerEvent } from './events';
import { countingTicks, nothingNew, readUntil } from './feed';
import type { Feed, Fetched, Run } from './feed';
import { fingerprint } from './identity';
import { LOGS, MINUTE_MS } from './logs';
import type { Log } from './logs';
import { allTicks } from './settings';
import type { TriggerSettings } from './settings';
import type { SavedFeed } from './state';

const KEY_LENGTH = 12;

interface Entry {
	row: IDataObject;
	/** When the row came to be; null where Kandji does not say. */
	time: string | null;
	key: string;
}

/** A row that was dealt with. */
interface Dealt {
	minute: number;
	/** Undefined where rows have none. */
	status?: string;
	/** How often another status was told; part of the event's id, so that a status may come back. */
	changes: number;
}

function earlier(moment: string, ms: number): string {
	return new Date(Date.parse(moment) - ms).toISOString();
}

const minuteOf = (moment: string) => Math.floor(Date.parse(moment) / MINUTE_MS);

/** How far back rows are read: longer where it is to be told what becomes of them. */
function reachOf({ overlapMs, status }: Log, { events }: TriggerSettings): number {
	return status && events.includes(status.event) ? status.watchMs : overlapMs;
}

/** Rows once each, oldest first; those without a time last. */
function inOrder(found: Entry[]): Entry[] {
	return sortBy(
		[...new Map(found.map((entry) => [entry.key, entry])).values()],
		[({ time }) => time === null, 'time', 'key'],
	);
}

/** The rows since a moment; undefined while a long list has not come to its end. */
async function entriesSince(
	run: Run,
	log: Log,
	moment: string,
	dealt: number,
): Promise<{ entries: Entry[]; pages: number } | undefined> {
	const { client, readings } = run;
	const { list, name } = log;
	const query = log.since(moment);
	const keep = (row: IDataObject): Entry => ({
		row,
		time: log.time(row),
		key: fingerprint(log.key(row), KEY_LENGTH),
	});
	if (log.most === undefined && list.pager === 'after') {
		// Most rows are old ones that were found again: they are not even kept for the next poll.
		const recent = (row: IDataObject) => {
			const entry = keep(row);
			return entry.time === null || entry.time >= moment ? entry : undefined;
		};
		const until = readUntil(run);
		const read = await readings.readOn(name, client, { list, query, keep: recent, until });
		return read && { entries: inOrder(read.found), pages: read.pages };
	}
	const limit = log.most === undefined ? undefined : dealt + log.most;
	const { rows } = await client.list(list, { query, limit });
	return { entries: inOrder(rows.map(keep)), pages: 0 };
}

/** A row as an event: as a new one, unless told otherwise. */
export function logEvent(
	tenant: Tenant,
	{ event, recordType, name, time, key }: Log,
	row: IDataObject,
	change?: Change & { ordinal: number },
): TriggerEvent {
	const device =
		text(row.device_id) || (text(row.target_type) === 'device' ? text(row.target_id) : '');
	const id = [tenant.apiUrl, change?.event ?? event, key(row)];
	const about = change && [change.changes, change.ordinal];
	return {
		event: change?.event ?? event,
		eventId: fingerprint(about ? [...id, about] : id),
		...(change ? { changes: change.changes } : { occurredAt: time(row) }),
		recordType,
		record: row,
		recordId: name === 'audit' ? text(row.id) : device,
		...(device === '' ? {} : { url: `${tenant.webUrl}/devices/${device}` }),
	};
}

type SavedLog = NonNullable<SavedFeed['log']>;

function dealtBefore({ dealt }: SavedLog): Map<string, Dealt> {
	return new Map(
		dealt.map(([key, minute, status, changes = 0]) => [key, { minute, status, changes }]),
	);
}

/** What is still within reach, in an order that does not change with every poll. */
function toSave(dealt: Map<string, Dealt>, since: string, reachMs: number): SavedLog['dealt'] {
	const border = minuteOf(earlier(since, reachMs));
	const kept = sortBy(
		[...dealt].filter(([, { minute }]) => minute >= border),
		[([, { minute }]) => minute, ([key]) => key],
	);
	return kept.map(([key, { minute, status, changes }]) =>
		status === undefined ? [key, minute] : [key, minute, status, changes],
	);
}

/** Reads the rows of a log one after the other. */
class LogReading {
	readonly events: TriggerEvent[] = [];

	readonly dealt: Map<string, Dealt>;

	since: string;

	private readonly run: Run;

	private readonly log: Log;

	/** Undefined before the first poll: what is there then is no news. */
	private readonly known: SavedLog | undefined;

	private readonly ticks: ReadonlySet<string>;

	private readonly horizon: string;

	constructor(run: Run, log: Log, saved: SavedFeed | undefined, begun: SavedLog) {
		this.run = run;
		this.log = log;
		this.known = saved?.log;
		this.ticks = countingTicks(run.settings, saved);
		this.dealt = dealtBefore(begun);
		this.since = begun.since;
		this.horizon = earlier(begun.since, log.overlapMs);
	}

	/** Deals with one row; false where what it tells no longer fits. */
	meet({ row, time, key }: Entry, most: number): boolean {
		const { client, settings } = this.run;
		const { log, known, horizon, dealt } = this;
		const now = client.now.toISOString();
		const before = dealt.get(key);
		const fresh = !before && (time === null || time >= horizon);
		const status = log.status?.of(row);
		const changed = before?.status !== undefined && before.status !== status;
		const tick = fresh ? log.event : changed ? log.status?.event : undefined;
		const told =
			tick !== undefined &&
			known !== undefined &&
			this.ticks.has(tick) &&
			(log.wants?.(settings, row) ?? true);
		if (told && this.events.length >= most) return false;
		const changes = (before?.changes ?? 0) + Number(told && changed);
		if (told) {
			const values = { status: { from: before?.status, to: status } };
			const change = { event: tick, changes: values, ordinal: changes };
			this.events.push(logEvent(client.tenant, log, row, changed ? change : undefined));
		}
		// A row without a time is known for as long as it shows.
		dealt.set(key, { minute: minuteOf(time ?? now), status, changes });
		// A row dated ahead by a device's wrong clock must not hide those that follow.
		if (time !== null && time > this.since && time <= now) this.since = time;
		return true;
	}
}

function logFeed(log: Log): Feed {
	return {
		name: log.name,
		wanted: ({ events }) =>
			[log.event, log.status?.event].some((each) => each && events.includes(each)),
		async fetch(run, saved): Promise<Fetched> {
			const { client, settings } = run;
			const scope = fingerprint([client.tenant.apiUrl]);
			const mine = saved?.scope === scope ? saved : undefined;
			if (!mine?.log) {
				const { path, permission } = log.list;
				// The answer tells Kandji's clock.
				await client.request({ method: 'GET', path, permission, query: log.one });
			}
			const begun = mine?.log ?? { since: client.now.toISOString(), dealt: [] };
			const reachMs = reachOf(log, settings);
			const from = earlier(begun.since, reachMs);
			const read = await entriesSince(run, log, from, begun.dealt.length);
			// What the token may not see shows even before a long list has been read.
			if (!read) return nothingNew(saved);
			return {
				pages: read.pages,
				commit: (most) => {
					const reading = new LogReading(run, log, mine, begun);
					const whole = read.entries.every((entry) => reading.meet(entry, most));
					if (!whole) run.readings.wake(log.name);
					const { since, dealt, events } = reading;
					const kept = toSave(dealt, since, reachMs);
					const next = { scope, ticks: allTicks(settings), log: { since, dealt: kept } };
					return { saved: next, changed: !isEqual(next, saved), events };
				},
			};
		},
	};
}

/** Audit events, threats and vulnerable software, each row told once. */
export const logFeeds: Feed[] = LOGS.map(logFeed);
