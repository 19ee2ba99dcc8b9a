import { z } from 'zod';

import { isRecord, text } from '../util/json';

/** One stored value: a scalar, or a short list or tuple of scalars. */
export type Cell = string | number | boolean | null | Cell[];

/** The stored values of one record: a cell per column. */
export type Row = Cell[];

/** Rows by the ID of their record. */
export type Rows = Map<string, Row>;

/** A value must be shared by this many rows on average before a column lists each different value once. */
const MIN_SHARE = 1.2;

/** A list whose elements are not checked one by one, because there are millions of them. */
const cells = <T>() => z.custom<T[]>(Array.isArray);

/** A column: the values as they are, or each different value once and, per row, its index. */
const COLUMN = z.union([
	z.object({ values: cells<Cell>(), indexes: cells<number>() }),
	z.object({ values: cells<Cell>() }),
]);

type Column = z.infer<typeof COLUMN>;

const lengthOf = (column: Column) => ('indexes' in column ? column.indexes : column.values).length;

/** Rows column by column: the values of one column resemble each other and compress well. */
export const TABLE = z
	.object({ ids: cells<string>(), columns: z.array(COLUMN) })
	.refine(({ ids, columns }) => columns.every((column) => lengthOf(column) === ids.length));

/** Rows as the state holds them. */
export type Table = z.infer<typeof TABLE>;

function toColumn(given: Cell[]): Column {
	const indexOf = new Map<string, number>();
	const values: Cell[] = [];
	const indexes = given.map((cell) => {
		const written = JSON.stringify(cell);
		const known = indexOf.get(written);
		if (known !== undefined) return known;
		indexOf.set(written, values.length);
		return values.push(cell) - 1;
	});
	return given.length > values.length * MIN_SHARE ? { values, indexes } : { values: given };
}

function toCells(column: Column): Cell[] {
	if (!('indexes' in column)) return column.values;
	return column.indexes.map((index) => column.values[index] ?? null);
}

/** Returns rows of `width` cells as columns. */
export function toTable(rows: Rows, width: number): Table {
	const all = [...rows.values()];
	const columns = Array.from({ length: width }, (_, index) =>
		toColumn(all.map((row) => row[index] ?? null)),
	);
	return { ids: [...rows.keys()], columns };
}

/** Returns the rows of a table. */
export function toRows({ ids, columns }: Table): Rows {
	const all = columns.map(toCells);
	return new Map(ids.map((id, index) => [id, all.map((column) => column[index])]));
}

/** Returns a field's value as a cell; the assigned user becomes a tuple, because four keys a device cost too much. */
export function toCell(value: unknown): Cell {
	if (!isRecord(value)) return (value ?? null) as Cell;
	return [text(value.id), value.email as Cell, value.archived as Cell, value.name as Cell];
}

/** Returns the value of a cell that `toCell` made. */
export function fromCell(field: string, cell: Cell): unknown {
	if (field !== 'user' || !Array.isArray(cell)) return cell;
	const [id, email, archived, name] = cell;
	return { id, name, email, archived };
}
