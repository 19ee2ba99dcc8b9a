import { z } from 'zod';

import { fromCell, TABLE, toCell, toRows, toTable } from './columns';
import type { Row, Rows } from './columns';
import { keptOf } from './kind';
import type { Identified, Kind, Known } from './kind';

/** What is remembered of one record. */
export interface Seen<T extends Identified> {
	record: Known<T>;
	/** How often events of this record were delivered; part of their ids, so that A→B, B→A, A→B are three changes. */
	deliveries: number;
	/** 0 while the listing shows the record; how often it was asked for since; or UNWATCHED. */
	absence: number;
	/** Last sign of life of the silence that was told. */
	staleSince: string | null;
	/** Whether something was wrong with it; null where nobody wanted to know. */
	flawed: boolean | null;
}

/** Absence of a record that went while nobody wanted to hear of it, so that it is not asked for. */
export const UNWATCHED = -1;

/** What the trigger last saw of one kind of record. */
export interface Snapshot<T extends Identified> {
	seen: Map<string, Seen<T>>;
	/** When it was begun; part of event ids, because deliveries are counted from then on. */
	born: string;
	/** Newest enrollment when the snapshot was begun, null where none was known. */
	newest: string | null;
	/** Records that were there from the beginning are still being told, some with each poll. */
	backfilling: boolean;
	/** Records whose changes did not fit into a poll: id -> the poll that carried them over first. */
	waiting: Map<string, number>;
}

/** What a poll found. */
export interface View<T extends Identified> {
	records: Map<string, T>;
	/** Whether the listing is known to show every record. */
	complete: boolean;
	/** Absent from a complete listing, and Kandji answered 404 for the record itself. */
	gone: ReadonlySet<string>;
	/** Absent from the listing, but there: as Kandji shows the record itself. */
	unlisted: Map<string, T>;
	/** Absent, and nobody wants to know why: to be recognised should they return. */
	unwatched: ReadonlySet<string>;
}

/** The latest time at which one of these records came to be. */
export function newestOf<T extends Identified>(
	{ addedAt }: Kind<T>,
	records: Iterable<Known<T>>,
): string | null {
	let newest: string | null = null;
	for (const record of records) {
		const at = addedAt(record);
		if (at !== null && (newest === null || at > newest)) newest = at;
	}
	return newest;
}

/** Since when a record has been stale; null where it is not. */
export function staleSince<T extends Identified>(
	{ stale }: Kind<T>,
	record: Known<T>,
): string | null {
	const sign = stale?.lastSign(record) ?? null;
	return stale && sign !== null && sign < stale.before ? sign : null;
}

/** A first snapshot. `known`: its records count as told; otherwise they are still to be told. */
export function baseline<T extends Identified>(
	kind: Kind<T>,
	{ records }: View<T>,
	{ born, known }: { born: string; known: boolean },
): Snapshot<T> {
	const seen: Snapshot<T>['seen'] = new Map();
	for (const record of known ? records.values() : []) {
		seen.set(record.id, {
			record: keptOf(kind, record),
			deliveries: 0,
			absence: 0,
			staleSince: staleSince(kind, record),
			flawed: kind.flaw?.holds(record) ?? null,
		});
	}
	const newest = newestOf(kind, records.values());
	return { seen, born, newest, backfilling: !known, waiting: new Map() };
}

/** A snapshot as it is saved. */
export const SAVED_SNAPSHOT = z.object({
	born: z.string(),
	newest: z.string().nullable(),
	backfilling: z.boolean(),
	waiting: z.array(z.tuple([z.string(), z.number()])),
	/** Fields of a record, in the order of the table's columns; the bookkeeping follows them. */
	fields: z.array(z.string()),
	table: TABLE,
});

/** A snapshot as plain data. */
export type SavedSnapshot = z.infer<typeof SAVED_SNAPSHOT>;

/** What is kept beside a record's own fields: deliveries, absence, staleSince, flawed. */
const BOOKS = 4;

/** Writes a snapshot down. */
export function saveSnapshot<T extends Identified>(
	{ kept: fields }: Pick<Kind<T>, 'kept'>,
	{ seen, waiting, ...rest }: Snapshot<T>,
): SavedSnapshot {
	const rows: Rows = new Map();
	for (const [id, { record, deliveries, absence, staleSince: since, flawed }] of seen) {
		const row: Row = fields.map((field) => toCell(record[field]));
		row.push(deliveries, absence, since, flawed);
		rows.set(id, row);
	}
	return {
		...rest,
		waiting: [...waiting],
		fields: [...fields],
		table: toTable(rows, fields.length + BOOKS),
	};
}

function restore<T extends Identified>(id: string, fields: string[], row: Row): Known<T> {
	const values: Record<string, unknown> = { id };
	fields.forEach((field, index) => {
		values[field] = fromCell(field, row[index]);
	});
	return values as Known<T>;
}

/** The snapshot that was saved. */
export function loadSnapshot<T extends Identified>({
	fields,
	table,
	waiting,
	...rest
}: SavedSnapshot): Snapshot<T> {
	const seen: Snapshot<T>['seen'] = new Map();
	for (const [id, row] of toRows(table)) {
		const [deliveries, absence, since, flawed] = row.slice(fields.length);
		seen.set(id, {
			record: restore<T>(id, fields, row),
			deliveries: Number(deliveries),
			absence: Number(absence),
			staleSince: since === null ? null : String(since),
			flawed: typeof flawed === 'boolean' ? flawed : null,
		});
	}
	return { ...rest, seen, waiting: new Map(waiting) };
}
