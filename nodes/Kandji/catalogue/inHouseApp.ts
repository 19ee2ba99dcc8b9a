import { lists } from '../api/lists';
import type { Permission } from '../api/permissions';
import { inputFileField, waitField } from '../fields/common';
import type { Field } from '../fields/field';
import { inHouseAppField } from '../locate/inHouseAppLocator';
import { saveApp } from '../procedures/appUpload';
import type { AppKind } from '../procedures/appUpload';
import { listOperation, operation, procedure } from './operationTypes';
import type { Resource } from './operationTypes';

const uploadPermission: Permission = 'Library > Upload In-House App?';
const statusPermission: Permission = 'Library > Upload In-House App Status?';

/** IPA files, which Kandji checks after their upload. */
const kind: AppKind = {
	path: '/library/ipa-apps',
	nameKey: 'filename',
	encode: 'json',
	upload: uploadPermission,
	status: statusPermission,
	create: 'Library > Create In-House App?',
	update: 'Library > Update In-House App?',
};

const nameField: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Field Service',
	description: 'Name of the app in the library',
};

const commonFields: Field[] = [
	{
		displayName: 'Active',
		name: 'active',
		type: 'boolean',
		default: true,
		description: 'Whether the app is active and can be installed',
	},
	{
		displayName: 'File Key',
		name: 'fileKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. tenants/1234/library/ipa_apps/service.ipa',
		description:
			'File key of an earlier upload, to use instead of the file in the Input Binary Field',
	},
	{
		displayName: 'Runs on Apple TV',
		name: 'runsOnTv',
		type: 'boolean',
		default: false,
		description: 'Whether the app is installed on Apple TVs',
	},
	{
		displayName: 'Runs on iPad',
		name: 'runsOnIpad',
		type: 'boolean',
		default: true,
		description: 'Whether the app is installed on iPads',
	},
	{
		displayName: 'Runs on iPhone',
		name: 'runsOnIphone',
		type: 'boolean',
		default: true,
		description: 'Whether the app is installed on iPhones',
	},
];

const summary = [
	'id',
	'name',
	'active',
	'app_identifier',
	'app_version',
	'supported_device_families',
	'minimum_os_version',
	'file_size',
	'created_at',
	'updated_at',
];

/** Apps of a customer's own for iPhone, iPad and Apple TV. */
export const inHouseApp: Resource = {
	name: 'Library In-House App',
	value: 'inHouseApp',
	operations: [
		procedure({
			name: 'Create',
			value: 'create',
			action: 'Create in-house app',
			description:
				'Upload an IPA file, wait until Kandji has checked it, and add it to the library as an in-house app',
			answers: ['pendingUpload'],
			requests: [
				'POST /library/ipa-apps/upload',
				'GET /library/ipa-apps/upload/{pendingUpload}/status',
				'POST /library/ipa-apps',
			],
			permission: kind.create,
			risk: 'disruptive',
			alsoNeeds: [uploadPermission, statusPermission],
			secrets: ['file_url'],
			settings: [inputFileField, waitField],
			body: [{ ...nameField, required: true }, ...commonFields],
			run: async (call) => await saveApp(call, kind),
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete in-house app from library permanently',
			description:
				'Delete an in-house app from the library permanently; no device gets it any more',
			route: 'DELETE /library/ipa-apps/{inHouseApp}',
			effect: 'delete',
			permission: 'Library > Delete In-House App?',
			path: [inHouseAppField],
			risk: 'destructive',
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get in-house app',
			description: 'Get one in-house app with a short-lived link to its file',
			route: 'GET /library/ipa-apps/{inHouseApp}',
			permission: 'Library > Get In-House App?',
			path: [inHouseAppField],
			output: summary,
			secrets: ['file_url'],
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many in-house apps',
			description: 'Get a list of the in-house apps in the library',
			list: lists.inHouseApps,
			output: summary,
			secrets: ['file_url'],
		}),
		procedure({
			name: 'Update',
			value: 'update',
			action: 'Update in-house app',
			description: 'Change an in-house app, and replace its file where a binary field is named',
			answers: ['pendingUpload'],
			requests: [
				'POST /library/ipa-apps/upload',
				'GET /library/ipa-apps/upload/{pendingUpload}/status',
				'PATCH /library/ipa-apps/{inHouseApp}',
			],
			path: [inHouseAppField],
			permission: kind.update,
			risk: 'disruptive',
			alsoNeeds: [uploadPermission, statusPermission],
			secrets: ['file_url'],
			settings: [{ ...inputFileField, required: false, default: '' }, waitField],
			body: [nameField, ...commonFields],
			run: async (call) => await saveApp(call, kind, call.path.inHouseApp),
		}),
	],
};
