import { lists } from '../api/lists';
import type { Field } from '../fields/field';
import { customScriptField } from '../locate/customScriptLocator';
import { inSelfService } from './checks';
import { selfServiceFields } from './selfService';
import { listOperation, operation } from './operationTypes';
import type { Resource } from './operationTypes';

const nameField: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Rotate Logs',
	description: 'Name of the script in the library',
};

const frequencyField: Field = {
	displayName: 'Execution Frequency',
	name: 'executionFrequency',
	type: 'options',
	default: 'once',
	description: 'How often the script runs',
	options: [
		{ name: 'Every 15 Minutes', value: 'every_15_min' },
		{ name: 'Every Day', value: 'every_day' },
		{ name: 'No Enforcement', value: 'no_enforcement', description: 'Only from Self Service' },
		{ name: 'Once', value: 'once' },
	],
};

const scriptField: Field = {
	displayName: 'Script',
	name: 'script',
	type: 'string',
	typeOptions: { rows: 6 },
	default: '',
	placeholder: 'e.g. #!/bin/zsh\necho "Hello"',
	description: 'The script, or the audit part of it when there is a Remediation Script',
};

const commonFields: Field[] = [
	{
		displayName: 'Active',
		name: 'active',
		type: 'boolean',
		default: true,
		description: 'Whether the script is active',
	},
	{
		displayName: 'Remediation Script',
		name: 'remediationScript',
		type: 'string',
		typeOptions: { rows: 6 },
		default: '',
		description: 'Script that runs when the audit script ends with another exit code than 0',
	},
	{
		displayName: 'Restart',
		name: 'restart',
		type: 'boolean',
		default: false,
		description: 'Whether to restart the Mac after the script has run',
	},
	...selfServiceFields,
];

const summary = [
	'id',
	'name',
	'active',
	'execution_frequency',
	'script',
	'remediation_script',
	'restart',
	'show_in_self_service',
	'created_at',
	'updated_at',
];

/** Scripts that run on Macs. */
export const customScript: Resource = {
	name: 'Library Custom Script',
	value: 'customScript',
	operations: [
		operation({
			name: 'Create',
			value: 'create',
			action: 'Create custom script',
			description: 'Add a script for Mac to the library',
			route: 'POST /library/custom-scripts',
			permission: 'Library > Create Custom Script?',
			secrets: ['script', 'remediation_script'],
			risk: 'disruptive',
			body: [
				{ ...nameField, required: true },
				{ ...frequencyField, required: true },
				{ ...scriptField, required: true },
				...commonFields,
			],
			checks: [inSelfService],
		}),
		operation({
			name: 'Delete',
			value: 'delete',
			action: 'Delete custom script from library permanently',
			description: 'Delete a custom script from the library permanently; no Mac runs it any more',
			route: 'DELETE /library/custom-scripts/{customScript}',
			effect: 'delete',
			permission: 'Library > Delete Custom Script?',
			path: [customScriptField],
			risk: 'destructive',
		}),
		operation({
			name: 'Get',
			value: 'get',
			action: 'Get custom script',
			description: 'Get one custom script',
			route: 'GET /library/custom-scripts/{customScript}',
			permission: 'Library > Get Custom Script?',
			secrets: ['script', 'remediation_script'],
			path: [customScriptField],
			output: summary,
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many custom scripts',
			description: 'Get a list of the custom scripts in the library',
			list: lists.customScripts,
			secrets: ['script', 'remediation_script'],
			output: summary,
		}),
		operation({
			name: 'Update',
			value: 'update',
			action: 'Update custom script',
			description: 'Change a custom script',
			route: 'PATCH /library/custom-scripts/{customScript}',
			permission: 'Library > Update Custom Script?',
			secrets: ['script', 'remediation_script'],
			risk: 'disruptive',
			path: [customScriptField],
			output: summary,
			body: [nameField, frequencyField, scriptField, ...commonFields],
		}),
	],
};
