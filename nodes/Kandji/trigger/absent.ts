import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { sortBy } from 'lodash';

import { awaitAll } from '../util/awaitAll';
import type { Search } from './compared';
import type { Run } from './feed';
import type { Identified, Kind } from './kind';
import { findPredecessors } from './predecessors';
import { UNWATCHED } from './snapshot';
import type { Snapshot, View } from './snapshot';
import { normalized } from './source';
import type { Source } from './source';

/** Absent records that one poll asks for; the rest has its turn with the next one. */
const MOST_CONFIRMATIONS = 250;
/** Among them, records that were there although no listing shows them: they stay under watch, for little. */
const MOST_RECHECKS = 25;
/** So many removals at once are never too many. */
const FEW = 25;

/** What was learnt of the records that the listing does not show. */
export type Absent<T extends Identified> = Pick<View<T>, 'gone' | 'unlisted' | 'unwatched'> & {
	failure?: unknown;
};

async function askFor<T extends Identified>(source: Source<T>, { client }: Run, id: string) {
	const { recordPermission: permission, list } = source;
	const path = `${list.path}/${encodeURIComponent(id)}`;
	return await client.request({ method: 'GET', path, permission, accepts: [404] });
}

/** Refuses by throwing when the token may not read single records, without which no removal can be confirmed. */
export async function mayConfirm<T extends Identified>(
	source: Source<T>,
	run: Run,
	records: View<T>['records'],
): Promise<void> {
	const [id] = records.keys();
	if (id !== undefined) await askFor(source, run, id);
}

/** Asks for each of these records itself: only Kandji's 404 says that one is gone. */
async function confirm<T extends Identified>(
	source: Source<T>,
	run: Run,
	ids: string[],
): Promise<Absent<T>> {
	const gone = new Set<string>();
	const unlisted = new Map<string, T>();
	const ask = async (id: string) => {
		const { status, body } = await askFor(source, run, id);
		if (status === 404) gone.add(id);
		else unlisted.set(id, normalized(source, body as IDataObject, run.client.tenant));
	};
	const [first, ...others] = ids;
	try {
		// Where the token may not, or Kandji cannot, one request is enough to learn it.
		if (first !== undefined) await ask(first);
		await awaitAll(others.map(ask));
		return { gone, unlisted, unwatched: new Set() };
	} catch (failure) {
		return { gone, unlisted, unwatched: new Set(), failure };
	}
}

/** Absent records to ask for now: those that were never asked for, then a few of the others, least asked first. */
function toConfirm<T extends Identified>(
	{ seen, waiting }: Snapshot<T>,
	never: string[],
	before: string[],
): string[] {
	const turn = (id: string) => waiting.get(id) ?? Number.POSITIVE_INFINITY;
	return [
		...sortBy(never, turn).slice(0, MOST_CONFIRMATIONS),
		...sortBy(before, (id) => seen.get(id)?.absence).slice(0, MOST_RECHECKS),
	];
}

/** A fleet that seems to have vanished more often is a token that lost its view than a fleet that was sold. */
function vanished<T extends Identified>(
	{ recordType, noun = recordType }: Kind<T>,
	{ client }: Run,
	count: string,
) {
	const error = new NodeOperationError(
		client.node,
		`${count} ${noun}s are gone from Kandji at once, so no removal is told`,
		{
			description: `Look whether the API token still sees all of them. Removals wait until they are back; everything else is told as usual. If they are really gone, raise the option "Largest Share Gone at Once (%)" until they are told.`,
		},
	);
	error.context.cause = `vanished ${recordType}s`;
	return error;
}

/** What became of the records that a complete listing does not show, as far as somebody wants to know. */
export async function lookForAbsent<T extends Identified>(
	source: Source<T>,
	{ run, kind }: Pick<Search<T>, 'run' | 'kind'>,
	before: Snapshot<T>,
	records: View<T>['records'],
): Promise<Absent<T>> {
	const { settings } = run;
	const watched = [...before.seen].filter(([, { absence }]) => absence !== UNWATCHED);
	const absent = watched.filter(([id]) => !records.has(id));
	if (!kind.gone || !settings.events.includes(kind.gone)) {
		return { gone: new Set(), unlisted: new Map(), unwatched: new Set(absent.map(([id]) => id)) };
	}
	const replaced = new Set(findPredecessors(kind, before, records).values());
	const missed = absent.filter(
		([id, { record }]) => !replaced.has(id) && source.passes(settings.filters, record),
	);
	const idsOf = (those: typeof missed) => those.map(([id]) => id);
	const never = idsOf(missed.filter(([, { absence }]) => absence === 0));
	const once = idsOf(missed.filter(([, { absence }]) => absence > 0));
	const most = Math.max(FEW, (watched.length * settings.options.mostGone) / 100);
	if (never.length > most) {
		const failure = vanished(kind, run, `${never.length} of ${watched.length}`);
		return { gone: new Set(), unlisted: new Map(), unwatched: new Set(), failure };
	}
	return await confirm(source, run, toConfirm(before, never, once));
}
