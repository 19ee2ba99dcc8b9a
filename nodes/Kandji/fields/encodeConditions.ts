import { get, keyBy, snakeCase, startCase } from 'lodash';

import { asList, encodedDate } from './encode';
import type { Wrong } from './encode';
import type { Field } from './field';

/** Keys of Prism that have a double underscore, by the name that the panel shows (docs/kandji-api.md T17). */
const KEYS_BY_NAME: Record<string, string> = keyBy(
	['device__name', 'device__user_email'],
	startCase,
);

/** Returns the key of a field that is given as its key or as the panel shows it, e.g. `Apple Silicon`. */
function keyOf(field: string): string {
	return /^[a-z0-9_]*$/.test(field) ? field : (KEYS_BY_NAME[startCase(field)] ?? snakeCase(field));
}

/** One row of the panel's conditions. */
interface Condition {
	field?: unknown;
	operator?: unknown;
	value?: unknown;
}

/** Kandji's conditions on one field: by operator, `{gte: "2026-01-01T00:00:00Z"}`. */
type Operands = Record<string, unknown>;

/** Operators that take several values; all others take one. */
const OF_SEVERAL = ['in', 'like', 'not_in', 'not_like'];

/** Whether a field holds conditions built from fields, and not what is sent. */
export const holdsConditions = ({ sendAs }: Field): boolean =>
	typeof sendAs === 'object' && sendAs.as === 'conditions';

/** The value that an operator compares with; undefined for none. */
function operand(operator: string, value: unknown, wrong: Wrong): unknown {
	const given = asList(value);
	if (given.length === 0) return undefined;
	if (OF_SEVERAL.includes(operator)) return given;
	const [one] = given;
	if (operator === 'eq') return /^(true|false)$/i.test(one) ? /^true$/i.test(one) : one;
	return Number.isFinite(Number(one)) ? Number(one) : encodedDate(undefined, value, wrong);
}

/**
 * The panel's conditions as Kandji takes them: `{name: {like: ["Chrome"]}, apple_silicon: {eq: true}}`, as JSON text in a
 * query; undefined for none. Lists of one kind on one field are joined. Throws for a row that is not filled in.
 */
export function encodedConditions(value: unknown, inQuery: boolean, wrong: Wrong): unknown {
	const conditions: Record<string, Operands> = {};
	for (const { field, operator, value: given } of get(value, 'condition', []) as Condition[]) {
		const key = keyOf(asList(field ?? '')[0] ?? '');
		const how = String(operator ?? '');
		const needed = operand(how, given ?? '', wrong);
		if (key === '' || how === '' || needed === undefined) {
			throw wrong(
				'has a condition that is not filled in',
				'Give it a field and a value, or remove it',
			);
		}
		const earlier = conditions[key]?.[how];
		if (earlier !== undefined && !Array.isArray(earlier)) {
			throw wrong(`has two conditions of one kind on ${key}`, 'Remove one of them');
		}
		const all = Array.isArray(needed) ? [...((earlier as unknown[]) ?? []), ...needed] : needed;
		conditions[key] = { ...conditions[key], [how]: all };
	}
	if (Object.keys(conditions).length === 0) return undefined;
	return inQuery ? JSON.stringify(conditions) : conditions;
}
