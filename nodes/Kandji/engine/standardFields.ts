import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { COUNT_BY } from '../catalogue/summaries';
import type { Operation } from '../catalogue/operationTypes';
import { MAX_TARGETS } from '../items/guards';
import { WAIT_FOR_HOUR, waitForHourTexts } from '../items/hourWait';
import type { AgentPermission } from './caller';
import {
	ALLOW_AGENTS,
	DRY_RUN,
	LARGEST,
	NEXT,
	limitOption,
	ONLY_FIELDS,
	OPTIONS,
	OUTPUT,
	SIMPLIFY,
	WAIT,
} from './names';

/** The collections that hold what an operation may be given. */
export const COLLECTIONS = {
	additionalFields: { displayName: 'Additional Fields', placeholder: 'Add Field' },
	filters: { displayName: 'Filters', placeholder: 'Add Filter' },
	sort: { displayName: 'Sort', placeholder: 'Add Order' },
	updateFields: { displayName: 'Update Fields', placeholder: 'Add Field' },
};

/** Whether a list is read to its end. */
export const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

/** How many rows of a list are wanted, where not all. */
export const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** Whether a record comes with its most useful fields only. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: SIMPLIFY,
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The shape of devices and users. */
export const output: INodeProperties = {
	displayName: 'Output',
	name: OUTPUT,
	type: 'options',
	default: 'simplified',
	description: 'How much of each record to return, and in which shape',
	options: [
		{
			name: 'Normalized',
			value: 'normalized',
			description: 'The same fields for every platform: ISO dates, null for what is missing, links',
		},
		{ name: 'Raw', value: 'raw', description: 'Everything that Kandji sends, as it sends it' },
		{ name: 'Simplified', value: 'simplified', description: 'The most useful fields, flat' },
	],
};

const PERMISSIONS: Record<AgentPermission, INodePropertyOptions> = {
	destructive: { name: 'Destroy', value: 'destructive' },
	disruptive: { name: 'Disrupt', value: 'disruptive' },
	secret: { name: 'See Secrets', value: 'secret' },
};

/** The field that allows AI agents an operation, with the permissions that it needs. */
export function allowAgentsField(permissions: AgentPermission[]): INodeProperties {
	return {
		displayName: 'Allow AI Agents To',
		name: ALLOW_AGENTS,
		type: 'multiOptions',
		noDataExpression: true,
		default: [],
		description: 'What AI agents may do; people always may',
		options: permissions.map((each) => PERMISSIONS[each]),
	};
}

/** Lists the targets and sends nothing. */
export const dryRunField: INodeProperties = {
	displayName: 'Dry Run',
	name: DRY_RUN,
	type: 'boolean',
	default: false,
	description: 'Whether to only list the targets',
};

/** How many records one run of an operation may act on. */
export function maxTargetsField(operation: Operation): INodeProperties {
	const { name, displayName, called } = limitOption(operation);
	return {
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 1 },
		default: MAX_TARGETS,
		description: `With more ${called}, nothing is sent`,
	};
}

/** The collection of options, empty. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: OPTIONS,
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [],
};

/** An hour: longer waits belong into a Wait node and Device > Get Command Status. */
export const MAX_WAIT_S = 3_600;

/** Waits for what becomes of a command. */
export const waitForResult: INodeProperties = {
	displayName: 'Wait for Result (Seconds)',
	name: WAIT,
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_WAIT_S },
	default: 120,
	description: 'How long to wait for the result',
};

/** Waits for the next hour when the quota of this one is spent. */
export const waitForHour: INodeProperties = {
	...waitForHourTexts,
	name: WAIT_FOR_HOUR,
	type: 'boolean',
	default: true,
};

/** Whether a command that waits already is fine. */
export const treatPendingAsSuccess: INodeProperties = {
	displayName: 'Treat Pending as Success',
	name: 'treatPendingAsSuccess',
	type: 'boolean',
	default: false,
	description: 'Whether "already locked" or "already pending" counts as success',
};

/** Reads on where an answer to an AI agent ended. */
export const nextField: INodeProperties = {
	displayName: 'Next',
	name: NEXT,
	type: 'string',
	default: '',
	description: 'For AI agents: the next of the answer before, to read on there',
};

/** Lets a tool that lists records count them instead. */
export const countByOption: INodeProperties = {
	displayName: 'Count By',
	name: COUNT_BY,
	type: 'string',
	default: '',
	description: 'For AI agents: counts by these facts, as Summarize does, instead of listing',
};

/** Keeps a summary short. */
export const largestGroups: INodeProperties = {
	displayName: 'Largest Groups',
	name: LARGEST,
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10,
	description: 'How many groups to return; all others are counted together as (others)',
};

/** Makes records smaller, above all for AI agents. */
export const onlyFields: INodeProperties = {
	displayName: 'Only These Fields',
	name: ONLY_FIELDS,
	type: 'string',
	default: '',
	placeholder: 'e.g. name, general.os_version',
	description: 'Fields to return besides the ID, comma-separated; a dot reaches inside',
};
