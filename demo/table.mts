import type { IDataObject } from 'n8n-workflow';

import type { Rest } from './rest.mts';

/** What to look for in a table: rows that have all these values. */
type Where = Record<string, string | number | boolean | null>;

const filter = (where: Where) => ({
	type: 'and',
	filters: Object.entries(where).map(([columnName, value]) => ({
		columnName,
		condition: 'eq',
		value,
	})),
});

/** A Data Table of n8n's as a person edits it by hand: it stands for the other system of a sync. */
export class Table {
	private readonly rest: Rest;
	private readonly path: string;

	private constructor(rest: Rest, path: string) {
		this.rest = rest;
		this.path = path;
	}

	/** The table of this name; one with these text columns is made where there is none. */
	static async open(rest: Rest, name: string, columns: string[] = []): Promise<Table> {
		const { id: project } = await rest.send<{ id: string }>('GET', '/projects/personal');
		const tables = `/projects/${project}/data-tables`;
		const { data } = await rest.send<{ data: Array<{ id: string; name: string }> }>('GET', tables);
		const known = data.find((table) => table.name === name);
		const made = {
			name,
			columns: columns.map((column) => ({ name: column, type: 'string' })),
		};
		const { id } = known ?? (await rest.send<{ id: string }>('POST', tables, made));
		return new Table(rest, `${tables}/${id}`);
	}

	async rows(): Promise<IDataObject[]> {
		const page = `${this.path}/rows?take=250&sortBy=id:asc`;
		return (await this.rest.send<{ data: IDataObject[] }>('GET', page)).data;
	}

	/** The only row that has these values. Throws when there is none or more than one. */
	async row(where: Where): Promise<IDataObject> {
		const found = (await this.rows()).filter((row) =>
			Object.entries(where).every(([column, value]) => row[column] === value),
		);
		if (found.length === 1) return found[0];
		throw new Error(`${found.length} rows have ${JSON.stringify(where)}.`);
	}

	async insert(...data: IDataObject[]): Promise<void> {
		await this.rest.send('POST', `${this.path}/insert`, { data });
	}

	async update(where: Where, data: IDataObject): Promise<void> {
		await this.rest.send('PATCH', `${this.path}/rows`, { filter: filter(where), data });
	}

	async remove(where: Where): Promise<void> {
		const query = new URLSearchParams({ filter: JSON.stringify(filter(where)) });
		await this.rest.send('DELETE', `${this.path}/rows?${query.toString()}`);
	}

	async addColumn(name: string): Promise<void> {
		await this.rest.send('POST', `${this.path}/columns`, { name, type: 'string' });
	}

	async renameColumn(from: string, to: string): Promise<void> {
		const columns = await this.rest.send<Array<{ id: string; name: string }>>(
			'GET',
			`${this.path}/columns`,
		);
		const id = columns.find(({ name }) => name === from)?.id;
		await this.rest.send('PATCH', `${this.path}/columns/${id}/rename`, { name: to });
	}
}
