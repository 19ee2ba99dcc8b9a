import { pack, unpack } from './pack';

/** One kept value: a scalar, or a short list or tuple of scalars. */
export type Cell = string | number | boolean | null | Cell[];

/** What is kept of one record: a cell per column. */
export type Row = Cell[];

/** Kept rows by the id of their record. */
export type Rows = Map<string, Row>;

/** How a column travels: values as they are, moments as numbers, or each different value once and its places. */
type Column =
	| { as: Cell[] }
	| { moments: Array<string | null> }
	| { values: Cell[]; places: number[] };

const BASE = 36;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** A value must be shared by this many rows on average before listing it once pays. */
const SHARED = 1.2;
const LINE = ' ';

function isMoment(cell: Cell): boolean {
	return cell === null || (typeof cell === 'string' && MOMENT.test(cell));
}

function toColumn(cells: Cell[]): Column {
	if (cells.every(isMoment) && cells.some((cell) => cell !== null)) {
		return {
			moments: cells.map((cell) =>
				cell === null ? null : Date.parse(String(cell)).toString(BASE),
			),
		};
	}
	const placeOf = new Map<string, number>();
	const values: Cell[] = [];
	const places = cells.map((cell) => {
		const text = JSON.stringify(cell);
		const known = placeOf.get(text);
		if (known !== undefined) return known;
		placeOf.set(text, values.length);
		return values.push(cell) - 1;
	});
	return cells.length > values.length * SHARED ? { values, places } : { as: cells };
}

function toCells(column: Column): Cell[] {
	if ('as' in column) return column.as;
	if ('places' in column) return column.places.map((place) => column.values[place] ?? null);
	return column.moments.map((moment) =>
		moment === null ? null : new Date(Number.parseInt(moment, BASE)).toISOString(),
	);
}

/** Rows as text: column by column, because the values of one column resemble each other. */
export function packRows(rows: Rows, width: number): string {
	const ids = [...rows.keys()];
	const kept = [...rows.values()];
	const columns = Array.from({ length: width }, (_, index) =>
		JSON.stringify(toColumn(kept.map((row) => row[index] ?? null))),
	);
	return [JSON.stringify(ids), ...columns].map(pack).join(LINE);
}

/** The rows of `packRows`; throws where the text is broken. */
export function unpackRows(text: string): Rows {
	const [ids, ...columns] = text.split(LINE).map((packed) => JSON.parse(unpack(packed)) as unknown);
	const cells = (columns as Column[]).map(toCells);
	return new Map((ids as string[]).map((id, index) => [id, cells.map((column) => column[index])]));
}
