import type { IExecuteFunctions } from 'n8n-workflow';
import { mapValues } from 'lodash';

import {
	Panel,
	panelChoice,
	panelList,
	panelNumber,
	panelSwitch,
	panelText,
} from '../fields/panel';
import type { PanelSchema } from '../fields/panel';
import { isRecord } from '../util/json';
import type { MAIN_SETTINGS } from './mainSettings';
import { SYNC_OPTIONS } from './options';
import type { SyncOption } from './options';
import { syncProperties } from './syncProperties';

type Choice<O> = O extends { options: ReadonlyArray<{ value: infer V }> } ? V : never;

type ValueOf<O> = O extends { type: 'boolean' }
	? boolean
	: O extends { type: 'number' }
		? number
		: O extends { type: 'multiOptions' }
			? Array<Choice<O>>
			: O extends { type: 'options' }
				? Choice<O>
				: string;

type OptionTable = typeof SYNC_OPTIONS | typeof MAIN_SETTINGS;

/** The values of a table of options, with the types that the table gives them. */
export type OptionValues<T extends OptionTable> = { -readonly [K in keyof T]: ValueOf<T[K]> };

/** The schema of an option, by its row in the table. */
function schemaOf(option: SyncOption): PanelSchema<unknown> {
	const { type, absent, typeOptions } = option;
	const property = { options: [...(option.options ?? [])] };
	if (type === 'boolean') return panelSwitch({ absent: absent as boolean });
	if (type === 'number')
		return panelNumber({ min: typeOptions?.minValue, absent: absent as number });
	if (type === 'options') return panelChoice(property, { absent: absent as string });
	return type === 'multiOptions'
		? panelList(panelChoice(property), { absent: absent as string[] })
		: panelText();
}

/** The schemas of all options of a table. */
export function optionSchemas<T extends OptionTable>(
	table: T,
): { [K in keyof T]: PanelSchema<ValueOf<T[K]>> } {
	const schemas = mapValues(table as Record<string, SyncOption>, schemaOf);
	return schemas as unknown as { [K in keyof T]: PanelSchema<ValueOf<T[K]>> };
}

/** Collections whose fields an expression may leave to the guess with an empty text, but not with no value. */
const AUTOMATIC = new Set(['assetFields', 'personFields']);

/** Options that choose several values, so that an empty list is a choice: none of them. */
const LISTS = new Set(
	Object.entries<SyncOption>(SYNC_OPTIONS).flatMap(([name, { type }]) =>
		type === 'multiOptions' ? [name] : [],
	),
);

/** A text that no schema accepts. */
const NO_VALUE = 'undefined';

/**
 * Marks what an expression leaves empty. Empty in the panel means "not set", but an expression that gives nothing was
 * meant to give something: a lock, a limit or a filter must not be off because of it.
 */
function withoutEmptyExpressions(
	stored: unknown,
	value: unknown,
	name: string,
	choosesAutomatic = AUTOMATIC.has(name),
): unknown {
	const isExpression = typeof stored === 'string' && stored.startsWith('=');
	const isBlank = typeof value === 'string' && value.trim() === '' && !choosesAutomatic;
	const isNothing = Array.isArray(value) && value.length === 0 && !LISTS.has(name);
	const isEmpty = value === undefined || value === null || isBlank || isNothing;
	if (isExpression && isEmpty) return NO_VALUE;
	const inner = (each: unknown, key: string | number, named: string) => {
		const isNested = Array.isArray(stored) || isRecord(stored);
		const place = isNested ? (stored as Record<string | number, unknown>)[key] : stored;
		return withoutEmptyExpressions(place, each, named, choosesAutomatic);
	};
	if (Array.isArray(value)) return value.map((each: unknown, index) => inner(each, index, name));
	return isRecord(value) ? mapValues(value, (each: unknown, key) => inner(each, key, key)) : value;
}

/** The panel of the sync, whose settings are the same for all items. */
export function syncPanel(context: IExecuteFunctions): Panel {
	const node = context.getNode();
	return new Panel(node, syncProperties, (name) =>
		withoutEmptyExpressions(
			node.parameters[name],
			context.getNodeParameter(name, 0, undefined),
			name,
		),
	);
}
