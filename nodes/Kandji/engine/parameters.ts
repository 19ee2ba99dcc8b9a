import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { isRecord, isSet } from '../client/json';
import { INPUT_FILE } from '../fields/common';
import { asList, encoded, sentName } from '../fields/encode';
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
		const value = encoded(field, given, place === 'query', wrong);
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
