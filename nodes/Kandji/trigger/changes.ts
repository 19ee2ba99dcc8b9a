import type { NormalizedDevice } from '../shapes/device';
import type { Change, Changes, EventName, TriggerEvent } from './events';
import { fingerprint } from './identity';
import type { Identified, Kind, Known } from './kinds';
import { asDevice, keep, lastSign } from './snapshot';
import type { Seen, Snapshot, View } from './snapshot';

/** What is to be told, and how much of it. */
export interface Policy<T extends Identified> {
	/** Whether the user wants an event, seeing the record before and after it; `field` for events of one field. */
	wants: (event: EventName, states: Array<Known<T>>) => boolean;
	/** Fields of `device.fieldChanged` that count. */
	counts: (field: string) => boolean;
	/** Most events to deliver; one record's events stay together, so the first record may exceed it. */
	most: number;
	/** Records enter and leave the listing by other ways than enrollment, because Kandji filters it by what can change. */
	scoped: boolean;
	/** ISO; who has not checked in since then is stale. Absent: nobody is. */
	staleBefore?: string;
	/** Distinguishes the same ids of different tenants. */
	tenant: string;
}

export interface Advanced<T extends Identified> {
	snapshot: Snapshot<T>;
	events: TriggerEvent[];
	/** Some events did not fit and come with a later poll. */
	carried: boolean;
	/** Whether the snapshot differs from the one before. */
	changed: boolean;
}

function same(one: unknown, other: unknown): boolean {
	if (one === other) return true;
	if (Array.isArray(one) && Array.isArray(other)) {
		return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
	}
	return typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other);
}

function differences<T extends Identified>(
	fields: ReadonlyArray<keyof T & string>,
	before: Known<T>,
	after: Known<T>,
): Changes {
	const changed = fields.filter((field) => field in before && !same(before[field], after[field]));
	return Object.fromEntries(
		changed.map((field) => [field, { from: before[field], to: after[field] }]),
	);
}

function serialOf(record: Identified): string | null {
	return asDevice(record).serialNumber ?? null;
}

/** Compares what a poll found with what was seen before; pure, and the only place that decides what is an event. */
export class Comparison<T extends Identified> {
	private readonly seen: Map<string, Seen<T>>;

	private readonly events: TriggerEvent[] = [];

	private readonly idBySerial = new Map<string, string>();

	private readonly listedSerials: Set<string | null>;

	private carried = false;

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
		this.listedSerials = new Set([...view.records.values()].map(serialOf));
		for (const [id, { record }] of before.seen) {
			const serial = serialOf(record);
			if (serial !== null) this.idBySerial.set(serial, id);
		}
	}

	/** Everything that is told comes with the snapshot that knows it was told; what is not told stays as it was. */
	advance(): Advanced<T> {
		const { gone, records, elsewhere, unasked, complete } = this.view;
		for (const id of gone) this.leave(id);
		for (const record of records.values()) this.meet(record, false);
		for (const record of elsewhere.values()) this.meet(record, true);
		for (const id of unasked) {
			const seen = this.before.seen.get(id);
			if (seen && !seen.away) this.set(id, { ...seen, away: true });
		}
		const filling = this.before.filling && (this.carried || !complete);
		return {
			snapshot: { ...this.before, seen: this.seen, filling },
			events: this.events,
			carried: this.carried,
			changed: this.changed || filling !== this.before.filling,
		};
	}

	private set(id: string, seen: Seen<T>): void {
		this.seen.set(id, seen);
		this.changed = true;
	}

	private leave(id: string): void {
		const seen = this.before.seen.get(id);
		if (!seen) return;
		const { record } = seen;
		const serial = serialOf(record);
		const told = asDevice(record).removed === true;
		// The same device under a new record is told as enrolled again, not as removed.
		const replaced = serial !== null && this.listedSerials.has(serial);
		const changes = told || replaced ? [] : [{ event: this.kind.gone }];
		if (this.tell(seen, [record], record, changes) === undefined) return;
		this.seen.delete(id);
		this.changed = true;
	}

	private meet(record: T, away: boolean): void {
		const { id } = record;
		const seen = this.before.seen.get(id);
		const silence = this.silenceOf(record, seen);
		const changes = seen ? this.compare(seen.record, record) : this.arrival(record);
		if (silence !== null && silence !== seen?.silence) {
			changes.push({ event: 'device.stale', occurredAt: silence, more: { silentSince: silence } });
		}
		const known = keep(this.kind, record);
		const told = this.tell(seen, seen ? [seen.record, record] : [record], record, changes);
		if (told === undefined) return;
		const deliveries = (seen?.deliveries ?? 0) + Math.min(told, 1);
		const unchanged =
			seen !== undefined &&
			deliveries === seen.deliveries &&
			away === seen.away &&
			silence === seen.silence &&
			this.kind.kept.every(
				(field) => field in seen.record && same(seen.record[field], known[field]),
			);
		if (!unchanged) this.set(id, { record: known, deliveries, away, silence });
	}

	/** The silence that is, or was before, told for this record. */
	private silenceOf(record: T, seen: Seen<T> | undefined): string | null {
		const { staleBefore } = this.policy;
		const sign = lastSign(record);
		const silent = staleBefore !== undefined && sign !== null && sign < staleBefore;
		return silent && asDevice(record).removed !== true ? sign : (seen?.silence ?? null);
	}

	private arrival(record: T): Change[] {
		const device = asDevice(record);
		if (device.removed === true) return [];
		const at = this.kind.addedAt(record) ?? null;
		const { newest, filling } = this.before;
		const old = newest !== null && at !== null && at <= newest;
		if (filling && (old || at === null)) return [{ event: 'device.existing', occurredAt: at }];
		if (this.policy.scoped && old) return [];
		const previous = this.idBySerial.get(serialOf(record) ?? '');
		if (previous === undefined) return [{ event: this.kind.added, occurredAt: at }];
		const changes = { id: { from: previous, to: record.id } };
		return [{ event: this.kind.added, occurredAt: at, changes, more: { reEnrolled: true } }];
	}

	private compare(before: Known<T>, after: T): Change[] {
		const changes: Change[] = [...this.enrollment(before, after)];
		for (const { event, fields, when, key } of this.kind.watches) {
			const counted = event === 'device.fieldChanged' ? fields.filter(this.policy.counts) : fields;
			const differing = Object.entries(differences(counted, before, after));
			const told = when ? differing.filter(([, { from, to }]) => when(from, to)) : differing;
			if (told.length > 0 && (key === undefined || told.some(([field]) => field === key))) {
				changes.push({ event, changes: Object.fromEntries(told) });
			}
		}
		return changes;
	}

	/** Enrolled again, or no longer enrolled, under the same record. */
	private enrollment(before: Known<T>, after: T): Change[] {
		const [then, now] = [asDevice(before), asDevice(after)];
		if (then.removed === false && now.removed === true) {
			return [
				{
					event: this.kind.gone,
					changes: differences<NormalizedDevice>(
						['removed'],
						{ ...then, id: after.id },
						{ ...now, id: after.id },
					),
				},
			];
		}
		const newer =
			now.lastEnrollment && then.lastEnrollment && now.lastEnrollment > then.lastEnrollment;
		const back = then.removed === true && now.removed === false;
		if (!newer && !back) return [];
		const changes = differences<NormalizedDevice>(
			['lastEnrollment', 'removed'],
			{ ...then, id: after.id },
			{ ...now, id: after.id },
		);
		return [
			{
				event: this.kind.added,
				occurredAt: now.lastEnrollment,
				changes,
				more: { reEnrolled: true },
			},
		];
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
			this.carried = true;
			return undefined;
		}
		for (const change of wanted) {
			const { event, changes: values = {}, occurredAt = null } = change;
			// An id that comes back after its removal starts to count anew, but it came to be at another time.
			const life = [
				this.before.born,
				record.id,
				this.kind.addedAt(record) ?? null,
				seen?.deliveries ?? 0,
			];
			const parts = [tenant, ...life, event, values, occurredAt];
			this.events.push({
				...change,
				eventId: fingerprint(parts),
				noun: this.kind.noun,
				record,
				subject: record.id,
			});
		}
		return wanted.length;
	}
}
