import { isEqual } from 'lodash';

import { text } from '../util/json';
import { Comparison } from './comparison';
import type { EmitPolicy } from './comparison';
import type { TriggerEvent } from './events';
import { countingEvents, noResult } from './feed';
import type { Feed, FeedResult, FeedRun } from './feed';
import { fingerprint } from './fingerprint';
import type { RecordSource } from './recordSource';
import { eventsOf } from './recordType';
import type { Identified, PartialRecord, RecordType } from './recordType';
import { loadSnapshot, saveSnapshot, startSnapshot } from './snapshot';
import { allSelected, selectedAs } from './triggerSettings';
import type { DeviceFilters, TriggerSettings } from './triggerSettings';

function policyOf<T extends Identified>(
	{ matches }: RecordSource<T>,
	type: RecordType<T>,
	{ settings, client, pollNumber }: FeedRun,
	selected: ReadonlySet<string>,
	formerFilters: DeviceFilters,
	max: number,
): EmitPolicy<T> {
	const { filters, options } = settings;
	const hasOtherFilters = !isEqual(formerFilters, filters);
	return {
		isWanted: (event, states) => {
			const isSelected =
				event === type.existing
					? options.firstPoll === 'existing'
					: selectedAs(settings, event).some((each) => selected.has(each));
			return isSelected && states.some((state) => matches(filters, state));
		},
		wasMatched: (states) =>
			!hasOtherFilters || states.some((state) => matches(formerFilters, state)),
		max,
		tenant: client.tenant.apiUrl,
		pollNumber,
	};
}

/** Adds to an event what its item shows beside the stored fields: the whole record, its device, its page. */
export function completeEvent<T extends Identified>(
	{ complete, deviceOf, present }: RecordSource<T>,
	event: TriggerEvent,
	{ client }: Pick<FeedRun, 'client'>,
): void {
	const known = event.record as PartialRecord<T>;
	const record = complete ? complete(known, client.tenant) : known;
	event.device = deviceOf?.(record, client.tenant);
	event.url = (event.device?.url ?? text(record, 'url')) || undefined;
	event.record = present ? present(record) : record;
}

/** Whether one of the events of a source is selected. */
export function isSourceSelected<T extends Identified>(
	{ type }: RecordSource<T>,
	settings: TriggerSettings,
): boolean {
	const events = eventsOf(type({ settings, selected: new Set(), now: new Date() }));
	return settings.events.some((event) => events.includes(event));
}

/** Returns a feed of the changes between two looks at a source. */
export function snapshotFeed<T extends Identified>(source: RecordSource<T>): Feed {
	const { name, list, subject = name } = source;
	return {
		name,
		subject,
		isPageByPage: list.pager === 'prism' || list.pager === 'cursor',
		isSelected: (settings) => isSourceSelected(source, settings),
		probe: async ({ client, settings }) => {
			const [query] = source.queries(settings);
			await client.list(list, { query, limit: 1, record: source.subject });
		},
		async fetch(run, saved): Promise<FeedResult> {
			const { settings, client, isFirstEver } = run;
			const tenant = fingerprint([client.tenant.apiUrl]);
			const own = saved?.tenant === tenant && saved.snapshot ? saved : undefined;
			const before = own?.snapshot && loadSnapshot<T>(own.snapshot);
			const formerFilters = own?.filters ?? settings.filters;
			const selected = countingEvents(settings, own);
			const type = source.type({ settings, selected, now: client.now });
			const hasOtherFilters = !isEqual(formerFilters, settings.filters);
			const result = await source.look({ run, type, before, hasOtherFilters });
			if (typeof result === 'string') return noResult(saved, result);
			const { view, failure, pages } = result;
			return {
				status: 'read',
				failure,
				pages,
				commit: (max) => {
					const emitsExisting =
						settings.options.firstPoll === 'existing' && isFirstEver && type.existing !== undefined;
					const startedAt = client.now.toISOString();
					const start = before ?? startSnapshot(type, view, { startedAt, emitsExisting });
					const policy = policyOf(source, type, run, selected, formerFilters, max);
					const { snapshot, events, changed } = new Comparison(type, start, view, policy).run();
					const hasMore = snapshot.waiting.size > 0;
					const asked = { selected: allSelected(settings), filters: settings.filters };
					if (own && !changed && isEqual(asked, { selected: own.selected, filters: own.filters })) {
						return { saved, changed: false, events, hasMore };
					}
					for (const event of events) completeEvent(source, event, run);
					const next = { tenant, ...asked, snapshot: saveSnapshot(type, snapshot) };
					return { saved: next, changed: true, events, hasMore };
				},
			};
		},
	};
}
