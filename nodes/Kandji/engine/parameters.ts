import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isDate, snakeCase } from 'lodash';
import { DateTime } from 'luxon';

import type { Operation } from '../catalogue/types';
import { isRecord, isSet } from '../client/json';
import { INPUT_FILE } from '../fields/common';
import type { Field } from '../fields/field';
import type { Values } from '../fields/values';
import { locatorOf } from '../locate';
import { segmentProblem } from '../fields/segment';
import { calledByAgent } from './agents';
import type { Finder } from './finder';
import { CLEAR, isGuarded, isList, optionalName, OPTIONS } from './names';

/** What one item's parameters say. */
export interface Parameters extends Values {
	/** What the user chose in the Options collection. */
	options: IDataObject;
	/** Display names of fields that an AI agent left empty. */
	leftOut: string[];
}

type Place = 'query' | 'body' | 'settings';

function complain(node: INode, message: string, description: string): NodeOperationError {
	return new NodeOperationError(node, message, { description });
}

function sentName(field: Field): string {
	const name = typeof field.sendAs === 'string' ? field.sendAs : field.sendAs?.name;
	return name ?? snakeCase(field.name);
}

function asList(value: unknown): string[] {
	const list = Array.isArray(value) ? value : String(value).split(',');
	return list.map((entry) => String(entry ?? '').trim()).filter((entry) => entry !== '');
}

/** A field's value as it travels; throws when it cannot be what the field says it is. */
function encoded(
	field: Field,
	value: unknown,
	place: Place,
	wrong: (problem: string, advice: string) => NodeOperationError,
): unknown {
	const form = typeof field.sendAs === 'object' ? field.sendAs.as : undefined;
	if (form === 'list' || field.type === 'multiOptions') {
		const list = asList(value);
		// A list of nothing must not clear what it stands for; that is what Clear Fields is for.
		if (list.length === 0) return undefined;
		return place === 'query' ? list.join(',') : list;
	}
	if (form === 'json' || field.type === 'json') {
		let parsed: unknown = value;
		try {
			if (typeof value === 'string') parsed = JSON.parse(value);
		} catch {
			throw wrong('is not valid JSON', `Write it like ${field.placeholder ?? '{"key": "value"}'}`);
		}
		return place === 'query' ? JSON.stringify(parsed) : parsed;
	}
	if (field.type === 'dateTime') {
		const given = isDate(value) ? value.toISOString() : value;
		const date = (
			DateTime.isDateTime(given) ? given : DateTime.fromISO(String(given), { zone: 'utc' })
		).toUTC();
		if (!date.isValid) throw wrong('is not a date', 'Use ISO 8601, e.g. 2026-01-31T08:00:00Z');
		if (form === 'day') return date.toFormat('yyyy-MM-dd');
		return form === 'local'
			? date.toFormat("yyyy-MM-dd'T'HH:mm:ss")
			: date.toISO({ suppressMilliseconds: true });
	}
	if (field.type === 'number') {
		if (!Number.isFinite(Number(value))) throw wrong('is not a number', 'Enter digits only');
		return Number(value);
	}
	if (field.type === 'boolean') {
		if (typeof value === 'boolean') return value;
		const said = String(value).toLowerCase();
		if (said !== 'true' && said !== 'false')
			throw wrong('is neither true nor false', 'Enter true or false');
		return said === 'true';
	}
	return typeof value === 'string' ? value.trim() : value;
}

/**
 * Whether leaving a field out makes the operation do something else than what was asked for: a filter whose expression
 * gives nothing would return the whole fleet, a command would go out with less than it was given.
 */
function meansSomething(operation: Operation, place: Place): boolean {
	return place !== 'settings' && (isList(operation) || isGuarded(operation));
}

function emptyField(node: INode, { displayName }: Field): NodeOperationError {
	return complain(
		node,
		`"${displayName}" was added, but is empty`,
		'Remove it if it should not count, or check the expression that should give its value',
	);
}

/** Reads an operation's parameters for one item: locators become ids, empty values are left out, names as they travel. */
export async function readParameters(
	context: IExecuteFunctions,
	operation: Operation,
	finder: Finder,
	item: number,
): Promise<Parameters> {
	const node = context.getNode();
	const read: Parameters = {
		path: {},
		query: {},
		body: {},
		settings: {},
		options: {},
		leftOut: [],
	};
	const optional = context.getNodeParameter(optionalName(operation), item, {}) as IDataObject;
	read.options = context.getNodeParameter(OPTIONS, item, {}) as IDataObject;

	async function valueOf(field: Field, given: unknown, place: Place): Promise<unknown> {
		if (!isSet(isRecord(given) && field.type === 'resourceLocator' ? given.value : given)) {
			if (field.required !== true) return undefined;
			throw complain(
				node,
				`The parameter "${field.displayName}" is empty`,
				'Fill it in, or check the expression that should give its value',
			);
		}
		const locator = locatorOf(field);
		if (locator) return await finder.find(locator, given);
		const wrong = (problem: string, advice: string) =>
			complain(node, `The parameter "${field.displayName}" ${problem}`, advice);
		const value = encoded(field, given, place, wrong);
		if (field.required && !isSet(value)) throw wrong('holds no value', 'Enter at least one value');
		return value;
	}

	for (const field of operation.path ?? []) {
		const given = context.getNodeParameter(field.name, item, '');
		const value = await valueOf({ ...field, required: true }, given, 'query');
		const problem = segmentProblem(field, value);
		if (problem) {
			const advice = 'Enter it as Kandji shows it, or check the expression that should give it';
			throw complain(node, `The parameter "${field.displayName}" ${problem}`, advice);
		}
		read.path[field.name] = String(value);
	}
	for (const place of ['query', 'body', 'settings'] as const) {
		const holder = place === 'settings' ? read.options : optional;
		for (const field of operation[place] ?? []) {
			const given = field.required
				? context.getNodeParameter(field.name, item, '')
				: holder[field.name];
			const value = await valueOf(field, given, place);
			if (value === undefined && field.name in holder && meansSomething(operation, place)) {
				if (!calledByAgent(context)) throw emptyField(node, field);
				read.leftOut.push(field.displayName);
			}
			if (value !== undefined)
				read[place][place === 'settings' ? field.name : sentName(field)] = value as IDataObject;
		}
	}
	for (const name of asList(optional[CLEAR] ?? [])) {
		const field = operation.clear?.find(({ value }) => value === name);
		if (field === undefined) {
			throw complain(
				node,
				`The parameter "Clear Fields" names "${name}", which cannot be cleared`,
				`Use one of: ${(operation.clear ?? []).map(({ value }) => value).join(', ')}`,
			);
		}
		if (name in read.body) {
			throw complain(
				node,
				`"${field.name}" is both set and cleared`,
				'Remove it from Clear Fields or from the fields to update',
			);
		}
		read.body[name] = field.empty;
	}
	const changes = Object.keys(read.body).length > 0 || isSet(read.settings[INPUT_FILE]);
	if (optionalName(operation) === 'updateFields' && !changes) {
		throw complain(
			node,
			'Nothing to update',
			'Add at least one field that should change; empty values leave a field as it is',
		);
	}
	return read;
}
