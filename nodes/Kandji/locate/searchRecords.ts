import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { sortBy, uniqBy } from 'lodash';

import { KandjiClient } from '../client/client';
import { awaitAll } from '../util/awaitAll';
import { fold, findPlainPiece } from '../util/fold';
import { text } from '../util/json';
import type { LocatorSpec } from './locatorSpec';

const PICKER_PAGE = 100;

/** Rows that a picker reads at most where Kandji's filters cannot decide: somebody is waiting. */
const MAX_SCANNED = 2_000;

/** Whether a row shows the typed text anywhere, however it is typed. */
function showsText({ label, identifiers, alsoSearched }: LocatorSpec, filter: string) {
	const wanted = fold(filter);
	return (row: IDataObject): boolean =>
		[label(row), ...identifiers.map(({ of }) => of(row)), alsoSearched?.(row) ?? ''].some((shown) =>
			fold(shown).includes(wanted),
		);
}

/** The rows that contain the typed text, by Kandji's own filters where it has them. */
async function typedRows(
	spec: LocatorSpec,
	client: KandjiClient,
	filter: string,
	max: number,
): Promise<IDataObject[]> {
	const { list, query, searchBy = [], searchesRows } = spec;
	const read = async (filters: IDataObject, limit?: number) =>
		(await client.list(list, { query: { ...query, ...filters }, limit })).rows;
	const shows = showsText(spec, filter);
	if (searchBy.length === 0) return (await read({})).filter(shows);
	if (filter === '') return await read({}, max);
	const piece = findPlainPiece(filter);
	// Where only a piece is sent, most rows that come may be others.
	const limit = piece === filter ? max : MAX_SCANNED;
	const readings =
		piece === '' ? [] : searchBy.map(async (key) => await read({ [key]: piece }, limit));
	if (searchesRows) readings.push(read({}, MAX_SCANNED));
	const found = (await awaitAll(readings)).flat().filter(shows);
	return found.length > 0 || searchesRows ? found : (await read({}, MAX_SCANNED)).filter(shows);
}

/** Returns one page of what the picker of a field shows for the typed text. */
export async function searchRecords(
	context: ILoadOptionsFunctions,
	spec: LocatorSpec,
	filter: string,
	token: string | undefined,
): Promise<INodeListSearchResult> {
	const { id, label } = spec;
	const client = await KandjiClient.from(context);
	const skipped = Number(token ?? 0);
	const typed = filter.trim();
	const found = await typedRows(spec, client, typed, skipped + PICKER_PAGE);
	const rows = uniqBy(found, (row) => text(row, id));
	const ordered = typed === '' ? rows : sortBy(rows, (row) => fold(label(row)));
	const results = ordered
		.slice(skipped, skipped + PICKER_PAGE)
		.map((row) => ({ name: label(row), value: text(row, id) }));
	const more = results.length === PICKER_PAGE;
	return { results, ...(more ? { paginationToken: String(skipped + PICKER_PAGE) } : {}) };
}
