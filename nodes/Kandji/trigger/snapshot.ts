import type { NormalizedDevice } from '../shapes/device';
import type { Identified, Kind, Known } from './kinds';

/** What is remembered of one record. */
export interface Seen<T extends Identified> {
	record: Known<T>;
	/** How often events of this record were delivered; part of their ids, so that A→B, B→A, A→B are three changes. */
	deliveries: number;
	/** The record exists, but the listing does not show it (any more). */
	away: boolean;
	/** Last check-in of the silence that was told as stale. */
	silence: string | null;
}

/** What the trigger last saw of one kind of record. */
export interface Snapshot<T extends Identified> {
	seen: Map<string, Seen<T>>;
	/** When it was begun; part of event ids, because deliveries are counted from then on. */
	born: string;
	/** Newest enrollment when the snapshot was begun, null where none was known. */
	newest: string | null;
	/** Records that were there from the beginning are still being told, some with each poll. */
	filling: boolean;
}

/** What a poll found. */
export interface View<T extends Identified> {
	records: Map<string, T>;
	/** Whether the listing is known to show every record. */
	complete: boolean;
	/** Absent from a complete listing, and Kandji answered 404 for the record itself. */
	gone: ReadonlySet<string>;
	/** Absent from the listing, but there: as Kandji shows the record itself. */
	elsewhere: Map<string, T>;
	/** Absent, and nobody asks why: to be recognised should they return. */
	unasked: ReadonlySet<string>;
}

/** What a snapshot keeps of a record. */
export function keep<T extends Identified>({ kept }: Kind<T>, record: T): Known<T> {
	const values: Partial<T> = {};
	for (const field of kept) values[field] = record[field];
	return { ...values, id: record.id };
}

/** Devices have what users and blueprints have not: serial numbers, enrollments, check-ins. */
export const asDevice = (record: Identified): Partial<NormalizedDevice> => record;

/** When a record was last heard of; ISO. */
export function lastSign(record: Identified): string | null {
	const { lastCheckIn, lastEnrollment } = asDevice(record);
	return lastCheckIn ?? lastEnrollment ?? null;
}

/** A first snapshot. `known`: its records count as told; otherwise they are still to be told. */
export function begin<T extends Identified>(
	kind: Kind<T>,
	{ records }: View<T>,
	staleBefore: string | undefined,
	{ born, known }: { born: string; known: boolean },
): Snapshot<T> {
	let newest: string | null = null;
	const seen = new Map<string, Seen<T>>();
	for (const record of records.values()) {
		const at = kind.addedAt(record) ?? null;
		if (at !== null && (newest === null || at > newest)) newest = at;
		const sign = lastSign(record);
		const silence = staleBefore !== undefined && sign !== null && sign < staleBefore ? sign : null;
		if (known)
			seen.set(record.id, { record: keep(kind, record), deliveries: 0, away: false, silence });
	}
	return { seen, born, newest, filling: !known };
}
