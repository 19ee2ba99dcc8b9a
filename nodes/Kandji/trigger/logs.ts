import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import { text } from '../util/json';
import { isoDate } from '../shapes/kandjiValues';
import type { EventName } from './events';
import type { TriggerSettings } from './settings';

/** What may become of a row later. */
export interface LogStatus {
	event: EventName;
	of: (row: IDataObject) => string;
	/** How long after its own time a row is watched. */
	watchMs: number;
}

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
	/** What may become of a row later, told as another event. */
	status?: LogStatus;
	/** Rows read ahead at most, where the list is ordered by time. */
	most?: number;
	wants?: (settings: TriggerSettings, row: IDataObject) => boolean;
}

export const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

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
			// UTC without a zone (docs/kandji-api.md T04).
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
		status: {
			event: 'threat.statusChanged',
			of: ({ status }) => text(status),
			watchMs: 30 * DAY_MS,
		},
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
