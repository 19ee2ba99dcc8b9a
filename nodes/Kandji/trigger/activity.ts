import type { IDataObject } from 'n8n-workflow';
import { isEqual, sortBy } from 'lodash';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import { text } from '../client/json';
import type { Tenant } from '../client/tenant';
import { isoDate } from '../shapes/values';
import type { EventName, TriggerEvent } from './events';
import { countingTicks, nothingNew } from './feed';
import type { Feed, Fetched, Run } from './feed';
import { fingerprint } from './identity';
import { allTicks } from './settings';
import type { TriggerSettings } from './settings';
import type { SavedFeed } from './state';

/** A list that only grows, read from where the last poll ended. */
export interface Log {
	name: string;
	event: EventName;
	/** Key of the record in the item. */
	recordType: string;
	list: List;
	/** What asks for one row. */
	one: IDataObject;
	/** What asks for the rows since a moment (ISO), oldest first where the list can be ordered. */
	since: (moment: string) => IDataObject;
	/** When a row came to be. */
	time: (row: IDataObject) => string | null;
	/** What tells a row from every other. */
	key: (row: IDataObject) => unknown;
	/** Rows that appear this long after their own time are still found. */
	overlapMs: number;
	/** Rows read ahead at most, where the list is ordered by time. */
	most?: number;
	wants?: (settings: TriggerSettings, row: IDataObject) => boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const KEY_LENGTH = 12;

function among(wanted: string[], value: string): boolean {
	return wanted.length === 0 || wanted.includes(value.toLowerCase());
}

/** The lists that only grow. */
export const LOGS: Log[] = [
	{
		name: 'audit',
		event: 'audit.event',
		recordType: 'auditEvent',
		list: lists.auditEvents,
		one: { limit: 1 },
		since: (moment) => ({ sort_by: 'occurred_at', start_date: moment }),
		time: (row) => isoDate(row.occurred_at),
		key: (row) => text(row.id) || row,
		overlapMs: 60 * MINUTE_MS,
		most: 5_000,
		wants: ({ filters: { auditActions, auditTargets } }, row) =>
			among(auditActions, text(row.action)) && among(auditTargets, text(row.target_type)),
	},
	{
		name: 'threat',
		event: 'threat.detected',
		recordType: 'threat',
		list: lists.threats,
		one: { statuses: 'not_quarantined,quarantined,released,resolved', limit: 1 },
		since: (moment) => ({
			statuses: 'not_quarantined,quarantined,released,resolved',
			sort_by: 'detection_date',
			// UTC without a zone (API.md T04).
			detection_date_from: moment.replace('Z', ''),
		}),
		time: (row) => isoDate(row.detection_date),
		key: ({ device_id, threat_name, file_hash, file_path, detection_date }) => [
			device_id,
			threat_name,
			file_hash,
			file_path,
			detection_date,
		],
		// A device that was offline reports what it found days ago.
		overlapMs: 7 * DAY_MS,
	},
	{
		name: 'vulnerability',
		event: 'vulnerability.detected',
		recordType: 'vulnerability',
		list: lists.detections,
		one: { size: 1 },
		since: (moment) => ({ filter: JSON.stringify({ detection_datetime: { gte: moment } }) }),
		time: (row) => isoDate(row.first_detection_date),
		key: ({ device_id, cve_id, name, version, path, first_detection_date }) => [
			device_id,
			cve_id,
			name,
			version,
			path,
			first_detection_date,
		],
		overlapMs: DAY_MS,
	},
];

interface Entry {
	row: IDataObject;
	/** When the row came to be; null where Kandji does not say. */
	time: string | null;
	key: string;
}

function earlier(moment: string, ms: number): string {
	return new Date(Date.parse(moment) - ms).toISOString();
}

const minuteOf = (moment: string) => Math.floor(Date.parse(moment) / MINUTE_MS);

/** Rows once each, oldest first; those without a time last. */
function inOrder(found: Entry[]): Entry[] {
	return sortBy(
		[...new Map(found.map((entry) => [entry.key, entry])).values()],
		[({ time }) => time === null, 'time', 'key'],
	);
}

/** The rows since a moment less the overlap; undefined while a long list has not come to its end. */
async function entriesSince(
	{ client, readings, readUntil: until }: Run,
	log: Log,
	since: string,
	dealt: number,
): Promise<Entry[] | undefined> {
	const { list, name } = log;
	const query = log.since(earlier(since, log.overlapMs));
	const keep = (row: IDataObject): Entry => ({
		row,
		time: log.time(row),
		key: fingerprint(log.key(row), KEY_LENGTH),
	});
	if (log.most === undefined && list.pager === 'after') {
		const horizon = earlier(since, log.overlapMs);
		// Most rows are old ones that were found again: they are not even kept for the next poll.
		const recent = (row: IDataObject) => {
			const entry = keep(row);
			return entry.time === null || entry.time >= horizon ? entry : undefined;
		};
		const read = await readings.readOn(name, client, { list, query, keep: recent, until });
		return read && inOrder(read.found);
	}
	const limit = log.most === undefined ? undefined : dealt + log.most;
	const { rows } = await client.list(list, { query, limit });
	return inOrder(rows.map(keep));
}

/** A row as an event. */
export function logEvent(
	tenant: Tenant,
	{ event, recordType, name, time, key }: Log,
	row: IDataObject,
): TriggerEvent {
	const device =
		text(row.device_id) || (text(row.target_type) === 'device' ? text(row.target_id) : '');
	return {
		event,
		eventId: fingerprint([tenant.apiUrl, event, key(row)]),
		occurredAt: time(row),
		recordType,
		record: row,
		recordId: name === 'audit' ? text(row.id) : device,
		...(device === '' ? {} : { url: `${tenant.webUrl}/devices/${device}` }),
	};
}

/** Rows that were dealt with, and the minute of each; a state of an older form knows only that they are recent. */
function dealtBefore({ since, dealt }: NonNullable<SavedFeed['log']>): Map<string, number> {
	return new Map(dealt.map((each) => (typeof each === 'string' ? [each, minuteOf(since)] : each)));
}

function logFeed(log: Log): Feed {
	return {
		name: log.name,
		wanted: ({ events }) => events.includes(log.event),
		async fetch(run, saved): Promise<Fetched> {
			const { client, settings } = run;
			const scope = fingerprint([client.tenant.apiUrl]);
			const mine = saved?.scope === scope ? saved : undefined;
			const ticks = countingTicks(settings, mine);
			const known = mine?.log;
			if (!known) {
				const { path, permission } = log.list;
				// The answer tells Kandji's clock.
				await client.request({ method: 'GET', path, permission, query: log.one });
			}
			const begun = known ?? { since: client.now.toISOString(), dealt: [] };
			const entries = await entriesSince(run, log, begun.since, begun.dealt.length);
			// What the token may not see shows even before a long list has been read.
			if (!entries) return nothingNew(saved);
			return {
				commit: (most) => {
					const dealt = dealtBefore(begun);
					const horizon = earlier(begun.since, log.overlapMs);
					const events: TriggerEvent[] = [];
					const now = client.now.toISOString();
					let { since } = begun;
					for (const { row, time, key } of entries) {
						const fresh = !dealt.has(key) && (time === null || time >= horizon);
						const told =
							fresh && known && ticks.has(log.event) && (log.wants?.(settings, row) ?? true);
						if (told && events.length >= most) {
							run.readings.wake(log.name);
							break;
						}
						if (told) events.push(logEvent(client.tenant, log, row));
						// A row without a time is known for as long as it shows.
						dealt.set(key, minuteOf(time ?? now));
						// A row dated ahead by a device's wrong clock must not hide those that follow.
						if (time !== null && time > since && time <= now) since = time;
					}
					const border = minuteOf(earlier(since, log.overlapMs));
					const kept = sortBy(
						[...dealt].filter(([, minute]) => minute >= border),
						[1, 0],
					);
					const next = { scope, ticks: allTicks(settings), log: { since, dealt: kept } };
					return { saved: next, changed: !isEqual(next, saved), events };
				},
			};
		},
	};
}

/** Audit events, threats and vulnerable software, each row told once. */
export const logFeeds: Feed[] = LOGS.map(logFeed);
