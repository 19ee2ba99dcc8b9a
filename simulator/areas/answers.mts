import type { Call, Reply } from '../api.mts';
import type { Row } from '../filter.mts';
import { FilterError } from '../filter.mts';
import { detail, fieldErrors } from '../replies.mts';
import type { Blueprint, Device } from '../tenant.mts';

/** 400 with a field map of one text each, e.g. `{"dep_account":["Enter a valid UUID."]}`. */
export const invalidFields = (fields: Record<string, string>): Reply =>
	fieldErrors(Object.fromEntries(Object.entries(fields).map(([key, text]) => [key, [text]])));

/** The library's 404 on delete: a web page, not JSON (docs/kandji-api.md T22). */
export const htmlNotFound = (): Reply => ({
	status: 404,
	text: '<!doctype html><html lang="en"><head><title>Not Found</title></head><body><h1>Not Found</h1><p>The requested resource was not found on this server.</p></body></html>',
	type: 'text/html; charset=utf-8',
});

/** The fields of `names` that are absent or blank, as a field map; undefined when all are there. */
export function missing(body: Row, names: readonly string[]): Record<string, string> | undefined {
	const absent = names.filter((name) => ['', null, undefined].some((none) => body[name] === none));
	if (absent.length === 0) return undefined;
	return Object.fromEntries(absent.map((name) => [name, 'This field is required.']));
}

/** A truth value of JSON or of a form. */
export const truth = (value: unknown): boolean => /^(true|1|on)$/i.test(String(value));

/** Comma-separated values of a query, blanks around them ignored (docs/kandji-api.md T17). */
export const commaList = (value: string | null): string[] =>
	(value ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);

/** Whether a row is what one query parameter asks for. */
export type Wanted<T> = (row: T, value: string) => boolean;

/** The rows that satisfy every query parameter which is given and not empty. */
export function selectBy<T>(
	rows: Iterable<T>,
	query: URLSearchParams,
	tests: Record<string, Wanted<T>>,
): T[] {
	const given = Object.entries(tests).filter(([key]) => query.get(key));
	return [...rows].filter((row) =>
		given.every(([key, wanted]) => wanted(row, query.get(key) ?? '')),
	);
}

/** A blueprint as rows embed it. */
export const blueprintRef = (blueprint: Blueprint | undefined): Row => ({
	id: blueprint?.id ?? null,
	name: blueprint?.name ?? null,
});

/** A blueprint as ADE embeds it, null where Blueprint Routing decides. */
export const blueprintBadge = (blueprint: Blueprint | undefined): Row | null =>
	blueprint
		? {
				id: blueprint.id,
				name: blueprint.name,
				icon: blueprint.icon,
				color: blueprint.color,
			}
		: null;

/** A device as rows embed it, under Kandji's older word. */
export const computerRef = ({ device_id: id, device_name: name }: Device): Row => ({ id, name });

/** Runs a handler, turning a filter that cannot be read into a 400. */
export const readingFilter =
	(handle: (call: Call) => Reply) =>
	(call: Call): Reply => {
		try {
			return handle(call);
		} catch (error) {
			if (error instanceof FilterError) return detail(400, error.message);
			throw error;
		}
	};
