import type { INodePropertyOptions } from 'n8n-workflow';

import { fold } from '../util/fold';
import { text } from '../util/json';
import { asList } from './encode';
import type { Wrong } from './encode';
import type { Field } from './field';

/**
 * Returns the option that an expression or an AI agent means, by its value or its name in any case, or by a word that
 * the field knows for it; several for a field that takes several. Throws for a word that means none: Kandji would
 * answer an empty list, which reads like "there are none".
 */
export function meantOption(field: Field, given: unknown, wrong: Wrong): unknown {
	const choices = (field.options ?? []).filter(
		(option): option is INodePropertyOptions => 'value' in option,
	);
	// Options that are loaded from the tenant are unknown here.
	if (choices.length === 0 || !['options', 'multiOptions'].includes(field.type)) return given;
	const meant = (entry: unknown) => {
		const said = String(entry);
		const choice =
			choices.find(({ value }) => String(value) === said) ??
			choices.find(({ name, value }) =>
				[name, String(value)].some((word) => fold(word) === fold(said)),
			);
		const value = choice?.value ?? field.meant?.(text(entry));
		if (value !== undefined) return value;
		throw wrong(
			'is none of the options',
			`Use one of: ${choices.map((option) => String(option.value)).join(', ')}`,
		);
	};
	return field.type === 'multiOptions' ? asList(given).map(meant) : meant(given);
}
