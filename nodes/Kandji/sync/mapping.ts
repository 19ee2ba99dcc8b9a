import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { panelChoice, panelText } from '../fields/panel';
import type { Panel, PanelSchema } from '../fields/panel';
import { guessField } from './guess';
import type { FieldMapping, WriteRule } from './syncTypes';
import { keyOf } from './values';

/** Stands in the place of a device property whose asset field is left as it is. */
const SKIP = 'skip';

/** When a mapped field is written, as the panel offers it. */
export const WRITE_RULES = [
	{
		name: 'Always',
		value: 'always',
		description: 'Also empties the field where Kandji has no value',
	},
	{
		name: 'If Kandji Has a Value',
		value: 'ifValue',
		description: 'A fixed value is written where the asset has none',
	},
	{ name: 'Only if Empty', value: 'ifEmpty', description: 'Never over a value of the asset' },
	{ name: 'Only on Create', value: 'onCreate', description: 'Existing assets keep what they have' },
] satisfies Array<{ name: string; value: WriteRule; description: string }>;

/** Reads "Mac = 3, iPhone = 5": what is written in the place of Kandji's values. */
const valueMap: PanelSchema<Map<string, string>> = panelText().transform((written, context) => {
	const map = new Map<string, string>();
	for (const entry of written.split(/[,\n]/).filter((each) => each.trim() !== '')) {
		const at = entry.indexOf('=');
		if (at > 0) map.set(keyOf(entry.slice(0, at)), entry.slice(at + 1).trim());
		else {
			context.addIssue({
				code: 'custom',
				message: `has the entry "${entry.trim()}" without "="`,
				params: { advice: 'Write pairs, e.g. Mac = 3, iPhone = 5.' },
			});
		}
	}
	return map;
});

/** A fixed value keeps its type, so that a number reaches the other system as one. */
const fixedValue: PanelSchema<string | number | boolean> = z
	.unknown()
	.transform((given, context) => {
		if (Number.isFinite(given) || typeof given === 'boolean') return given as number | boolean;
		const parsed = panelText().safeParse(given);
		if (parsed.success) return parsed.data;
		for (const issue of parsed.error.issues) context.addIssue(issue);
		return z.NEVER;
	});

const ROW = z
	.object({
		assetField: panelText(),
		property: panelText(),
		value: fixedValue,
		valueMap,
		write: panelChoice<WriteRule>({ options: WRITE_RULES }, { absent: 'ifValue' }),
	})
	.superRefine(({ assetField, property, value }, context) => {
		if (assetField === '' || property !== '' || value !== '') return;
		context.addIssue({
			code: 'custom',
			path: ['value'],
			message: `for "${assetField}" is empty, and would empty this field of every asset`,
			params: { advice: 'Enter it, or remove the row.' },
		});
	});

const MAPPING = z.object({ field: z.array(ROW).default([]) });

/**
 * Reads the field mapping, with the names that the assets' fields really have: `osVersion` also means `os_version`.
 * Throws an error that names the row when one cannot be used, or when two fill one field.
 */
export function readMapping(node: INode, panel: Panel, names: ReadonlySet<string>): FieldMapping[] {
	const fields = new Set<string>();
	return panel
		.read('mapping', MAPPING)
		.field.filter(({ assetField, property }) => assetField !== '' && property !== SKIP)
		.map(({ assetField, ...row }) => {
			const field = names.has(assetField)
				? assetField
				: guessField(names, [assetField]) || assetField;
			if (fields.has(field)) {
				throw new NodeOperationError(
					node,
					`Field Mapping: the asset field "${field}" is filled twice`,
					{ description: 'Remove one of the two rows' },
				);
			}
			fields.add(field);
			return { ...row, field };
		});
}
