import type { IDataObject, INode } from 'n8n-workflow';

import type { KandjiClient } from '../client/client';
import { isRecord, text } from '../util/json';
import { locatorValue } from '../locate/locator';
import type { Locator } from '../locate/locator';
import { RunLists } from '../locate/runLists';

/** Looks things up once per run, however many items name them. */
export class Finder {
	private readonly ids = new Map<string, Promise<string>>();

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

	/** The id that a locator's value names; throws when it names none or several. */
	async find(locator: Locator, value: unknown): Promise<string> {
		return await remember(
			this.ids,
			`${locator.entity} ${locatorValue(value)}`,
			async () => await locator.resolve(this.lists, value),
		);
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

/** What confirms that a record is the one meant: its serial number, email or name; its id where it has none. */
export function expectedConfirmation(locator: Locator, record: IDataObject, id: string): string {
	return locator.confirmBy?.of(record) || text(record, locator.id) || id;
}
