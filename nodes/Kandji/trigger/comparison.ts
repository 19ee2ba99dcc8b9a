import type { Change, EventName, TriggerEvent } from './events';
import { fingerprint } from './fingerprint';
import { findPredecessors } from './predecessors';
import {
	differingFields,
	isSameValue,
	isUnstated,
	storedRecord,
	withKnownValues,
} from './recordType';
import type { Identified, PartialRecord, RecordType } from './recordType';
import { conditionValues, FORGOTTEN, IGNORED } from './snapshot';
import type { ConditionValues, RecordView, Snapshot, SnapshotEntry } from './snapshot';

/** Which events to emit, and how many. */
export interface EmitPolicy<T extends Identified> {
	/** Whether the user wants an event, given the record before and after it. */
	isWanted: (event: EventName, states: Array<PartialRecord<T>>) => boolean;
	/** Events to emit at most; the events of one record stay together, so the first record may exceed it. */
	max: number;
	/** Whether the filters of the last poll matched a record; one that they hid is taken as it is, without an event. */
	wasMatched: (states: Array<PartialRecord<T>>) => boolean;
	/** Distinguishes the same IDs of different tenants. */
	tenant: string;
	/** Number of this poll, by which waiting records keep their order. */
	pollNumber: number;
}

/** The events of a poll, and the snapshot that records them. */
export interface ComparisonResult<T extends Identified> {
	snapshot: Snapshot<T>;
	events: TriggerEvent[];
	/** Whether the snapshot differs from the one before. */
	changed: boolean;
}

/** Compares the records of a poll with the snapshot. Pure, and the only place that decides what is an event. */
export class Comparison<T extends Identified> {
	private readonly entries: Map<string, SnapshotEntry<T>>;

	private readonly waiting = new Map<string, number>();

	private readonly events: TriggerEvent[] = [];

	/** New records -> the records of the same serial number that they replace. */
	private readonly predecessors: Map<string, string>;

	private readonly replaced: Set<string>;

	private changed = false;

	private readonly type: RecordType<T>;

	private readonly before: Snapshot<T>;

	private readonly view: RecordView<T>;

	private readonly policy: EmitPolicy<T>;

	constructor(
		type: RecordType<T>,
		before: Snapshot<T>,
		view: RecordView<T>,
		policy: EmitPolicy<T>,
	) {
		this.type = type;
		this.before = before;
		this.view = view;
		this.policy = policy;
		this.entries = new Map(before.entries);
		this.predecessors = findPredecessors(type, before, view.records);
		this.replaced = new Set(this.predecessors.values());
	}

	/**
	 * Returns events together with the snapshot that records them. Changes that were not emitted keep their old entry,
	 * so the next poll finds them again.
	 */
	run(): ComparisonResult<T> {
		const { removed, records, unlisted, complete } = this.view;
		const { entries, waiting, backfilling } = this.before;
		for (const id of this.inOrder([...removed, ...records.keys(), ...unlisted.keys()])) {
			const [listed, alone] = [records.get(id), unlisted.get(id)];
			if (listed) this.compareRecord(listed, 0);
			else if (alone) this.compareRecord(alone, Math.max(entries.get(id)?.absence ?? 0, 0) + 1);
			else this.removeRecord(id);
		}
		this.noteAbsence();
		if (!complete) {
			for (const [id, since] of waiting) if (!records.has(id)) this.waiting.set(id, since);
		}
		const still = backfilling && (this.waiting.size > 0 || !complete);
		return {
			snapshot: {
				...this.before,
				entries: this.entries,
				waiting: this.waiting,
				backfilling: still,
			},
			events: this.events,
			changed:
				this.changed ||
				still !== backfilling ||
				this.waiting.size !== waiting.size ||
				[...this.waiting.keys()].some((id) => !waiting.has(id)),
		};
	}

	private noteAbsence(): void {
		const { ignored, missing = [] } = this.view;
		for (const id of ignored) {
			const entry = this.entries.get(id);
			if (entry && entry.absence !== IGNORED) this.set(id, { ...entry, absence: IGNORED });
		}
		for (const id of missing) {
			const entry = this.entries.get(id);
			if (entry && entry.absence >= 0) this.set(id, { ...entry, absence: entry.absence + 1 });
		}
	}

	/** Waiting records come first, those that waited longest before the others. */
	private inOrder(ids: string[]): string[] {
		const { waiting } = this.before;
		if (waiting.size === 0) return ids;
		const since = (id: string) => waiting.get(id) ?? Number.POSITIVE_INFINITY;
		const waited = ids.filter((id) => waiting.has(id));
		return [
			...waited.sort((one, other) => since(one) - since(other)),
			...ids.filter((id) => !waiting.has(id)),
		];
	}

	private set(id: string, entry: SnapshotEntry<T>): void {
		this.entries.set(id, entry);
		this.changed = true;
	}

	private forget(id: string): void {
		this.entries.delete(id);
		this.changed = true;
	}

	private removeRecord(id: string): void {
		const entry = this.before.entries.get(id);
		// A replaced record is emitted as enrolled again, not as removed, and its entry ends when that is emitted.
		if (!entry || this.replaced.has(id)) return;
		const { record } = entry;
		const { removed, isRemoved } = this.type;
		if (!removed) {
			const { deliveries } = entry;
			const blank = { id } as PartialRecord<T>;
			this.set(id, { record: blank, deliveries, absence: FORGOTTEN, conditions: {} });
			return;
		}
		const isEvent = !isRemoved?.(record) && this.policy.wasMatched([record]);
		const changes = isEvent ? [{ event: removed }] : [];
		if (this.emit(entry, [record], record, changes) !== undefined) this.forget(id);
	}

	private compareRecord(seen: T, absence: number): void {
		const { id } = seen;
		const entry = this.before.entries.get(id);
		const known = entry?.absence === FORGOTTEN ? undefined : entry;
		const record = known ? withKnownValues(this.type, known.record, seen) : seen;
		const previous = this.predecessors.get(id);
		if (!entry && previous !== undefined && !this.view.complete) {
			// Only a complete listing shows whether the old record is gone.
			this.wait(id);
			return;
		}
		const states = known ? [known.record, record] : [record];
		const conditions = conditionValues(this.type, record, known?.conditions);
		const changes = this.policy.wasMatched(states)
			? [
					...(known ? this.changesOf(known.record, record) : this.arrival(record)),
					...this.conditionChanges(record, known?.conditions ?? {}, conditions),
				]
			: [];
		const emitted = this.emit(entry, states, seen, changes);
		if (emitted === undefined) return;
		if (previous !== undefined && !this.view.records.has(previous)) this.forget(previous);
		const next: SnapshotEntry<T> = {
			record: storedRecord(this.type, record),
			deliveries: (entry?.deliveries ?? 0) + Math.min(emitted, 1),
			absence,
			conditions,
		};
		if (!known || !this.isSame(known, next)) this.set(id, next);
	}

	private isSame(one: SnapshotEntry<T>, other: SnapshotEntry<T>): boolean {
		const { conditions = [], storedFields } = this.type;
		return (
			one.deliveries === other.deliveries &&
			one.absence === other.absence &&
			conditions.every(({ event }) => one.conditions[event] === other.conditions[event]) &&
			storedFields.every(
				(field) => field in one.record && isSameValue(one.record[field], other.record[field]),
			)
		);
	}

	private arrival(record: T): Change[] {
		const { added, existing, isRemoved, addedAt, isNews } = this.type;
		if (isRemoved?.(record) || isNews?.(record) === false) return [];
		const at = addedAt(record);
		const { newest, backfilling } = this.before;
		const wasThere = newest !== null && at !== null && at <= newest;
		if (backfilling && existing && (wasThere || at === null)) {
			return [{ event: existing, occurredAt: at }];
		}
		const previous = this.predecessors.get(record.id);
		if (previous === undefined) return [{ event: added, occurredAt: at }];
		const changes = { id: { from: previous, to: record.id } };
		return [{ event: added, occurredAt: at, changes, more: { reEnrolled: true } }];
	}

	private changesOf(before: PartialRecord<T>, after: T): Change[] {
		const changes: Change[] = [...(this.type.enrollmentChanges?.(before, after) ?? [])];
		for (const { event, fields, appliesTo, decidingField } of this.type.fieldEvents) {
			const differing = Object.entries(differingFields(fields, before, after));
			const counting = appliesTo
				? differing.filter(([, { from, to }]) => appliesTo(from, to))
				: differing.filter(
						([field, { from }]) => !isUnstated(this.type, field as keyof T & string, from),
					);
			const decides =
				decidingField === undefined || counting.some(([field]) => field === decidingField);
			if (counting.length > 0 && decides) {
				changes.push({ event, changes: Object.fromEntries(counting) });
			}
		}
		return changes;
	}

	private conditionChanges(record: T, before: ConditionValues, after: ConditionValues): Change[] {
		const { conditions = [] } = this.type;
		return conditions.flatMap(
			({ event, endEvent, isEndEvent, describe, describeEnd }): Change[] => {
				const [was, is] = [before[event] ?? null, after[event] ?? null];
				if (is !== null && is !== was) return [{ event, ...describe(record, is) }];
				const hasEnded = is === null && was !== null && (isEndEvent?.(record, was) ?? true);
				if (hasEnded && endEvent !== undefined) {
					return [{ event: endEvent, ...describeEnd?.(record, was) }];
				}
				return [];
			},
		);
	}

	private wait(id: string): void {
		this.waiting.set(id, this.before.waiting.get(id) ?? this.policy.pollNumber);
	}

	/** Emits the wanted ones of these changes and returns how many; undefined when they wait for a later poll. */
	private emit(
		entry: SnapshotEntry<T> | undefined,
		states: Array<PartialRecord<T>>,
		record: PartialRecord<T>,
		changes: Change[],
	): number | undefined {
		const { max, isWanted, tenant } = this.policy;
		const wanted = changes.filter(({ event }) => isWanted(event, states));
		const isFull = max <= 0 || (this.events.length > 0 && this.events.length + wanted.length > max);
		if (wanted.length > 0 && isFull) {
			this.wait(record.id);
			return undefined;
		}
		for (const change of wanted) {
			const { event, changes: values = {}, occurredAt = null } = change;
			// An ID that is used again after its removal counts from 0, but its record was created at another time.
			const life = [
				this.before.startedAt,
				record.id,
				this.type.addedAt(states[states.length - 1]),
				entry?.deliveries ?? 0,
			];
			this.events.push({
				...change,
				eventId: fingerprint([tenant, ...life, event, values, occurredAt]),
				recordType: this.type.name,
				record,
				recordId: record.id,
			});
		}
		return wanted.length;
	}
}
