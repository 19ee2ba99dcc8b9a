import { lists } from '../api/lists';
import { platformMeant, platformOptions } from '../api/platforms';
import { adeDeviceField } from '../locate/adeDeviceLocator';
import { adeIntegrationField } from '../locate/adeIntegrationLocator';
import { blueprintField } from '../locate/blueprintLocator';
import { userField } from '../locate/userLocator';
import { enrollmentTargetFields, oneTarget, routingImplies } from './adeFields';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

/** Blueprint and user stand under their ID's name, or in tenants of some years as an ID or an object (docs/kandji-api.md T11). */
const summary = [
	'id',
	'serial_number',
	'model',
	'device_family',
	'profile_status',
	'asset_tag',
	'blueprint_id|blueprint.id|blueprint',
	'user_id|user.id|user',
	'mdm_device.id',
	'dep_account.server_name',
];

/** Records of Automated Device Enrollment: devices that Apple Business Manager has assigned to Kandji. */
export const adeDevice: Resource = {
	name: 'Enrollment Device (ADE)',
	value: 'adeDevice',
	description: 'Automated Device Enrollment records from Apple Business Manager, enrolled or not',
	operations: [
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get ADE device',
			description:
				'Get one ADE record. A null mdm_device means that the device has not enrolled yet.',
			route: 'GET /integrations/apple/ade/devices/{adeDevice}',
			permission: 'Automated Device Enrollment > Get ADE device?',
			path: [adeDeviceField],
			output: summary,
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many ADE devices',
			description:
				'Get a list of the ADE records of every integration, enrolled or awaiting enrollment',
			list: lists.adeDevices,
			output: summary,
			query: [
				{
					...adeIntegrationField,
					name: 'depAccount',
					required: false,
					description: 'Devices of this ADE integration (ADE token)',
				},
				{
					...blueprintField,
					name: 'blueprintId',
					required: false,
					description: 'Devices that enroll into this blueprint',
				},
				{
					displayName: 'Device Family',
					name: 'deviceFamily',
					type: 'options',
					default: 'Mac',
					description: 'Devices of this family',
					options: platformOptions('ade'),
					meant: (word) => platformMeant('ade', word),
				},
				{
					displayName: 'Model',
					name: 'model',
					type: 'string',
					default: '',
					placeholder: 'e.g. MacBook Air',
					description: 'Devices whose model contains this text',
				},
				{
					displayName: 'OS',
					name: 'os',
					type: 'options',
					default: 'OSX',
					description: 'Devices with this operating system',
					options: [
						{ name: 'iOS', value: 'iOS' },
						{ name: 'iPadOS', value: 'iPadOS' },
						{ name: 'macOS', value: 'OSX' },
						{ name: 'tvOS', value: 'tvOS' },
						{ name: 'visionOS', value: 'visionOS' },
					],
				},
				{
					displayName: 'Profile Status',
					name: 'profileStatus',
					type: 'options',
					default: 'assigned',
					description: 'Devices whose enrollment profile has this status',
					options: [
						{ name: 'Assigned', value: 'assigned' },
						{ name: 'Empty', value: 'empty' },
						{ name: 'Pushed', value: 'pushed' },
						{ name: 'Removed', value: 'removed' },
					],
				},
				{
					displayName: 'Serial Number',
					name: 'serialNumber',
					type: 'string',
					default: '',
					placeholder: 'e.g. C02FK1ZMQ6L4',
					description: 'Devices whose serial number contains this text',
				},
				{
					...userField,
					name: 'userId',
					required: false,
					description: 'Devices that are assigned to this user',
				},
			],
		}),
		listOperation({
			name: 'Get Many for Integration',
			value: 'getAllForIntegration',
			action: 'Get many ADE devices of one integration',
			description:
				'Get a list of the ADE records of one integration (ADE token) with their enrollment status',
			list: lists.adeDevicesOfIntegration,
			path: [adeIntegrationField],
			output: summary,
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update ADE device',
			description:
				'Change the blueprint, the user or the asset tag that a device gets when it enrolls',
			route: 'PATCH /integrations/apple/ade/devices/{adeDevice}',
			path: [adeDeviceField],
			permission: 'Automated Device Enrollment > Update ADE Device',
			output: summary,
			body: [
				{
					displayName: 'Asset Tag',
					name: 'assetTag',
					type: 'string',
					default: '',
					description: 'The asset tag. Leave empty to keep the present one.',
				},
				...enrollmentTargetFields,
				{
					...userField,
					name: 'userId',
					required: false,
					description: 'The user to assign the device to',
					risk: 'disruptive',
				},
			],
			checks: [oneTarget],
			implies: routingImplies,
		}),
	],
};
