import { lists } from '../api/lists';
import type { Field } from '../fields/field';
import { deviceField } from '../locate/deviceLocator';
import { bothWays, sortField } from './sorting';
import {
	dateRangeField,
	detectedFromField,
	detectedUntilField,
	termField,
	threatClassificationField,
} from './threatFields';
import { listOperation } from './operationTypes';
import type { Operation } from './operationTypes';

const onDevice: Field = {
	...deviceField,
	name: 'deviceId',
	required: false,
	description: 'Only what was found on this device',
};

/** The first version of the threat requests, which Kandji calls deprecated (docs/kandji-api.md T15). */
export const legacyThreatOperations: Operation[] = [
	listOperation({
		name: 'Legacy: Get Behavioral Detections',
		value: 'getBehavioralDetectionsLegacy',
		action: 'Get behavioral detections of fleet from deprecated list',
		description:
			'Get suspicious behavior on all devices. Deprecated by Kandji, but the newer one needs a device.',
		list: lists.behavioralDetectionsLegacy,
		output: [
			'id',
			'threat_id',
			'classification',
			'threat_status',
			'detection_date',
			'device_info.id',
			'device_info.name',
			'device_info.serial_number',
			'target_process.name',
			'parent_process.name',
		],
		query: [
			{
				displayName: 'Classification',
				name: 'classification',
				type: 'string',
				default: '',
				placeholder: 'e.g. malicious',
				description: 'Only this kind of detection',
			},
			dateRangeField,
			detectedFromField,
			detectedUntilField,
			onDevice,
			{
				displayName: 'Informational Tags',
				name: 'informationalTags',
				type: 'string',
				default: '',
				placeholder: 'e.g. exploit, privilege_escalation',
				description: 'Only detections with these tags, comma-separated',
				sendAs: { as: 'list' },
			},
			{
				displayName: 'Malware Family',
				name: 'malwareFamily',
				type: 'string',
				default: '',
				placeholder: 'e.g. TrickBot',
				description: 'Only detections of this malware family',
			},
			{
				displayName: 'Parent Process Name',
				name: 'parentProcessName',
				type: 'string',
				default: '',
				placeholder: 'e.g. bash',
				description: 'Only detections with this parent process',
			},
			{
				...termField,
				description:
					'Only detections with this text in the device name, the file hash or the image path',
			},
			{
				...sortField,
				default: '-detection_date',
				options: bothWays([
					{ name: 'Classification', value: 'classification' },
					{ name: 'Detection Date', value: 'detection_date' },
					{ name: 'Device Name', value: 'device_name' },
					{ name: 'Parent Process Name', value: 'parent_process_name' },
					{ name: 'Status', value: 'status' },
					{ name: 'Target Process Name', value: 'target_process_name' },
					{ name: 'Threat ID', value: 'threat_id' },
				]),
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'string',
				default: '',
				placeholder: 'e.g. blocked',
				description: 'Only detections with this status',
			},
			{
				displayName: 'Target Process Name',
				name: 'targetProcessName',
				type: 'string',
				default: '',
				placeholder: 'e.g. python',
				description: 'Only detections with this target process',
			},
			{
				displayName: 'Threat ID',
				name: 'threatId',
				type: 'string',
				default: '',
				placeholder: 'e.g. Kandji_BD_0096',
				description: 'Only detections of this threat',
			},
		],
	}),
	listOperation({
		name: 'Legacy: Get Many',
		value: 'getAllLegacy',
		action: 'Get many threats from deprecated list',
		description:
			'Get a list of threats by the request that Kandji calls deprecated. Prefer Get Many.',
		list: lists.threatsLegacy,
		output: [
			'threat_name',
			'classification',
			'status',
			'process_name',
			'device_id',
			'device_name',
			'device_serial_number',
			'detection_date',
			'date_of_quarantine',
			'file_path',
		],
		query: [
			threatClassificationField,
			dateRangeField,
			onDevice,
			termField,
			{
				...sortField,
				default: '-detection_date',
				options: bothWays([
					{ name: 'Classification', value: 'classification' },
					{ name: 'Detection Date', value: 'detection_date' },
					{ name: 'Device Name', value: 'device_name' },
					{ name: 'Process Name', value: 'process_name' },
					{ name: 'Process Owner', value: 'process_owner' },
					{ name: 'Status', value: 'status' },
					{ name: 'Threat Name', value: 'threat_name' },
				]),
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				default: 'quarantined',
				description: 'Only threats with this status',
				options: [
					{ name: 'Not Quarantined', value: 'not_quarantined' },
					{ name: 'Quarantined', value: 'quarantined' },
					{ name: 'Released', value: 'released' },
				],
			},
		],
	}),
];
