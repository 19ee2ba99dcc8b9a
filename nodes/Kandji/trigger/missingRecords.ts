import { NodeOperationError } from 'n8n-workflow';
import { sortBy } from 'lodash';

import type { KandjiRequest } from '../client/client';
import { awaitAll } from '../util/awaitAll';
import { isRecord, text } from '../util/json';
import type { FeedRun } from './feed';
import { findPredecessors } from './predecessors';
import { normalizeRow } from './recordSource';
import type { ListedSource, Look } from './recordSource';
import type { Identified, RecordType } from './recordType';
import { IGNORED } from './snapshot';
import type { RecordView, Snapshot } from './snapshot';

/** Missing records that one poll confirms at most; the others follow with the next one. */
const MAX_CONFIRMATIONS = 250;
/** Among them, records that were still there although no listing shows them: they cost little. */
const MAX_RECHECKS = 25;
/** So many missing records at once are never too many. */
const MIN_SUSPICIOUS = 25;

/** Facts about the records that the listing does not show. */
export type MissingResult<T extends Identified> = Pick<
	RecordView<T>,
	'removed' | 'unlisted' | 'ignored'
> & { failure?: unknown };

/** The result for a listing of which nothing is known to be missing. */
export const nothingMissing = <T extends Identified>(failure?: unknown): MissingResult<T> => ({
	removed: new Set(),
	unlisted: new Map(),
	ignored: new Set(),
	failure,
});

/** Reads one record; undefined when Kandji answers 404. Throws when the answer is not that record. */
async function readRecord<T extends Identified>(
	source: ListedSource<T>,
	{ client }: FeedRun,
	id: string,
): Promise<T | undefined> {
	const { recordPermission: permission, list, idKey } = source;
	const path = `${list.path}/${encodeURIComponent(id)}`;
	const request: KandjiRequest = { method: 'GET', path, permission, accepts: [404] };
	const { status, body } = await client.request(request);
	if (status === 404) return undefined;
	if (!isRecord(body) || text(body, idKey).toLowerCase() !== id) {
		throw client.failed(request, { kind: 'otherForm', expected: `the record "${id}"` });
	}
	return normalizeRow(source, body, client.tenant);
}

/** Throws when the token may not read single records, without which no removal can be confirmed. */
export async function checkConfirmation<T extends Identified>(
	source: ListedSource<T>,
	run: FeedRun,
	records: RecordView<T>['records'],
): Promise<void> {
	const [id] = records.keys();
	if (id !== undefined) await readRecord(source, run, id);
}

/** Reads each of these records: only Kandji's 404 confirms a removal. */
async function confirm<T extends Identified>(
	source: ListedSource<T>,
	run: FeedRun,
	ids: string[],
): Promise<MissingResult<T>> {
	const removed = new Set<string>();
	const unlisted = new Map<string, T>();
	const ask = async (id: string) => {
		const record = await readRecord(source, run, id);
		if (record) unlisted.set(id, record);
		else removed.add(id);
	};
	const [first, ...others] = ids;
	let failure: unknown;
	try {
		// If the token may not, or Kandji cannot, one request is enough to learn it.
		if (first !== undefined) await ask(first);
		await awaitAll(others.map(ask));
	} catch (error) {
		failure = error;
	}
	return { removed, unlisted, ignored: new Set(), failure };
}

/** Returns the records to confirm now: those that were never read, then a few of the others, least read first. */
function toConfirm<T extends Identified>(
	{ entries, waiting }: Snapshot<T>,
	fresh: string[],
	known: string[],
): string[] {
	const since = (id: string) => waiting.get(id) ?? Number.POSITIVE_INFINITY;
	return [
		...sortBy(fresh, since).slice(0, MAX_CONFIRMATIONS),
		...sortBy(known, (id) => entries.get(id)?.absence).slice(0, MAX_RECHECKS),
	];
}

/**
 * Returns the failure to report if too many of a list's records are missing at once, undefined otherwise: the token
 * has more likely lost access, or Kandji answered with a part, than that so many were removed.
 */
export function tooManyMissing<T extends Identified>(
	{ name, noun = name }: RecordType<T>,
	{ client, settings }: FeedRun,
	missing: number,
	all: number,
	minSuspicious = MIN_SUSPICIOUS,
): NodeOperationError | undefined {
	const max = Math.max(minSuspicious, (all * settings.options.maxRemovalShare) / 100);
	if (missing <= max) return undefined;
	const error = new NodeOperationError(
		client.node,
		`${missing} of ${all} ${noun}s are missing from Kandji at once, so no removal is emitted`,
		{
			description:
				'Check whether the API token still sees all of them. Other events are emitted as usual, and removals wait until the records are back. If they were really removed, raise the option "Max Removals at Once (%)".',
		},
	);
	error.context.cause = `missing ${noun}s`;
	return error;
}

/** Finds out what became of the records that a complete listing does not show, if removals are selected. */
export async function findMissing<T extends Identified>(
	source: ListedSource<T>,
	{ run, type }: Pick<Look<T>, 'run' | 'type'>,
	before: Snapshot<T>,
	records: RecordView<T>['records'],
): Promise<MissingResult<T>> {
	const { settings } = run;
	const watched = [...before.entries].filter(([, { absence }]) => absence !== IGNORED);
	const missing = watched.filter(([id]) => !records.has(id));
	if (!type.removed || !settings.events.includes(type.removed)) {
		return { ...nothingMissing(), ignored: new Set(missing.map(([id]) => id)) };
	}
	const replaced = new Set(findPredecessors(type, before, records).values());
	const wanted = missing.filter(
		([id, { record }]) => !replaced.has(id) && source.matches(settings.filters, record),
	);
	const idsOf = (those: typeof wanted) => those.map(([id]) => id);
	const fresh = idsOf(wanted.filter(([, { absence }]) => absence === 0));
	const known = idsOf(wanted.filter(([, { absence }]) => absence > 0));
	const failure = tooManyMissing(type, run, fresh.length, watched.length);
	if (failure) return nothingMissing(failure);
	return await confirm(source, run, toConfirm(before, fresh, known));
}
