import type { KandjiClient } from '../client/client';
import { blueprintLocator } from '../locate/blueprintLocator';
import { libraryItemIds } from '../locate/libraryItems';
import { RunLists } from '../locate/runLists';
import type { TriggerSettings } from './triggerSettings';

/**
 * Returns the settings with the IDs of blueprints and library items that an expression gives by the names that the lists
 * show. Reads lists only where there is a name. Throws when no blueprint has it, because its filter would match nothing.
 */
export async function withIds(
	client: KandjiClient,
	settings: TriggerSettings,
): Promise<TriggerSettings> {
	const lists = new RunLists(client);
	const blueprints: string[] = [];
	for (const given of settings.filters.blueprints)
		blueprints.push((await blueprintLocator.resolve(lists, given)).id);
	const libraryItems = await libraryItemIds(client, settings.libraryItems);
	return { ...settings, libraryItems, filters: { ...settings.filters, blueprints } };
}
