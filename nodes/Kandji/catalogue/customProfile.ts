import { lists } from '../api/lists';
import { inputFileField } from '../fields/common';
import type { Field } from '../fields/field';
import { customProfileField } from '../locate/customProfileLocator';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

const nameField: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Office Wi-Fi',
	description: 'Name of the profile in the library',
};

const commonFields: Field[] = [
	{
		displayName: 'Active',
		name: 'active',
		type: 'boolean',
		default: true,
		description: 'Whether the profile is active',
	},
	{
		displayName: 'Runs on Apple TV',
		name: 'runsOnTv',
		type: 'boolean',
		default: true,
		description: 'Whether the profile is installed on Apple TVs',
	},
	{
		displayName: 'Runs on Apple Vision Pro',
		name: 'runsOnVision',
		type: 'boolean',
		default: true,
		description: 'Whether the profile is installed on Apple Vision Pros',
	},
	{
		displayName: 'Runs on iPad',
		name: 'runsOnIpad',
		type: 'boolean',
		default: true,
		description: 'Whether the profile is installed on iPads',
	},
	{
		displayName: 'Runs on iPhone',
		name: 'runsOnIphone',
		type: 'boolean',
		default: true,
		description: 'Whether the profile is installed on iPhones',
	},
	{
		displayName: 'Runs on Mac',
		name: 'runsOnMac',
		type: 'boolean',
		default: true,
		description: 'Whether the profile is installed on Macs',
	},
];

const summary = [
	'id',
	'name',
	'active',
	'runs_on_mac',
	'runs_on_iphone',
	'runs_on_ipad',
	'runs_on_tv',
	'runs_on_vision',
	'created_at',
	'updated_at',
];

/** Configuration profiles of a customer's own. */
export const customProfile: Resource = {
	name: 'Library Custom Profile',
	value: 'customProfile',
	operations: [
		operation({
			name: 'Create',
			value: 'create',
			action: 'Create custom profile',
			description: 'Upload a .mobileconfig file and add it to the library as a custom profile',
			route: 'POST /library/custom-profiles',
			encode: 'multipart',
			permission: 'Library > Create Custom Profile?',
			secrets: ['profile'],
			risk: 'disruptive',
			settings: [inputFileField],
			body: [{ ...nameField, required: true }, ...commonFields],
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete custom profile from library permanently',
			description:
				'Delete a custom profile from the library permanently; no device gets its settings any more',
			route: 'DELETE /library/custom-profiles/{customProfile}',
			effect: 'delete',
			permission: 'Library > Delete Custom Profile?',
			path: [customProfileField],
			risk: 'destructive',
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get custom profile',
			description: 'Get one custom profile with its content',
			route: 'GET /library/custom-profiles/{customProfile}',
			permission: 'Library > Get Custom Profile?',
			secrets: ['profile'],
			path: [customProfileField],
			output: summary,
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many custom profiles',
			description: 'Get a list of the custom profiles in the library',
			list: lists.customProfiles,
			secrets: ['profile'],
			output: summary,
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update custom profile',
			description: 'Change a custom profile, and replace its file where a binary field is named',
			route: 'PATCH /library/custom-profiles/{customProfile}',
			encode: 'multipart',
			path: [customProfileField],
			permission: 'Library > Update Custom Profile?',
			secrets: ['profile'],
			risk: 'disruptive',
			settings: [{ ...inputFileField, required: false, default: '' }],
			body: [nameField, ...commonFields],
		}),
	],
};
