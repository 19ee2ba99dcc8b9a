import type { IDataObject, INode } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { KandjiClient } from '../client/client';
import { isRecord, text } from '../util/json';
import { locatorValue } from '../locate/findRecord';
import type { FoundRecord } from '../locate/findRecord';
import type { Locator } from '../locate/locator';
import type { LookupPurpose } from '../locate/locatorSpec';
import { RunLists } from '../locate/runLists';

/** Looks things up once per run, however many items name them. */
export class Finder {
	private readonly found = new Map<string, Promise<FoundRecord>>();

	private readonly records = new Map<string, Promise<IDataObject>>();

	private readonly client: KandjiClient;

	private readonly lists: RunLists;

	constructor(client: KandjiClient) {
		this.client = client;
		this.lists = new RunLists(client);
	}

	get node(): INode {
		return this.client.node;
	}

	/** Returns the record that a locator's value names; throws when it names none or several. */
	async find(locator: Locator, value: unknown, purpose: LookupPurpose = {}): Promise<FoundRecord> {
		const key = [locator.entity, text(value, 'mode'), purpose, locatorValue(value)];
		return await remember(
			this.found,
			JSON.stringify(key),
			async () => await locator.resolve(this.lists, value, purpose),
		);
	}

	/** All rows of a list that a query gives, read once however many items ask. Throws when some may be missing. */
	async rows(list: List, query: IDataObject): Promise<IDataObject[]> {
		return await this.lists.rows(list, query);
	}

	/** The record behind an id. */
	async record(locator: Locator, id: string): Promise<IDataObject> {
		const path = `${locator.list.path}/${encodeURIComponent(id)}`;
		return await remember(this.records, path, async () => {
			const record = await this.client.get(path, {
				permission: locator.recordPermission,
				record: `${locator.entity} "${id}"`,
				accept: 'record',
			});
			return isRecord(record) ? record : {};
		});
	}
}

/** Items that name the same thing share one look-up, and its outcome. */
async function remember<T>(
	cache: Map<string, Promise<T>>,
	key: string,
	look: () => Promise<T>,
): Promise<T> {
	const known = cache.get(key) ?? look();
	cache.set(key, known);
	return await known;
}

/** Returns the text that confirms a record: its serial number, email or name; its id where it has none. */
export function expectedConfirmation(locator: Locator, record: IDataObject, id: string): string {
	return locator.confirmBy?.of(record) || text(record, locator.id) || id;
}
