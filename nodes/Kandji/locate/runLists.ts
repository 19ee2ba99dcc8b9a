import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { KandjiClient } from '../client/client';

/** The lists that look-ups of one run read: each query once, however many names are looked up in it. */
export class RunLists {
	readonly client: KandjiClient;

	private readonly readings = new Map<string, Promise<IDataObject[]>>();

	private readonly names = new Map<string, number>();

	constructor(client: KandjiClient) {
		this.client = client;
	}

	/** Counts the names that are looked up in a list: by their number it pays to read all of it. */
	countName({ path }: List): number {
		const count = (this.names.get(path) ?? 0) + 1;
		this.names.set(path, count);
		return count;
	}

	/** All rows that a query gives. Throws a NodeOperationError when some may be missing, as they might match too. */
	async rows(list: List, query: IDataObject): Promise<IDataObject[]> {
		const key = JSON.stringify([list.path, query]);
		const reading = this.readings.get(key) ?? this.read(list, query);
		this.readings.set(key, reading);
		return await reading;
	}

	private async read(list: List, query: IDataObject): Promise<IDataObject[]> {
		const { rows, complete } = await this.client.list(list, { query });
		if (complete) return rows;
		throw new NodeOperationError(
			this.client.node,
			'The list kept changing while a name was looked up in it, so nothing was done',
			{ description: 'Run the node again, or use IDs instead of names' },
		);
	}
}
