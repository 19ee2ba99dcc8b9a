import type { INodeProperties } from 'n8n-workflow';

import { filterProperties } from './filters';
import { mainProperties } from './mainSettings';
import { WRITE_RULES } from './mapping';
import { optionsProperty } from './options';
import { arriving, fieldPicker } from './pickers';

const DETAILS = 'Reads the details of every device: one more request each, about 45 a second';

/** Device properties that can fill an asset's field. */
export const PROPERTIES = [
	{ name: 'Agent Version', value: 'agentVersion' },
	{ name: 'Asset Tag', value: 'assetTag' },
	{ name: 'Blueprint', value: 'blueprintName' },
	{ name: 'Details: Color', value: 'details.apple_business_manager.color', description: DETAILS },
	{ name: 'Details: IMEI', value: 'details.cellular.imei', description: DETAILS },
	{ name: 'Details: Manufacturer', value: 'details.general.manufacturer', description: DETAILS },
	{ name: 'Details: Memory', value: 'details.hardware_overview.memory', description: DETAILS },
	{
		name: 'Details: Model Identifier',
		value: 'details.hardware_overview.model_identifier',
		description: DETAILS,
	},
	{
		name: 'Details: Processor',
		value: 'details.hardware_overview.processor_name',
		description: DETAILS,
	},
	{
		name: 'Details: Processor Speed',
		value: 'details.hardware_overview.processor_speed',
		description: DETAILS,
	},
	{ name: 'Details: Storage', value: 'details.hardware_overview.storage', description: DETAILS },
	{ name: 'Details: Supervised', value: 'details.mdm.supervised', description: DETAILS },
	{ name: 'Details: UDID', value: 'details.hardware_overview.udid', description: DETAILS },
	{ name: 'Device ID', value: 'id' },
	{ name: 'Device Name', value: 'name' },
	{ name: 'Device Type', value: 'deviceType' },
	{ name: 'Display Size', value: 'displaySize' },
	{ name: 'Enrollment State', value: 'enrollmentState' },
	{ name: 'First Enrollment', value: 'firstEnrollment' },
	{ name: 'Fixed Value', value: '' },
	{ name: 'Last Check-In', value: 'lastCheckIn' },
	{ name: 'Last Enrollment', value: 'lastEnrollment' },
	{ name: 'Missing', value: 'missing' },
	{ name: 'Model', value: 'model' },
	{ name: 'Model Without Size and Year', value: 'modelName' },
	{ name: 'Model Year', value: 'modelYear' },
	{ name: 'OS Name and Version', value: 'system' },
	{ name: 'OS Version', value: 'osVersion' },
	{ name: 'Page in Kandji', value: 'url' },
	{ name: 'Platform', value: 'platform' },
	{ name: 'Serial Number', value: 'serialNumber' },
	{ name: 'Skip Field', value: 'skip', description: 'Leaves this field of the assets as it is' },
	{ name: 'Stale', value: 'stale' },
	{ name: 'User Email', value: 'user.email' },
	{ name: 'User Name', value: 'user.name' },
];

/** The panel of the sync. */
export const syncProperties: INodeProperties[] = [
	// n8n keys the output preview of a node by its operation.
	{ displayName: 'Operation', name: 'operation', type: 'hidden', default: 'plan' },
	{
		displayName:
			'The node before Assets needs "Return All", or assets that it leaves out are created again, and "Always Output Data", or n8n skips this node when both inputs are empty',
		name: 'inputsNotice',
		type: 'notice',
		default: '',
	},
	...mainProperties,
	arriving,
	{
		displayName: 'Asset Fields',
		name: 'assetFields',
		type: 'collection',
		placeholder: 'Add Field Name',
		default: {
			serialNumber: '',
			id: '',
			link: '',
			name: '',
			assetTag: '',
			assigneeEmail: '',
			assigneeName: '',
			lock: '',
		},
		description: 'Where assets hold what the plan needs; the report says which fields were taken',
		options: [
			fieldPicker('asset', 'id', 'What the other system knows the asset by'),
			fieldPicker('asset', 'assetTag'),
			fieldPicker('asset', 'assigneeEmail'),
			fieldPicker('asset', 'assigneeName'),
			fieldPicker('asset', 'category', 'Filled once from the platform; people may change it later'),
			fieldPicker(
				'asset',
				'link',
				'Links asset and device, and tells which assets ever were in Kandji',
			),
			fieldPicker(
				'asset',
				'lastUser',
				'Keeps the user whom both sides named last, for Assignment: Winner > Side That Changed',
			),
			fieldPicker('asset', 'lock', 'With one of the Lock Values here an asset is never assigned'),
			fieldPicker('asset', 'name'),
			fieldPicker(
				'asset',
				'imported',
				'With a yes here an asset without assignee counts as new under Assignment: Assets to Assign',
			),
			fieldPicker('asset', 'serialNumber'),
		],
	},
	{
		displayName: 'Person Fields',
		name: 'personFields',
		type: 'collection',
		placeholder: 'Add Field Name',
		default: { email: '', name: '', id: '', status: '' },
		description: 'Where people hold what the plan needs; the report says which fields were taken',
		options: [
			fieldPicker('person', 'email'),
			fieldPicker('person', 'id', 'What the other system knows the person by'),
			fieldPicker('person', 'name'),
			fieldPicker(
				'person',
				'status',
				'Holds, for example, an employment status; people who left get nothing assigned',
			),
		],
	},
	{
		displayName: 'Field Mapping',
		name: 'mapping',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Field',
		description: 'Which device property fills which field of an asset',
		default: {
			field: [
				{ assetField: 'serialNumber', property: 'serialNumber' },
				{ assetField: 'name', property: 'name' },
				{ assetField: 'platform', property: 'platform' },
				{ assetField: 'model', property: 'model' },
				{ assetField: 'osVersion', property: 'osVersion' },
				{ assetField: 'assetTag', property: 'assetTag' },
				{ assetField: 'blueprint', property: 'blueprintName' },
				{ assetField: 'deviceId', property: 'id' },
				{ assetField: 'kandjiUrl', property: 'url' },
			],
		},
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Asset Field',
						name: 'assetField',
						type: 'string',
						default: '',
						placeholder: 'e.g. serialNumber',
					},
					{
						displayName: 'Device Property',
						name: 'property',
						type: 'options',
						default: 'name',
						options: PROPERTIES,
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						description: 'The same for every asset, e.g. a status or a company',
						displayOptions: { show: { property: [''] } },
					},
					{
						displayName: 'Value Map',
						name: 'valueMap',
						type: 'string',
						default: '',
						placeholder: 'e.g. Mac = 3, iPhone = 5',
						description:
							"What to write in the place of Kandji's values; others are written as they are",
						displayOptions: { hide: { property: ['', 'skip'] } },
					},
					{
						displayName: 'Write',
						name: 'write',
						type: 'options',
						default: 'ifValue',
						description: 'When this field of an asset is written',
						displayOptions: { hide: { property: ['skip'] } },
						options: [...WRITE_RULES],
					},
				],
			},
		],
	},
	{
		displayName: 'Default Category',
		name: 'defaultCategory',
		type: 'string',
		default: '',
		placeholder: 'e.g. Computer',
		description:
			'Category of platforms that have none of their own. Required when Asset Fields names a category.',
	},
	{
		displayName: 'Categories',
		name: 'categories',
		type: 'collection',
		placeholder: 'Add Platform',
		default: {},
		description: 'Category of the assets of a platform',
		options: [
			{ displayName: 'Android', name: 'Android', type: 'string', default: '' },
			{ displayName: 'Apple TV', name: 'AppleTV', type: 'string', default: '' },
			{ displayName: 'Apple Vision Pro', name: 'Vision', type: 'string', default: '' },
			{ displayName: 'iPad', name: 'iPad', type: 'string', default: '' },
			{ displayName: 'iPhone', name: 'iPhone', type: 'string', default: '' },
			{ displayName: 'Mac', name: 'Mac', type: 'string', default: '' },
			{ displayName: 'Windows', name: 'Windows', type: 'string', default: '' },
		],
	},
	filterProperties,
	optionsProperty,
];
