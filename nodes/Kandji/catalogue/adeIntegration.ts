import { lists } from '../api/lists';
import { inputFileField } from '../fields/common';
import type { Field } from '../fields/field';
import { adeIntegrationField } from '../locate/adeIntegrationLocator';
import { enrollmentTargetFields, oneTarget, routingImplies, someTarget } from './adeFields';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

/** Fields that Kandji needs in every write, because it keeps none of an earlier write (docs/kandji-api.md T11). */
const defaultFields: Field[] = [
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		placeholder: 'e.g. nathan@example.com',
		default: '',
		required: true,
		description: 'Support email address that users see during enrollment',
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. +1 555 010 0100',
		description: 'Support phone number that users see during enrollment',
	},
	...enrollmentTargetFields,
];

const tokenField: Field = {
	...inputFileField,
	description:
		'Name of the binary field that holds the server token (.p7m) from Apple Business Manager',
};

const summary = [
	'id',
	'server_name',
	'status',
	'days_left',
	'access_token_expiry',
	'last_device_sync',
	'blueprint.id',
	'blueprint.name',
	'device_counts.total',
	'org_name',
];

/** Connections to Apple Business Manager, which Kandji also calls ADE tokens. */
export const adeIntegration: Resource = {
	name: 'Enrollment Integration (ADE)',
	value: 'adeIntegration',
	description: 'Automated Device Enrollment tokens of Apple Business Manager',
	operations: [
		operation({
			name: 'Create',
			value: 'create',
			action: 'Create ADE integration',
			description: 'Connect an MDM server of Apple Business Manager with its server token file',
			route: 'POST /integrations/apple/ade/',
			permission: 'Automated Device Enrollment > Create ADE integration?',
			encode: 'multipart',
			settings: [tokenField],
			body: defaultFields,
			checks: [oneTarget, someTarget],
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete ADE integration and unassign all its device records irreversibly',
			description:
				'HIGHLY destructive: unassigns all device records of the token; who unpacks one gets it unmanaged',
			route: 'DELETE /integrations/apple/ade/{adeIntegration}',
			effect: 'delete',
			permission: 'Automated Device Enrollment > Delete ADE integration?',
			notice:
				'Deleting the integration unassigns all of its devices. Apple Business Manager must assign each of them anew.',
			alsoNeeds: ['Automated Device Enrollment > Get integration'],
			path: [adeIntegrationField],
			risk: 'destructive',
			confirm: true,
		}),
		operation({
			name: 'Download Public Key',
			value: 'downloadPublicKey',
			action: 'Download public key for ADE integration',
			description:
				'Download the public key (.pem) to upload to Apple Business Manager when creating an MDM server there',
			route: 'GET /integrations/apple/ade/public_key/',
			permission: 'Automated Device Enrollment > Download public key',
			file: { name: 'kandji-ade-public-key.pem', type: 'application/x-pem-file' },
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get ADE integration',
			description: 'Get one ADE integration with its expiry, defaults and device counts',
			route: 'GET /integrations/apple/ade/{adeIntegration}',
			permission: 'Automated Device Enrollment > Get integration',
			path: [adeIntegrationField],
			output: summary,
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many ADE integrations',
			description: 'Get a list of ADE integrations, for example to find tokens that expire soon',
			list: lists.adeIntegrations,
			output: summary,
		}),
		operation({
			name: 'Renew',
			value: 'renew',
			action: 'Renew ADE integration',
			description: 'Renew an ADE integration with a new server token file of the same MDM server',
			route: 'POST /integrations/apple/ade/{adeIntegration}/renew',
			path: [adeIntegrationField],
			permission: 'Automated Device Enrollment > Renew ADE integration?',
			encode: 'multipart',
			settings: [tokenField],
			body: defaultFields,
			checks: [oneTarget, someTarget],
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update ADE integration',
			description:
				'Change the default blueprint, phone number and email of an ADE integration; Kandji wants all three',
			route: 'PATCH /integrations/apple/ade/{adeIntegration}',
			path: [adeIntegrationField],
			permission: 'Automated Device Enrollment > Update ADE integration?',
			body: defaultFields,
			checks: [oneTarget, someTarget],
			implies: routingImplies,
		}),
	],
};
