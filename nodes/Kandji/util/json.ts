import type { IDataObject } from 'n8n-workflow';

/** Whether a value is a plain object, as JSON gives it. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value at a path of nested objects, or undefined where the path ends early. */
export function at(value: unknown, ...path: string[]): unknown {
	return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

/** The trimmed text at a path of nested objects; `''` for anything that is neither text nor number. */
export function text(value: unknown, ...path: string[]): string {
	const found = at(value, ...path);
	return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
}

/** Whether a field counts as set: empty text, null and empty lists are how AI agents and expressions say "not set". */
export function isSet(value: unknown): boolean {
	if (value === undefined || value === null) return false;
	if (typeof value === 'string') return value.trim() !== '';
	return !Array.isArray(value) || value.length > 0;
}
