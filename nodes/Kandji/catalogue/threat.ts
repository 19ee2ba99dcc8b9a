import { lists } from '../api/lists';
import { deviceField } from '../locate/deviceLocator';
import { bothWays, sortField } from './sorting';
import {
	dateRangeField,
	detectedFromField,
	detectedUntilField,
	managementStateField,
	severitiesField,
	termField,
	threatClassificationField,
	threatTagsField,
} from './threatFields';
import { legacyThreatOperations } from './threatLegacy';
import { listOperation } from './operationTypes';
import type { Resource } from './operationTypes';

/** Threats that Endpoint Detection and Response found. */
export const threat: Resource = {
	name: 'Threat',
	value: 'threat',
	description: 'What Endpoint Detection and Response (EDR) found on the devices',
	operations: [
		listOperation({
			name: 'Get Behavioral Detections',
			value: 'getBehavioralDetections',
			action: 'Get behavioral detections of device',
			description: 'Get the suspicious behavior that was detected on one device',
			list: lists.behavioralDetections,
			query: [
				{ ...deviceField, name: 'deviceId', description: 'The device whose detections to get' },
				{
					displayName: 'Classifications',
					name: 'classifications',
					type: 'multiOptions',
					default: [],
					description: 'Only these kinds of detection',
					options: [
						{ name: 'Malicious', value: 'mal' },
						{ name: 'Potentially Unwanted Program', value: 'pup' },
						{ name: 'Suspicious', value: 'sus' },
					],
				},
				// Named without the `date` that the threat request has in them (docs/kandji-api.md 1.3).
				{ ...detectedFromField, sendAs: { name: 'detection_from', as: 'local' } },
				{ ...detectedUntilField, sendAs: { name: 'detection_to', as: 'local' } },
				managementStateField,
				{
					displayName: 'Search Term',
					name: 'searchTerm',
					type: 'string',
					default: '',
					placeholder: 'e.g. /usr/bin/tmutil',
					description: 'Only detections with this text',
				},
				severitiesField,
				{
					...sortField,
					default: '-detection_date',
					options: bothWays([
						{ name: 'Associated Item', value: 'associated_item' },
						{ name: 'Classification', value: 'classification' },
						{ name: 'Detection Date', value: 'detection_date' },
						{ name: 'Management State', value: 'management_state' },
						{ name: 'Process', value: 'process' },
						{ name: 'Severity', value: 'severity' },
						{ name: 'Threat ID', value: 'threat_id' },
					]),
				},
				{
					displayName: 'Statuses',
					name: 'statuses',
					type: 'multiOptions',
					default: [],
					description: 'Only these statuses',
					options: [
						{ name: 'Blocked', value: 'blocked' },
						{ name: 'Detected', value: 'detected' },
						{ name: 'Informational', value: 'informational' },
						{ name: 'Parent Blocked', value: 'blocked_parent' },
					],
				},
				threatTagsField,
			],
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many threats',
			description: 'Get a list of the malware and unwanted programs that were found on the devices',
			list: lists.threats,
			query: [
				{
					displayName: 'Statuses',
					name: 'statuses',
					type: 'multiOptions',
					default: ['not_quarantined', 'quarantined', 'released', 'resolved'],
					required: true,
					description: 'Only threats with these statuses; Kandji wants at least one',
					options: [
						{ name: 'Not Quarantined', value: 'not_quarantined' },
						{ name: 'Quarantined', value: 'quarantined' },
						{ name: 'Released', value: 'released' },
						{ name: 'Resolved', value: 'resolved' },
					],
				},
				threatClassificationField,
				{
					...dateRangeField,
					description:
						'Only what was detected within this number of days; ignored together with Detected From or Detected Until',
				},
				detectedFromField,
				detectedUntilField,
				{
					...deviceField,
					name: 'deviceId',
					required: false,
					description: 'Only threats on this device',
				},
				managementStateField,
				termField,
				severitiesField,
				{
					...sortField,
					default: '-detection_date',
					options: bothWays([
						{ name: 'Associated Item', value: 'associated_item' },
						{ name: 'Detection Date', value: 'detection_date' },
						{ name: 'Device Name', value: 'device_name' },
						{ name: 'Management State', value: 'management_state' },
						{ name: 'Process Name', value: 'process_name' },
						{ name: 'Process Owner', value: 'process_owner' },
						{ name: 'Severity', value: 'severity' },
						{ name: 'Status', value: 'status' },
					]),
				},
				threatTagsField,
			],
		}),
		...legacyThreatOperations,
	],
};
