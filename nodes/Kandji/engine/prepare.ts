import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation, Risk } from '../catalogue/operationTypes';
import { asNodeError } from '../client/errors';
import { isSet, text } from '../util/json';
import { inputFile } from '../client/storage';
import { FILE_KEY, INPUT_FILE } from '../fields/common';
import { asList } from '../fields/encode';
import { Panel, panelNumber } from '../fields/panel';
import { deviceLocator } from '../locate/deviceLocator';
import type { Caller } from './caller';
import type { Finder } from './finder';
import { checkTypedConfirmation, readProtection } from './guard';
import type { Protection } from './guard';
import {
	actsOnDevice,
	isDangerous,
	isGuarded,
	LARGEST,
	NEXT,
	ONLY_FIELDS,
	OUTPUT,
	riskOfBody,
	SIMPLIFY,
	WAIT,
} from './names';
import type { Shape } from './names';
import { readParameters } from './parameters';
import type { Parameters, ReadingHelp } from './parameters';
import { largestGroups, limit, MAX_WAIT_S, waitForResult } from './standardFields';

/** One item, read and checked: nothing about it can be wrong any more that can be known before sending. */
export interface Prepared extends Parameters {
	/** How much of each record the user wants. */
	shape: Shape;
	/** Rows of a list, or groups of a summary, at most; undefined for all of them. */
	limit?: number;
	/** The position in a list at which to read on; `''` for its start. */
	next: string;
	/** Dotted names of the only fields that are wanted; empty for all. */
	onlyFields: string[];
	protection: Protection;
	/** Seconds to wait for the device to obey; undefined for not at all. */
	waitSeconds?: number;
	/** The worst that this item can do. */
	risk: Risk;
	/** The device that a command with a risk acts on, or of which changes are shown, as far as the token may read it. */
	device?: IDataObject;
}

function readShape(context: IExecuteFunctions, { output }: Operation, item: number): Shape {
	if (output === undefined) return 'raw';
	if (typeof output !== 'string') {
		return context.getNodeParameter(SIMPLIFY, item, true) === false ? 'raw' : 'simplified';
	}
	return context.getNodeParameter(OUTPUT, item, 'simplified') as Shape;
}

/** Rows of a list that come where nobody says how many. */
const DEFAULT_LIMIT = 50;

/** Groups of a summary that an AI agent gets where it does not say how many. */
const AGENT_GROUPS = 20;

/** Reads how many groups of a summary are wanted: undefined for all. Throws when the value is no such number. */
function readLargest(
	context: IExecuteFunctions,
	caller: Caller,
	{ [LARGEST]: given }: IDataObject,
): number | undefined {
	if (given === undefined || (caller.isAgent && (!isSet(given) || Number(given) === 0))) {
		return caller.isAgent ? AGENT_GROUPS : undefined;
	}
	return new Panel(context.getNode(), [largestGroups], () => given).read(
		LARGEST,
		panelNumber({ min: 1 }),
	);
}

/** Reads how many rows of a list are wanted: undefined for all. Throws when the value is no such number. */
function readLimit(
	context: IExecuteFunctions,
	{ list }: Operation,
	caller: Caller,
	item: number,
): number | undefined {
	if (!list || context.getNodeParameter('returnAll', item, false) === true) return undefined;
	const given = context.getNodeParameter(limit.name, item, DEFAULT_LIMIT);
	if (caller.isAgent && (!isSet(given) || Number(given) === 0)) return DEFAULT_LIMIT;
	return new Panel(context.getNode(), [limit], () => given).read(
		limit.name,
		panelNumber({ min: 1 }),
	);
}

/** Reads how many seconds to wait for the device. Throws when the value is no such number. */
function readWait(context: IExecuteFunctions, options: IDataObject): number | undefined {
	if (!(WAIT in options)) return undefined;
	return new Panel(context.getNode(), [waitForResult], () => options[WAIT]).read(
		WAIT,
		panelNumber({ min: 1, max: MAX_WAIT_S }),
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

/** Throws when a check of the operation finds something wrong with the values of an item. */
function runChecks(context: IExecuteFunctions, { checks = [] }: Operation, values: Parameters) {
	for (const check of checks) {
		const complaint = check(values);
		if (complaint) {
			const { message, description } = complaint;
			throw new NodeOperationError(context.getNode(), message, { description });
		}
	}
}

/**
 * Reads and checks everything about one item. Sends reads only. Throws a NodeOperationError that names what is wrong,
 * as far as that can be known before sending.
 */
export async function prepare(
	context: IExecuteFunctions,
	operation: Operation,
	help: ReadingHelp,
	item: number,
): Promise<Prepared> {
	const { finder, caller } = help;
	const parameters = await readParameters(context, operation, help, item);
	const { options, settings, body, path } = parameters;
	const risk = riskOfBody(operation, body);
	caller.checkPermission(operation, risk, options);
	runChecks(context, operation, parameters);
	const file = settings[INPUT_FILE];
	const needsFile = isSet(file) && !isSet(body[FILE_KEY]);
	if (needsFile) await inputFile({ context, item }, text(file));
	const protection = readProtection(context, operation, item);
	await checkTypedConfirmation(context, operation, parameters, finder, item);
	const shape = readShape(context, operation, item);
	const showsChanges = operation.changes !== undefined && shape !== 'raw';
	const readsDevice =
		(isDangerous(risk) || showsChanges) && isGuarded(operation) && actsOnDevice(operation);
	return {
		...parameters,
		shape,
		limit: operation.summary
			? readLargest(context, caller, options)
			: readLimit(context, operation, caller, item),
		next: text(options[NEXT]),
		onlyFields: asList(options[ONLY_FIELDS] ?? []),
		protection,
		waitSeconds: readWait(context, options),
		risk,
		device: readsDevice ? await readDevice(finder, path.device) : undefined,
	};
}
