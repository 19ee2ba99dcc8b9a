import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { asNodeError } from '../client/errors';
import { isSet, text } from '../client/json';
import { inputFile } from '../client/storage';
import { FILE_KEY, INPUT_FILE } from '../fields/common';
import { deviceLocator } from '../locate/device';
import { guardAgent } from './agents';
import type { Finder } from './finder';
import { guardConfirmation, protectionOf } from './guard';
import type { Protection } from './guard';
import { actsOnDevice, isGuarded, OUTPUT, SIMPLIFY } from './names';
import type { Shape } from './names';
import { readParameters } from './parameters';
import type { Parameters } from './parameters';

/** One item, read and checked: nothing about it can be wrong any more that can be known before sending. */
export interface Prepared extends Parameters {
	/** How much of each record the user wants. */
	shape: Shape;
	/** Rows of a list at most; undefined for all of them. */
	limit?: number;
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

function readLimit(context: IExecuteFunctions, { list }: Operation, item: number) {
	if (!list || context.getNodeParameter('returnAll', item, false) === true) return undefined;
	const limit = Number(context.getNodeParameter('limit', item, 50));
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw new NodeOperationError(
		context.getNode(),
		'The parameter "Limit" is not a whole number of at least 1',
		{ description: 'Enter how many results you want, or turn on Return All' },
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
	const file = parameters.settings[INPUT_FILE];
	const needsFile = isSet(file) && !isSet(parameters.body[FILE_KEY]);
	if (needsFile) await inputFile({ context, item }, text(file));
	await guardConfirmation(context, operation, parameters, finder, item);
	const device =
		isGuarded(operation) && actsOnDevice(operation)
			? await readDevice(finder, parameters.path.device)
			: undefined;
	const protection = protectionOf(context, operation, parameters.options, item);
	return { ...parameters, shape, limit, protection, device };
}
