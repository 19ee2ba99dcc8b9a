import type { INode, INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { isRecord } from '../util/json';

/** A zod schema that accepts anything and gives a T, or a problem. */
export type PanelSchema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/** The value of a setting that the user has not added to its collection. Without it the setting is required. */
interface Absent<T> {
	absent?: T;
}

/** Texts that n8n makes of an expression that gives nothing usable. */
const UNUSABLE = /^(?:undefined|null|nan|\[object object\])$/i;

function isEmpty(given: unknown): boolean {
	return given === null || given === undefined || String(given).trim() === '';
}

/** Reports a problem with a value; `advice` says what the value can be. */
function reject(context: z.RefinementCtx, message: string, advice?: string): never {
	context.addIssue({ code: 'custom', message, params: { advice } });
	return z.NEVER;
}

/** The value as a message shows it. */
function shown(given: unknown): string {
	return typeof given === 'object' ? 'an object' : `"${String(given)}"`;
}

/**
 * Builds the schema of one setting: the absent value when it was not added, a problem when its expression gives
 * nothing, else what `parse` makes of it.
 */
function setting<T>(
	options: Absent<T>,
	parse: (given: unknown, context: z.RefinementCtx) => T,
): PanelSchema<T> {
	return z.unknown().transform((given, context) => {
		if (given === undefined && 'absent' in options) return options.absent as T;
		if (isEmpty(given)) {
			return reject(context, 'is empty', 'Fill it in, or remove it if it should not count.');
		}
		return parse(given, context);
	});
}

/** A number within bounds, whole unless `fraction` allows others. */
export function panelNumber(
	options: Absent<number> & { min?: number; max?: number; fraction?: true },
): PanelSchema<number> {
	const { min = 0, max, fraction } = options;
	const kind = fraction ? 'a number' : 'a whole number';
	const wanted = max === undefined ? `${kind} of at least ${min}` : `${kind} from ${min} to ${max}`;
	return setting(options, (given, context) => {
		const isNumeric = typeof given === 'number' || typeof given === 'string';
		const value = isNumeric ? Number(given) : Number.NaN;
		const isWithin = value >= min && value <= (max ?? Number.MAX_SAFE_INTEGER);
		if (isWithin && (fraction || Number.isInteger(value))) return value;
		return reject(context, `is not ${wanted}, but ${shown(given)}`);
	});
}

/** A switch; an expression may also give the words true and false. */
export function panelSwitch(options: Absent<boolean>): PanelSchema<boolean> {
	return setting(options, (given, context) => {
		const said = typeof given === 'object' ? '' : String(given).trim().toLowerCase();
		if (said === 'true' || said === 'false') return said === 'true';
		return reject(context, `is neither true nor false, but ${shown(given)}`);
	});
}

/** One of the options that the property offers, by its value or its name, in any case. */
export function panelChoice<T extends string>(
	{ options: offered = [] }: Pick<INodeProperties, 'options'>,
	options: Absent<T> = {},
): PanelSchema<T> {
	const choices = offered.flatMap((option) => ('value' in option ? [option] : []));
	return setting(options, (given, context) => {
		const said = String(given).trim().toLowerCase();
		const found = choices.find(({ name, value }) =>
			[name, String(value)].some((word) => word.toLowerCase() === said),
		);
		if (found) return found.value as T;
		const names = choices.map(({ name }) => name).join(', ');
		return reject(
			context,
			`is none of its options, but ${shown(given)}`,
			`Choose one of: ${names}.`,
		);
	});
}

/** A text without blanks around it. Unless one is `needed`, it may be empty. */
export function panelText({ needed }: { needed?: true } = {}): PanelSchema<string> {
	return z.unknown().transform((given, context) => {
		if (isEmpty(given)) {
			return needed ? reject(context, 'is empty', 'Fill it in.') : '';
		}
		const written = String(given).trim();
		if (typeof given !== 'object' && !UNUSABLE.test(written)) return written;
		return reject(context, `is not a text, but ${shown(given)}`);
	});
}

/** The parts of a comma-separated text; a part in double quotes may hold commas. */
function separated(written: string): string[] {
	const parts = written.match(/\s*"(?:[^"]|"")*"\s*(?=,|$)|[^,]+/g) ?? [];
	return parts.map((part) => {
		const quoted = /^"(.*)"$/s.exec(part.trim());
		return quoted ? quoted[1].replaceAll('""', '"') : part;
	});
}

/** A list, or a comma-separated text, without its empty entries. `needed` names what is missing from an empty list. */
export function panelList<T>(
	element: PanelSchema<T>,
	{ absent = [], needed }: { absent?: T[]; needed?: string } = {},
): PanelSchema<T[]> {
	const entries = z.preprocess((given) => {
		const list: unknown[] = Array.isArray(given) ? given : separated(String(given ?? ''));
		return list.filter((entry) => !isEmpty(entry));
	}, z.array(element));
	const filled = entries.refine((list) => needed === undefined || list.length > 0, {
		message: `is empty: ${needed}`,
	});
	return z.unknown().transform((given, context): T[] => {
		if (given === undefined && needed === undefined) return absent;
		const parsed = filled.safeParse(given);
		if (parsed.success) return parsed.data;
		for (const issue of parsed.error.issues) context.addIssue(issue);
		return z.NEVER;
	});
}

/** Marks what is there but holds nothing: zod cannot tell an undefined value from a missing key. */
function withNulls(given: unknown): unknown {
	if (given === undefined) return null;
	if (Array.isArray(given)) return given.map(withNulls);
	if (!isRecord(given)) return given;
	return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, withNulls(inner)]));
}

/** The labels of the panel along a path of names; a list's entries are counted from 1. */
function labels(properties: readonly object[], path: Array<string | number>): string[] {
	const [name, ...rest] = path;
	if (name === undefined) return [];
	if (typeof name === 'number') {
		return [`Row ${name + 1}`, ...labels(properties, rest)];
	}
	const found = (properties as INodeProperties[]).find((property) => property.name === name);
	const { options, values } = (found ?? {}) as Partial<INodeProperties & INodePropertyCollection>;
	return [found?.displayName ?? name, ...labels(values ?? options ?? [], rest)];
}

/**
 * Reads the settings of a node's panel, for one item. Every problem becomes a NodeOperationError whose message names
 * the field as the panel shows it: `Max Changes is not a whole number of at least 0, but "many"`.
 */
export class Panel {
	private readonly node: INode;

	private readonly properties: readonly INodeProperties[];

	private readonly given: (name: string) => unknown;

	/** `given` gives the value of a parameter, as `getNodeParameter` does. */
	constructor(
		node: INode,
		properties: readonly INodeProperties[],
		given: (name: string) => unknown,
	) {
		this.node = node;
		this.properties = properties;
		this.given = given;
	}

	/** The value of a parameter. A collection is read with a `z.object` of the schemas of its options. */
	read<T>(name: string, schema: PanelSchema<T>): T {
		const parsed = schema.safeParse(withNulls(this.given(name)));
		if (parsed.success) return parsed.data;
		const [issue] = parsed.error.issues;
		const [label, ...inner] = labels(this.properties, [name, ...issue.path]);
		// An entry of a list has no label of its own.
		const field = inner.filter((each) => !/^Row \d+$/.test(each)).at(-1) ?? label;
		const where = inner.length > 0 ? ` under ${[label, ...inner.slice(0, -1)].join(' > ')}` : '';
		const advice = issue.code === 'custom' ? String(issue.params?.advice ?? '') : '';
		const message = issue.code === 'custom' ? issue.message : 'cannot be read';
		throw new NodeOperationError(this.node, `${field} ${message}`, {
			description: `${advice} Correct "${field}"${where}, or the expression that fills it`.trim(),
		});
	}
}
