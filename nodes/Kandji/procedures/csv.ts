import type { IDataObject } from 'n8n-workflow';

/** One quoted or plain field, and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/y;

/** The rows of a CSV text with a header (RFC 4180): quoted fields may hold commas, quotes and line breaks. */
export function parseCsv(csv: string): IDataObject[] {
	const rows: string[][] = [];
	let row: string[] = [];
	const text = csv.replace(/^\uFEFF/, '');
	FIELD.lastIndex = 0;
	while (FIELD.lastIndex < text.length) {
		const found = FIELD.exec(text);
		if (found === null) break;
		const [, quoted, plain, end] = found;
		row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		if (end === ',' && FIELD.lastIndex < text.length) continue;
		if (end === ',') row.push('');
		rows.push(row);
		row = [];
	}
	const [header = [], ...records] = rows;
	return records
		.filter((record) => record.length > 1 || record[0] !== '')
		.map((record) => Object.fromEntries(header.map((key, column) => [key, record[column] ?? ''])));
}
