import type { IDataObject } from 'n8n-workflow';

import { awaitAll } from '../util/awaitAll';
import { lookForAbsent, mayConfirm } from './absent';
import type { Absent } from './absent';
import { comparedFeed } from './compared';
import type { Found, Search } from './compared';
import { readUntil } from './feed';
import type { Feed, Run } from './feed';
import type { Identified } from './kind';
import type { View } from './snapshot';
import { normalized } from './source';
import type { Source } from './source';

interface Listing<T extends Identified> {
	records: Map<string, T>;
	complete: boolean;
	pages: number;
}

/** The records of all listings together; undefined while a long list has not come to its end. */
async function listAll<T extends Identified>(
	source: Source<T>,
	name: string,
	run: Run,
): Promise<Listing<T> | undefined> {
	const { list } = source;
	const { client, settings, readings } = run;
	const keep = (raw: IDataObject) => normalized(source, raw, client.tenant);
	const listed = await awaitAll(
		source.queries(settings).map(async (query) => {
			if (list.pager === 'cursor') {
				return await readings.readOn(name, client, { list, query, keep, until: readUntil(run) });
			}
			const { rows, complete } = await client.list(list, { query });
			// A row that comes twice has pushed another one out of sight.
			const once = new Set(rows.map((row) => row[source.id])).size === rows.length;
			return { found: rows.map(keep), complete: complete && once, pages: 0 };
		}),
	);
	const records: Listing<T>['records'] = new Map();
	const listing = { records, complete: true, pages: 0 };
	for (const part of listed) {
		if (part === undefined) return undefined;
		listing.complete &&= part.complete;
		listing.pages += part.pages;
		for (const record of part.found) if (record.id !== '') records.set(record.id, record);
	}
	return listing;
}

/** What the token lacks for confirming removals, told while somebody is there to mend it. */
async function refusal<T extends Identified>(
	source: Source<T>,
	{ kind, run }: Search<T>,
	records: View<T>['records'],
): Promise<unknown> {
	if (!run.publishing || !kind.gone || !run.settings.events.includes(kind.gone)) return undefined;
	try {
		await mayConfirm(source, run, records);
		return undefined;
	} catch (error) {
		return error;
	}
}

async function find<T extends Identified>(
	source: Source<T>,
	name: string,
	search: Search<T>,
): Promise<Found<T> | undefined> {
	const { run, known, refiltered } = search;
	const listing = await listAll(source, name, run);
	// Without a whole list nothing begins, and nobody knows what the filters of before would have shown.
	if (!listing || (!listing.complete && (!known || refiltered))) return undefined;
	const { records, complete, pages } = listing;
	const { failure, ...absent }: Absent<T> =
		known && complete
			? await lookForAbsent(source, search, known, records)
			: { gone: new Set(), unlisted: new Map(), unwatched: new Set() };
	return {
		view: { records, complete, ...absent },
		failure: failure ?? (await refusal(source, search, records)),
		pages,
	};
}

/** A feed of what changes between two listings. */
export function recordFeed<T extends Identified>(source: Source<T>, name: string): Feed {
	return comparedFeed({
		name,
		wanted: ({ events }) => events.some((event) => event.startsWith(`${name}.`)),
		probe: async ({ client, settings }) => {
			const [query] = source.queries(settings);
			await client.list(source.list, { query, limit: 1 });
		},
		kind: source.kind,
		passes: source.passes,
		find: async (search) => await find(source, name, search),
		whole: (record, tenant) => ({
			...source.normalize({ [source.id]: record.id }, tenant),
			...record,
		}),
	});
}
