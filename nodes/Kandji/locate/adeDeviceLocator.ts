import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one Automated Device Enrollment record; its ID is not the ID of the enrolled device. */
export const adeDeviceField = {
	displayName: 'ADE Device',
	name: 'adeDevice',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Automated Device Enrollment record to work on',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an ADE device...',
			typeOptions: { searchListMethod: 'searchAdeDevices', searchable: true },
		},
		{
			displayName: 'By Serial',
			name: 'serialNumber',
			type: 'string',
			placeholder: 'e.g. C02FK1ZMQ6L4',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 58b0e2d6-c47f-4913-9ea5-3d1f6a80c7b4',
			hint: 'The ID of the ADE record, not the device ID of the enrolled device',
		},
	],
} satisfies PathField<'adeDevice'>;

/** ADE records: by ID or serial number. */
export const adeDeviceLocator = makeLocator({
	entity: 'ADE device',
	field: adeDeviceField,
	list: lists.adeDevices,
	searchBy: ['serial_number', 'model'],
	recordPermission: 'Automated Device Enrollment > Get ADE device?',
	id: 'id',
	identifiers: [
		{
			kind: 'serialNumber',
			called: 'serial number',
			parameter: 'serial_number',
			of: (row) => text(row.serial_number),
			safe: true,
		},
		{
			kind: 'assetTag',
			called: 'asset tag',
			of: (row) => text(row.asset_tag),
			safe: true,
		},
	],
	label: (row) => `${text(row.serial_number)} (${text(row.model)})`,
	confirmBy: { name: 'serial number', of: (row) => text(row.serial_number) },
});
