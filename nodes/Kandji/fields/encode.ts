import type { NodeOperationError } from 'n8n-workflow';
import { isDate, snakeCase } from 'lodash';
import { DateTime } from 'luxon';

import type { Field } from './field';

/** Makes the error for a value that cannot be what its field says it is. */
export type Wrong = (problem: string, advice: string) => NodeOperationError;

/** The name by which a field travels. */
export function sentName(field: Field): string {
	const name = typeof field.sendAs === 'string' ? field.sendAs : field.sendAs?.name;
	return name ?? snakeCase(field.name);
}

/** The entries of a list, or of comma-separated text, without empty ones. */
export function asList(value: unknown): string[] {
	const list = Array.isArray(value) ? value : String(value).split(',');
	return list.map((entry) => String(entry ?? '').trim()).filter((entry) => entry !== '');
}

function encodedList(value: unknown, inQuery: boolean): string[] | string | undefined {
	const list = asList(value);
	// A list of nothing must not clear what it stands for; that is what Clear Fields is for.
	if (list.length === 0) return undefined;
	return inQuery ? list.join(',') : list;
}

function encodedJson(
	{ placeholder }: Field,
	value: unknown,
	inQuery: boolean,
	wrong: Wrong,
): unknown {
	let parsed: unknown = value;
	try {
		if (typeof value === 'string') parsed = JSON.parse(value);
	} catch {
		throw wrong('is not valid JSON', `Write it like ${placeholder ?? '{"key": "value"}'}`);
	}
	return inQuery ? JSON.stringify(parsed) : parsed;
}

/** A moment as it travels: ISO 8601 in UTC, or the form that its field names. */
export function encodedDate(form: string | undefined, value: unknown, wrong: Wrong): string | null {
	const given = isDate(value) ? value.toISOString() : value;
	const date = (
		DateTime.isDateTime(given) ? given : DateTime.fromISO(String(given), { zone: 'utc' })
	).toUTC();
	if (!date.isValid) throw wrong('is not a date', 'Use ISO 8601, e.g. 2026-01-31T08:00:00Z');
	if (form === 'day') return date.toFormat('yyyy-MM-dd');
	return form === 'local'
		? date.toFormat("yyyy-MM-dd'T'HH:mm:ss")
		: date.toISO({ suppressMilliseconds: true });
}

function encodedNumber(value: unknown, wrong: Wrong): number {
	if (!Number.isFinite(Number(value))) throw wrong('is not a number', 'Enter digits only');
	return Number(value);
}

function encodedBoolean(value: unknown, wrong: Wrong): boolean {
	const said = String(value).toLowerCase();
	if (said !== 'true' && said !== 'false') {
		throw wrong('is neither true nor false', 'Enter true or false');
	}
	return said === 'true';
}

/** A field's value as it travels, in a query or in a body; throws when it cannot be what the field says it is. */
export function encoded(field: Field, value: unknown, inQuery: boolean, wrong: Wrong): unknown {
	const form = typeof field.sendAs === 'object' ? field.sendAs.as : undefined;
	if (form === 'list' || field.type === 'multiOptions') return encodedList(value, inQuery);
	if (form === 'json' || field.type === 'json') return encodedJson(field, value, inQuery, wrong);
	switch (field.type) {
		case 'dateTime':
			return encodedDate(form, value, wrong);
		case 'number':
			return encodedNumber(value, wrong);
		case 'boolean':
			return encodedBoolean(value, wrong);
		default:
			return typeof value === 'string' ? value.trim() : value;
	}
}
