import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { text } from '../client/json';
import { isOn } from '../items/guards';
import { locatorOf } from '../locate';
import { deviceLocator } from '../locate/device';
import type { Finder } from './finder';
import { expectedConfirmation } from './finder';
import { CONFIRM } from './names';
import type { Parameters } from './parameters';

/** Whether an AI agent calls the node: n8n runs tools through a copy of the node whose type ends in `Tool`. */
export function calledByAgent(context: IExecuteFunctions): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}

/** Refuses destructive and secret operations to AI agents unless the workflow's builder allowed them. */
export function guardAgent(
	context: IExecuteFunctions,
	{ name, risk }: Operation,
	options: IDataObject,
): void {
	if (
		(risk !== 'destructive' && risk !== 'secret') ||
		options.allowAiAgents === true ||
		!calledByAgent(context)
	)
		return;
	throw new NodeOperationError(context.getNode(), `"${name}" is not allowed to AI agents`, {
		description:
			'The builder of the workflow can allow it in this node with Options > Allow AI Agents. Until then tell a person what you wanted to do.',
	});
}

/** Refuses one item whose confirmation is not what Kandji knows about the record. */
export async function guardConfirmation(
	context: IExecuteFunctions,
	operation: Operation,
	{ path }: Parameters,
	finder: Finder,
	item: number,
): Promise<void> {
	const field = operation.path?.[0];
	const locator = field && locatorOf(field);
	if (operation.confirm !== true || field === undefined || locator === undefined) return;
	const id = path[field.name];
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

/** Whether Dry Run is on for an item: once added, only a clear "no" turns it off. */
export function isDryRun(options: IDataObject): boolean {
	return 'dryRun' in options && isOn(options.dryRun);
}

/** What a dry run tells about a record instead of acting on it. */
export async function dryRun(
	{ name, path: fields = [] }: Operation,
	{ path }: Parameters,
	finder: Finder,
): Promise<IDataObject> {
	const field = fields.at(-1);
	const locator = field && locatorOf(field);
	const id = field ? path[field.name] : '';
	const told = { dryRun: true, action: name, id };
	if (!locator?.recordPermission) return told;
	const record = await finder.record(locator, id);
	if (locator !== deviceLocator) return { ...told, name: locator.label(record) || null };
	return {
		...told,
		serialNumber: text(record.serial_number) || null,
		name: text(record.device_name) || null,
		user: text(record.user, 'email') || null,
		blueprint: text(record.blueprint_name) || null,
	};
}
