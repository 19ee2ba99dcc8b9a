import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one device. */
export const deviceField = {
	displayName: 'Device',
	name: 'device',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The device to work on',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a device...',
			typeOptions: { searchListMethod: 'searchDevices', searchable: true },
		},
		{
			displayName: 'By Serial',
			name: 'serialNumber',
			type: 'string',
			placeholder: 'e.g. C02FK1ZMQ6L4',
			hint: 'The device name or the email of its only user work too',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://accuhive.kandji.io/devices/6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f',
		},
	],
} satisfies PathField<'device'>;

/** Devices: by ID, URL, serial number, exact name, or the email of the only device's user. */
export const deviceLocator = makeLocator({
	entity: 'device',
	field: deviceField,
	list: lists.devices,
	query: { ordering: 'device_name' },
	recordPermission: 'Device Information > Device ID',
	searchBy: 'device_name',
	id: 'device_id',
	lookups: [
		{ parameter: 'serial_number', of: (row) => text(row.serial_number) },
		{ parameter: 'device_name', of: (row) => text(row.device_name) },
		{
			parameter: 'user_email_exact',
			of: (row) => text(row.user, 'email'),
			fits: (value) => value.includes('@'),
		},
	],
	label: (row) => `${text(row.device_name)} (${text(row.serial_number)})`,
	confirmBy: { name: 'serial number', of: (row) => text(row.serial_number) },
});
