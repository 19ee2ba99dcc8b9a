import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/operationTypes';
import { fold } from '../util/fold';
import { isRecord, isSet } from '../util/json';
import { INPUT_FILE } from '../fields/common';
import { encodedConditions, holdsConditions } from '../fields/encodeConditions';
import { asList, encoded, sentName } from '../fields/encode';
import type { Field } from '../fields/field';
import { meantOption } from '../fields/meantOption';
import { segmentProblem } from '../fields/segment';
import type { Values } from '../fields/fieldValues';
import { blueprintLocator } from '../locate/blueprintLocator';
import type { Locator } from '../locate/locator';
import { locatorOf } from '../locate/locators';
import { awaitAll } from '../util/awaitAll';
import type { Caller } from './caller';
import type { Finder } from './finder';
import { localCheck, nameFilterOf } from './localChecks';
import type { LocalCheck, NameFilter } from './localChecks';
import {
	CLEAR,
	isDangerous,
	optionalName,
	OPTIONS,
	readsList,
	riskOf,
	riskOfBody,
	SORT,
} from './names';

/** Helpers that reading the parameters of an item needs. */
export interface ReadingHelp {
	finder: Finder;
	caller: Caller;
}

/** The parameters of one item, read and encoded. */
export interface Parameters extends Values {
	/** The Options collection as the user filled it. */
	options: IDataObject;
	/** Conditions on the rows of a list that Kandji was not asked for. */
	keeps: LocalCheck[];
	/** Filters by name, of which Kandji is asked for a piece. */
	names: NameFilter[];
	/** By which kind of identifier the record was found that the operation acts on, where a locator names it. */
	matchedBy?: string;
	/** The filters of a list as an AI agent gave them: `platform Mac`. */
	narrowedBy: string[];
}

/** Choices that are loaded from the tenant, and are accepted by their names too. */
const LOADED: Record<string, Locator | undefined> = { getBlueprints: blueprintLocator };

type Place = 'query' | 'body' | 'settings';

/** Reads an operation's parameters for one item: locators become ids, empty values are left out, names as they travel. */
class ParameterReader {
	private readonly context: IExecuteFunctions;

	private readonly operation: Operation;

	private readonly finder: Finder;

	private readonly item: number;

	private readonly read: Parameters;

	/** The optional fields, those under Sort included. */
	private readonly optional: IDataObject;

	private readonly caller: Caller;

	constructor(
		context: IExecuteFunctions,
		operation: Operation,
		{ finder, caller }: ReadingHelp,
		item: number,
	) {
		this.context = context;
		this.operation = operation;
		this.finder = finder;
		this.item = item;
		this.optional = {
			...(context.getNodeParameter(optionalName(operation), item, {}) as IDataObject),
			...(context.getNodeParameter(SORT, item, {}) as IDataObject),
		};
		const options = context.getNodeParameter(OPTIONS, item, {}) as IDataObject;
		this.caller = caller;
		this.read = {
			path: {},
			query: {},
			body: {},
			settings: {},
			options,
			keeps: [],
			names: [],
			narrowedBy: [],
		};
	}

	async parameters(): Promise<Parameters> {
		for (const place of ['query', 'body', 'settings'] as const) await this.readPlace(place);
		await this.readNarrowing();
		this.readCleared();
		this.checkChanges();
		await this.readPath();
		return this.read;
	}

	private problem(message: string, description: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, { description });
	}

	/** Whether a value says nothing; an AI agent must fill in every field, and says so with what its type allows. */
	private saysNothing(field: Field, given: unknown): boolean {
		const value = isRecord(given) && field.type === 'resourceLocator' ? given.value : given;
		if (!isSet(value)) return true;
		return this.caller.leavesEmpty(field, value);
	}

	private async valueOf(field: Field, given: unknown, place: Place): Promise<unknown> {
		if (this.saysNothing(field, given)) {
			if (field.required !== true) return undefined;
			throw this.problem(
				`The parameter "${this.caller.label(field)}" is empty`,
				'Fill it in, or check the expression that should give its value',
			);
		}
		const locator = locatorOf(field);
		if (locator) return (await this.finder.find(locator, this.caller.meantRecord(given))).id;
		const loaded = LOADED[field.typeOptions?.loadOptionsMethod ?? ''];
		if (loaded) {
			const ids = asList(given).map(async (each) => (await this.finder.find(loaded, each)).id);
			return encoded(field, await awaitAll(ids), place === 'query', this.problem.bind(this));
		}
		const wrong = (problem: string, advice: string) =>
			this.problem(`The parameter "${this.caller.label(field)}" ${problem}`, advice);
		const value = holdsConditions(field)
			? encodedConditions(this.caller.meantConditions(given), place === 'query', wrong)
			: encoded(field, meantOption(field, given, wrong), place === 'query', wrong);
		if (field.required && !isSet(value)) throw wrong('holds no value', 'Enter at least one value');
		return value;
	}

	/** The field with the name that the caller knows it by. */
	private labelledField<F extends Field>(field: F): F {
		return { ...field, displayName: this.caller.label(field) };
	}

	/** Notes what narrows the list, for the answer to an AI agent. */
	private noteNarrowing(field: Field, given: unknown): void {
		if (field.sorts) return;
		for (const [label, value] of this.caller.labelled(field, given)) {
			this.read.narrowedBy.push(`${label} ${value}`);
		}
	}

	private async readPath(): Promise<void> {
		for (const field of this.operation.path ?? []) {
			const given = this.context.getNodeParameter(field.name, this.item, '');
			const value = await this.pathValue({ ...field, required: true }, given);
			const problem = segmentProblem(field, value);
			if (problem) {
				throw this.problem(
					`The parameter "${this.caller.label(field)}" ${problem}`,
					'Enter it as Kandji shows it, or check the expression that should give it',
				);
			}
			this.read.path[field.name] = String(value);
		}
	}

	/** The value of a path field. Where the operation has a risk, a name or an email is not enough for a record. */
	private async pathValue(field: Field, given: unknown): Promise<unknown> {
		const locator = locatorOf(field);
		if (!locator || this.saysNothing(field, given))
			return await this.valueOf(field, given, 'query');
		const purpose = { actsWithRisk: isDangerous(riskOfBody(this.operation, this.read.body)) };
		const meant = this.caller.meantRecord(given);
		const { id, matchedBy } = await this.finder.find(locator, meant, purpose);
		this.read.matchedBy = matchedBy;
		return id;
	}

	private async readPlace(place: Place): Promise<void> {
		const { context, operation, item, read } = this;
		const holder = place === 'settings' ? read.options : this.optional;
		for (const field of operation[place] ?? []) {
			const given =
				holder[field.name] ??
				(field.required ? context.getNodeParameter(field.name, item, '') : undefined);
			const value = await this.valueOf(field, given, place);
			if (value === undefined) {
				if (field.name in holder) this.leaveOut(field, place);
				continue;
			}
			const name = place === 'settings' ? field.name : sentName(field);
			if (name in read[place]) this.refuseTwice(field, place);
			if (place === 'query' || (place === 'settings' && operation.run)) {
				this.noteNarrowing(field, given);
			}
			const named = place === 'query' ? nameFilterOf(this.labelledField(field), value) : undefined;
			if (named) read.names.push(named);
			if (named?.piece !== '') read[place][name] = (named?.piece ?? value) as IDataObject;
		}
	}

	/** Reads the filters that Kandji lacks: as values that no request carries. */
	private async readNarrowing(): Promise<void> {
		for (const field of this.operation.narrow ?? []) {
			const wanted = await this.valueOf(field, this.optional[field.name], 'body');
			if (wanted === undefined) {
				if (field.name in this.optional) this.leaveOut(field, 'query');
				continue;
			}
			this.read.keeps.push(localCheck(this.labelledField(field), wanted));
			this.noteNarrowing(field, this.optional[field.name]);
		}
	}

	/** Two fields that say the same would silently outdo each other. */
	private refuseTwice(field: Field, place: Place): never {
		const same = (this.operation[place] ?? []).filter(
			(other) => sentName(other) === sentName(field) && other.name in this.optional,
		);
		const names = same.map(({ displayName }) => `"${displayName}"`).join(' and ');
		throw this.problem(`${names} exclude each other`, 'Remove one of them');
	}

	/**
	 * Refuses an empty field whose absence makes the operation do something else than what was asked for: a filter whose
	 * expression gives nothing would return the whole fleet, a command would go out with less than it was given. AI agents
	 * fill in every field, so theirs do not count; the answer says what does.
	 */
	private leaveOut({ displayName }: Field, place: Place): void {
		const { operation } = this;
		if (place === 'settings' || !(readsList(operation) || isDangerous(riskOf(operation)))) return;
		if (this.caller.isAgent) return;
		throw this.problem(
			`"${displayName}" was added, but is empty`,
			'Remove it if it should not count, or check the expression that should give its value',
		);
	}

	private readCleared(): void {
		const { clear = [] } = this.operation;
		const { body } = this.read;
		for (const name of asList(this.optional[CLEAR] ?? [])) {
			const field = clear.find((each) =>
				[each.name, each.value].some((word) => fold(word) === fold(name)),
			);
			if (field === undefined) {
				throw this.problem(
					`The parameter "Clear Fields" names "${name}", which cannot be cleared`,
					`Use one of: ${clear.map(({ value }) => value).join(', ')}`,
				);
			}
			if (field.value in body) {
				throw this.problem(
					`"${field.name}" is both set and cleared`,
					'Remove it from Clear Fields or from the fields to update',
				);
			}
			body[field.value] = field.empty;
		}
	}

	private checkChanges(): void {
		const { body, settings } = this.read;
		const changes = Object.keys(body).length > 0 || isSet(settings[INPUT_FILE]);
		if (optionalName(this.operation) !== 'updateFields' || changes) return;
		throw this.problem(
			'Nothing to update',
			'Add at least one field that should change; empty values leave a field as it is',
		);
	}
}

/** Returns what an operation's parameters say for one item. Throws a NodeOperationError that names the wrong one. */
export async function readParameters(
	context: IExecuteFunctions,
	operation: Operation,
	help: ReadingHelp,
	item: number,
): Promise<Parameters> {
	return await new ParameterReader(context, operation, help, item).parameters();
}
