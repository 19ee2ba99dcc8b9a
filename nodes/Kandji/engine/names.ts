import type { Operation } from '../catalogue/types';

/** Names of the parameters that the engine adds; stored in workflows, so they never change. */
export const OPTIONS = 'options';
export const CLEAR = 'clearFields';
export const CONFIRM = 'confirmation';
export const OUTPUT = 'output';
export const SIMPLIFY = 'simplify';

/** Whether an operation answers a list. */
export function isList(operation: Operation): boolean {
	return operation.items !== undefined;
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

/** Whether an operation is a command to one device, which `Max Devices` and `Dry Run` guard when it has a risk. */
export function isGuarded(operation: Operation): boolean {
	const { risk } = operation;
	return (
		(risk === 'destructive' || risk === 'disruptive') &&
		ownRequest(operation).path.startsWith('/devices/{device}')
	);
}
