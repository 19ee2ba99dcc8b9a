import { lists } from '../api/lists';
import type { Permission } from '../api/permissions';
import { isRecord } from '../client/json';
import type { Field } from '../fields/field';
import { adeIntegrationField } from '../locate/adeIntegration';
import { enrollmentTargetFields, requireTarget, withTarget } from './adeFields';
import type { RunCall, RunResult } from './run';
import { listOperation, operation } from './types';
import type { Resource } from './types';
import { inputFileField, sendMultipart } from './upload';

const createPermission: Permission = 'Automated Device Enrollment > Create ADE integration?';
const renewPermission: Permission = 'Automated Device Enrollment > Renew ADE integration?';
const updatePermission: Permission = 'Automated Device Enrollment > Update ADE integration?';

/** What Kandji asks for in every write: it keeps nothing of an earlier one (API.md T11). */
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

/** Sends a server token with the defaults of its devices. */
async function sendToken(call: RunCall, path: string, permission: Permission): Promise<RunResult> {
	requireTarget(call);
	return await sendMultipart(call, { method: 'POST', path, permission });
}

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
	name: 'ADE Integration',
	value: 'adeIntegration',
	description: 'Automated Device Enrollment tokens of Apple Business Manager',
	operations: [
		{
			name: 'Create',
			value: 'create',
			action: 'Create ADE integration',
			description: 'Connect an MDM server of Apple Business Manager with its server token file',
			requests: ['POST /integrations/apple/ade/'],
			permission: createPermission,
			settings: [tokenField],
			body: defaultFields,
			run: async (call) => await sendToken(call, '/integrations/apple/ade/', createPermission),
		},
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete ADE integration and unassign all its device records irreversibly',
			description:
				'HIGHLY destructive: unassigns all device records of the token; Apple Business Manager must reassign them',
			route: 'DELETE /integrations/apple/ade/{adeIntegration}',
			permission: 'Automated Device Enrollment > Delete ADE integration?',
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
		{
			name: 'Renew',
			value: 'renew',
			action: 'Renew ADE integration',
			description: 'Renew an ADE integration with a new server token file of the same MDM server',
			requests: ['POST /integrations/apple/ade/{adeIntegration}/renew'],
			path: [adeIntegrationField],
			permission: renewPermission,
			settings: [tokenField],
			body: defaultFields,
			run: async (call) => {
				const path = `/integrations/apple/ade/${encodeURIComponent(call.path.adeIntegration)}/renew`;
				return await sendToken(call, path, renewPermission);
			},
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update ADE integration',
			description:
				'Change the default blueprint, phone number and email of an ADE integration; Kandji wants all three',
			requests: ['PATCH /integrations/apple/ade/{adeIntegration}'],
			path: [adeIntegrationField],
			permission: updatePermission,
			body: defaultFields,
			run: async (call) => {
				requireTarget(call);
				const { body } = await call.client.request({
					method: 'PATCH',
					path: `/integrations/apple/ade/${encodeURIComponent(call.path.adeIntegration)}`,
					body: withTarget(call.body),
					permission: updatePermission,
					item: call.item,
				});
				return [isRecord(body) ? body : { success: true, id: call.path.adeIntegration }];
			},
		},
	],
};
