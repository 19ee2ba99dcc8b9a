import type { Call, Reply, Route } from '../api.mts';
import { isoMicro } from '../dates.mts';
import type { Row } from '../filter.mts';
import { pageNumberPage } from '../paging.mts';
import { noContent, notFound, record } from '../replies.mts';
import type { Platform, Tenant } from '../tenant.mts';
import { invalidFields, missing, truth } from './answers.mts';
import type { ItemType, LibraryItem } from './library.mts';
import { libraryOf, recordLibrary, removeItem } from './library.mts';

/** Fields as sent, or the 400 or 503 that refuses them. */
export type Accepted = { fields: Row } | { reply: Reply };

/** One of the four kinds of library item that the API can write. */
export interface Kind {
	type: ItemType;
	/** `/api/v1/library/custom-apps`. */
	path: string;
	/** As the permission grid says it: `Custom App`. */
	label: string;
	/** Checks what a create or update sent against the item as it is (`undefined` when it is new). */
	accept: (call: Call, current: Row | undefined) => Accepted;
	/** The form in which Kandji stores the fields; default: as sent (docs/kandji-api.md T37). */
	stored?: (fields: Row, item: Pick<LibraryItem, 'id' | 'name'>, tenant: Tenant) => Row;
	/** Where the item runs. */
	platforms: (fields: Row) => Platform[];
	/** The item's own fields in a read, between `name` and the dates. */
	render: (item: LibraryItem, call: Call) => Row;
	/** Body of create and update; default: the item. In-house apps answer nothing (docs/kandji-api.md T28). */
	silent?: boolean;
	/** 404 of a delete (docs/kandji-api.md T22). */
	gone: () => Reply;
}

/** The pair that Self Service asks for: a category when the item is shown there. */
export function selfService(call: Call, fields: Row): Record<string, string> | undefined {
	if (!fields.show_in_self_service) return undefined;
	const absent = missing(fields, ['self_service_category_id']);
	if (absent) return absent;
	const { categories } = libraryOf(call.tenant);
	const known = categories.some(({ id }) => id === fields.self_service_category_id);
	return known ? undefined : { self_service_category_id: 'Category does not exist.' };
}

/** Reads leave the other Self Service fields out while the item is hidden (docs/kandji-api.md T37). */
export const selfServiceFields = (fields: Row): Row =>
	fields.show_in_self_service
		? {
				show_in_self_service: true,
				self_service_category_id: fields.self_service_category_id,
				self_service_recommended: fields.self_service_recommended ?? false,
			}
		: { show_in_self_service: false };

/** Refuses an item that nothing enforces and that Self Service does not show either. */
export const unreachable = (
	fields: Row,
	enforcement: string,
): Record<string, string> | undefined =>
	fields[enforcement] === 'no_enforcement' && !fields.show_in_self_service
		? { [enforcement]: 'no_enforcement requires show_in_self_service.' }
		: undefined;

/** How a kind's fields are read from a body: which ones, which are truth values, which have choices. */
export interface Shape {
	required: readonly string[];
	text: readonly string[];
	flags: readonly string[];
	choices: Record<string, readonly string[]>;
}

/** Merges a body into the current fields; unknown keys are ignored, as Kandji does. */
export function merge(call: Call, current: Row | undefined, shape: Shape): Accepted {
	const body = record(call.body);
	const absent = current ? undefined : missing(body, shape.required);
	if (absent) return { reply: invalidFields(absent) };
	for (const [key, choices] of Object.entries(shape.choices)) {
		if (key in body && !choices.includes(String(body[key]))) {
			const text = `"${String(body[key])}" is not a valid choice.`;
			return { reply: invalidFields({ [key]: text }) };
		}
	}
	const sent = [
		...shape.text.filter((key) => key in body).map((key) => [key, String(body[key] ?? '')]),
		...shape.flags.filter((key) => key in body).map((key) => [key, truth(body[key])]),
	];
	return { fields: { ...current, ...(Object.fromEntries(sent) as Row) } };
}

const show = (kind: Kind, item: LibraryItem, call: Call): Row => ({
	id: item.id,
	name: item.name,
	...kind.render(item, call),
});

function write(kind: Kind, call: Call, item: LibraryItem | undefined): Reply {
	const { tenant } = call;
	const accepted = kind.accept(call, item?.fields);
	if ('reply' in accepted) return accepted.reply;
	const { name: sentName, ...fields } = accepted.fields;
	const at = isoMicro(tenant.now());
	const name = String(sentName ?? item?.name);
	const id = item?.id ?? tenant.uuid();
	const written: LibraryItem = {
		id,
		type: kind.type,
		created_at: item?.created_at ?? at,
		updated_at: at,
		name,
		platforms: kind.platforms(fields),
		fields: kind.stored?.(fields, { id, name }, tenant) ?? fields,
	};
	libraryOf(tenant).items.set(written.id, written);
	const renamed = item && item.name !== name ? [`Name: ${item.name} → ${name}`] : null;
	recordLibrary(call, written, item ? 'edited' : 'created', renamed);
	const status = item ? 200 : 201;
	return kind.silent ? { status } : { status, body: show(kind, written, call) };
}

/** List, get, create, update and delete of one kind. */
export function kindRoutes(kind: Kind): Route[] {
	const itemPath = `${kind.path}/:library_item_id`;
	const find = ({ tenant, params }: Call): LibraryItem | undefined => {
		const item = libraryOf(tenant).items.get(params.library_item_id);
		return item?.type === kind.type ? item : undefined;
	};
	const list = (call: Call): Reply => {
		const { items } = libraryOf(call.tenant);
		const rows = [...items.values()].filter(({ type }) => type === kind.type);
		return pageNumberPage(rows, call, { render: (item) => show(kind, item, call) });
	};
	const get = (call: Call): Reply => {
		const item = find(call);
		return item ? { body: show(kind, item, call) } : notFound();
	};
	const update = (call: Call): Reply => {
		const item = find(call);
		return item ? write(kind, call, item) : notFound();
	};
	const remove = (call: Call): Reply => {
		const item = find(call);
		if (!item) return kind.gone();
		removeItem(call.tenant, item.id);
		recordLibrary(call, item, 'deleted');
		return noContent();
	};
	const permission = (name: string): string => `Library > ${name}`;
	return [
		{
			method: 'GET',
			path: kind.path,
			permission: permission(`List ${kind.label}s`),
			handle: list,
		},
		{ method: 'GET', path: itemPath, permission: permission(`Get ${kind.label}`), handle: get },
		{
			method: 'POST',
			path: kind.path,
			permission: permission(`Create ${kind.label}`),
			handle: (call) => write(kind, call, undefined),
		},
		{
			method: 'PATCH',
			path: itemPath,
			permission: permission(`Update ${kind.label}`),
			handle: update,
		},
		{
			method: 'DELETE',
			path: itemPath,
			permission: permission(`Delete ${kind.label}`),
			handle: remove,
		},
	];
}
