import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { isSet, text } from '../client/json';
import { locatorOf } from '../locate';
import { deviceLocator } from '../locate/device';
import type { Filled } from './fields';
import { expectedConfirmation } from './finder';
import type { Finder } from './finder';
import { CONFIRM, isGuarded } from './names';

/** Devices that one run may act on unless the user says otherwise. */
export const MAX_DEVICES = 25;

/** Whether an AI agent calls the node: n8n runs tools through a copy of the node whose type ends in `Tool`. */
export function calledByAgent(context: IExecuteFunctions): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}

/** Refuses destructive and secret operations to AI agents unless the workflow's builder allowed them. */
export function guardAgent(
	context: IExecuteFunctions,
	operation: Operation,
	options: IDataObject,
): void {
	const { risk } = operation;
	if (
		(risk !== 'destructive' && risk !== 'secret') ||
		options.allowAiAgents === true ||
		!calledByAgent(context)
	)
		return;
	throw new NodeOperationError(
		context.getNode(),
		`"${operation.name}" is not allowed to AI agents`,
		{
			description:
				'The builder of the workflow can allow it in this node with Options > Allow AI Agents. Until then tell a person what you wanted to do.',
		},
	);
}

/** The user's limit; what is no number, as an expression may give it, is as good as none. */
function limitOf({ maxDevices }: IDataObject): number {
	const limit = isSet(maxDevices) ? Number(maxDevices) : Number.NaN;
	return Number.isNaN(limit) ? MAX_DEVICES : limit;
}

/** Refuses the whole run when it would act on more devices than allowed; a dry run acts on none. */
export function guardCount(node: INode, operation: Operation, items: Filled[]): void {
	const acting = isGuarded(operation) ? items.filter(({ options }) => !isDryRun(options)) : [];
	const most = Math.min(...acting.map(({ options }) => limitOf(options)));
	const targets = new Set(acting.map(({ path }) => path.device)).size;
	if (targets <= most) return;
	throw new NodeOperationError(
		node,
		`"${operation.name}" would act on ${targets} devices; Max Devices allows ${most}, so nothing was sent`,
		{
			description:
				'Check that all of these devices are meant. Then raise Max Devices under Options, or pass fewer items.',
		},
	);
}

/** Refuses one item whose confirmation is not what Kandji knows about the subject. */
export async function guardConfirmation(
	context: IExecuteFunctions,
	operation: Operation,
	filled: Filled,
	finder: Finder,
	item: number,
): Promise<void> {
	const field = operation.path?.[0];
	const locator = field && locatorOf(field);
	if (operation.confirm !== true || field === undefined || locator === undefined) return;
	const id = filled.path[field.name];
	const given = text(context.getNodeParameter(CONFIRM, item, ''));
	const expected = expectedConfirmation(locator, await finder.record(locator, id), id);
	if (given !== '' && given.toLowerCase() === expected.toLowerCase()) return;
	const name = locator.confirmBy?.name ?? 'ID';
	throw new NodeOperationError(
		context.getNode(),
		`The confirmation "${given}" is not the ${name} of the chosen ${locator.entity}, so nothing was sent`,
		{
			description: `Enter the ${name} of the ${locator.entity} that you mean in the confirmation. Check that the right ${locator.entity} is chosen.`,
		},
	);
}

/** Whether Dry Run is on: what an expression gives counts as on unless it clearly says no. */
export function isDryRun({ dryRun: given }: IDataObject): boolean {
	return isSet(given) && String(given).toLowerCase() !== 'false';
}

/** What a dry run tells about a device instead of acting on it. */
export async function dryRun(
	operation: Operation,
	{ path }: Filled,
	finder: Finder,
): Promise<IDataObject> {
	const record = await finder.record(deviceLocator, path.device);
	return {
		dryRun: true,
		action: operation.name,
		id: path.device,
		serialNumber: text(record.serial_number) || null,
		name: text(record.device_name) || null,
		user: text(record.user, 'email') || null,
		blueprint: text(record.blueprint_name) || null,
	};
}
