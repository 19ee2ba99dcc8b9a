import type { IDataObject } from 'n8n-workflow';

import type { Rest } from './rest.mts';

/** A Data Table's oldest 100 rows, and how many there are. */
export interface TableRows {
	count: number;
	data: IDataObject[];
}

/** n8n's own path of the personal project's table of this name. */
async function whereIs(rest: Rest, name: string): Promise<string | undefined> {
	const { id: project } = await rest.send<{ id: string }>('GET', '/projects/personal');
	const tables = `/projects/${project}/data-tables`;
	const { data } = await rest.send<{ data: Array<{ id: string; name: string }> }>('GET', tables);
	const id = data.find((table) => table.name === name)?.id;
	return id === undefined ? undefined : `${tables}/${id}`;
}

/** What a Data Table holds; nothing when there is none of this name. */
export async function readTable(rest: Rest, name: string): Promise<TableRows | undefined> {
	const where = await whereIs(rest, name);
	if (where === undefined) return undefined;
	return await rest.send('GET', `${where}/rows?take=100&sortBy=id:asc`);
}

/** Puts rows into a Data Table. Throws when there is none of this name. */
export async function fillTable(rest: Rest, name: string, rows: IDataObject[]): Promise<void> {
	const where = await whereIs(rest, name);
	if (where === undefined) throw new Error(`There is no Data Table "${name}".`);
	await rest.send('POST', `${where}/insert`, { data: rows, returnType: 'count' });
}
