import type { Change, EventName, TriggerEvent } from './events';
import { fingerprint } from './identity';
import { differences, keptOf, same } from './kind';
import type { Identified, Kind, Known } from './kind';
import { findPredecessors } from './predecessors';
import { staleSince, UNWATCHED } from './snapshot';
import type { Seen, Snapshot, View } from './snapshot';

/** What is to be told, and how much of it. */
export interface Policy<T extends Identified> {
	/** Whether the user wants an event, seeing the record before and after it. */
	wants: (event: EventName, states: Array<Known<T>>) => boolean;
	/** Most events to deliver; one record's events stay together, so the first record may exceed it. */
	most: number;
	/** Whether the poll before looked for a record; one that other filters hid from it is taken as it is, without a word. */
	lookedFor: (states: Array<Known<T>>) => boolean;
	/** Distinguishes the same ids of different tenants. */
	tenant: string;
	/** Number of this poll, by which what has to wait keeps its turn. */
	turn: number;
}

export interface Advanced<T extends Identified> {
	snapshot: Snapshot<T>;
	events: TriggerEvent[];
	/** Whether the snapshot differs from the one before. */
	changed: boolean;
}

/** Compares what a poll found with what was seen before; pure, and the only place that decides what is an event. */
export class Comparison<T extends Identified> {
	private readonly seen: Map<string, Seen<T>>;

	private readonly waiting = new Map<string, number>();

	private readonly events: TriggerEvent[] = [];

	/** New records -> the records of the same serial number that they replace. */
	private readonly predecessors: Map<string, string>;

	private readonly replaced: Set<string>;

	private changed = false;

	private readonly kind: Kind<T>;

	private readonly before: Snapshot<T>;

	private readonly view: View<T>;

	private readonly policy: Policy<T>;

	constructor(kind: Kind<T>, before: Snapshot<T>, view: View<T>, policy: Policy<T>) {
		this.kind = kind;
		this.before = before;
		this.view = view;
		this.policy = policy;
		this.seen = new Map(before.seen);
		this.predecessors = findPredecessors(kind, before, view.records);
		this.replaced = new Set(this.predecessors.values());
	}

	/** Everything that is told comes with the snapshot that knows it was told; what is not told stays as it was. */
	advance(): Advanced<T> {
		const { gone, records, unlisted, unwatched, complete } = this.view;
		const { seen, waiting, backfilling } = this.before;
		for (const id of this.inTurn([...gone, ...records.keys(), ...unlisted.keys()])) {
			const [listed, alone] = [records.get(id), unlisted.get(id)];
			if (listed) this.meet(listed, 0);
			else if (alone) this.meet(alone, (seen.get(id)?.absence ?? 0) + 1);
			else this.leave(id);
		}
		for (const id of unwatched) {
			const known = seen.get(id);
			if (known && known.absence !== UNWATCHED) this.set(id, { ...known, absence: UNWATCHED });
		}
		if (!complete) {
			for (const [id, turn] of waiting) if (!records.has(id)) this.waiting.set(id, turn);
		}
		const still = backfilling && (this.waiting.size > 0 || !complete);
		return {
			snapshot: { ...this.before, seen: this.seen, waiting: this.waiting, backfilling: still },
			events: this.events,
			changed:
				this.changed ||
				still !== backfilling ||
				this.waiting.size !== waiting.size ||
				[...this.waiting.keys()].some((id) => !waiting.has(id)),
		};
	}

	/** What waits goes first, longest first, so that every record has its turn however much changes. */
	private inTurn(ids: string[]): string[] {
		const { waiting } = this.before;
		if (waiting.size === 0) return ids;
		const turnOf = (id: string) => waiting.get(id) ?? Number.POSITIVE_INFINITY;
		const waited = ids.filter((id) => waiting.has(id));
		return [
			...waited.sort((one, other) => turnOf(one) - turnOf(other)),
			...ids.filter((id) => !waiting.has(id)),
		];
	}

	private set(id: string, seen: Seen<T>): void {
		this.seen.set(id, seen);
		this.changed = true;
	}

	private forget(id: string): void {
		this.seen.delete(id);
		this.changed = true;
	}

	private leave(id: string): void {
		const seen = this.before.seen.get(id);
		// A record that was replaced is told as enrolled again, not as removed, and leaves when that is told.
		if (!seen || this.replaced.has(id)) return;
		const { record } = seen;
		const { gone, retired } = this.kind;
		const told = gone && !retired?.(record) && this.policy.lookedFor([record]);
		const changes = told ? [{ event: gone }] : [];
		if (this.tell(seen, [record], record, changes) !== undefined) this.forget(id);
	}

	private meet(record: T, absence: number): void {
		const { id } = record;
		const seen = this.before.seen.get(id);
		const previous = this.predecessors.get(id);
		if (!seen && previous !== undefined && !this.view.complete) {
			// Whether the old record is gone shows with the next complete listing.
			this.wait(id);
			return;
		}
		const states = seen ? [seen.record, record] : [record];
		const looked = this.policy.lookedFor(states);
		const changes = seen ? this.compare(seen.record, record) : this.arrival(record);
		const since = staleSince(this.kind, record);
		if (this.kind.stale && since !== null && since !== seen?.staleSince) {
			const { event } = this.kind.stale;
			changes.push({ event, occurredAt: since, more: { silentSince: since } });
		}
		const { flaw } = this.kind;
		const flawed = flaw ? (flaw.holds(record) ?? seen?.flawed ?? null) : null;
		if (flaw && flawed === true && seen?.flawed !== true) {
			changes.push({ event: flaw.event, more: flaw.more(record) });
		}
		const told = this.tell(seen, states, record, looked ? changes : []);
		if (told === undefined) return;
		if (previous !== undefined && !this.view.records.has(previous)) this.forget(previous);
		const next: Seen<T> = {
			record: keptOf(this.kind, record),
			deliveries: (seen?.deliveries ?? 0) + Math.min(told, 1),
			absence,
			staleSince: since ?? seen?.staleSince ?? null,
			flawed,
		};
		if (!seen || !this.equal(seen, next)) this.set(id, next);
	}

	private equal(one: Seen<T>, other: Seen<T>): boolean {
		return (
			one.deliveries === other.deliveries &&
			one.absence === other.absence &&
			one.staleSince === other.staleSince &&
			one.flawed === other.flawed &&
			this.kind.kept.every(
				(field) => field in one.record && same(one.record[field], other.record[field]),
			)
		);
	}

	private arrival(record: T): Change[] {
		const { added, existing, retired, addedAt, news } = this.kind;
		if (retired?.(record) || news?.(record) === false) return [];
		const at = addedAt(record);
		const { newest, backfilling } = this.before;
		const old = newest !== null && at !== null && at <= newest;
		if (backfilling && existing && (old || at === null)) {
			return [{ event: existing, occurredAt: at }];
		}
		const previous = this.predecessors.get(record.id);
		if (previous === undefined) return [{ event: added, occurredAt: at }];
		const changes = { id: { from: previous, to: record.id } };
		return [{ event: added, occurredAt: at, changes, more: { reEnrolled: true } }];
	}

	private compare(before: Known<T>, after: T): Change[] {
		const changes: Change[] = [...(this.kind.enrollment?.(before, after) ?? [])];
		for (const { event, fields, when, key } of this.kind.watches) {
			const differing = Object.entries(differences(fields, before, after));
			const told = when ? differing.filter(([, { from, to }]) => when(from, to)) : differing;
			if (told.length > 0 && (key === undefined || told.some(([field]) => field === key))) {
				changes.push({ event, changes: Object.fromEntries(told) });
			}
		}
		return changes;
	}

	private wait(id: string): void {
		this.waiting.set(id, this.before.waiting.get(id) ?? this.policy.turn);
	}

	/** Delivers what the user wants of these changes and counts it; undefined when it has to wait for a later poll. */
	private tell(
		seen: Seen<T> | undefined,
		states: Array<Known<T>>,
		record: Known<T>,
		changes: Change[],
	): number | undefined {
		const { most, wants, tenant } = this.policy;
		const wanted = changes.filter(({ event }) => wants(event, states));
		const full = most <= 0 || (this.events.length > 0 && this.events.length + wanted.length > most);
		if (wanted.length > 0 && full) {
			this.wait(record.id);
			return undefined;
		}
		for (const change of wanted) {
			const { event, changes: values = {}, occurredAt = null } = change;
			// An id that comes back after its removal starts to count anew, but it came to be at another time.
			const life = [this.before.born, record.id, this.kind.addedAt(record), seen?.deliveries ?? 0];
			this.events.push({
				...change,
				eventId: fingerprint([tenant, ...life, event, values, occurredAt]),
				recordType: this.kind.recordType,
				record,
				recordId: record.id,
			});
		}
		return wanted.length;
	}
}
