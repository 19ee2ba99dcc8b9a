import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { isRecord, isSet } from '../client/json';
import { INPUT_FILE } from '../fields/common';
import { encodedConditions, holdsConditions } from '../fields/conditions';
import { asList, encoded, sentName } from '../fields/encode';
import type { Field } from '../fields/field';
import { segmentProblem } from '../fields/segment';
import type { Values } from '../fields/values';
import { locatorOf } from '../locate';
import { calledByAgent } from './agents';
import type { Finder } from './finder';
import { CLEAR, isGuarded, isList, optionalName, OPTIONS, SORT } from './names';

/** What one item's parameters say. */
export interface Parameters extends Values {
	/** What the user chose in the Options collection. */
	options: IDataObject;
	/** Display names of fields that an AI agent left empty. */
	leftOut: string[];
}

type Place = 'query' | 'body' | 'settings';

/** Reads an operation's parameters for one item: locators become ids, empty values are left out, names as they travel. */
class ParameterReader {
	private readonly context: IExecuteFunctions;

	private readonly operation: Operation;

	private readonly finder: Finder;

	private readonly item: number;

	private readonly read: Parameters;

	/** What is optional, the order of the rows included: that stands under Sort, in older workflows among the filters. */
	private readonly optional: IDataObject;

	constructor(context: IExecuteFunctions, operation: Operation, finder: Finder, item: number) {
		this.context = context;
		this.operation = operation;
		this.finder = finder;
		this.item = item;
		this.optional = {
			...(context.getNodeParameter(optionalName(operation), item, {}) as IDataObject),
			...(context.getNodeParameter(SORT, item, {}) as IDataObject),
		};
		const options = context.getNodeParameter(OPTIONS, item, {}) as IDataObject;
		this.read = { path: {}, query: {}, body: {}, settings: {}, options, leftOut: [] };
	}

	async parameters(): Promise<Parameters> {
		await this.readPath();
		for (const place of ['query', 'body', 'settings'] as const) await this.readPlace(place);
		this.readCleared();
		this.checkChanges();
		return this.read;
	}

	private refusal(message: string, description: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, { description });
	}

	private async valueOf(field: Field, given: unknown, place: Place): Promise<unknown> {
		if (!isSet(isRecord(given) && field.type === 'resourceLocator' ? given.value : given)) {
			if (field.required !== true) return undefined;
			throw this.refusal(
				`The parameter "${field.displayName}" is empty`,
				'Fill it in, or check the expression that should give its value',
			);
		}
		const locator = locatorOf(field);
		if (locator) return await this.finder.find(locator, given);
		const wrong = (problem: string, advice: string) =>
			this.refusal(`The parameter "${field.displayName}" ${problem}`, advice);
		const value = holdsConditions(field)
			? encodedConditions(given, place === 'query', wrong)
			: encoded(field, given, place === 'query', wrong);
		if (field.required && !isSet(value)) throw wrong('holds no value', 'Enter at least one value');
		return value;
	}

	private async readPath(): Promise<void> {
		for (const field of this.operation.path ?? []) {
			const given = this.context.getNodeParameter(field.name, this.item, '');
			const value = await this.valueOf({ ...field, required: true }, given, 'query');
			const problem = segmentProblem(field, value);
			if (problem) {
				throw this.refusal(
					`The parameter "${field.displayName}" ${problem}`,
					'Enter it as Kandji shows it, or check the expression that should give it',
				);
			}
			this.read.path[field.name] = String(value);
		}
	}

	private async readPlace(place: Place): Promise<void> {
		const { context, operation, item, read } = this;
		const holder = place === 'settings' ? read.options : this.optional;
		for (const field of operation[place] ?? []) {
			const given = field.required
				? context.getNodeParameter(field.name, item, '')
				: holder[field.name];
			const value = await this.valueOf(field, given, place);
			if (value === undefined) {
				if (field.name in holder) this.leaveOut(field, place);
				continue;
			}
			const name = place === 'settings' ? field.name : sentName(field);
			if (name in read[place]) this.refuseTwice(field, place);
			read[place][name] = value as IDataObject;
		}
	}

	/** Two fields that say the same would silently outdo each other. */
	private refuseTwice(field: Field, place: Place): never {
		const same = (this.operation[place] ?? []).filter(
			(other) => sentName(other) === sentName(field) && other.name in this.optional,
		);
		const names = same.map(({ displayName }) => `"${displayName}"`).join(' and ');
		throw this.refusal(`${names} exclude each other`, 'Remove one of them');
	}

	/**
	 * Refuses an empty field whose absence makes the operation do something else than what was asked for: a filter whose
	 * expression gives nothing would return the whole fleet, a command would go out with less than it was given. AI agents
	 * fill in every field, so theirs are left out, and the answer says so.
	 */
	private leaveOut({ displayName }: Field, place: Place): void {
		const { operation } = this;
		if (place === 'settings' || !(isList(operation) || isGuarded(operation))) return;
		if (!calledByAgent(this.context)) {
			throw this.refusal(
				`"${displayName}" was added, but is empty`,
				'Remove it if it should not count, or check the expression that should give its value',
			);
		}
		this.read.leftOut.push(displayName);
	}

	private readCleared(): void {
		const { clear = [] } = this.operation;
		const { body } = this.read;
		for (const name of asList(this.optional[CLEAR] ?? [])) {
			const field = clear.find(({ value }) => value === name);
			if (field === undefined) {
				throw this.refusal(
					`The parameter "Clear Fields" names "${name}", which cannot be cleared`,
					`Use one of: ${clear.map(({ value }) => value).join(', ')}`,
				);
			}
			if (name in body) {
				throw this.refusal(
					`"${field.name}" is both set and cleared`,
					'Remove it from Clear Fields or from the fields to update',
				);
			}
			body[name] = field.empty;
		}
	}

	private checkChanges(): void {
		const { body, settings } = this.read;
		const changes = Object.keys(body).length > 0 || isSet(settings[INPUT_FILE]);
		if (optionalName(this.operation) !== 'updateFields' || changes) return;
		throw this.refusal(
			'Nothing to update',
			'Add at least one field that should change; empty values leave a field as it is',
		);
	}
}

/** What an operation's parameters say for one item; throws a NodeOperationError that names the one to mend. */
export async function readParameters(
	context: IExecuteFunctions,
	operation: Operation,
	finder: Finder,
	item: number,
): Promise<Parameters> {
	return await new ParameterReader(context, operation, finder, item).parameters();
}
