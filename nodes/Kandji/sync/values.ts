import type { IDataObject } from 'n8n-workflow';

import { at, isSet, text } from '../util/json';

/** A key as both sides may write it: surrounding blanks and case do not count. */
export const keyOf = (value: unknown): string => text(value).toUpperCase();

/** The value of an asset's or person's field; a dotted name reads nested objects, as Jira and ServiceNow send them. */
export function valueOf(row: IDataObject, field: string): unknown {
	if (field === '') return undefined;
	return field in row ? row[field] : at(row, ...field.split('.'));
}

/** A field's text; `''` where it has none. */
export function textOf(row: IDataObject, field: string): string {
	return text(valueOf(row, field));
}

/** Whether two values mean the same in systems that write numbers as text and nothing as `''`, null or not at all. */
export function sameValue(one: unknown, other: unknown): boolean {
	if (!isSet(one) || !isSet(other)) return isSet(one) === isSet(other);
	const written = (value: unknown) =>
		typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
	return written(one) === written(other);
}

/** Order of texts that is the same on every machine. */
export const ordered = (one: string, other: string): number =>
	one < other ? -1 : Number(one > other);
