import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import type { Operation } from '../catalogue/operationTypes';
import { text } from '../util/json';
import { Panel, panelNumber, panelSwitch } from '../fields/panel';
import { MAX_TARGETS } from '../items/guards';
import { locatorOf } from '../locate/locators';
import { deviceLocator } from '../locate/deviceLocator';
import type { Finder } from './finder';
import { expectedConfirmation } from './finder';
import { CONFIRM, DRY_RUN, isGuarded, limitOption, OPTIONS, showsGuards } from './names';
import type { Parameters } from './parameters';
import { dryRunField, maxTargetsField, optionsField } from './standardFields';

/** Throws when the confirmation of an item is not what Kandji knows about its record. */
export async function checkTypedConfirmation(
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

/** The protection of a run, as one item states it. */
export interface Protection {
	isDryRun: boolean;
	/** Records that the run may act on. */
	max: number;
}

/** Reads what protects a run, from where the panel of the operation shows it. Throws when a value is not usable. */
export function readProtection(
	context: IExecuteFunctions,
	operation: Operation,
	item: number,
): Protection {
	if (!isGuarded(operation)) return { isDryRun: false, max: Number.POSITIVE_INFINITY };
	const { name } = limitOption(operation);
	const fields = [dryRunField, maxTargetsField(operation)];
	const options: INodeProperties = { ...optionsField, options: fields };
	const panel = new Panel(context.getNode(), [...fields, options], (parameter) =>
		context.getNodeParameter(parameter, item),
	);
	if (showsGuards(operation)) {
		return {
			isDryRun: panel.read(DRY_RUN, panelSwitch({})),
			max: panel.read(name, panelNumber({ min: 1 })),
		};
	}
	const read = panel.read(
		OPTIONS,
		z.object({
			[DRY_RUN]: panelSwitch({ absent: false }),
			[name]: panelNumber({ min: 1, absent: MAX_TARGETS }),
		}),
	);
	return { isDryRun: read[DRY_RUN] === true, max: Number(read[name]) };
}

/** Returns what a dry run shows of a record instead of acting on it. */
export async function rehearse(
	{ name, path: fields = [], changes }: Operation,
	{ path, body, matchedBy }: Parameters,
	finder: Finder,
): Promise<IDataObject> {
	const field = fields.at(-1);
	const locator = field && locatorOf(field);
	const id = field ? path[field.name] : '';
	const shown = { dryRun: true, action: name, id, ...(matchedBy ? { matchedBy } : {}) };
	if (!locator?.recordPermission) return shown;
	const record = await finder.record(locator, id);
	if (locator !== deviceLocator) return { ...shown, name: locator.label(record) || null };
	return {
		...shown,
		serialNumber: text(record.serial_number) || null,
		name: text(record.device_name) || null,
		user: text(record.user, 'email') || null,
		blueprint: text(record.blueprint_name) || null,
		...(changes ? { changes: changes(body, record, undefined) } : {}),
	};
}
