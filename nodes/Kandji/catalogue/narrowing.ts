import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { text } from '../util/json';
import type { NarrowingField } from '../fields/field';

type Keeps = NarrowingField['keeps'];

/** Keeps rows of which one of these fields contains the text, whatever the case. */
export function containing(...fields: string[]): Keeps {
	return (row, wanted) => {
		const part = String(wanted).toLowerCase();
		return fields.some((field) => text(row[field]).toLowerCase().includes(part));
	};
}

/** Keeps rows whose field is one of the values, whatever the case: Kandji mixes them (docs/kandji-api.md T16). */
export function oneOf(field: string): Keeps {
	return (row, wanted) => {
		const values = [wanted].flat().map((value) => String(value).toLowerCase());
		return values.includes(text(row[field]).toLowerCase());
	};
}

/** Keeps rows whose date is at least so many days ago, and those without one. */
export function olderThanDays(field: string): Keeps {
	return (row: IDataObject, wanted) => {
		// Some lists write a blank between date and time (docs/kandji-api.md T04).
		const date = DateTime.fromISO(text(row[field]).replace(' ', 'T'), { zone: 'utc' });
		return !date.isValid || date <= DateTime.utc().minus({ days: Number(wanted) });
	};
}
