import type { IDataObject } from 'n8n-workflow';
import { sortBy } from 'lodash';

import { awaitAll } from '../client/awaitAll';
import { text } from '../client/json';
import { Comparison } from './changes';
import type { Policy } from './changes';
import type { Feed, Fetched, Run } from './feed';
import { fingerprint } from './identity';
import type { Identified, Kind } from './kind';
import { ticksOf } from './settings';
import { baseline, loadSnapshot, saveSnapshot, UNWATCHED } from './snapshot';
import type { Snapshot, View } from './snapshot';
import type { Source } from './source';

/** Absent records that one poll asks for; the rest has its turn with the next one. */
const MOST_CONFIRMATIONS = 250;
/** Among them, records that were there although no listing shows them: they stay under watch, for little. */
const MOST_RECHECKS = 25;

/** The records of all listings together. */
async function listAll<T extends Identified>(source: Source<T>, { client, settings }: Run) {
	const { queries } = source.queries(settings);
	const listed = await awaitAll(
		queries.map(async (query) => await client.list(source.list, { query })),
	);
	const records = new Map<string, T>();
	for (const { rows } of listed) {
		for (const raw of rows) {
			const record = source.normalize(raw, client.tenant);
			if (record.id !== '') records.set(record.id, record);
		}
	}
	return { records, complete: listed.every(({ complete }) => complete) };
}

/** Asks for each of these records itself: only Kandji's 404 says that one is gone. */
async function confirm<T extends Identified>(source: Source<T>, { client }: Run, ids: string[]) {
	const { normalize, recordPermission: permission, list } = source;
	const gone = new Set<string>();
	const unlisted = new Map<string, T>();
	await awaitAll(
		ids.map(async (id) => {
			const path = `${list.path}/${encodeURIComponent(id)}`;
			const { status, body } = await client.request({
				method: 'GET',
				path,
				permission,
				accepts: [404],
			});
			if (status === 404) gone.add(id);
			else unlisted.set(id, normalize(body as IDataObject, client.tenant));
		}),
	);
	return { gone, unlisted };
}

/** Absent records to ask for now: those that were never asked for, then a few of the others, least asked first. */
function toConfirm<T extends Identified>(
	{ seen, waiting }: Snapshot<T>,
	absent: string[],
): string[] {
	const asked = (id: string) => seen.get(id)?.absence ?? 0;
	const turn = (id: string) => waiting.get(id) ?? Number.POSITIVE_INFINITY;
	const never = absent.filter((id) => asked(id) === 0);
	const before = absent.filter((id) => asked(id) > 0);
	return [
		...sortBy(never, turn).slice(0, MOST_CONFIRMATIONS),
		...sortBy(before, asked).slice(0, MOST_RECHECKS),
	];
}

async function see<T extends Identified>(
	source: Source<T>,
	kind: Kind<T>,
	run: Run,
	before: Snapshot<T> | undefined,
): Promise<View<T>> {
	const { records, complete } = await listAll(source, run);
	const view: View<T> = {
		records,
		complete,
		gone: new Set(),
		unlisted: new Map(),
		unwatched: new Set(),
	};
	if (!complete || !before) return view;
	const absent = [...before.seen].filter(
		([id, { absence }]) => absence !== UNWATCHED && !records.has(id),
	);
	if (!run.settings.events.includes(kind.gone)) {
		return { ...view, unwatched: new Set(absent.map(([id]) => id)) };
	}
	const missed = absent
		.filter(([, { record }]) => source.passes(run.settings, record))
		.map(([id]) => id);
	return { ...view, ...(await confirm(source, run, toConfirm(before, missed))) };
}

function policyOf<T extends Identified>(
	source: Source<T>,
	kind: Kind<T>,
	{ settings, ticks, client, turn }: Run,
	most: number,
): Policy<T> {
	return {
		wants: (event, states) => {
			const ticked =
				event === kind.existing
					? settings.options.firstPoll === 'existing'
					: ticksOf(settings, event).some((tick) => ticks.has(tick));
			return ticked && states.some((state) => source.passes(settings, state));
		},
		most,
		scoped: source.queries(settings).scoped,
		tenant: client.tenant.apiUrl,
		turn,
	};
}

/** A feed of what changes between two listings. */
export function recordFeed<T extends Identified>(source: Source<T>, name: string): Feed {
	return {
		name,
		wanted: ({ events }) => events.some((event) => event.startsWith(`${name}.`)),
		async fetch(run, saved): Promise<Fetched> {
			const { settings, client, now, firstEver } = run;
			const kind = source.kind(run);
			const scope = fingerprint([client.tenant.apiUrl]);
			const listing = fingerprint([settings.filters, source.queries(settings)]);
			const known =
				saved?.scope === scope && saved.listing === listing && saved.snapshot
					? loadSnapshot<T>(saved.snapshot)
					: undefined;
			const view = await see(source, kind, run, known);
			return {
				commit: (most) => {
					if (!known && !view.complete) return { saved, changed: false, events: [] };
					const existing =
						settings.options.firstPoll === 'existing' && firstEver && kind.existing !== undefined;
					const before =
						known ?? baseline(kind, view, { born: now.toISOString(), known: !existing });
					const policy = policyOf(source, kind, run, most);
					const { snapshot, events, changed } = new Comparison(
						kind,
						before,
						view,
						policy,
					).advance();
					if (known && !changed) return { saved, changed: false, events };
					for (const event of events) {
						const blank = source.normalize({ [source.id]: event.recordId }, client.tenant);
						event.record = { ...blank, ...event.record };
						event.url = text(event.record, 'url') || undefined;
					}
					return {
						saved: { scope, listing, snapshot: saveSnapshot(kind, snapshot) },
						changed: true,
						events,
					};
				},
			};
		},
	};
}
