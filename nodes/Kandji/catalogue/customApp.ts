import { lists } from '../api/lists';
import { inputFileField, waitField } from '../fields/common';
import type { Field } from '../fields/field';
import { customAppField } from '../locate/customAppLocator';
import { inSelfService, requires } from './checks';
import type { Check } from './checks';
import { selfServiceFields } from './selfService';
import { saveApp } from '../procedures/appUpload';
import type { AppKind } from '../procedures/appUpload';
import { listOperation, operation, procedure } from './operationTypes';
import type { Resource } from './operationTypes';

/** Packages, disk images and archives for Mac. */
const kind: AppKind = {
	path: '/library/custom-apps',
	nameKey: 'name',
	encode: 'form',
	endings: { package: 'pkg', image: 'dmg', zip: 'zip' },
	upload: 'Library > Upload Custom App',
	create: 'Library > Create Custom App',
	update: 'Library > Update Custom App',
};

/** Checks for a new app. An existing app may have the needed values already. */
const complete: Check[] = [
	requires({
		when: { name: 'install_type', is: 'zip', shown: 'Install Type is ZIP' },
		needs: { name: 'unzip_location', shown: 'Unzip Location' },
	}),
	requires({
		when: {
			name: 'install_enforcement',
			is: 'continuously_enforce',
			shown: 'Install Enforcement is Continuously Enforce',
		},
		needs: { name: 'audit_script', shown: 'Audit Script' },
	}),
	inSelfService,
];

const nameField: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Printer Driver',
	description: 'Name of the app in the library',
};

const installTypeField: Field = {
	displayName: 'Install Type',
	name: 'installType',
	type: 'options',
	default: 'package',
	description: 'What kind of file the app is',
	options: [
		{ name: 'Disk Image', value: 'image', description: 'A DMG file' },
		{ name: 'Package', value: 'package', description: 'A PKG file' },
		{ name: 'ZIP', value: 'zip', description: 'An archive, which needs an Unzip Location' },
	],
};

const installEnforcementField: Field = {
	displayName: 'Install Enforcement',
	name: 'installEnforcement',
	type: 'options',
	default: 'install_once',
	description: 'How Kandji installs the app',
	options: [
		{
			name: 'Continuously Enforce',
			value: 'continuously_enforce',
			description: 'Install again whenever the Audit Script finds it necessary',
		},
		{ name: 'Install Once', value: 'install_once' },
		{
			name: 'No Enforcement',
			value: 'no_enforcement',
			description: 'Offer the app in Self Service only',
		},
	],
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
		displayName: 'Audit Script',
		name: 'auditScript',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. #!/bin/zsh\nexit 0',
		description:
			'Script that tells whether the app must be installed. Needed to continuously enforce it.',
	},
	{
		displayName: 'File Key',
		name: 'fileKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. companies/companies/1234/library/custom_apps/driver.pkg',
		description:
			'File key of an earlier upload, to use instead of the file in the Input Binary Field',
	},
	{
		displayName: 'Postinstall Script',
		name: 'postinstallScript',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		description: 'Script that runs after the installation',
	},
	{
		displayName: 'Preinstall Script',
		name: 'preinstallScript',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		description: 'Script that runs before the installation',
	},
	{
		displayName: 'Restart',
		name: 'restart',
		type: 'boolean',
		default: false,
		description: 'Whether to restart the Mac after a successful installation',
	},
	...selfServiceFields,
	{
		displayName: 'Unzip Location',
		name: 'unzipLocation',
		type: 'string',
		default: '',
		placeholder: 'e.g. /Applications',
		description: 'Folder into which the archive is unpacked. Needed when Install Type is ZIP.',
	},
];

const summary = [
	'id',
	'name',
	'active',
	'install_type',
	'install_enforcement',
	'show_in_self_service',
	'file_key',
	'file_size',
	'created_at',
	'updated_at',
];

/** Apps of a customer's own for Mac: packages, disk images, archives. */
export const customApp: Resource = {
	name: 'Library Custom App',
	value: 'customApp',
	operations: [
		procedure({
			name: 'Create',
			value: 'create',
			action: 'Create custom app',
			description:
				'Upload a PKG, DMG or ZIP file and add it to the library as a custom app for Mac',
			requests: ['POST /library/custom-apps/upload', 'POST /library/custom-apps'],
			permission: kind.create,
			risk: 'disruptive',
			alsoNeeds: [kind.upload],
			secrets: ['file_url'],
			settings: [inputFileField, waitField],
			body: [
				{ ...nameField, required: true },
				{ ...installTypeField, required: true },
				{ ...installEnforcementField, required: true },
				...commonFields,
			],
			checks: complete,
			run: async (call) => await saveApp(call, kind),
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete custom app from library permanently',
			description: 'Delete a custom app from the library permanently; no device gets it any more',
			route: 'DELETE /library/custom-apps/{customApp}',
			effect: 'delete',
			permission: 'Library > Delete Custom App?',
			path: [customAppField],
			risk: 'destructive',
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get custom app',
			description: 'Get one custom app with its scripts and a short-lived link to its file',
			route: 'GET /library/custom-apps/{customApp}',
			permission: 'Library > Get Custom App',
			path: [customAppField],
			output: summary,
			secrets: ['file_url'],
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many custom apps',
			description: 'Get a list of the custom apps in the library',
			list: lists.customApps,
			output: summary,
			secrets: ['file_url'],
		}),
		procedure({
			name: 'Update',
			value: 'update',
			action: 'Update custom app',
			description: 'Change a custom app, and replace its file where a binary field is named',
			requests: ['POST /library/custom-apps/upload', 'PATCH /library/custom-apps/{customApp}'],
			path: [customAppField],
			permission: kind.update,
			risk: 'disruptive',
			alsoNeeds: [kind.upload],
			secrets: ['file_url'],
			settings: [{ ...inputFileField, required: false, default: '' }, waitField],
			body: [nameField, installTypeField, installEnforcementField, ...commonFields],
			run: async (call) => await saveApp(call, kind, call.path.customApp),
		}),
	],
};
