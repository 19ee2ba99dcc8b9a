import { lists } from '../api/lists';
import { deviceField } from '../locate/deviceLocator';
import { getCommandStatus } from '../procedures/commandStatus';
import { getDeviceOverview } from '../procedures/deviceOverview';
import { simplifyDetails } from '../shapes/detailsShape';
import { activityDaysField, itemNameField, statusField } from './deviceFields';
import { listOperation, operation, procedure } from './operationTypes';
import type { Operation } from './operationTypes';

/** Operations that read more about one device than its record: details, history, commands, compliance. */
export const deviceReportOperations: Operation[] = [
	listOperation({
		name: 'Get Activity',
		value: 'getActivity',
		action: 'Get history of device',
		description:
			'Get what happened to one device: enrollment, commands, changes. Sort by created_at.',
		list: lists.deviceActivity,
		path: [deviceField],
		narrow: [activityDaysField],
	}),
	procedure({
		name: 'Get Command Status',
		value: 'getCommandStatus',
		action: 'Get result of command sent to device',
		description:
			'Get whether one device has completed or refused a command of an earlier device action',
		requests: ['GET /devices/{device}/commands'],
		permission: 'Device Actions > Get Device Commands?',
		path: [deviceField],
		risk: 'read',
		settings: [
			{
				displayName: 'Command',
				name: 'command',
				type: 'string',
				required: true,
				default: '',
				placeholder: 'e.g. DeviceLock',
				hint: 'The answer of the device action gives it as command',
				description: 'The kind of the command, as the device action answered it',
			},
			{
				displayName: 'Accepted At',
				name: 'acceptedAt',
				type: 'dateTime',
				required: true,
				default: '',
				placeholder: 'e.g. 2026-11-30T08:15:00Z',
				hint: 'The answer of the device action gives it as acceptedAt',
				description: 'When Kandji accepted the command, as the device action answered it',
			},
		],
		run: getCommandStatus,
	}),
	listOperation({
		name: 'Get Commands',
		value: 'getCommands',
		action: 'Get commands sent to device',
		description:
			'Get the commands sent to one device. Status: 1 pending, 2 running, 3 completed, 4 failed, 5 postponed.',
		list: lists.deviceCommands,
		path: [deviceField],
		output: [
			'uuid',
			'command_type',
			'request_type',
			'status',
			'attempts',
			'date_requested',
			'date_completed',
			'last_pushed',
			'priority',
			'error_chain',
		],
	}),
	operation({
		name: 'Get Details',
		value: 'getDetails',
		action: 'Get hardware and security details of device',
		description:
			'Get all that Kandji knows about one device: hardware, security, volumes, network, users, profiles',
		route: 'GET /devices/{device}/details',
		permission: 'Device Information > Device details',
		path: [deviceField],
		output: simplifyDetails,
	}),
	listOperation({
		name: 'Get Library Items',
		value: 'getLibraryItems',
		action: 'Get library items on device',
		description:
			'Get the library items in scope for one device and how each stands, e.g. PASS, PENDING or ERROR',
		list: lists.deviceLibraryItems,
		path: [deviceField],
		output: [
			'item_id',
			'name',
			'type',
			'status',
			'reported_at',
			'last_audit_run',
			'last_audit_log',
			'log',
			'blueprint.name',
			'computer.id',
		],
		narrow: [itemNameField, statusField],
	}),
	operation({
		name: 'Get Lost Mode Details',
		value: 'getLostModeDetails',
		action: 'Get location of lost device',
		description:
			'Get the lost mode and last known location of one iPhone or iPad, which must be in lost mode',
		route: 'GET /devices/{device}/details/lostmode',
		permission: 'Device Information > Get Device Lost Mode details?',
		path: [deviceField],
		output: [
			'device_id',
			'lost_mode.lost_mode_status',
			'lost_mode.enabled_by',
			'lost_mode.enable_status_at',
			'lost_mode.lock_screen_message',
			'lost_mode.lock_screen_phone_number',
			'lost_mode.last_location.latitude',
			'lost_mode.last_location.longitude',
			'lost_mode.last_location_at',
			'lost_mode.sound_status',
		],
	}),
	listOperation({
		name: 'Get Parameters',
		value: 'getParameters',
		action: 'Get compliance parameters of device',
		description:
			'Get the parameters of one Mac and how each stands, e.g. PASS, REMEDIATED or WARNING',
		list: lists.deviceParameters,
		path: [deviceField],
		narrow: [itemNameField, statusField],
	}),
	procedure({
		name: 'Get Overview',
		value: 'getOverview',
		action: 'Get overview of device',
		description: 'Get one device as a whole: record, security, what fails on it, last commands',
		requests: [
			'GET /devices/{device}/details',
			'GET /devices/{device}/library-items',
			'GET /devices/{device}/parameters',
			'GET /devices/{device}/commands',
			'GET /devices/{device}',
		],
		permission: 'Device Information > Device ID',
		alsoNeeds: [
			'Device Actions > Get Device Commands?',
			'Device Information > Device details',
			'Device Information > Device Library Items',
			'Device Information > Device Parameters',
		],
		path: [deviceField],
		risk: 'read',
		run: getDeviceOverview,
	}),
	operation({
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get status of everything on device',
		description: 'Get the status of all library items and parameters of one device in one item',
		route: 'GET /devices/{device}/status',
		permission: 'Device Information > Device Status',
		path: [deviceField],
	}),
];
