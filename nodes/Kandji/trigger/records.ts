import { isEqual } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { awaitAll } from '../client/awaitAll';
import { text } from '../client/json';
import { lookForAbsent, mayConfirm } from './absent';
import type { Absent } from './absent';
import { Comparison } from './changes';
import type { Policy } from './changes';
import { countingTicks, nothingNew } from './feed';
import type { Feed, Fetched, Run } from './feed';
import { fingerprint } from './identity';
import type { Identified, Kind } from './kind';
import { allTicks, ticksOf } from './settings';
import type { DeviceFilters } from './settings';
import { baseline, loadSnapshot, saveSnapshot } from './snapshot';
import type { View } from './snapshot';
import { normalized } from './source';
import type { Moment, Source } from './source';

interface Listing<T extends Identified> {
	records: Map<string, T>;
	complete: boolean;
}

/** The records of all listings together; undefined while a long list has not come to its end. */
async function listAll<T extends Identified>(
	source: Source<T>,
	name: string,
	{ client, settings, readings, readUntil: until }: Run,
): Promise<Listing<T> | undefined> {
	const { list } = source;
	const keep = (raw: IDataObject) => normalized(source, raw, client.tenant);
	const listed = await awaitAll(
		source.queries(settings).map(async (query) => {
			if (list.pager === 'cursor') {
				return await readings.readOn(name, client, { list, query, keep, until });
			}
			const { rows, complete } = await client.list(list, { query });
			return { found: rows.map(keep), complete };
		}),
	);
	const records: Listing<T>['records'] = new Map();
	let complete = true;
	for (const part of listed) {
		if (part === undefined) return undefined;
		complete &&= part.complete;
		for (const record of part.found) if (record.id !== '') records.set(record.id, record);
	}
	return { records, complete };
}

function policyOf<T extends Identified>(
	source: Source<T>,
	kind: Kind<T>,
	{ settings, client, turn }: Run,
	ticks: ReadonlySet<string>,
	former: DeviceFilters,
	most: number,
): Policy<T> {
	const { filters, options } = settings;
	const refiltered = !isEqual(former, filters);
	return {
		wants: (event, states) => {
			const ticked =
				event === kind.existing
					? options.firstPoll === 'existing'
					: ticksOf(settings, event).some((tick) => ticks.has(tick));
			return ticked && states.some((state) => source.passes(filters, state));
		},
		lookedFor: (states) => !refiltered || states.some((state) => source.passes(former, state)),
		most,
		tenant: client.tenant.apiUrl,
		turn,
	};
}

/** What the token lacks for confirming removals, told while somebody is there to mend it. */
async function refusal<T extends Identified>(
	source: Source<T>,
	kind: Kind<T>,
	run: Run,
	records: View<T>['records'],
): Promise<unknown> {
	if (!run.publishing || !run.settings.events.includes(kind.gone)) return undefined;
	try {
		await mayConfirm(source, run, records);
		return undefined;
	} catch (error) {
		return error;
	}
}

/** A feed of what changes between two listings. */
export function recordFeed<T extends Identified>(source: Source<T>, name: string): Feed {
	return {
		name,
		wanted: ({ events }) => events.some((event) => event.startsWith(`${name}.`)),
		async fetch(run, saved): Promise<Fetched> {
			const { settings, client, firstEver } = run;
			const scope = fingerprint([client.tenant.apiUrl]);
			const mine = saved?.scope === scope && saved.snapshot ? saved : undefined;
			const known = mine?.snapshot && loadSnapshot<T>(mine.snapshot);
			const former = mine?.filters ?? settings.filters;
			const listing = await listAll(source, name, run);
			// Without a whole list nothing begins, and nobody knows what the filters of before would have shown.
			if (!listing || (!listing.complete && (!known || !isEqual(former, settings.filters)))) {
				return nothingNew(saved);
			}
			const { records, complete } = listing;
			const { now } = client;
			const ticks = countingTicks(settings, mine);
			const moment: Moment = { settings, ticks, now };
			const kind = source.kind(moment);
			const { failure, ...absent }: Absent<T> =
				known && complete
					? await lookForAbsent(source, kind, run, known, records)
					: { gone: new Set(), unlisted: new Map(), unwatched: new Set() };
			const view: View<T> = { records, complete, ...absent };
			return {
				failure: failure ?? (await refusal(source, kind, run, records)),
				commit: (most) => {
					const existing =
						settings.options.firstPoll === 'existing' && firstEver && kind.existing !== undefined;
					const before =
						known ?? baseline(kind, view, { born: now.toISOString(), known: !existing });
					const policy = policyOf(source, kind, run, ticks, former, most);
					const { snapshot, events, changed } = new Comparison(
						kind,
						before,
						view,
						policy,
					).advance();
					if (snapshot.waiting.size > 0) run.readings.wake(name);
					const asked = { ticks: allTicks(settings), filters: settings.filters };
					if (mine && !changed && isEqual(asked, { ticks: mine.ticks, filters: mine.filters })) {
						return { saved, changed: false, events };
					}
					for (const event of events) {
						const blank = source.normalize({ [source.id]: event.recordId }, client.tenant);
						event.record = { ...blank, ...event.record };
						event.url = text(event.record, 'url') || undefined;
					}
					return {
						saved: { scope, ...asked, snapshot: saveSnapshot(kind, snapshot) },
						changed: true,
						events,
					};
				},
			};
		},
	};
}
