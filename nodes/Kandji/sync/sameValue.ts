import { isoDate } from '../shapes/kandjiValues';
import { isRecord, isSet } from '../util/json';
import { readText } from './values';

const DAY_MS = 86_400_000;

/** Day 0 of a spreadsheet, 30 December 1899, in days before 1970. */
const SHEET_EPOCH_DAYS = 25_569;

/** Larger numbers are milliseconds since 1970, smaller ones seconds. */
const MAX_EPOCH_SECONDS = 1e11;

const YES = new Set(['true', 'yes', '1', 't', 'y', 'on', 'checked']);
const NO = new Set(['false', 'no', '0', 'f', 'n', 'off', 'unchecked', '']);

/** Whether the text of a column means this boolean; a blank means no, because Airtable omits an unchecked box. */
const meansBoolean = (written: string, wanted: boolean): boolean =>
	(wanted ? YES : NO).has(written.toLowerCase());

/** The moments that a date without a fixed form may mean, e.g. `1/9/2026 7:30` or `09.01.2026`: day or month first. */
function spokenDates(written: string): number[] {
	const found =
		/^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:,?[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(written);
	if (!found) return [];
	const [first, second, year, hour = 0, minute = 0, seconds = 0] = found
		.slice(1)
		.map((part) => (part === undefined ? undefined : Number(part)));
	const at = (month: number, day: number) =>
		Date.UTC(year ?? 0, month - 1, day, hour, minute, seconds);
	return [at(first ?? 0, second ?? 0), at(second ?? 0, first ?? 0)];
}

/** Whether a column's value means the moment `wanted`: to the second, or to the day where it holds no time. */
function meansDate(value: unknown, written: string, wanted: number): boolean {
	const number = typeof value === 'number' || /^\d+(\.\d+)?$/.test(written) ? Number(written) : NaN;
	if (number > 0) {
		const epochMs = number < MAX_EPOCH_SECONDS ? number * 1_000 : number;
		const sheetMs = (number - SHEET_EPOCH_DAYS) * DAY_MS;
		return [epochMs, sheetMs].some((ms) => Math.abs(ms - wanted) < 1_000);
	}
	const parsed = isoDate(written);
	const moments = parsed === null ? spokenDates(written) : [Date.parse(parsed)];
	// A date column of PostgreSQL is read as midnight.
	const day = !written.includes(':') || /T00:00:00(\.000)?Z$/.test(written);
	return moments.some((moment) =>
		day
			? Math.floor(moment / DAY_MS) === Math.floor(wanted / DAY_MS)
			: Math.floor(moment / 1_000) === Math.floor(wanted / 1_000),
	);
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Whether a decimal column pads the number with zeros. The other way round it is another version: 26.1 and 26.10. */
const isPadded = (written: string, wanted: string): boolean =>
	/^\d+(\.\d+)?$/.test(wanted) &&
	written.startsWith(wanted) &&
	(wanted.includes('.') ? /^0+$/ : /^\.0+$/).test(written.slice(wanted.length));

/** Whether a column holds these values in any order: as a list, as JSON, or with commas between them. */
function meansList(value: unknown, wanted: unknown[]): boolean {
	const listOf = (given: unknown): unknown[] => {
		if (Array.isArray(given)) return given;
		const written = readText(given) ?? '';
		try {
			const parsed: unknown = JSON.parse(written);
			if (Array.isArray(parsed)) return parsed;
		} catch {
			// It is no JSON.
		}
		return written.split(',').filter((each) => each.trim() !== '');
	};
	const sorted = (list: unknown[]) => JSON.stringify(list.map((each) => readText(each)).sort());
	return sorted(listOf(value)) === sorted(wanted);
}

/** Keys of a record of the other system, each of which may be what was written. */
const RECORD_KEYS = ['id', 'value', 'name', 'display_value', 'email'];

/**
 * Whether the value of a column means what Kandji says, in systems that write numbers as text, dates and booleans in
 * forms of their own, and nothing as `''`, null or not at all. Otherwise the field would be written on every run.
 */
export function sameValue(value: unknown, wanted: unknown): boolean {
	if (value === wanted) return true;
	const written = readText(value);
	if (typeof wanted === 'boolean') return written !== null && meansBoolean(written, wanted);
	if (Array.isArray(wanted)) return meansList(value, wanted);
	if (!isSet(value) || !isSet(wanted)) return isSet(value) === isSet(wanted);
	const text = readText(wanted);
	if (text === null) return JSON.stringify(value) === JSON.stringify(wanted);
	if (isRecord(value) && !(value instanceof Date)) {
		return RECORD_KEYS.some((key) => sameValue(value[key], text));
	}
	if (written === null) return false;
	if (written.normalize() === text.normalize() || isPadded(written, text)) return true;
	// A number column keeps 26.1 of "26.10", and 123 of "00123".
	if (typeof value === 'number' && text !== '' && Number(text) === value) return true;
	return ISO_DATE.test(text) && meansDate(value, written, Date.parse(text));
}
