import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import { isoDate } from '../shapes/kandjiValues';
import { text } from '../util/json';
import type { EventName } from './events';
import type { TriggerSettings } from './triggerSettings';

/** The status of a log's rows, whose changes are another event. */
export interface LogStatus {
	event: EventName;
	of: (row: IDataObject) => string;
	/** How long after its own time a row is watched. */
	watchMs: number;
}

/** A list that only grows, read from where the last poll ended. */
export interface LogDefinition {
	name: string;
	event: EventName;
	/** Key of the record in the item. */
	recordType: string;
	list: List;
	/** Query for one row. */
	sampleQuery: IDataObject;
	/** Returns the query for the rows since a moment (ISO), oldest first if the list can be ordered. */
	queryFrom: (moment: string) => IDataObject;
	/** When a row was created; null where Kandji does not say. */
	timeOf: (row: IDataObject) => string | null;
	/** Values that distinguish a row from every other. */
	keyOf: (row: IDataObject) => unknown;
	/** ID of the device that a row is about; `''` for none. */
	deviceIdOf: (row: IDataObject) => string;
	/** Rows that appear so long after their own time are still found. */
	overlapMs: number;
	status?: LogStatus;
	/** Rows read ahead at most, if the list is ordered by time. */
	maxRows?: number;
	matches?: (settings: TriggerSettings, row: IDataObject) => boolean;
	/** A row as Kandji writes it, for samples of a tenant that has none. */
	exampleRow: IDataObject;
}

/** Milliseconds of a minute. */
export const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const THREAT_STATUSES = 'not_quarantined,quarantined,released,resolved';

function includes(wanted: string[], value: string): boolean {
	return wanted.length === 0 || wanted.includes(value.toLowerCase());
}

/** Audit events, threats and vulnerable software. */
export const LOGS: LogDefinition[] = [
	{
		name: 'audit',
		event: 'audit.event',
		recordType: 'auditEvent',
		list: lists.auditEvents,
		sampleQuery: { limit: 1 },
		queryFrom: (moment) => ({ sort_by: 'occurred_at', start_date: moment }),
		timeOf: (row) => isoDate(row.occurred_at),
		keyOf: (row) => text(row.id) || row,
		deviceIdOf: (row) => (text(row.target_type) === 'device' ? text(row.target_id) : ''),
		overlapMs: 60 * MINUTE_MS,
		maxRows: 5_000,
		matches: ({ filters: { auditActions, auditTargets } }, row) =>
			includes(auditActions, text(row.action)) && includes(auditTargets, text(row.target_type)),
		exampleRow: {
			id: '01JK5V4Q8M2N7T3X9YB6C0DEFG',
			action: 'update',
			occurred_at: '2026-02-03T09:30:00.000000Z',
			actor_id: 'c3b7e1d8-64f2-4a05-8c9e-0d1f5a2b7e64',
			actor_type: 'user',
			target_id: 'a4d9b6e2-1c7f-4038-9b5a-e2f8c3d61470',
			target_type: 'blueprint',
			target_component: '',
			new_state: { name: 'Head Office' },
			metadata: {},
		},
	},
	{
		name: 'threat',
		event: 'threat.detected',
		recordType: 'threat',
		list: lists.threats,
		sampleQuery: { statuses: THREAT_STATUSES, limit: 1 },
		queryFrom: (moment) => ({
			statuses: THREAT_STATUSES,
			sort_by: 'detection_date',
			// UTC without a zone (docs/kandji-api.md T04).
			detection_date_from: moment.replace('Z', ''),
		}),
		timeOf: (row) => isoDate(row.detection_date),
		keyOf: ({ device_id, threat_name, file_hash, file_path, detection_date }) => [
			device_id,
			threat_name,
			file_hash,
			file_path,
			detection_date,
		],
		deviceIdOf: (row) => text(row.device_id),
		// A device that was offline reports days later what it found.
		overlapMs: 7 * DAY_MS,
		status: {
			event: 'threat.statusChanged',
			of: ({ status }) => text(status),
			watchMs: 30 * DAY_MS,
		},
		exampleRow: {
			threat_name: 'Gen.Adware.Sample',
			classification: 'MALWARE',
			status: 'QUARANTINED',
			process_name: 'installer',
			process_owner: 'nora',
			device_name: 'Nora’s MacBook Air',
			device_id: '7c1e2a94-5b3d-4f60-8e17-9a2b6c4d0f31',
			detection_date: '2026-02-03T09:40:00.000000',
			file_path: '/Users/nora/Downloads/installer.pkg',
			file_hash: '9f2c4be1d07a6538',
			device_serial_number: 'H7XK2M9QLP',
		},
	},
	{
		name: 'vulnerability',
		event: 'vulnerability.detected',
		recordType: 'vulnerability',
		list: lists.detections,
		sampleQuery: { size: 1 },
		queryFrom: (moment) => ({
			filter: JSON.stringify({ detection_datetime: { gte: moment } }),
		}),
		timeOf: (row) => isoDate(row.first_detection_date),
		keyOf: ({ device_id, cve_id, name, version, path, first_detection_date }) => [
			device_id,
			cve_id,
			name,
			version,
			path,
			first_detection_date,
		],
		deviceIdOf: (row) => text(row.device_id),
		overlapMs: DAY_MS,
		exampleRow: {
			device_id: '7c1e2a94-5b3d-4f60-8e17-9a2b6c4d0f31',
			device_name: 'Nora’s MacBook Air',
			device_serial_number: 'H7XK2M9QLP',
			blueprint_name: 'Head Office',
			name: 'Notes Editor',
			version: '4.2.0',
			path: '/Applications/Notes Editor.app',
			bundle_id: 'com.example.notes-editor',
			cve_id: 'CVE-2026-0001',
			cvss_score: 8.8,
			cvss_severity: 'HIGH',
			first_detection_date: '2026-02-03 09:45:00.000000',
			latest_detection_date: '2026-02-03 09:45:00.000000',
		},
	},
];
