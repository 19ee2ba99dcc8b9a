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

/** The device record itself and the commands to it, but not what belongs to it, such as its notes. */
const DEVICE_COMMAND = /^\/devices\/\{device\}(\/action\/\w+|\/details\/lostmode)?$/;

/** Whether an operation acts on one device with a risk, so that `Max Devices` and `Dry Run` guard it. */
export function isGuarded(operation: Operation): boolean {
	const { risk } = operation;
	const risky = risk === 'destructive' || risk === 'disruptive';
	return risky && DEVICE_COMMAND.test(ownRequest(operation).path);
}
