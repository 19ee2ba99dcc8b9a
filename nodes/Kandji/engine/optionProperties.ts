import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { MAX_TARGETS } from '../items/guards';
import { ALLOW_ALL, ALLOW_TO } from './agents';
import type { Guarded } from './agents';
import { limitOption, ONLY_FIELDS, SKIP } from './names';

/** Reads on where an answer that was cut ended. */
export const skip: INodeProperties = {
	displayName: 'Skip',
	name: SKIP,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description:
		'How many results to leave out at the start, to read on where an earlier answer ended',
};

/** Makes records smaller, above all for AI agents. */
export const onlyFields: INodeProperties = {
	displayName: 'Only These Fields',
	name: ONLY_FIELDS,
	type: 'string',
	default: '',
	placeholder: 'e.g. name, general.os_version',
	description:
		'Names of the fields to return, comma-separated, as they stand in the output; a dot reaches into a field. The ID always comes along.',
};

/** Everything at once, as the first versions had it. */
export const allowAiAgents: INodeProperties = {
	displayName: 'Allow AI Agents',
	name: ALLOW_ALL,
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether an AI agent that has this node as a tool may run this operation and see its secrets. People and workflows always may.',
};

const CLASSES: Record<Guarded, INodePropertyOptions> = {
	destructive: {
		name: 'Destroy',
		value: 'destructive',
		description: 'Run the operation although it cannot be undone',
	},
	disruptive: {
		name: 'Disrupt',
		value: 'disruptive',
		description: 'Run the operation although people or devices notice it',
	},
	secret: {
		name: 'See Secrets',
		value: 'secret',
		description: 'See PINs, codes, keys and scripts in the answer',
	},
};

/** What an agent may do with an operation, class by class. */
export function allowAiAgentsTo(classes: Guarded[]): INodeProperties {
	return {
		displayName: 'Allow AI Agents To',
		name: ALLOW_TO,
		type: 'multiOptions',
		noDataExpression: true,
		default: [],
		description:
			'What an AI agent that has this node as a tool may do with it. People and workflows always may.',
		options: classes.map((each) => CLASSES[each]),
	};
}

/** Shows instead of doing. */
export const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to list what would be acted on, without changing anything',
};

/** The limit of records or devices that one run may act on. */
export function mostTargets(operation: Operation): INodeProperties {
	const { name, displayName, called } = limitOption(operation);
	return {
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 1 },
		default: MAX_TARGETS,
		description: `How many ${called} one run may act on. With one more, nothing at all is sent.`,
	};
}

/** Takes "already" for done. */
export const treatPendingAsSuccess: INodeProperties = {
	displayName: 'Treat Pending as Success',
	name: 'treatPendingAsSuccess',
	type: 'boolean',
	default: false,
	description: 'Whether an answer such as "already locked" or "already pending" counts as success',
};
