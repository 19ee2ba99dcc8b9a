import type { IDataObject } from 'n8n-workflow';

import { at, isRecord, isSet, text } from '../util/json';

/**
 * A date of Kandji's as ISO 8601 in UTC, null where there is none. Kandji writes dates in at least nine ways (docs/kandji-api.md
 * T04): blank or `T` between date and time, microseconds, zones with and without colon, or no zone, which means UTC.
 */
export function isoDate(value: unknown): string | null {
	const written = text(value);
	const match =
		/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,3})?\d*)?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
			written,
		);
	if (!match) {
		// "Feb 27, 2024 at 7:34:21 AM", which this machine's own zone must not change.
		const spoken = /^[A-Z][a-z]{2} \d{1,2}, \d{4}\b/.test(written);
		const parsed = spoken ? Date.parse(`${written.replace(' at ', ' ')} UTC`) : Number.NaN;
		return Number.isNaN(parsed) ? null : new Date(parsed).toISOString();
	}
	const [, day, time = '00:00:00', fraction = '', zone = 'Z'] = match;
	const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
	const parsed = Date.parse(`${day}T${time}${fraction}${offset}`);
	return Number.isNaN(parsed) ? null : new Date(parsed).toISOString();
}

/** Text, or null where Kandji writes `""`. */
export function textOrNull(value: unknown, ...path: string[]): string | null {
	return text(value, ...path) || null;
}

/** Returns a number, null where Kandji says nothing or something else. */
export function numberOrNull(value: unknown): number | null {
	const written = text(value);
	return written !== '' && Number.isFinite(Number(written)) ? Number(written) : null;
}

/** A boolean, whether Kandji writes it as one or as "True", "Yes" (docs/kandji-api.md T05); null where it says nothing. */
export function flag(value: unknown): boolean | null {
	if (typeof value === 'boolean') return value;
	const written = text(value).toLowerCase();
	if (['true', 'yes'].includes(written)) return true;
	return ['false', 'no'].includes(written) ? false : null;
}

/**
 * The chosen keys only, flat: a dotted path becomes a key with underscores. Where Kandji writes a value in several
 * places, they stand with `|` between them; the first gives the key, and the first that is set the value.
 */
export function pick(record: IDataObject, keys: readonly string[]): IDataObject {
	return Object.fromEntries(
		keys.map((key) => {
			const [name = key, ...elsewhere] = key.split('|');
			const value = [name, ...elsewhere]
				.map((path) => at(record, ...path.split('.')))
				.find((found) => isSet(found) && !isRecord(found));
			const flat = Array.isArray(value)
				? value.filter((inner) => !isRecord(inner)).join(', ')
				: value;
			return [name.replace(/\./g, '_'), (isSet(flat) ? flat : null) as string | null];
		}),
	);
}
