import { sameValue } from '../../nodes/Kandji/sync/sameValue';

const MOMENT = '2026-01-09T07:30:05.123Z';

test.each<[string, unknown, unknown]>([
	['a number column (MySQL, PostgreSQL, Google Sheets)', 26.1, '26.10'],
	['a number column that lost zeros', 123, '00123'],
	['a number as text', '16', 16],
	['null against blank', '', null],
	['nothing against null', undefined, null],
	['trailing blanks', 'Mac of Ann  ', 'Mac of Ann'],
	['decomposed letters', 'Jose\u0301', 'José'],
	['an array of one (Airtable)', ['15.1'], '15.1'],
	['a boolean as 1 (MySQL)', 1, true],
	['a boolean as 0 (MySQL)', 0, false],
	['a boolean as FALSE (Google Sheets)', 'FALSE', false],
	['a boolean as No', 'No', false],
	['a boolean as Yes', 'Yes', true],
	['an unchecked box (Airtable)', undefined, false],
	['a date without milliseconds', '2026-01-09T07:30:05Z', MOMENT],
	['a date with a zone (PostgreSQL)', '2026-01-09T08:30:05+01:00', MOMENT],
	['a date with a blank (MySQL)', '2026-01-09 07:30:05', MOMENT],
	['a date as an object', new Date(MOMENT), MOMENT],
	['a date column (Airtable)', '2026-01-09', MOMENT],
	['a date column (PostgreSQL)', '2026-01-09T00:00:00.000Z', MOMENT],
	['a date of a sheet', 46031.3125578704, MOMENT],
	['an American date', '1/9/2026 7:30:05', MOMENT],
	['a German date', '09.01.2026', MOMENT],
	['a date of a sheet as text', '46031.3125578704', MOMENT],
	['a decimal that the database pads (PostgreSQL, MySQL)', '26.10', '26.1'],
	['a whole number that the database pads', '16.00', '16'],
	['a padded number of the details', '16.00', 16],
	['tags as a list in another order (Airtable)', ['b', 'a'], ['a', 'b']],
	['tags as JSON (MySQL, Data Table)', '["a","b"]', ['a', 'b']],
	['tags as words', 'a, b', ['a', 'b']],
	['one tag', 'a', ['a']],
	['no tags', null, []],
	['no tags as JSON', '[]', []],
	['a record by its ID (Snipe-IT)', { id: 3, name: 'Mac' }, '3'],
	['a record by its name (Snipe-IT)', { id: 3, name: 'Mac' }, 'Mac'],
	['a reference by its value (ServiceNow)', { link: 'https://x', value: 'abc' }, 'abc'],
])('The same: %s', (_, value, wanted) => {
	expect(sameValue(value, wanted)).toBe(true);
});

test.each<[string, unknown, unknown]>([
	['another version in a text column', '26.1', '26.10'],
	['another number', 26.2, '26.10'],
	['another boolean', 'Yes', false],
	['no boolean', 'maybe', true],
	['an unchecked box against yes', undefined, true],
	['another day', '2026-01-10', MOMENT],
	['another second', '2026-01-09T07:30:06Z', MOMENT],
	['a value against nothing', 'x', null],
	['nothing against a value', null, 'x'],
	['several values', ['15.1', '15.2'], '15.1'],
	['a version that text ends with zeros', '26.100', '26.1.0'],
	['a whole number that got zeros', '160', '16'],
	['another tag', ['a', 'c'], ['a', 'b']],
	['a tag more', 'a, b, c', ['a', 'b']],
	['another record', { id: 3, name: 'Mac' }, '4'],
	['another case', 'mac of ann', 'Mac of Ann'],
])('Not the same: %s', (_, value, wanted) => {
	expect(sameValue(value, wanted)).toBe(false);
});
