import { lists } from '../api/lists';
import { blueprintField } from '../locate/blueprintLocator';
import { deviceField } from '../locate/deviceLocator';
import { userField } from '../locate/userLocator';
import { addTags, removeTags } from '../procedures/deviceTags';
import { deviceChanges } from '../shapes/deviceChanges';
import { localDeviceFilters, tagsField } from './deviceFields';
import { deviceFilters } from './deviceFilters';
import { deviceReportOperations } from './deviceReports';
import { countByField, deviceGroups } from './summaries';
import { listOperation, operation, procedure } from './operationTypes';
import type { Resource } from './operationTypes';

/** Device records, of every platform. */
export const device: Resource = {
	name: 'Device',
	value: 'device',
	shownFirst: [
		...['getAll', 'get', 'update', 'getDetails', 'summarize', 'getLibraryItems', 'getStatus'],
		...['getActivity', 'addTags', 'removeTags', 'getLostModeDetails', 'getCommands'],
	],
	operations: [
		procedure({
			name: 'Add Tags',
			value: 'addTags',
			action: 'Add tags to device',
			description: 'Give one device further tags. Those that it has stay.',
			requests: ['GET /devices/{device}', 'PATCH /devices/{device}'],
			permission: 'Device Information > Update a device',
			alsoNeeds: ['Device Information > Device ID'],
			path: [deviceField],
			body: [{ ...tagsField, required: true, description: 'Names of the tags to add' }],
			run: addTags,
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete device and remove its management irreversibly',
			description:
				'Delete the record and remove management: its user keeps the device without managed apps and settings',
			route: 'DELETE /devices/{device}',
			effect: 'delete',
			permission: 'Device Actions > Delete Device?',
			notice:
				'Deleting removes management from the device for good: its profiles and managed apps go, and the person keeps an unmanaged device. Only a new enrollment brings it back.',
			alsoNeeds: ['Device Information > Device ID'],
			path: [deviceField],
			risk: 'destructive',
			confirm: true,
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get device',
			description: 'Get the record of one device',
			route: 'GET /devices/{device}',
			permission: 'Device Information > Device ID',
			path: [deviceField],
			output: 'device',
		}),
		...deviceReportOperations,
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many devices',
			description: 'Find devices by name, user, tag, blueprint and more, or get the whole fleet',
			list: lists.devices,
			output: 'device',
			query: deviceFilters,
			narrow: localDeviceFilters,
			countsWith: 'summarize',
			sortsLocally: ['first_enrollment', 'last_enrollment'],
		}),
		procedure({
			name: 'Remove Tags',
			value: 'removeTags',
			action: 'Remove tags from device',
			description: 'Take tags from one device. All others stay.',
			requests: ['GET /devices/{device}', 'PATCH /devices/{device}'],
			permission: 'Device Information > Update a device',
			alsoNeeds: ['Device Information > Device ID'],
			path: [deviceField],
			body: [{ ...tagsField, required: true, description: 'Names of the tags to remove' }],
			run: removeTags,
		}),
		listOperation({
			name: 'Summarize',
			value: 'summarize',
			action: 'Count devices by platform, version, blueprint or FileVault',
			description:
				'Count devices by one or two facts: platform, OS version, model, blueprint, user',
			list: lists.devices,
			settings: [
				countByField(
					deviceGroups,
					'platform',
					'A device with several tags counts in each. FileVault is read from Prism and needs its permission too.',
				),
			],
			query: deviceFilters.filter(({ sorts }) => !sorts),
			narrow: localDeviceFilters,
			summary: { groups: deviceGroups },
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Move device to blueprint, assign person, set tag',
			description:
				'Assign one device, move it to another blueprint, or change its tags or its asset tag',
			route: 'PATCH /devices/{device}',
			permission: 'Device Information > Update a device',
			path: [deviceField],
			output: 'device',
			changes: deviceChanges,
			clear: [
				{ name: 'Asset Tag', value: 'asset_tag', empty: null },
				{ name: 'Tags', value: 'tags', empty: [] },
				{ name: 'User', value: 'user', empty: null },
			],
			body: [
				{
					displayName: 'Asset Tag',
					name: 'assetTag',
					type: 'string',
					default: '',
					description: 'The new asset tag. Leave empty to keep the present one.',
				},
				{
					...blueprintField,
					name: 'blueprintId',
					required: false,
					description: 'The blueprint to move the device to. Apps and settings of the old one go.',
					risk: 'disruptive',
				},
				{
					...tagsField,
					description:
						'Names of the tags, comma-separated. They replace all tags that the device has; Add Tags and Remove Tags keep the others.',
				},
				{
					...userField,
					required: false,
					description: 'The user to assign the device to',
					risk: 'disruptive',
				},
			],
		}),
	],
};
