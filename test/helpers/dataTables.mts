/** n8n's Data Tables in memory, for workflows that run in process: the part of n8n's service that the node calls. */
import type { IDataObject } from 'n8n-workflow';

interface Condition {
	columnName: string;
	condition: string;
	value: unknown;
}
interface RowFilter {
	type: 'and' | 'or';
	filters: Condition[];
}
interface Column {
	name: string;
	type: string;
}
interface StoredTable {
	name: string;
	columns: Column[];
	rows: IDataObject[];
}

const isMet = (row: IDataObject, { columnName, condition, value }: Condition): boolean => {
	const stored = row[columnName];
	const same = typeof stored === 'number' ? stored === Number(value) : stored === (value ?? null);
	if (condition === 'eq') return same;
	if (condition === 'neq') return !same;
	if (condition === 'isEmpty') return stored === null || stored === '';
	if (condition === 'isNotEmpty') return stored !== null && stored !== '';
	if (condition === 'gt') return String(stored) > String(value);
	if (condition === 'gte') return String(stored) >= String(value);
	if (condition === 'lt') return String(stored) < String(value);
	throw new Error(`The tables of the tests do not know the condition ${condition}.`);
};

const matches = (row: IDataObject, { type, filters }: RowFilter): boolean =>
	filters.length === 0 || type === 'and'
		? filters.every((each) => isMet(row, each))
		: filters.some((each) => isMet(row, each));

/** The Data Tables of one n8n. Several executions may share them. */
export class MemoryTables {
	private readonly tables = new Map<string, StoredTable>();
	private nextId = 1;

	/** All rows of a table, oldest first; none when the table does not exist. */
	rows(name: string): IDataObject[] {
		return this.tables.get(name.toLowerCase())?.rows.map((row) => ({ ...row })) ?? [];
	}

	/** Changes the rows that `where` selects, as a person does in n8n. */
	change(name: string, where: (row: IDataObject) => boolean, values: IDataObject): void {
		for (const row of this.tables.get(name.toLowerCase())?.rows ?? [])
			if (where(row)) Object.assign(row, values);
	}

	/** What an execution finds under `additionalData['data-table']`. */
	get provider() {
		return {
			dataTableProxyProvider: {
				getDataTableAggregateProxy: async () => await Promise.resolve(this.all()),
				getDataTableProxy: async (_workflow: unknown, _node: unknown, id: string) =>
					await Promise.resolve(this.one(id)),
			},
		};
	}

	private all() {
		const about = (id: string) => ({ ...this.tables.get(id), id, rows: undefined });
		return {
			getProjectId: () => 'test',
			getManyAndCount: async ({ filter: { name = '' } = {} }: { filter?: { name?: string } }) => {
				const known = this.tables.has(name.toLowerCase()) ? [about(name.toLowerCase())] : [];
				return await Promise.resolve({ count: known.length, data: known });
			},
			createDataTable: async ({ name, columns }: Omit<StoredTable, 'rows'>) => {
				this.tables.set(name.toLowerCase(), { name, columns, rows: [] });
				return await Promise.resolve(about(name.toLowerCase()));
			},
		};
	}

	private one(id: string) {
		const table = this.tables.get(id);
		if (!table) throw new Error(`There is no Data Table "${id}".`);
		const insert = (rows: IDataObject[]): IDataObject[] =>
			rows.map((row) => {
				const empty = Object.fromEntries(table.columns.map(({ name }) => [name, null]));
				for (const key of Object.keys(row)) {
					if (!(key in empty)) throw new Error(`${table.name} has no column "${key}".`);
				}
				const now = new Date().toISOString();
				const stored = { id: this.nextId++, ...empty, ...row, createdAt: now, updatedAt: now };
				table.rows.push(stored);
				return { ...stored };
			});
		const update = (filter: RowFilter, data: IDataObject): IDataObject[] => {
			const found = table.rows.filter((row) => matches(row, filter));
			for (const row of found) Object.assign(row, data, { updatedAt: new Date().toISOString() });
			return found.map((row) => ({ ...row }));
		};
		return {
			getColumns: async () => await Promise.resolve(table.columns),
			getManyRowsAndCount: async ({ filter, skip = 0, take = 1000, sortBy }: ReadOptions) => {
				const found = table.rows.filter((row) => !filter || matches(row, filter));
				if (sortBy) {
					const [column, direction] = sortBy;
					const sign = direction === 'DESC' ? -1 : 1;
					found.sort((one, other) => sign * compare(one[column], other[column]));
				}
				const data = found.slice(skip, skip + take).map((row) => ({ ...row }));
				return await Promise.resolve({ count: found.length, data });
			},
			insertRows: async (rows: IDataObject[], returned: string) => {
				const made = insert(rows);
				return await Promise.resolve(
					returned === 'count' ? { success: true, insertedRows: made.length } : made,
				);
			},
			updateRows: async ({ filter, data }: { filter: RowFilter; data: IDataObject }) =>
				await Promise.resolve(update(filter, data)),
			upsertRow: async ({ filter, data }: { filter: RowFilter; data: IDataObject }) => {
				const updated = update(filter, data);
				return await Promise.resolve(updated.length > 0 ? updated : insert([data]));
			},
			deleteRows: async ({ filter }: { filter: RowFilter }) => {
				const removed = table.rows.filter((row) => matches(row, filter));
				table.rows = table.rows.filter((row) => !removed.includes(row));
				return await Promise.resolve(removed);
			},
			clearRows: async () => {
				const deletedCount = table.rows.length;
				table.rows = [];
				return await Promise.resolve({ deletedCount });
			},
		};
	}
}

interface ReadOptions {
	filter?: RowFilter;
	skip?: number;
	take?: number;
	sortBy?: [column: string, direction: string];
}

const compare = (one: unknown, other: unknown): number => {
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	return String(one).localeCompare(String(other));
};
