import type { IDataObject } from 'n8n-workflow';

import type { Change, EventName } from './events';

/** What every record has. */
export interface Identified {
	id: string;
}

/** A record as far as it is kept: fields that were not kept are absent. */
export type Known<T extends Identified> = Partial<T> & Identified;

/** A change of fields that is an event. */
export interface Watch<T extends Identified> {
	event: EventName;
	/** Fields that `changes` tells when they differ. */
	fields: ReadonlyArray<keyof T & string>;
	/** Whether the difference of a field is this event; any difference is, without it. */
	when?: (from: unknown, to: unknown) => boolean;
	/** The one field that decides; the others only tell more. */
	key?: keyof T & string;
}

/** A record that has given no sign of life for too long: told once per silence. */
export interface Staleness<T extends Identified> {
	event: EventName;
	/** ISO; a record whose last sign is older is stale. */
	before: string;
	/** When the record last gave a sign of life; null for records that cannot be stale. */
	lastSign: (record: Known<T>) => string | null;
}

/** Something that is wrong with a record: told when it begins, also with a new record. */
export interface Flaw<T extends Identified> {
	event: EventName;
	/** Whether it is wrong; null where that cannot be said. */
	holds: (record: Known<T>) => boolean | null;
	/** Further keys of the item. */
	more: (record: Known<T>) => IDataObject;
}

/** What kind of record a snapshot holds, and which events follow from comparing two of them. */
export interface Kind<T extends Identified> {
	recordType: string;
	/** What people call such a record, where that is another word. */
	noun?: string;
	/** Fields whose last value is kept. */
	kept: ReadonlyArray<keyof T & string>;
	watches: ReadonlyArray<Watch<T>>;
	added: EventName;
	/** Whether a record that was not there before is news; it always is without. */
	news?: (record: Known<T>) => boolean;
	/** What a record becomes that is no longer there; nothing without. */
	gone?: EventName;
	/** What the records of the first poll become, where they can be asked for. */
	existing?: EventName;
	/** When the record came to be, as far as that is known. */
	addedAt: (record: Known<T>) => string | null;
	/** What stays the same when a new record replaces an old one; null where it tells nothing apart. */
	serialNumber?: (record: Known<T>) => string | null;
	/** Whether a record that is still there says of itself that it is gone. */
	retired?: (record: Known<T>) => boolean;
	/** Changes of the enrollment of one record: gone or added again under the same id. */
	enrollment?: (before: Known<T>, after: T) => Change[];
	stale?: Staleness<T>;
	flaw?: Flaw<T>;
}

/** A condition for `when`: a flag that was `was` and is the opposite now. */
export const turned = (was: boolean) => (from: unknown, to: unknown) => from === was && to === !was;

/** Whether two values of a field are the same; the order of a list means nothing. */
export function same(one: unknown, other: unknown): boolean {
	if (one === other) return true;
	if (Array.isArray(one) && Array.isArray(other)) {
		return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
	}
	return typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other);
}

/** The fields among these that are known of both and differ. */
export function differences<T extends Identified>(
	fields: ReadonlyArray<keyof T & string>,
	before: Known<T>,
	after: Known<T>,
): NonNullable<Change['changes']> {
	const changed = fields.filter((field) => field in before && !same(before[field], after[field]));
	return Object.fromEntries(
		changed.map((field) => [field, { from: before[field], to: after[field] }]),
	);
}

/** What a snapshot keeps of a record. */
export function keptOf<T extends Identified>({ kept }: Kind<T>, record: Known<T>): Known<T> {
	const values: Partial<T> = {};
	for (const field of kept) values[field] = record[field];
	return { ...values, id: record.id };
}
