import type { IDataObject } from 'n8n-workflow';
import { countBy, sortBy } from 'lodash';
import { DateTime } from 'luxon';

import type { LocalFilter } from '../fields/field';
import { fold } from '../util/fold';
import { text } from '../util/json';

type Comparison = Pick<LocalFilter, 'matches' | 'describe' | 'unknownWords'>;

const MAX_NAMED = 8;

/** The entries of a list that people, expressions and models write with commas, semicolons, lines or as JSON. */
function entriesIn(wanted: unknown): string[] {
	return [wanted]
		.flat()
		.flatMap((value) =>
			String(value)
				.replace(/["'[\]]/g, '')
				.split(/[;,\n]/),
		)
		.map((entry) => entry.trim().toLowerCase())
		.filter((entry) => entry !== '');
}

/** Reads an entry as one word. It may mean one status of several words ("change pending"), or several ("pass pending"). */
const asOneWord = (entry: string) => entry.replace(/\s+/g, '_');
const asWords = (entry: string) => entry.split(/\s+/);

/** Returns a filter for rows of which one of these fields contains the text, however it is typed. */
export function containing(...fields: string[]): Comparison {
	return {
		matches: (row, wanted) => {
			const part = fold(String(wanted));
			return fields.some((field) => fold(text(row[field])).includes(part));
		},
		describe: (rows) => {
			const names = rows.map((row) => text(row[fields[0]]));
			return `names here: ${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? ', ...' : ''}`;
		},
	};
}

/** Returns a filter for rows whose field is one of the words, in any case: Kandji mixes them (docs/kandji-api.md T16). */
export function oneOf(field: string, called: string, known: string[]): Comparison {
	return {
		matches: (row, wanted) => {
			const value = text(row[field]).toLowerCase();
			return entriesIn(wanted).some((entry) =>
				[asOneWord(entry), ...asWords(entry)].includes(value),
			);
		},
		describe: (rows) => {
			const counts = sortBy(
				Object.entries(countBy(rows, (row) => text(row[field]) || '(none)')),
				([, count]) => -count,
			);
			return `${called} here: ${counts.map(([word, count]) => `${word} ${count}`).join(', ')}`;
		},
		unknownWords: (rows, wanted) => {
			const words = new Set(
				[...known, ...rows.map((row) => text(row[field]))].map((word) => word.toLowerCase()),
			);
			return entriesIn(wanted).flatMap((entry) =>
				words.has(asOneWord(entry)) ? [] : asWords(entry).filter((word) => !words.has(word)),
			);
		},
	};
}

/** The date of a row. Some lists write a blank between date and time (docs/kandji-api.md T04). */
const dateIn = (row: IDataObject, field: string) =>
	DateTime.fromISO(text(row[field]).replace(' ', 'T'), { zone: 'utc' });

/** Returns a filter for rows whose date is less than so many days ago. */
export function withinDays(field: string): Comparison {
	return {
		matches: (row, wanted) => dateIn(row, field) > DateTime.utc().minus({ days: Number(wanted) }),
	};
}

/** Returns a filter for rows whose date is at least so many days ago, and for rows without one. */
export function olderThanDays(field: string): Comparison {
	return {
		matches: (row, wanted) => {
			const date = dateIn(row, field);
			return !date.isValid || date <= DateTime.utc().minus({ days: Number(wanted) });
		},
	};
}
