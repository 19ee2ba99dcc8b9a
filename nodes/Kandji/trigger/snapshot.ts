import { z } from 'zod';

import { fromCell, TABLE, toCell, toRows, toTable } from './columns';
import type { Row, Rows } from './columns';
import type { EventName } from './events';
import { storedRecord } from './recordType';
import type { Identified, PartialRecord, RecordType } from './recordType';

/** The values of the conditions of one record, by their event. */
export type ConditionValues = Partial<Record<EventName, string | null>>;

/** The stored state of one record. */
export interface SnapshotEntry<T extends Identified> {
	record: PartialRecord<T>;
	/** How many polls delivered events of this record; part of event IDs, so that A→B, B→A, A→B are three changes. */
	deliveries: number;
	/** 0 while the listing shows the record; otherwise for how many looks it has been missing, or one of the two below. */
	absence: number;
	conditions: ConditionValues;
}

/** Absence of a record that disappeared while no removal was selected, so that it is not confirmed. */
export const IGNORED = -1;

/** Absence of a record that was forgotten. Only its deliveries count, so that no event ID is used twice. */
export const FORGOTTEN = -2;

/** The last state of all records of one type. */
export interface Snapshot<T extends Identified> {
	entries: Map<string, SnapshotEntry<T>>;
	/** When it was begun; part of event IDs, because deliveries are counted from then on. */
	startedAt: string;
	/** The newest time of creation when the snapshot was begun, null where none was known. */
	newest: string | null;
	/** Whether existing records are still being emitted, some with each poll. */
	backfilling: boolean;
	/** Records whose changes did not fit into a poll: ID -> number of the poll that carried them over first. */
	waiting: Map<string, number>;
}

/** The records that a look found, and what became of the others. */
export interface RecordView<T extends Identified> {
	records: Map<string, T>;
	/** Whether the listing shows every record for certain. */
	complete: boolean;
	/** Missing from a complete listing, and confirmed as removed. */
	removed: ReadonlySet<string>;
	/** Missing from the listing, but still there: the record as Kandji returned it. */
	unlisted: Map<string, T>;
	/** Missing, and no removal is selected: to be recognised should they return. */
	ignored: ReadonlySet<string>;
	/** Missing, and nobody can say why: one more look without them. */
	missing?: ReadonlySet<string>;
}

/** A view of these records in which none is missing. */
export const viewOf = <T extends Identified>(
	records: Map<string, T>,
	complete = true,
): RecordView<T> => ({
	records,
	complete,
	removed: new Set(),
	unlisted: new Map(),
	ignored: new Set(),
});

/** Returns the latest time at which one of these records was created. */
export function newestOf<T extends Identified>(
	{ addedAt }: RecordType<T>,
	records: Iterable<PartialRecord<T>>,
): string | null {
	let newest: string | null = null;
	for (const record of records) {
		const at = addedAt(record);
		if (at !== null && (newest === null || at > newest)) newest = at;
	}
	return newest;
}

/** Returns the conditions of a record now; one that it does not say keeps its last value. */
export function conditionValues<T extends Identified>(
	{ conditions = [] }: RecordType<T>,
	record: PartialRecord<T>,
	before: ConditionValues = {},
): ConditionValues {
	return Object.fromEntries(
		conditions.map(({ event, valueOf }) => {
			const value = valueOf(record);
			return [event, value === undefined ? (before[event] ?? null) : value];
		}),
	);
}

/** Returns a first snapshot. Existing records count as emitted, unless `emitsExisting`. */
export function startSnapshot<T extends Identified>(
	type: RecordType<T>,
	{ records }: RecordView<T>,
	{ startedAt, emitsExisting }: { startedAt: string; emitsExisting: boolean },
): Snapshot<T> {
	const entries: Snapshot<T>['entries'] = new Map();
	for (const record of emitsExisting ? [] : records.values()) {
		if (type.isNewsAtStart?.(record)) continue;
		entries.set(record.id, {
			record: storedRecord(type, record),
			deliveries: 0,
			absence: 0,
			conditions: conditionValues(type, record),
		});
	}
	const newest = newestOf(type, records.values());
	return { entries, startedAt, newest, backfilling: emitsExisting, waiting: new Map() };
}

/** A snapshot as the state holds it. */
export const SAVED_SNAPSHOT = z.object({
	startedAt: z.string(),
	newest: z.string().nullable(),
	backfilling: z.boolean(),
	waiting: z.array(z.tuple([z.string(), z.number()])),
	/** Fields of a record, in the order of the table's columns; deliveries, absence and conditions follow. */
	fields: z.array(z.string()),
	conditions: z.array(z.string()),
	table: TABLE,
});

/** A snapshot as plain data. */
export type SavedSnapshot = z.infer<typeof SAVED_SNAPSHOT>;

/** Columns between the fields and the conditions: deliveries and absence. */
const COUNTERS = 2;

/** Returns a snapshot as plain data. */
export function saveSnapshot<T extends Identified>(
	{
		storedFields: fields,
		conditions: all = [],
	}: Pick<RecordType<T>, 'storedFields' | 'conditions'>,
	{ entries, waiting, ...rest }: Snapshot<T>,
): SavedSnapshot {
	const rows: Rows = new Map();
	const conditions = all.map(({ event }) => event);
	for (const [id, { record, deliveries, absence, conditions: values }] of entries) {
		const row: Row = fields.map((field) => toCell(record[field]));
		row.push(deliveries, absence, ...conditions.map((event) => values[event] ?? null));
		rows.set(id, row);
	}
	return {
		...rest,
		waiting: [...waiting],
		fields: [...fields],
		conditions,
		table: toTable(rows, fields.length + COUNTERS + conditions.length),
	};
}

/** Returns the snapshot that was saved. */
export function loadSnapshot<T extends Identified>(saved: SavedSnapshot): Snapshot<T> {
	const { fields, conditions, table, waiting, ...rest } = saved;
	const entries: Snapshot<T>['entries'] = new Map();
	for (const [id, row] of toRows(table)) {
		const [deliveries, absence, ...values] = row.slice(fields.length);
		const record: Record<string, unknown> = { id };
		fields.forEach((field, index) => {
			record[field] = fromCell(field, row[index]);
		});
		entries.set(id, {
			record: record as PartialRecord<T>,
			deliveries: Number(deliveries),
			absence: Number(absence),
			conditions: Object.fromEntries(
				conditions.map((event, index) => [event, (values[index] ?? null) as string | null]),
			),
		});
	}
	return { ...rest, entries, waiting: new Map(waiting) };
}
