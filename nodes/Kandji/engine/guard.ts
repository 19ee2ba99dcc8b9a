import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { text } from '../util/json';
import { isOn, limitOf, MAX_TARGETS } from '../items/guards';
import { locatorOf } from '../locate/locators';
import { deviceLocator } from '../locate/deviceLocator';
import type { Finder } from './finder';
import { expectedConfirmation } from './finder';
import { CONFIRM, limitOption } from './names';
import type { Parameters } from './parameters';

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
	const record = await finder.record(locator, id);
	if (text(record, locator.id).toLowerCase() !== id.toLowerCase()) {
		throw new NodeOperationError(
			context.getNode(),
			`Kandji does not show the ${locator.entity} ${id}, so its confirmation cannot be checked and nothing was sent`,
			{
				description: `Check with ${locator.entity} > Get what Kandji knows about it, then try again`,
			},
		);
	}
	const expected = expectedConfirmation(locator, record, id);
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

/** What protects a run, as one item says it. */
export interface Protection {
	dryRun: boolean;
	/** Records that the run may act on. */
	most: number;
}

/**
 * What protects a run: some operations show it at first sight, all have it under Options. Where both say something, the
 * careful one counts; once there, only a clear "no" turns Dry Run off.
 */
export function protectionOf(
	context: IExecuteFunctions,
	operation: Operation,
	options: IDataObject,
	item: number,
): Protection {
	const { name } = limitOption(operation);
	const shown = operation.notice !== undefined;
	const rehearsals = [
		...('dryRun' in options ? [options.dryRun] : []),
		...(shown ? [context.getNodeParameter('dryRun', item, false)] : []),
	];
	const limits = [
		...(name in options ? [options[name]] : []),
		...(shown ? [context.getNodeParameter(name, item, MAX_TARGETS)] : []),
	];
	return {
		dryRun: rehearsals.some(isOn),
		most: Math.min(...(limits.length > 0 ? limits : [undefined]).map(limitOf)),
	};
}

/** What a dry run tells about a record instead of acting on it. */
export async function dryRun(
	{ name, path: fields = [] }: Operation,
	{ path, matchedBy }: Parameters,
	finder: Finder,
): Promise<IDataObject> {
	const field = fields.at(-1);
	const locator = field && locatorOf(field);
	const id = field ? path[field.name] : '';
	const told = { dryRun: true, action: name, id, ...(matchedBy ? { matchedBy } : {}) };
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
