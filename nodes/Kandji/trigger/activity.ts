import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import { text } from '../client/json';
import type { Tenant } from '../client/tenant';
import { isoDate } from '../shapes/values';
import type { EventName, TriggerEvent } from './events';
import type { Feed, Fetched, Run } from './feed';
import { fingerprint } from './identity';
import type { TriggerSettings } from './settings';

/** A list that only grows, read from where the last poll ended. */
export interface Log {
	name: string;
	event: EventName;
	/** Key of the record in the item. */
	recordType: string;
	list: List;
	/** What asks for one row, to learn Kandji's clock. */
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
		key: (row) => text(row.id),
		overlapMs: 10 * MINUTE_MS,
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
		overlapMs: 60 * MINUTE_MS,
	},
];

interface Entry {
	row: IDataObject;
	time: string;
	key: string;
}

function earlier(moment: string, ms: number): string {
	return new Date(Date.parse(moment) - ms).toISOString();
}

/** Kandji's own clock, so that a wrong one here loses nothing. */
async function clockOf({ client, now }: Run, { list, one }: Log): Promise<string> {
	const { path, permission } = list;
	const { headers } = await client.request({ method: 'GET', path, permission, query: one });
	return isoDate(headers.date) ?? now.toISOString();
}

async function entriesSince(
	{ client }: Run,
	log: Log,
	since: string,
	dealt: number,
): Promise<Entry[]> {
	const query = log.since(earlier(since, log.overlapMs));
	const limit = log.most === undefined ? undefined : dealt + log.most;
	const { rows } = await client.list(log.list, { query, limit });
	const entries = new Map<string, Entry>();
	for (const row of rows) {
		const time = log.time(row);
		const key = fingerprint(log.key(row), KEY_LENGTH);
		if (time !== null) entries.set(key, { row, time, key });
	}
	return [...entries.values()].sort((one, other) =>
		one.time === other.time ? (one.key < other.key ? -1 : 1) : one.time < other.time ? -1 : 1,
	);
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

function logFeed(log: Log): Feed {
	return {
		name: log.name,
		wanted: ({ events }) => events.includes(log.event),
		async fetch(run, saved): Promise<Fetched> {
			const { client, settings, ticks } = run;
			const scope = fingerprint([client.tenant.apiUrl]);
			const known = saved?.scope === scope ? saved.log : undefined;
			const begun = known ?? { since: await clockOf(run, log), dealt: [] };
			const entries = await entriesSince(run, log, begun.since, begun.dealt.length);
			return {
				commit: (most) => {
					const dealt = new Set(begun.dealt);
					const horizon = earlier(begun.since, log.overlapMs);
					const events: TriggerEvent[] = [];
					const now = run.now.toISOString();
					let { since } = begun;
					for (const entry of entries) {
						const fresh = !dealt.has(entry.key) && entry.time >= horizon;
						const told =
							fresh && known && ticks.has(log.event) && (log.wants?.(settings, entry.row) ?? true);
						if (told && events.length >= most) break;
						if (told) events.push(logEvent(client.tenant, log, entry.row));
						dealt.add(entry.key);
						// A row dated ahead by a device's wrong clock must not hide those that follow.
						if (entry.time > since && entry.time <= now) since = entry.time;
					}
					const border = earlier(since, log.overlapMs);
					const kept = entries
						.filter(({ time, key }) => time >= border && dealt.has(key))
						.map(({ key }) => key);
					const changed = !known || since !== begun.since || kept.join() !== begun.dealt.join();
					return { saved: { scope, log: { since, dealt: kept } }, changed, events };
				},
			};
		},
	};
}

/** Audit events, threats and vulnerable software, each row told once. */
export const logFeeds: Feed[] = LOGS.map(logFeed);
