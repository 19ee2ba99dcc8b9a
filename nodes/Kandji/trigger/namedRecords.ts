import type { KandjiClient } from '../client/client';
import { blueprintLocator } from '../locate/blueprintLocator';
import { libraryItemIds } from '../locate/libraryItems';
import { RunLists } from '../locate/runLists';
import { isOver } from '../util/time';
import { isUuid } from '../util/uuid';
import { fingerprint } from './fingerprint';
import type { TriggerSettings } from './triggerSettings';

/** Names are looked up again after this time, because a record may have been made anew under its old name. */
const LOOK_UP_AGAIN_MS = 3_600_000;

/** The IDs of the records that a trigger names, and when they were looked up. */
interface LookedUp {
	key: string;
	at: number;
	blueprints: string[];
	libraryItems: string[];
}

/** Finds the records that expressions give by name. Remembers their IDs, so that not every poll lists them again. */
export class NamedRecords {
	private last?: LookedUp;

	/**
	 * Returns the settings with the IDs of blueprints and library items that an expression gives by the names that the
	 * lists show. Reads lists only where there is a name. Throws when no blueprint has it, because its filter would match
	 * nothing.
	 */
	async withIds(client: KandjiClient, settings: TriggerSettings): Promise<TriggerSettings> {
		const { filters, libraryItems } = settings;
		const key = fingerprint([client.tenant.apiUrl, filters.blueprints, libraryItems]);
		const { last } = this;
		const isKnown = last?.key === key && !isOver(LOOK_UP_AGAIN_MS, last.at);
		const found = isKnown
			? last
			: { key, at: Date.now(), ...(await this.lookUp(client, settings)) };
		// An item that was not found may appear with the next poll.
		if (found.libraryItems.every((id) => isUuid(id))) this.last = found;
		return {
			...settings,
			libraryItems: found.libraryItems,
			filters: { ...filters, blueprints: found.blueprints },
		};
	}

	private async lookUp(
		client: KandjiClient,
		{ filters, libraryItems }: TriggerSettings,
	): Promise<Pick<LookedUp, 'blueprints' | 'libraryItems'>> {
		const lists = new RunLists(client);
		const blueprints: string[] = [];
		for (const given of filters.blueprints)
			blueprints.push((await blueprintLocator.resolve(lists, given)).id);
		return { blueprints, libraryItems: await libraryItemIds(client, libraryItems) };
	}
}
