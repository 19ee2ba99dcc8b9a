import type { NodeOperationError } from 'n8n-workflow';
import { isDate, snakeCase } from 'lodash';
import { DateTime } from 'luxon';

import type { Field } from './field';

/** The name of a field in the request. */
export function sentName(field: Field): string {
	const name = typeof field.sendAs === 'string' ? field.sendAs : field.sendAs?.name;
	return name ?? snakeCase(field.name);
}

/** The entries of a list, or of comma-separated text, without blanks and empty ones. */
export function asList(value: unknown): string[] {
	const list = Array.isArray(value) ? value : String(value).split(',');
	return list.map((entry) => String(entry ?? '').trim()).filter((entry) => entry !== '');
}

/** A field's value as it travels; throws what `wrong` makes when it cannot be what the field says it is. */
export function encoded(
	field: Field,
	value: unknown,
	inQuery: boolean,
	wrong: (problem: string, advice: string) => NodeOperationError,
): unknown {
	const form = typeof field.sendAs === 'object' ? field.sendAs.as : undefined;
	if (form === 'list' || field.type === 'multiOptions') {
		const list = asList(value);
		// A list of nothing must not clear what it stands for; that is what Clear Fields is for.
		if (list.length === 0) return undefined;
		return inQuery ? list.join(',') : list;
	}
	if (form === 'json' || field.type === 'json') {
		let parsed: unknown = value;
		try {
			if (typeof value === 'string') parsed = JSON.parse(value);
		} catch {
			throw wrong('is not valid JSON', `Write it like ${field.placeholder ?? '{"key": "value"}'}`);
		}
		return inQuery ? JSON.stringify(parsed) : parsed;
	}
	if (field.type === 'dateTime') {
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
	if (field.type === 'number') {
		if (!Number.isFinite(Number(value))) throw wrong('is not a number', 'Enter digits only');
		return Number(value);
	}
	if (field.type === 'boolean') {
		if (typeof value === 'boolean') return value;
		const said = String(value).toLowerCase();
		if (said !== 'true' && said !== 'false')
			throw wrong('is neither true nor false', 'Enter true or false');
		return said === 'true';
	}
	return typeof value === 'string' ? value.trim() : value;
}
