import type { Call } from '../api.mts';
import { isoMicro } from '../dates.mts';
import type { Row } from '../filter.mts';
import type { Device, Platform, Tenant } from '../tenant.mts';
import { seedLibrary } from './library-seed.mts';

/** `type` of a library item in device and status listings (docs/kandji-api.md 4.6); the API manages only four of them. */
export type ItemType =
	| 'android-config'
	| 'automatic-app'
	| 'custom-app'
	| 'custom-profile'
	| 'custom-script'
	| 'google-play-app'
	| 'ipa-app'
	| 'kandji-setup'
	| 'macos-release'
	| 'profile'
	| 'recovery-password'
	| 'threat-security-policy'
	| 'vpp-app';

/** A library item: what the listings of devices and blueprints need, and its own fields as the API shows them. */
export interface LibraryItem {
	id: string;
	type: ItemType;
	name: string;
	platforms: Platform[];
	created_at: string;
	updated_at: string;
	fields: Row;
	/** Statuses that a test gave, by device id, `*` for all others. */
	given?: Map<string, string>;
}

/** One entry of an item's history. */
export interface LibraryActivity {
	id: number;
	activity_time: string;
	activity_type: string;
	user_id: string;
	user_email: string;
	details: string[] | null;
}

export interface Library {
	items: Map<string, LibraryItem>;
	/** Item ids by blueprint id, then by node of the assignment map (`''` for a classic blueprint). */
	assignments: Map<string, Map<string, Set<string>>>;
	/** By item id, oldest first; stays when the item goes. */
	activity: Map<string, LibraryActivity[]>;
	categories: Array<{ id: string; name: string }>;
	lastActivityId: number;
}

export const libraryOf = (tenant: Tenant): Library =>
	tenant.area('library', () => seedLibrary(tenant));

/** Item ids on a blueprint, each once, in any assignment node. */
export const itemsOn = (tenant: Tenant, blueprintId: string): Set<string> =>
	new Set(
		[...(libraryOf(tenant).assignments.get(blueprintId)?.values() ?? [])].flatMap((ids) => [
			...ids,
		]),
	);

/** The items of a device's blueprint, in the library's order. */
export function itemsOf(tenant: Tenant, device: Device): LibraryItem[] {
	const ids = itemsOn(tenant, device.blueprint_id);
	return [...libraryOf(tenant).items.values()].filter(({ id }) => ids.has(id));
}

/** Adds to an item's history and to the audit log. */
export function recordLibrary(
	call: Call,
	item: LibraryItem,
	verb: 'created' | 'edited' | 'deleted' | 'assignment_changed',
	details: string[] | null = null,
): void {
	const { tenant, tokenName } = call;
	const library = libraryOf(tenant);
	const entries = library.activity.get(item.id) ?? [];
	const actions = { created: 'create', deleted: 'delete' } as const;
	const event = tenant.audit({
		action: verb === 'created' || verb === 'deleted' ? actions[verb] : 'update',
		target_type: 'library_item',
		target_id: item.id,
		target_component: item.type.replaceAll('-', '_'),
		new_state: { name: item.name },
		actor: tokenName,
	});
	entries.push({
		id: (library.lastActivityId += 1),
		activity_time: isoMicro(tenant.now()),
		activity_type: `library_item_${verb}`,
		user_id: event.actor_id,
		user_email: `api@${tenant.subdomain}.example`,
		details,
	});
	library.activity.set(item.id, entries);
}

/** An item leaves the library and every blueprint. */
export function removeItem(tenant: Tenant, id: string): void {
	const library = libraryOf(tenant);
	library.items.delete(id);
	for (const nodes of library.assignments.values()) {
		for (const ids of nodes.values()) ids.delete(id);
	}
}
