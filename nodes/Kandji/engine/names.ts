import type { Operation } from '../catalogue/types';

/** Names of the parameters that the engine adds; stored in workflows, so they never change. */
export const OPTIONS = 'options';
export const CLEAR = 'clearFields';
export const CONFIRM = 'confirmation';
export const OUTPUT = 'output';
export const SIMPLIFY = 'simplify';

/** Whether an operation answers a list. */
export function isList(operation: Operation): boolean {
	return operation.list !== undefined;
}

/** The collection that holds an operation's optional fields: n8n's customary name for its kind. */
export function optionalName(
	operation: Operation,
): 'filters' | 'updateFields' | 'additionalFields' {
	if (isList(operation)) return 'filters';
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

/** Whether an operation is one that `Max Devices` or `Max Records` and `Dry Run` guard. */
export function isGuarded({ risk }: Operation): boolean {
	return risk === 'destructive' || risk === 'disruptive';
}

/** The option that limits how many records one run may act on, and what they are called. */
export function limitOption({ path }: Operation): {
	name: string;
	displayName: string;
	called: string;
} {
	return path?.at(-1)?.name === 'device'
		? { name: 'maxDevices', displayName: 'Max Devices', called: 'devices' }
		: { name: 'maxRecords', displayName: 'Max Records', called: 'records' };
}
