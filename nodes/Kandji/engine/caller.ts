import type { Failure, IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Operation, Risk } from '../catalogue/operationTypes';
import { mayHaveBeenCarriedOut } from '../client/errors';
import { isToolExecution } from '../client/host';
import type { Field } from '../fields/field';
import { isRecord, text } from '../util/json';
import { joinSentences } from '../util/sentences';
import { ALLOW_AGENTS, riskOf } from './names';

/** Things that AI agents may not do or see unless the builder of the workflow allows them. */
export type AgentPermission = Extract<Risk, 'disruptive' | 'destructive' | 'secret'>;

const GUARDED: ReadonlySet<Risk> = new Set<AgentPermission>([
	'disruptive',
	'destructive',
	'secret',
]);

/** Stands in the place of a text that holds a secret. */
const WITHHELD = '(withheld from AI agents)';

/** Words that models write into a text field that they want to leave empty. */
const NO_VALUE = /^(?:null|undefined)$/i;

/** The next step of an agent after a failure that it cannot fix itself, by the cause of the failure. */
const NEXT_STEPS: Partial<Record<Failure['cause'], string>> = {
	'credential-invalid':
		'You cannot fix this and should not call again: tell a person, who can change the token',
	'quota-exhausted': 'Do not call again within this hour: tell a person',
	'rate-limited': 'Call again once, after a minute; if it fails again, tell a person',
	'temporarily-unavailable': 'Call again once, after a minute; if it fails again, tell a person',
};

/** Returns what an operation does or shows that an agent needs permission for, the risks of its fields included. */
export function agentPermissions(operation: Operation): AgentPermission[] {
	const risks = new Set<Risk>([riskOf(operation)]);
	for (const { risk } of operation.body ?? []) if (risk) risks.add(risk);
	if (operation.secrets) risks.add('secret');
	return [...risks].filter((risk): risk is AgentPermission => GUARDED.has(risk));
}

/** A secret's name followed by something that can be its value, e.g. `PIN is 042719`; a mere name is none. */
function namesSecret(secrets: readonly string[]): RegExp {
	const value = '(?:\\W{0,3}(?:is|=|:)\\W{0,3}\\w*\\d|\\W{1,3}\\d{4,})';
	return new RegExp(`\\b(?:${secrets.join('|')})${value}`, 'i');
}

function withoutSecrets(value: unknown, keys: ReadonlySet<string>, named: RegExp): unknown {
	if (typeof value === 'string') return named.test(value) ? WITHHELD : value;
	if (Array.isArray(value)) return value.map((entry) => withoutSecrets(entry, keys, named));
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !keys.has(key.toLowerCase()))
			.map(([key, inner]) => [key, withoutSecrets(inner, keys, named)]),
	);
}

/** Who runs the node: a workflow, or an AI agent that has it as a tool. Answers all questions that depend on it. */
export class Caller {
	readonly isAgent: boolean;

	private readonly node: INode;

	constructor(context: IExecuteFunctions) {
		this.isAgent = isToolExecution(context);
		this.node = context.getNode();
	}

	private lacks(permission: AgentPermission, options: IDataObject): boolean {
		const allowed: unknown = options[ALLOW_AGENTS];
		return this.isAgent && !(Array.isArray(allowed) && allowed.includes(permission));
	}

	/** Throws when an agent has no permission for what an operation does. */
	checkPermission({ name }: Operation, risk: Risk, options: IDataObject): void {
		if (!GUARDED.has(risk) || !this.lacks(risk as AgentPermission, options)) return;
		throw new NodeOperationError(
			this.node,
			`"${name}" is ${risk}, which is not allowed to AI agents`,
			{
				description:
					'The builder of the workflow can allow it in this node with Options > Allow AI Agents To. Until then tell a person what you wanted to do.',
			},
		);
	}

	/** Whether a value says nothing: an agent must fill in every field, and writes 0 or "null" where it wants nothing. */
	leavesEmpty({ type, required }: Pick<Field, 'type' | 'required'>, value: unknown): boolean {
		if (!this.isAgent || required === true) return false;
		return (type === 'number' && Number(value) === 0) || NO_VALUE.test(text(value));
	}

	/** Returns a record as the caller may see it: without secrets at any depth, unless the agent has the permission. */
	visible({ secrets }: Operation, options: IDataObject, record: IDataObject): IDataObject {
		if (!secrets || !this.lacks('secret', options)) return record;
		const keys = new Set(secrets.map((key) => key.toLowerCase()));
		return withoutSecrets(record, keys, namesSecret(secrets)) as IDataObject;
	}

	/**
	 * An error with what an agent should do next; what may have been carried out must not be repeated. n8n's AI Agent
	 * hands only the message on to its model, so the advice stands there too, and an agent knows no items.
	 */
	explained<E extends NodeApiError | NodeOperationError>(error: E): E {
		if (!this.isAgent) return error;
		const { failure } = error instanceof NodeApiError ? error : {};
		const next = failure && !mayHaveBeenCarriedOut(error) && NEXT_STEPS[failure.cause];
		const message = error.message.replace(/ ?\[Item \d+\]/g, '').replace(/^Node\w*Error: /, '');
		const advice = joinSentences(error.description, next);
		error.description = advice;
		error.message = message.includes(advice) ? message : joinSentences(message, advice);
		return error;
	}
}
