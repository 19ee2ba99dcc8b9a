import type { IDataObject } from 'n8n-workflow';

import { at, isRecord, isSet, text } from '../util/json';
import { uuidIn } from '../util/uuid';

/** Keys under which systems put the readable text of a value: ServiceNow, Jira, Snipe-IT, Airtable. */
const TEXT_KEYS = ['display_value', 'value', 'name', 'email'];

const EMAIL_KEYS = ['email', ...TEXT_KEYS];

/** How deep values are unwrapped, e.g. an array of one that holds an object. */
const MAX_DEPTH = 3;

/**
 * Returns the trimmed text of a value, `''` for none, and null when it cannot be read: an array of several values, an
 * object without a known key. Unwraps what is unambiguous: an array of one, `{value}`, `{display_value}`, `{name}`,
 * `{email}`. A reference of ServiceNow (`{link, value}`) is unreadable, because its value is the ID of another record.
 */
export function readText(value: unknown, prefersEmail = false, depth = MAX_DEPTH): string | null {
	if (typeof value === 'string') return value.trim();
	if (value === undefined || value === null) return '';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	if (depth === 0) return null;
	if (Array.isArray(value)) {
		if (value.length === 0) return '';
		return value.length === 1 ? readText(value[0], prefersEmail, depth - 1) : null;
	}
	if (!isRecord(value)) return null;
	const keys = prefersEmail ? EMAIL_KEYS : TEXT_KEYS;
	const key = keys.find((one) => one in value && !(one === 'value' && 'link' in value));
	return key === undefined ? null : readText(value[key], prefersEmail, depth - 1);
}

/** All texts within a value, however deep: what an unreadable value may mean. */
export function textsWithin(value: unknown, depth = MAX_DEPTH): string[] {
	if (typeof value !== 'object' || value === null || value instanceof Date) {
		const found = readText(value);
		return found === null || found === '' ? [] : [found];
	}
	return depth === 0 ? [] : Object.values(value).flatMap((inner) => textsWithin(inner, depth - 1));
}

/** Reads like readText, and finds the email in `mailto:ann@example.com` and `Ann Lee <ann@example.com>`; null for several. */
export function readEmail(value: unknown): string | null {
	const written = readText(value, true);
	const found = new Set(written?.match(/[^\s<>()[\],;:"]+@[^\s<>()[\],;:"]+/g));
	if (found.size === 0) return written;
	return found.size === 1 ? [...found][0] : null;
}

/**
 * A key as both sides may write it: surrounding blanks and case do not count. Letters stay apart that only share their
 * capital, such as "\u00df" and "ss".
 */
export function keyOf(value: unknown): string {
	const written = text(value);
	if (/^[ -~]*$/.test(written)) return written.toUpperCase();
	return written
		.normalize()
		.replace(/\p{L}/gu, (one) =>
			one.toUpperCase().toLowerCase() === one ? one.toUpperCase() : one,
		);
}

/** The value of an asset's or person's field; a dotted name reads nested objects, as Jira and ServiceNow send them. */
export function valueOf(row: IDataObject, field: string): unknown {
	if (field === '') return undefined;
	return field in row ? row[field] : at(row, ...field.split('.'));
}

/** The text of a field; `''` where it has none, null where it cannot be read. */
export const fieldText = (row: IDataObject, field: string): string | null =>
	readText(valueOf(row, field));

/** The text of a field; `''` where it has none that can be read. Only for comparisons that may miss. */
export const textOf = (row: IDataObject, field: string): string => fieldText(row, field) ?? '';

/** The upper-case device ID in a field, alone or within the address of the device's page; its text where it holds none. */
export function linkOf(row: IDataObject, field: string): string {
	const written = textOf(row, field);
	return (uuidIn(written) ?? written).toUpperCase();
}

/** A value in words, for reasons. */
export const shown = (value: unknown): string => {
	const found = readText(value) ?? JSON.stringify(value);
	return found === '' ? 'none' : found;
};

/** Order of texts that is the same on every machine. */
export const ordered = (one: string, other: string): number =>
	one < other ? -1 : Number(one > other);

/** Returns the fields with dotted names as nested objects; the same object when no name has a dot. */
export function nested(fields: IDataObject, asset: IDataObject | null): IDataObject {
	const isDotted = (field: string) => field.includes('.') && !(asset !== null && field in asset);
	if (!Object.keys(fields).some(isDotted)) return fields;
	const body: IDataObject = {};
	for (const [field, value] of Object.entries(fields)) {
		const path = isDotted(field) ? field.split('.') : [field];
		const last = path.pop() ?? field;
		let place = body;
		for (const key of path) {
			const inner = place[key];
			const next: IDataObject = isRecord(inner) ? inner : {};
			place[key] = next;
			place = next;
		}
		place[last] = value;
	}
	return body;
}

/** Whether a field counts as filled; an unreadable value does. */
export const isFilled = (row: IDataObject, field: string): boolean => isSet(valueOf(row, field));
