import type { Change, Changes, EventName } from './events';

/** Every record has an ID. */
export interface Identified {
	id: string;
}

/** A record with some of its fields: those that the snapshot stores, or those that Kandji sent. */
export type PartialRecord<T extends Identified> = Partial<T> & Identified;

/** An event that follows from changed fields. */
export interface FieldEvent<T extends Identified> {
	event: EventName;
	/** Fields that `changes` lists when they differ. */
	fields: ReadonlyArray<keyof T & string>;
	/**
	 * Whether the change of a field counts. Without it every change does, except one from null in a field that cannot be
	 * cleared: its former value is not known.
	 */
	appliesTo?: (from: unknown, to: unknown) => boolean;
	/** The one field that must differ; the others are only listed with it. */
	decidingField?: keyof T & string;
}

/** Something that can be wrong with a record; emitted when it begins, also for a new record. */
export interface Condition<T extends Identified> {
	event: EventName;
	/** The event that is emitted when it ends; none without. */
	endEvent?: EventName;
	/** Whether the end is that event, given the last value; it always is, without it. */
	isEndEvent?: (record: PartialRecord<T>, value: string) => boolean;
	/**
	 * A text while the condition is met, null while it is not, undefined when the record does not say. Another text
	 * means that the condition ended and began again.
	 */
	valueOf: (record: PartialRecord<T>) => string | null | undefined;
	/** Time of the event, and further keys of its item. */
	describe: (record: PartialRecord<T>, value: string) => Pick<Change, 'occurredAt' | 'more'>;
	/** The same for the event of its end; `value` is the last one. */
	describeEnd?: (record: PartialRecord<T>, value: string) => Pick<Change, 'occurredAt' | 'more'>;
	/** Fields that make the example record meet the condition. */
	example: Partial<T>;
}

/** A type of record whose changes are events: which fields are stored, and which events follow from which change. */
export interface RecordType<T extends Identified> {
	/** Key of the record in the item. */
	name: string;
	/** The record's name in messages, if it differs from `name`. */
	noun?: string;
	/** Fields whose last value the snapshot stores. */
	storedFields: ReadonlyArray<keyof T & string>;
	/**
	 * Stored fields that can be cleared: null is a value of theirs. Null in any other field means that Kandji did not
	 * state it, and the last known value counts.
	 */
	clearableFields?: ReadonlyArray<keyof T & string>;
	fieldEvents: ReadonlyArray<FieldEvent<T>>;
	conditions?: ReadonlyArray<Condition<T>>;
	/** The event of a record that was not there before. */
	added: EventName;
	/** Whether a record that was not there before is an event; every one is, without it. */
	isNews?: (record: PartialRecord<T>) => boolean;
	/** Whether a record is an event even when it is there at the first look. */
	isNewsAtStart?: (record: T) => boolean;
	/** The event of a record that is no longer there; none without. */
	removed?: EventName;
	/** The event of a record of the first look, if the user asked for those. */
	existing?: EventName;
	/** When the record was created, as far as it says. */
	addedAt: (record: PartialRecord<T>) => string | null;
	/** Stays the same when a new record replaces an old one; null when it identifies nothing. */
	serialNumber?: (record: PartialRecord<T>) => string | null;
	/** Whether a listed record says of itself that it was removed. */
	isRemoved?: (record: PartialRecord<T>) => boolean;
	/** Changes of one record's enrollment: removed, or added again under the same ID. */
	enrollmentChanges?: (before: PartialRecord<T>, after: T) => Change[];
}

/** Returns every event that records of a type can become. */
export function eventsOf<T extends Identified>(type: RecordType<T>): EventName[] {
	const { added, removed, existing, fieldEvents, conditions = [] } = type;
	const conditionEvents = conditions.flatMap(({ event, endEvent }) => [event, endEvent]);
	const all = [added, removed, existing, ...fieldEvents.map(({ event }) => event)];
	return [...all, ...conditionEvents].filter((event) => event !== undefined);
}

/** For `appliesTo`: a flag that was `before` and is the opposite now. */
export const flips = (before: boolean) => (from: unknown, to: unknown) =>
	from === before && to === !before;

/** Whether two values of a field are the same; the order of a list does not matter. */
export function isSameValue(one: unknown, other: unknown): boolean {
	if (one === other) return true;
	if (Array.isArray(one) && Array.isArray(other)) {
		return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
	}
	return typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other);
}

/** Returns the fields among these that both records have and that differ. */
export function differingFields<T extends Identified>(
	fields: ReadonlyArray<keyof T & string>,
	before: PartialRecord<T>,
	after: PartialRecord<T>,
): Changes {
	const changed = fields.filter(
		(field) => field in before && !isSameValue(before[field], after[field]),
	);
	return Object.fromEntries(
		changed.map((field) => [field, { from: before[field], to: after[field] }]),
	);
}

/** Whether null in this field means that Kandji did not state it. */
export function isUnstated<T extends Identified>(
	{ clearableFields = [] }: Pick<RecordType<T>, 'clearableFields'>,
	field: keyof T & string,
	value: unknown,
): boolean {
	return (value === null || value === undefined) && !clearableFields.includes(field);
}

/** Returns a record with the last known values of fields that Kandji does not state now. */
export function withKnownValues<T extends Identified>(
	type: Pick<RecordType<T>, 'storedFields' | 'clearableFields'>,
	known: PartialRecord<T>,
	record: T,
): T {
	const unstated = type.storedFields.filter(
		(field) => isUnstated(type, field, record[field]) && !isUnstated(type, field, known[field]),
	);
	return unstated.length === 0
		? record
		: { ...record, ...Object.fromEntries(unstated.map((field) => [field, known[field]])) };
}

/** Returns the fields of a record that the snapshot stores. */
export function storedRecord<T extends Identified>(
	{ storedFields }: RecordType<T>,
	record: PartialRecord<T>,
): PartialRecord<T> {
	const values: Partial<T> = {};
	for (const field of storedFields) values[field] = record[field];
	return { ...values, id: record.id };
}
