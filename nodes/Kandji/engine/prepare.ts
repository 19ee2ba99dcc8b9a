import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { asNodeError } from '../client/errors';
import { isToolExecution } from '../client/host';
import { isSet, text } from '../util/json';
import { inputFile } from '../client/storage';
import { FILE_KEY, INPUT_FILE } from '../fields/common';
import { asList } from '../fields/encode';
import { deviceLocator } from '../locate/deviceLocator';
import { guardAgent } from './agents';
import type { Finder } from './finder';
import { guardConfirmation, protectionOf } from './guard';
import type { Protection } from './guard';
import { actsOnDevice, isGuarded, ONLY_FIELDS, OUTPUT, SIMPLIFY, SKIP } from './names';
import type { Shape } from './names';
import { readParameters } from './parameters';
import type { Parameters } from './parameters';

/** One item, read and checked: nothing about it can be wrong any more that can be known before sending. */
export interface Prepared extends Parameters {
	/** How much of each record the user wants. */
	shape: Shape;
	/** Rows of a list at most; undefined for all of them. */
	limit?: number;
	/** Rows of a list that are left out at its start. */
	skip: number;
	/** Dotted names of the only fields that are wanted; empty for all. */
	onlyFields: string[];
	protection: Protection;
	/** The device that a command with a risk acts on, as far as the token may read it. */
	device?: IDataObject;
}

function readShape(context: IExecuteFunctions, { output }: Operation, item: number): Shape {
	if (output === undefined) return 'raw';
	if (Array.isArray(output)) {
		return context.getNodeParameter(SIMPLIFY, item, true) === false ? 'raw' : 'simplified';
	}
	return context.getNodeParameter(OUTPUT, item, 'simplified') as Shape;
}

const USUAL_LIMIT = 50;

function readLimit(context: IExecuteFunctions, { list }: Operation, item: number) {
	if (!list || context.getNodeParameter('returnAll', item, false) === true) return undefined;
	const given = context.getNodeParameter('limit', item, USUAL_LIMIT);
	// An AI agent must fill in every field: one that it wants to leave alone comes as nothing or as zero.
	if (isToolExecution(context) && (!isSet(given) || Number(given) === 0)) return USUAL_LIMIT;
	const limit = Number(given);
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw new NodeOperationError(
		context.getNode(),
		'The parameter "Limit" is not a whole number of at least 1',
		{ description: 'Enter how many results you want, or turn on Return All' },
	);
}

function readSkip(context: IExecuteFunctions, { [SKIP]: given }: IDataObject): number {
	const skip = isSet(given) ? Number(given) : 0;
	if (Number.isInteger(skip) && skip >= 0) return skip;
	throw new NodeOperationError(
		context.getNode(),
		'The parameter "Skip" is not a whole number of at least 0',
		{ description: 'Enter how many results to leave out at the start, or remove the option' },
	);
}

/** The record of a device, undefined where the token may not read it: the command itself needs another checkbox. */
async function readDevice(finder: Finder, id: string): Promise<IDataObject | undefined> {
	try {
		return await finder.record(deviceLocator, id);
	} catch (error) {
		if (['401', '403'].includes(text(error, 'httpCode'))) return undefined;
		throw asNodeError(finder.node, error);
	}
}

/** Reads and checks everything about one item; throws a NodeOperationError that names what to mend. Sends reads only. */
export async function prepare(
	context: IExecuteFunctions,
	operation: Operation,
	finder: Finder,
	item: number,
): Promise<Prepared> {
	const parameters = await readParameters(context, operation, finder, item);
	guardAgent(context, operation, parameters.options);
	for (const check of operation.checks ?? []) {
		const complaint = check(parameters);
		if (complaint) {
			const { message, description } = complaint;
			throw new NodeOperationError(context.getNode(), message, { description });
		}
	}
	const shape = readShape(context, operation, item);
	const limit = readLimit(context, operation, item);
	const skip = readSkip(context, parameters.options);
	const onlyFields = asList(parameters.options[ONLY_FIELDS] ?? []);
	const file = parameters.settings[INPUT_FILE];
	const needsFile = isSet(file) && !isSet(parameters.body[FILE_KEY]);
	if (needsFile) await inputFile({ context, item }, text(file));
	await guardConfirmation(context, operation, parameters, finder, item);
	const device =
		isGuarded(operation) && actsOnDevice(operation)
			? await readDevice(finder, parameters.path.device)
			: undefined;
	const protection = protectionOf(context, operation, parameters.options, item);
	return { ...parameters, shape, limit, skip, onlyFields, protection, device };
}
