import type { IDataObject } from 'n8n-workflow';

import type { Operation, Risk } from '../catalogue/operationTypes';
import { sentName } from '../fields/encode';

/** Names of the parameters that the engine adds. Workflows store them, so they never change. */
export const OPTIONS = 'options';
export const CLEAR = 'clearFields';
export const CONFIRM = 'confirmation';
export const OUTPUT = 'output';
export const SIMPLIFY = 'simplify';
export const NEXT = 'next';
export const LARGEST = 'largestGroups';
export const ONLY_FIELDS = 'onlyFields';
export const SORT = 'sort';
export const WAIT = 'waitForResult';
export const DRY_RUN = 'dryRun';
export const ALLOW_AGENTS = 'allowAiAgentsTo';

/** How much of a record the user wants; `raw` is what Kandji sends. */
export type Shape = 'simplified' | 'normalized' | 'raw';

/** Whether an operation reads a list, which filters can narrow. */
export function readsList({ list }: Operation): boolean {
	return list !== undefined;
}

/** Whether an operation answers the rows of a list. */
export function isList(operation: Operation): boolean {
	return readsList(operation) && operation.summary === undefined;
}

/** The collection that holds an operation's optional fields: n8n's customary name for its kind. */
export function optionalName(
	operation: Operation,
): 'filters' | 'updateFields' | 'additionalFields' {
	if (readsList(operation)) return 'filters';
	return /^PATCH/.test(operation.route ?? operation.requests.at(-1) ?? '')
		? 'updateFields'
		: 'additionalFields';
}

/** The verb and the path of an operation's own request; of several the last, which has the effect. */
export function ownRequest(operation: Operation): {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	path: string;
} {
	const [method, path] = (
		operation.route ?? operation.requests[operation.requests.length - 1]
	).split(' ');
	return { method: method as 'GET', path };
}

/** Risks that Max Devices, Dry Run and the agents' permission guard, and that need an unmistakable identifier. */
export function isDangerous(risk: Risk): risk is 'disruptive' | 'destructive' {
	return risk === 'disruptive' || risk === 'destructive';
}

/** Returns what an operation can do at worst if none of its fields adds a risk: by its verb, unless it says otherwise. */
export function riskOf(operation: Operation): Risk {
	return operation.risk ?? (ownRequest(operation).method === 'GET' ? 'read' : 'write');
}

/** Returns what an operation does at worst with this body: some fields carry a risk of their own. */
export function riskOfBody(operation: Operation, body: IDataObject): Risk {
	const own = riskOf(operation);
	if (isDangerous(own)) return own;
	const risky = operation.body?.find((field) => field.risk && sentName(field) in body);
	return risky?.risk ?? own;
}

/** Whether an operation answers records of which a person may want only some fields. */
export function isSelectable(operation: Operation): boolean {
	const { file, run, summary } = operation;
	return [file, run, summary].every((each) => each === undefined) && riskOf(operation) === 'read';
}

/** Whether an operation can act on records dangerously, so that Max Devices (or Max Records) and Dry Run guard it. */
export function isGuarded(operation: Operation): boolean {
	const { path = [], body = [] } = operation;
	const isRisky = isDangerous(riskOf(operation)) || body.some(({ risk }) => risk !== undefined);
	return isRisky && path.length > 0;
}

/** Whether Dry Run and the limit stand above the optional fields, below a notice, and not under Options. */
export function showsGuards(operation: Operation): boolean {
	return isGuarded(operation) && operation.notice !== undefined;
}

/** Whether an operation acts on a device itself, and not on what hangs on it, such as a note. */
export function actsOnDevice({ path }: Operation): boolean {
	return path?.at(-1)?.name === 'device';
}

/**
 * Whether an operation is run for each device of a fleet and neither sends a command nor shows a secret. Such a run can
 * spend the hourly quota, and it is safe to finish it an hour later.
 */
export function runsForEachDevice(operation: Operation): boolean {
	return (
		actsOnDevice(operation) && operation.effect === undefined && riskOf(operation) !== 'secret'
	);
}

/** The option that limits how many records one run may act on, and what they are called. */
export function limitOption(operation: Operation): {
	name: string;
	displayName: string;
	called: string;
} {
	return actsOnDevice(operation)
		? { name: 'maxDevices', displayName: 'Max Devices', called: 'devices' }
		: { name: 'maxRecords', displayName: 'Max Records', called: 'records' };
}
