import { isEqual } from 'lodash';

import type { Tenant } from '../client/tenant';
import { text } from '../util/json';
import { Comparison } from './changes';
import type { Policy } from './changes';
import { countingTicks, nothingNew } from './feed';
import type { Feed, Fetched, Run } from './feed';
import { fingerprint } from './identity';
import type { Identified, Kind, Known } from './kind';
import { allTicks, ticksOf } from './settings';
import type { DeviceFilters } from './settings';
import { baseline, loadSnapshot, saveSnapshot } from './snapshot';
import type { Snapshot, View } from './snapshot';
import type { Moment } from './source';

/** What is looked for with one poll. */
export interface Search<T extends Identified> {
	run: Run;
	kind: Kind<T>;
	/** What was seen before; undefined where nothing was. */
	known?: Snapshot<T>;
	/** Other filters than those by which that was seen. */
	refiltered: boolean;
}

/** What a look at Kandji found. */
export interface Found<T extends Identified> {
	view: View<T>;
	/** Why something could not be asked. */
	failure?: unknown;
	/** Pages that had to be read one after the other. */
	pages: number;
}

/** Records whose changes between two looks are events. */
export interface Subject<T extends Identified> extends Pick<Feed, 'name' | 'wanted' | 'probe'> {
	kind: (moment: Moment) => Kind<T>;
	/** Whether a record passes the filters, as far as its fields are known. */
	passes: (filters: DeviceFilters, record: Known<T>) => boolean;
	/** Looks; undefined while nothing can be said. */
	find: (search: Search<T>) => Promise<Found<T> | undefined>;
	/** A record of which only some fields are known, with all its keys. */
	whole?: (record: Known<T>, tenant: Tenant) => T;
}

function policyOf<T extends Identified>(
	{ passes }: Subject<T>,
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
			return ticked && states.some((state) => passes(filters, state));
		},
		lookedFor: (states) => !refiltered || states.some((state) => passes(former, state)),
		most,
		tenant: client.tenant.apiUrl,
		turn,
	};
}

/** A feed of what changes between two looks. */
export function comparedFeed<T extends Identified>(subject: Subject<T>): Feed {
	const { name, wanted, probe, whole } = subject;
	return {
		name,
		wanted,
		probe,
		async fetch(run, saved): Promise<Fetched> {
			const { settings, client, firstEver } = run;
			const scope = fingerprint([client.tenant.apiUrl]);
			const mine = saved?.scope === scope && saved.snapshot ? saved : undefined;
			const known = mine?.snapshot && loadSnapshot<T>(mine.snapshot);
			const former = mine?.filters ?? settings.filters;
			const ticks = countingTicks(settings, mine);
			const kind = subject.kind({ settings, ticks, now: client.now });
			const refiltered = !isEqual(former, settings.filters);
			const found = await subject.find({ run, kind, known, refiltered });
			if (!found) return nothingNew(saved);
			const { view, failure, pages } = found;
			return {
				failure,
				pages,
				commit: (most) => {
					const existing =
						settings.options.firstPoll === 'existing' && firstEver && kind.existing !== undefined;
					const born = client.now.toISOString();
					const before = known ?? baseline(kind, view, { born, known: !existing });
					const policy = policyOf(subject, kind, run, ticks, former, most);
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
						if (whole) event.record = whole(event.record as Known<T>, client.tenant);
						event.url = text(event.record, 'url') || undefined;
					}
					const next = { scope, ...asked, snapshot: saveSnapshot(kind, snapshot) };
					return { saved: next, changed: true, events };
				},
			};
		},
	};
}
