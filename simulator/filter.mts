/** One row of a listing, as the API shows it. */
export type Row = Record<string, unknown>;

const MOMENT = /^\d{4}-\d{2}-\d{2}/;

type Test = (row: Row) => boolean;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const text = (value: unknown): string => String(value ?? '').toLowerCase();

/** Below 0, 0 or above 0; numbers as numbers, moments as moments in any spelling, the rest as text. */
export function compare(left: unknown, right: unknown): number {
	if (typeof left === 'number' && typeof right === 'number') return left - right;
	if (MOMENT.test(String(left)) && MOMENT.test(String(right))) {
		return Date.parse(String(left)) - Date.parse(String(right));
	}
	return text(left).localeCompare(text(right));
}

const present = (value: unknown) => value !== null && value !== undefined && value !== '';

const OPERATORS: Record<string, (value: unknown, operand: unknown) => boolean> = {
	eq: (value, operand) => value === operand,
	in: (value, operand) => list(operand).some((wanted) => list(value).includes(wanted)),
	not_in: (value, operand) => !list(operand).some((wanted) => list(value).includes(wanted)),
	like: (value, operand) => list(operand).some((wanted) => text(value).includes(text(wanted))),
	not_like: (value, operand) => !list(operand).some((wanted) => text(value).includes(text(wanted))),
	lt: (value, operand) => present(value) && compare(value, operand) < 0,
	gt: (value, operand) => present(value) && compare(value, operand) > 0,
	lte: (value, operand) => present(value) && compare(value, operand) <= 0,
	gte: (value, operand) => present(value) && compare(value, operand) >= 0,
	or: (value, operand) =>
		Object.entries(Object(operand)).some(([name, each]) => OPERATORS[name]?.(value, each)),
};

/** The filter is not one: no JSON object, or an operator that does not exist. */
export class FilterError extends Error {}

/** The `filter` of a query string (JSON text) or of a body (an object); undefined when there is none. */
export function parseFilter(raw: unknown): Row | undefined {
	if (!present(raw)) return undefined;
	let filter: unknown = raw;
	try {
		if (typeof raw === 'string') filter = JSON.parse(raw);
	} catch {
		throw new FilterError('Invalid filter: not valid JSON');
	}
	if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
		throw new FilterError('Invalid filter: expected an object');
	}
	return filter as Row;
}

/**
 * The filter language that Prism and Vulnerability Management share (collection, folder text of Prism): keys of a row
 * to operators, all of which must hold. `alias` gives the row key of a filter key that is spelt differently (T25).
 */
export function matcher(filter: Row | undefined, alias: Record<string, string> = {}): Test {
	const tests = Object.entries(filter ?? {}).flatMap(([key, operators]) =>
		Object.entries(Object(operators)).map(([name, operand]): Test => {
			const holds = OPERATORS[name];
			if (!holds) throw new FilterError(`Invalid filter operator: ${name}`);
			const field = alias[key] ?? key;
			return (row) => holds(row[field], operand);
		}),
	);
	return (row) => tests.every((holds) => holds(row));
}

/** A copy sorted by a key, descending with a leading dash; rows without the value come last. */
export function sorted<T extends object>(rows: T[], sortBy: string | null): T[] {
	if (!sortBy) return rows;
	const down = sortBy.startsWith('-');
	const key = sortBy.replace(/^-/, '') as keyof T;
	return [...rows].sort((left, right) => {
		if (!present(left[key]) || !present(right[key])) {
			return Number(present(right[key])) - Number(present(left[key]));
		}
		return down ? compare(right[key], left[key]) : compare(left[key], right[key]);
	});
}

/** Rows by what they share, in the order of the first of each. */
export function groupBy<T, K>(rows: Iterable<T>, keyOf: (row: T) => K): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const row of rows) {
		const key = keyOf(row);
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	return groups;
}
