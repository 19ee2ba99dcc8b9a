import type { IDataObject } from 'n8n-workflow';

import { awaitAll } from '../util/awaitAll';
import { readingEndsAt } from './feed';
import type { FeedRun } from './feed';
import { checkConfirmation, findMissing, nothingMissing } from './missingRecords';
import { normalizeRow } from './recordSource';
import type { ListedSource, Look, LookResult, NoResult, RecordSource } from './recordSource';
import type { Identified } from './recordType';
import type { RecordView } from './snapshot';

interface ListingResult<T extends Identified> {
	records: Map<string, T>;
	complete: boolean;
	pages: number;
}

/** Returns the records of all queries together; undefined while a long list has not come to its end. */
async function listAll<T extends Identified>(
	source: ListedSource<T>,
	run: FeedRun,
): Promise<ListingResult<T> | undefined> {
	const { list, name } = source;
	const { client, settings, schedule } = run;
	const keep = (raw: IDataObject) => normalizeRow(source, raw, client.tenant);
	const parts = await awaitAll(
		source.queries(settings).map(async (query) => {
			if (list.pager === 'cursor') {
				const until = readingEndsAt(run);
				return await schedule.readOn(name, client, { list, query, keep, until });
			}
			const { rows, complete } = await client.list(list, { query });
			return { found: rows.map(keep), complete, pages: 0 };
		}),
	);
	const records: ListingResult<T>['records'] = new Map();
	const listing = { records, complete: true, pages: 0 };
	let count = 0;
	for (const part of parts) {
		if (part === undefined) return undefined;
		listing.complete &&= part.complete;
		listing.pages += part.pages;
		count += part.found.length;
		for (const record of part.found) if (record.id !== '') records.set(record.id, record);
	}
	// A row that comes twice has pushed another one out of sight, unless it does so every time.
	const isWhole = listing.complete && (count === records.size || parts.length > 1);
	listing.complete = isWhole || schedule.isSteady(name, records.keys());
	return listing;
}

/** Returns what the token lacks for confirming removals, while somebody is there to fix it. */
async function missingPermission<T extends Identified>(
	source: ListedSource<T>,
	{ type, run }: Look<T>,
	records: RecordView<T>['records'],
): Promise<unknown> {
	const { isPublishing, settings } = run;
	if (!isPublishing || !type.removed || !settings.events.includes(type.removed)) return undefined;
	try {
		await checkConfirmation(source, run, records);
		return undefined;
	} catch (error) {
		return error;
	}
}

async function lookAtList<T extends Identified>(
	source: ListedSource<T>,
	look: Look<T>,
): Promise<LookResult<T> | NoResult> {
	const { run, before, hasOtherFilters } = look;
	const listing = await listAll(source, run);
	if (!listing) return 'unfinished';
	const { records, complete, pages } = listing;
	// An incomplete list starts nothing, and says nothing about records that the former filters hid.
	if (!complete && (!before || hasOtherFilters)) return 'incomplete';
	const { failure, ...missing } =
		before && complete ? await findMissing(source, look, before, records) : nothingMissing<T>();
	return {
		view: { records, complete, ...missing },
		failure: failure ?? (await missingPermission(source, look, records)),
		pages,
	};
}

/** Returns a source whose looks read the whole list. */
export function listedSource<T extends Identified>(source: ListedSource<T>): RecordSource<T> {
	return {
		...source,
		look: async (look) => await lookAtList(source, look),
		complete: (record, tenant) => ({
			...source.normalize({ [source.idKey]: record.id }, tenant),
			...record,
		}),
	};
}
