import type { Look, LookResult } from './recordSource';
import type { Identified, PartialRecord } from './recordType';
import { tooManyMissing } from './missingRecords';
import { FORGOTTEN, viewOf } from './snapshot';
import type { SnapshotEntry } from './snapshot';

/** An answer about records that a list no longer shows. */
export interface RecheckResult<T extends Identified> {
	/** The records as Kandji shows them now. */
	records: T[];
	/** IDs of records that are still there, unchanged as far as events are concerned. */
	unchanged?: ReadonlySet<string>;
	/** IDs that are certainly no longer there, although their device is, with the record to emit for each. */
	absent?: Map<string, T>;
}

/** How a list that shows a part of all records (those with a problem, or those of an app) is read. */
export interface PartialListing<T extends Identified> {
	listed: T[];
	complete: boolean;
	pages: number;
	/** Whether the list has to show a record of the snapshot. */
	isExpected: (record: PartialRecord<T>) => boolean;
	/** Asks for expected records that the list does not show. */
	recheck: (ids: string[]) => Promise<RecheckResult<T>>;
	maxRechecks: number;
}

/** An expected record that no answer shows is forgotten after so many looks. */
const MAX_ABSENCE = 3;
/** A record is absent only when two looks say so. */
const MIN_ABSENCE = 1;
/** So many absent records at once are suspicious when an answer shows nothing at all. */
const MIN_SUSPICIOUS_ABSENT = 3;

/** Compares a partial list with the snapshot: what it no longer shows is asked for, and doubted if it is too much. */
export async function lookAtPart<T extends Identified>(
	{ run, type, before }: Look<T>,
	{ listed, complete, pages, isExpected, recheck, maxRechecks }: PartialListing<T>,
): Promise<LookResult<T>> {
	const records = new Map(listed.map((record) => [record.id, record]));
	const entries = before?.entries ?? new Map<string, SnapshotEntry<T>>();
	const expected = [...entries].filter(
		([, { record, absence }]) => absence !== FORGOTTEN && isExpected(record),
	);
	const absenceOf = (id: string) => entries.get(id)?.absence ?? 0;
	const missed = complete ? expected.map(([id]) => id).filter((id) => !records.has(id)) : [];
	const asked = missed
		.sort((one, other) => absenceOf(one) - absenceOf(other))
		.slice(0, maxRechecks);
	const none: RecheckResult<T> = { records: [] };
	const answer = asked.length > 0 ? await recheck(asked) : none;
	const { records: found, unchanged, absent = new Map<string, T>() } = answer;
	for (const record of found) records.set(record.id, record);
	const view = viewOf(records);
	const unresolved = asked.filter((id) => !records.has(id) && !unchanged?.has(id));
	const isEmpty = records.size === 0 && !unchanged?.size;
	const isSuspicious = isEmpty && absent.size >= MIN_SUSPICIOUS_ABSENT;
	const failure = isSuspicious
		? tooManyMissing(type, run, absent.size, expected.length, 0)
		: tooManyMissing(type, run, unresolved.length, expected.length);
	// With too much missing, everything stays as it was.
	if (failure) return { view, failure, pages };
	const missing = new Set<string>();
	const removed = new Set<string>();
	for (const id of unresolved) {
		const record = absent.get(id);
		if (record && absenceOf(id) >= MIN_ABSENCE) records.set(id, record);
		else if (record) missing.add(id);
		// An answer that shows nothing at all says nothing about a single record.
		else if (!isEmpty) (absenceOf(id) + 1 >= MAX_ABSENCE ? removed : missing).add(id);
	}
	return { view: { ...view, missing, removed }, pages };
}
