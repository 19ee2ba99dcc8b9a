import type { IDataObject } from 'n8n-workflow';

import { deburr } from 'lodash';

import { isRecord, text } from '../util/json';
import { onOneLine, cutText } from './agentText';

/** Characters of one cell: a log in a row must not crowd out the other rows. */
const MAX_CELL_LENGTH = 240;

const DATE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d):\d\d(\.\d+)?(Z|\+00:00)$/;

/** Returns a text as a cell, on one line; a date needs no seconds. */
const plain = (written: string): string =>
	cutText(onOneLine(written.replace(DATE, '$1 $2')), MAX_CELL_LENGTH);

function cell(value: unknown): string {
	if (value === null || value === undefined) return '';
	if (Array.isArray(value)) return plain(value.map(cell).filter(Boolean).join(', '));
	return plain(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** Returns the email of a person, with the name where the email does not hold it: both are needed for nobody else. */
function personCell(person: IDataObject): string {
	const [name, email] = [text(person.name), text(person.email)];
	const words =
		deburr(name)
			.toLowerCase()
			.match(/\p{L}+/gu) ?? [];
	const isInEmail = words.length > 0 && words.every((word) => email.toLowerCase().includes(word));
	return cell([isInEmail ? '' : name, email]);
}

/** Columns of the last check-in and enrollment: a list of devices needs the day only. */
const DAYS = /^last(CheckIn|Enrollment)$/;

/** Nested keys that become columns of their own; a record with more of them is one cell. */
const MAX_NESTED = 6;

const isPerson = (keys = new Set<string>()) =>
	keys.size === 2 && keys.has('name') && keys.has('email');

/** Returns a function that gives a record's cells: a small nested record, such as the user, has dotted columns. */
function flattening(records: IDataObject[]): (record: IDataObject) => Record<string, string> {
	const nested = new Map<string, Set<string>>();
	for (const record of records) {
		for (const [key, value] of Object.entries(record)) {
			if (!isRecord(value)) continue;
			const keys = nested.get(key) ?? new Set();
			nested.set(key, keys);
			for (const inner of Object.keys(value)) keys.add(inner);
		}
	}
	return (record) =>
		Object.fromEntries(
			Object.entries(record).flatMap(
				([key, value]): Array<[string, string]> =>
					isRecord(value) && isPerson(nested.get(key))
						? [[key, personCell(value)]]
						: isRecord(value) && (nested.get(key)?.size ?? 0) <= MAX_NESTED
							? Object.entries(value).map(([inner, own]) => [`${key}.${inner}`, cell(own)])
							: [[key, DAYS.test(key) ? cell(value).slice(0, 10) : cell(value)]],
			),
		);
}

/** Columns by which a later call can name a record, so that its ID need not be read. */
const NAMING = ['serialNumber', 'email', 'cve_id', 'occurred_at', 'created_at', 'name'];

/** Whether a column names each row, so that the ID says nothing more. */
const namesAll = (rows: Array<Record<string, string>>, column: string) => {
	const values = rows.map((row) => row[column]);
	return values.every(Boolean) && new Set(values).size === values.length;
};

/** Returns records as lines of tab-separated text, the names of the columns first: half the tokens of JSON. */
export function tableLines(records: IDataObject[]): string[] {
	const rows = records.map(flattening(records));
	const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const isNamed = NAMING.some((column) => namesAll(rows, column));
	const shown = columns.filter(
		(name) =>
			!(name === 'id' && isNamed) &&
			// Nobody, where other rows have a user, is empty in the columns of the user.
			!columns.some((other) => other.startsWith(`${name}.`)),
	);
	return [shown, ...rows.map((row) => shown.map((name) => row[name] ?? ''))].map((cells) =>
		cells.join('\t'),
	);
}
