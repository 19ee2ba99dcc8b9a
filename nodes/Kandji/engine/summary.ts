import type { IDataObject } from 'n8n-workflow';
import { keyBy, startCase } from 'lodash';
import { NodeOperationError } from 'n8n-workflow';

import { COUNT_BY } from '../catalogue/summaries';
import type { Summary } from '../catalogue/summaries';
import type { KandjiClient } from '../client/client';
import { asList } from '../fields/encode';
import { summarizeRows, unknownKeys } from '../shapes/summaryShape';
import type { GroupField } from '../shapes/summaryShape';
import type { Prepared } from './prepare';

const MAX_NAMED = 30;

/** The chosen facts of an operation that offers all keys of its rows. Throws when no row has one of them. */
function keysOf(client: KandjiClient, rows: IDataObject[], given: string[]): GroupField[] {
	const keys = Object.keys(rows[0] ?? {});
	// The picker shows the keys with capitals and blanks.
	const names = given.map((name) => keys.find((key) => startCase(key) === startCase(name)) ?? name);
	const unknown = unknownKeys(rows, names);
	if (unknown.length === 0) return names.map((name) => ({ name, valueOf: (row) => row[name] }));
	const known = keys.slice(0, MAX_NAMED);
	throw new NodeOperationError(
		client.node,
		`The parameter "Count By" names ${unknown.join(', ')}, which no record has`,
		{ description: `The records have: ${known.join(', ')}` },
	);
}

/** Returns the rows with what further lists hold about them, and whether these lists were read completely. */
async function joinLists(
	client: KandjiClient,
	rows: IDataObject[],
	groups: NonNullable<Summary['groups']>,
): Promise<{ rows: IDataObject[]; complete: boolean }> {
	let joined = { rows, complete: true };
	for (const { name, from } of groups) {
		if (from === undefined || rows.length === 0) continue;
		const { path, permission } = from;
		const listed = await client.list({ ...from, path, permission });
		const byDevice = keyBy(listed.rows, 'device_id');
		joined = {
			rows: joined.rows.map((row) => ({ ...row, [name]: byDevice[String(row.device_id)] })),
			complete: joined.complete && listed.complete,
		};
	}
	return joined;
}

/** Counts the rows of a list by the facts that an item chooses. */
export async function countRows(
	client: KandjiClient,
	{ groups, countedBy }: Summary,
	rows: IDataObject[],
	{ settings, limit: maxGroups }: Pick<Prepared, 'settings' | 'limit'>,
): Promise<{ items: IDataObject[]; complete: boolean }> {
	const names = [...new Set(asList(settings[COUNT_BY]))];
	const chosen = names.flatMap((name) => groups?.filter((group) => group.name === name) ?? []);
	const joined = await joinLists(client, rows, chosen);
	const fields = groups ? chosen : keysOf(client, rows, names);
	const counting = { fields, countedBy, maxGroups, now: client.now };
	return { items: summarizeRows(joined.rows, counting), complete: joined.complete };
}
