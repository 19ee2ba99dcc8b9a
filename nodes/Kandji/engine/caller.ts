import type { Failure, IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { capitalize, toLower, toUpper } from 'lodash';

import type { Operation, Risk } from '../catalogue/operationTypes';
import { mayHaveBeenCarriedOut } from '../client/errors';
import { isToolExecution } from '../client/host';
import type { Field } from '../fields/field';
import { asList } from '../fields/encode';
import { holdsConditions } from '../fields/encodeConditions';
import { locatorValue } from '../locate/findRecord';
import { isRecord, isSet, text } from '../util/json';
import { joinSentences } from '../util/sentences';
import { onOneLine } from './agentText';
import { ALLOW_AGENTS, ONLY_FIELDS, OPTIONS, riskOf, SORT } from './names';

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

/** Fields of a condition that hold one of a few words, which Kandji compares letter by letter. */
const WORDS = /(?:severity|^status)$/;

/** Returns each word as a model and as Kandji may spell it: "critical" must not read like "there are none". */
function spellings(value: unknown): string[] {
	const words = asList(value);
	return [
		...new Set(words.flatMap((word) => [word, capitalize(word), toUpper(word), toLower(word)])),
	];
}

/** The rows of conditions that a field holds. */
function conditionsIn(value: unknown): IDataObject[] {
	const rows = isRecord(value) ? value.condition : undefined;
	return Array.isArray(rows) ? (rows as IDataObject[]) : [];
}

/** The value of a parameter as the workflow stores it: with expressions. */
function rawValue({ parameters }: INode, name: string): unknown {
	const collections = ['filters', 'updateFields', 'additionalFields', SORT, OPTIONS];
	const holders: unknown[] = [parameters, ...collections.map((each) => parameters[each])];
	return holders.map((holder) => (isRecord(holder) ? holder[name] : undefined)).find(isSet);
}

/** The argument of a tool that an expression takes a value from. */
function argumentIn(expression: unknown): string | undefined {
	return /\$fromAI\(\s*\\*['"`]([\w-]+)/i.exec(JSON.stringify(expression) ?? '')?.[1];
}

const MAX_VALUE_LENGTH = 60;

const shortened = (value: string) =>
	value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}...` : value;

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

	/**
	 * Returns what names a record. n8n sets the mode By ID when an agent is to fill the field in,
	 * but agents know serial numbers and names: theirs may be any identifier.
	 */
	meantRecord(given: unknown): unknown {
		const mode = text(given, 'mode');
		return this.isAgent && (mode === 'id' || mode === 'url') ? locatorValue(given) : given;
	}

	/** Returns the conditions that a caller means: an agent must fill in all values, and leaves some of them empty. */
	meantConditions(given: unknown): unknown {
		if (!this.isAgent) return given;
		const rows = conditionsIn(given).filter(
			({ value }) => isSet(value) && !NO_VALUE.test(text(value)),
		);
		return {
			condition: rows.map((row) =>
				WORDS.test(text(row.field)) ? { ...row, value: spellings(row.value) } : row,
			),
		};
	}

	/** Whether an agent names the fields of the answer, so that it must learn of a name that does not exist. */
	get choosesFields(): boolean {
		return !this.isAgent || argumentIn(rawValue(this.node, ONLY_FIELDS)) !== undefined;
	}

	/** Returns what a field is called: by the argument of the tool where an agent fills it in, else as in the panel. */
	label({ name, displayName }: Pick<Field, 'name' | 'displayName'>): string {
		return (this.isAgent && argumentIn(rawValue(this.node, name))) || displayName;
	}

	/** Returns the name and the value of a filter as an agent reads them; of each condition of several. */
	labelled(field: Field, given: unknown): Array<[label: string, value: string]> {
		if (!holdsConditions(field)) {
			const value = isRecord(given) ? given.value : given;
			return [[this.label(field), shortened([value].flat().join(', '))]];
		}
		const raw = conditionsIn(rawValue(this.node, field.name));
		return conditionsIn(given).flatMap((condition, index) =>
			isSet(condition.value)
				? [[argumentIn(raw[index]) ?? text(condition.field), shortened(text(condition.value))]]
				: [],
		);
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
		const plain = error.message.replace(/ ?\[Item \d+\]/g, '').replace(/^Node\w*Error: /, '');
		const message = onOneLine(plain);
		const advice = onOneLine(joinSentences(error.description, next));
		error.description = advice;
		// n8n's MCP server puts the name before the message, and a class says nothing to a model.
		error.name = 'Error';
		error.message = message.includes(advice) ? message : joinSentences(message, advice);
		return error;
	}
}
