import type { IDataObject } from 'n8n-workflow';

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
			hint: 'Compared with serial numbers only; the one to use in workflows that run by themselves',
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

const nameAndSerial = (row: IDataObject) => `${text(row.device_name)} (${text(row.serial_number)})`;

const ownerOf = (row: IDataObject) => text(row.user, 'name') || text(row.user, 'email');

/** Devices: by ID, URL, serial number, asset tag, the email of the only device's user, or exact name. */
export const deviceLocator = makeLocator({
	entity: 'device',
	field: deviceField,
	list: lists.devices,
	query: { ordering: 'device_name' },
	recordPermission: 'Device Information > Device ID',
	searchBy: ['device_name', 'serial_number', 'asset_tag', 'user_name', 'user_email'],
	id: 'device_id',
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
			parameter: 'asset_tag',
			of: (row) => text(row.asset_tag),
			safe: true,
		},
		{
			kind: 'email',
			called: 'email of the user',
			parameter: 'user_email_exact',
			of: (row) => text(row.user, 'email'),
			fits: (value) => value.includes('@'),
		},
		{
			kind: 'name',
			called: 'name',
			parameter: 'device_name',
			of: (row) => text(row.device_name),
			folded: true,
		},
	],
	label: (row) => [nameAndSerial(row), ownerOf(row)].filter(Boolean).join(', '),
	shortLabel: nameAndSerial,
	confirmBy: { name: 'serial number', of: (row) => text(row.serial_number) },
});
