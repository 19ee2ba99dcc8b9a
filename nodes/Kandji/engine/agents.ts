import type { Failure, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Operation, Risk } from '../catalogue/types';
import { mayHaveBeenCarriedOut } from '../client/errors';
import { isToolExecution } from '../client/host';
import { isRecord } from '../util/json';
import { riskOf } from './names';

/** Names of the options that allow things to AI agents; stored in workflows, so they never change. */
export const ALLOW_ALL = 'allowAiAgents';
export const ALLOW_TO = 'allowAiAgentsTo';

/** What AI agents may not do or see unless the workflow's builder allows it. */
export type Guarded = Extract<Risk, 'disruptive' | 'destructive' | 'secret'>;

const GUARDED: ReadonlySet<Risk> = new Set<Guarded>(['disruptive', 'destructive', 'secret']);

/** What stands in the place of a text that may hold a secret. */
const WITHHELD = '(withheld from AI agents)';

/** What an operation does or shows that an agent needs permission for. */
export function guardedFromAgents(operation: Operation): Guarded[] {
	const risk = riskOf(operation);
	const own = GUARDED.has(risk) ? [risk as Guarded] : [];
	return operation.secrets && risk !== 'secret' ? [...own, 'secret'] : own;
}

function allows(options: IDataObject, what: Guarded): boolean {
	const allowed: unknown = options[ALLOW_TO];
	return options[ALLOW_ALL] === true || (Array.isArray(allowed) && allowed.includes(what));
}

/** Refuses to AI agents what the workflow's builder has not allowed them. */
export function guardAgent(
	context: IExecuteFunctions,
	operation: Operation,
	options: IDataObject,
): void {
	const risk = riskOf(operation);
	if (!GUARDED.has(risk) || allows(options, risk as Guarded) || !isToolExecution(context)) return;
	throw new NodeOperationError(
		context.getNode(),
		`"${operation.name}" is ${risk}, which is not allowed to AI agents`,
		{
			description:
				'The builder of the workflow can allow it in this node with Options > Allow AI Agents To. Until then tell a person what you wanted to do.',
		},
	);
}

/** What an agent should do next about what it cannot mend itself, by the cause of the failure. */
const NEXT: Partial<Record<Failure['cause'], string>> = {
	'credential-invalid':
		'You cannot mend this and should not call again: tell a person, who can change the token',
	'quota-exhausted': 'Do not call again within this hour: tell a person',
	'rate-limited': 'Call again once, after a minute; if it stays so, tell a person',
	'temporarily-unavailable': 'Call again once, after a minute; if it stays so, tell a person',
};

/**
 * An error with what an AI agent should do next, where an agent called; what may have been done must not be repeated.
 * n8n's AI Agent hands only the message on to its model, so the advice stands there as well; its MCP server adds a
 * description that the message lacks.
 */
export function toldToAgent<E extends NodeApiError | NodeOperationError>(
	context: IExecuteFunctions,
	error: E,
): E {
	if (!isToolExecution(context)) return error;
	const { failure } = error instanceof NodeApiError ? error : {};
	const next = failure && !mayHaveBeenCarriedOut(error) && NEXT[failure.cause];
	const advice = [error.description, next].filter(Boolean).join('. ');
	error.description = advice;
	if (!error.message.includes(advice)) error.message = `${error.message}. ${advice}`;
	return error;
}

function without(value: unknown, keys: ReadonlySet<string>, words: RegExp): unknown {
	if (typeof value === 'string') return words.test(value) ? WITHHELD : value;
	if (Array.isArray(value)) return value.map((entry) => without(entry, keys, words));
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !keys.has(key.toLowerCase()))
			.map(([key, inner]) => [key, without(inner, keys, words)]),
	);
}

/**
 * A record as the caller may see it: without the operation's secrets, whatever their case and depth, and without texts
 * that name one, where an AI agent asks that was not allowed to see them.
 */
export function seenBy(
	context: IExecuteFunctions,
	{ secrets }: Operation,
	options: IDataObject,
	record: IDataObject,
): IDataObject {
	if (!secrets || allows(options, 'secret') || !isToolExecution(context)) return record;
	const words = new RegExp(`\\b(?:${secrets.join('|')})\\b`, 'i');
	const keys = new Set(secrets.map((key) => key.toLowerCase()));
	return without(record, keys, words) as IDataObject;
}
