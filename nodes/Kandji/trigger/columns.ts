import { z } from 'zod';

import { isRecord, text } from '../util/json';

/** One kept value: a scalar, or a short list or tuple of scalars. */
export type Cell = string | number | boolean | null | Cell[];

/** What is kept of one record: a cell per column. */
export type Row = Cell[];

/** Kept rows by the id of their record. */
export type Rows = Map<string, Row>;

const BASE = 36;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** A value must be shared by this many rows on average before listing it once pays. */
const SHARED = 1.2;

/** A list whose elements are not looked at one by one, because there are millions of them. */
const cells = <T>() => z.custom<T[]>(Array.isArray);

/** How a column travels: values as they are, moments as numbers, or each different value once and its places. */
const COLUMN = z.union([
	z.object({ as: cells<Cell>() }),
	z.object({ moments: cells<string | null>() }),
	z.object({ values: cells<Cell>(), places: cells<number>() }),
]);

type Column = z.infer<typeof COLUMN>;

const lengthOf = (column: Column) =>
	('as' in column ? column.as : 'moments' in column ? column.moments : column.places).length;

/** Rows column by column, because the values of one column resemble each other. */
export const TABLE = z
	.object({ ids: cells<string>(), columns: z.array(COLUMN) })
	.refine(({ ids, columns }) => columns.every((column) => lengthOf(column) === ids.length));

export type Table = z.infer<typeof TABLE>;

function isMoment(cell: Cell): boolean {
	return cell === null || (typeof cell === 'string' && MOMENT.test(cell));
}

function toColumn(given: Cell[]): Column {
	if (given.every(isMoment) && given.some((cell) => cell !== null)) {
		return {
			moments: given.map((cell) =>
				cell === null ? null : Date.parse(String(cell)).toString(BASE),
			),
		};
	}
	const placeOf = new Map<string, number>();
	const values: Cell[] = [];
	const places = given.map((cell) => {
		const written = JSON.stringify(cell);
		const known = placeOf.get(written);
		if (known !== undefined) return known;
		placeOf.set(written, values.length);
		return values.push(cell) - 1;
	});
	return given.length > values.length * SHARED ? { values, places } : { as: given };
}

function toCells(column: Column): Cell[] {
	if ('as' in column) return column.as;
	if ('places' in column) return column.places.map((place) => column.values[place] ?? null);
	return column.moments.map((moment) =>
		moment === null ? null : new Date(Number.parseInt(moment, BASE)).toISOString(),
	);
}

/** Rows of `width` cells as columns. */
export function toTable(rows: Rows, width: number): Table {
	const kept = [...rows.values()];
	const columns = Array.from({ length: width }, (_, index) =>
		toColumn(kept.map((row) => row[index] ?? null)),
	);
	return { ids: [...rows.keys()], columns };
}

/** The rows of `toTable`. */
export function toRows({ ids, columns }: Table): Rows {
	const all = columns.map(toCells);
	return new Map(ids.map((id, index) => [id, all.map((column) => column[index])]));
}

/** A field's value as a cell; the assigned user is a tuple, because four keys a device would cost too much. */
export function toCell(value: unknown): Cell {
	if (!isRecord(value)) return (value ?? null) as Cell;
	return [text(value.id), value.email as Cell, value.archived as Cell, value.name as Cell];
}

/** The value of a cell of `toCell`. */
export function fromCell(field: string, cell: Cell): unknown {
	if (field !== 'user' || !Array.isArray(cell)) return cell;
	const [id, email, archived, name] = cell;
	return { id, name, email, archived };
}
