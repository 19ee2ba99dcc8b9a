import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeParameterResourceLocator,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { partition, uniqBy } from 'lodash';

import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import { awaitAll } from '../util/awaitAll';
import { KandjiClient } from '../client/client';
import { isRecord, text } from '../util/json';
import { quoted } from '../client/messages';
import { sameTenant } from '../client/tenant';
import type { PathField } from '../fields/field';
import type { RunLists } from './runLists';

/**
 * A name of a record; `parameter` narrows the list on Kandji's side. Its filters match parts (docs/kandji-api.md T19), so a row
 * counts only when `of` equals the value, whatever the case.
 */
interface Lookup {
	parameter?: string;
	of: (row: IDataObject) => string;
	/** Whether a value can be such a name at all. */
	fits?: (value: string) => boolean;
}

/** How one kind of record is picked in the editor and found at run time. */
interface LocatorSpec {
	/** What messages call it. */
	entity: string;
	field: PathField;
	list: List;
	/** What is always asked for with the list, e.g. its order in the picker. */
	query?: IDataObject;
	/** Checkbox for reading one record. */
	recordPermission?: Permission;
	/** Query parameter that narrows the list while somebody types; without it the whole list is filtered here. */
	searchBy?: string;
	/** Key of the id in a row. */
	id: string;
	/** What else names a record. Those that Kandji filters by go first, the others count only where those find nothing. */
	lookups: Lookup[];
	label: (row: IDataObject) => string;
	/** What a person types to confirm that this is the one meant. */
	confirmBy?: { name: string; of: (row: IDataObject) => string };
}

export interface Locator extends LocatorSpec {
	search: (
		this: ILoadOptionsFunctions,
		filter?: string,
		token?: string,
	) => Promise<INodeListSearchResult>;
	/** The id that a parameter's value names; throws a NodeOperationError when it names none or several. */
	resolve: (lists: RunLists, value: unknown) => Promise<string>;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const PICKER_PAGE = 100;
const MOST_CANDIDATES = 5;
/** Rows that a picker reads at most where Kandji offers no search: somebody is waiting. */
const MOST_SCANNED = 2_000;
/** Names that a run asks Kandji to filter by, one request each; with more of them it reads the list once instead. */
const MOST_FILTERED = 20;

/** The plain value of a resource locator or of whatever an expression or an AI agent put in its place. */
export function locatorValue(value: unknown): string {
	return isRecord(value)
		? text((value as unknown as INodeParameterResourceLocator).value)
		: text(value);
}

function idIn(value: string, client: KandjiClient, entity: string): string | undefined {
	const id = UUID.exec(value)?.[0].toLowerCase();
	if (id === undefined || value.length === id.length) return id;
	if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined;
	const { webUrl } = client.tenant;
	if (!sameTenant(value, client.tenant)) {
		throw new NodeOperationError(
			client.node,
			`The URL of the ${entity} belongs to another tenant`,
			{
				description: `The credential is for ${webUrl}. Use a URL of that tenant or another credential.`,
			},
		);
	}
	return id;
}

/** The rows of this name, whatever the case; names that differ only in case are different names to Kandji. */
function named(rows: IDataObject[], of: Lookup['of'], value: string): IDataObject[] {
	const found = rows.filter((row) => of(row).toLowerCase() === value.toLowerCase());
	const exact = found.filter((row) => of(row) === value);
	return exact.length === 1 ? exact : found;
}

/** The rows that a value names, and where there are none those whose name it is a part of. */
interface Candidates {
	found: IDataObject[];
	near: IDataObject[];
}

/** The rows of this name, each once, whichever kind of name it is. */
async function candidates(
	{ list, query, id, lookups }: LocatorSpec,
	lists: RunLists,
	value: string,
): Promise<Candidates> {
	const whole = lists.countName(list) > MOST_FILTERED;
	const each = (rows: IDataObject[]) =>
		uniqBy(rows, (row) => text(row, id)).filter((row) => text(row, id) !== '');
	const find = async (kinds: Lookup[]): Promise<Candidates> => {
		const looked = await awaitAll(
			kinds.map(async ({ parameter, of }) => {
				const narrowed = whole || parameter === undefined ? {} : { [parameter]: value };
				const rows = await lists.rows(list, { ...query, ...narrowed });
				const near = rows.filter((row) => of(row).toLowerCase().includes(value.toLowerCase()));
				return { found: named(rows, of, value), near };
			}),
		);
		return {
			found: each(looked.flatMap(({ found }) => found)),
			near: each(looked.flatMap(({ near }) => near)),
		};
	};
	const fitting = lookups.filter(({ fits }) => fits?.(value) ?? true);
	const [filtered, unfiltered] = partition(fitting, ({ parameter }) => parameter !== undefined);
	const first = await find(filtered);
	if (first.found.length > 0) return first;
	const second = await find(unfiltered);
	return { found: second.found, near: each([...first.near, ...second.near]) };
}

/** What somebody means who types into the picker's list: first what Kandji searches, then whatever names a row. */
async function typed(
	{ list, query, searchBy, lookups, label }: LocatorSpec,
	client: KandjiClient,
	filter: string,
	most: number,
): Promise<IDataObject[]> {
	const read = async (narrowed: IDataObject, limit?: number) =>
		(await client.list(list, { query: { ...query, ...narrowed }, limit })).rows;
	const shows = (row: IDataObject) => label(row).toLowerCase().includes(filter.toLowerCase());
	if (!searchBy) return (await read({})).filter(shows);
	let rows = await read(filter ? { [searchBy]: filter } : {}, most);
	for (const { parameter } of filter ? lookups : []) {
		if (rows.length > 0) break;
		if (parameter === searchBy) continue;
		rows = parameter
			? await read({ [parameter]: filter }, most)
			: (await read({}, MOST_SCANNED)).filter(shows);
	}
	return rows;
}

/** The first of some rows with their IDs, in words. */
function listed({ id, label }: LocatorSpec, rows: IDataObject[]): string {
	const some = rows.slice(0, MOST_CANDIDATES).map((row) => `${label(row)} = ${text(row, id)}`);
	const rest = rows.length > some.length ? ` and ${rows.length - some.length} more` : '';
	return `${some.join('; ')}${rest}`;
}

/** Why a value names no single record: message and advice. */
function unresolved(
	spec: LocatorSpec,
	value: string,
	{ found, near }: Candidates,
): [message: string, advice: string] {
	const { entity } = spec;
	if (found.length === 0) {
		const close = near.length > 0 ? `. With this in the name: ${listed(spec, near)}` : '';
		return [
			`No ${entity} matches ${quoted(value)}`,
			`Enter the ID or exactly what Kandji shows for the ${entity}; parts of it are not enough${close}`,
		];
	}
	const plural = entity.replace(/y$/, 'ie').concat('s');
	return [
		`${found.length} ${plural} match ${quoted(value)}, so nothing was done`,
		`Use the ID of one of them: ${listed(spec, found)}`,
	];
}

/** Makes the picker and the resolver of one kind of record from what tells it apart from others. */
export function makeLocator(spec: LocatorSpec): Locator {
	const { entity, field, id, label } = spec;
	return {
		...spec,
		async search(filter = '', token) {
			const client = await KandjiClient.from(this);
			const skipped = Number(token ?? 0);
			const rows = await typed(spec, client, filter, skipped + PICKER_PAGE);
			const results = rows
				.slice(skipped, skipped + PICKER_PAGE)
				.map((row) => ({ name: label(row), value: text(row, id) }));
			const more = results.length === PICKER_PAGE;
			return { results, ...(more ? { paginationToken: String(skipped + PICKER_PAGE) } : {}) };
		},
		async resolve(lists, raw) {
			const { client } = lists;
			const value = locatorValue(raw);
			const refusal = (message: string, description: string) =>
				new NodeOperationError(client.node, message, { description });
			if (value === '') {
				throw refusal(
					`The parameter "${field.displayName}" is empty`,
					`Choose a ${entity}, or check the expression that should give it`,
				);
			}
			const known = idIn(value, client, entity);
			if (known !== undefined) return known;
			const named = await candidates(spec, lists, value);
			if (named.found.length !== 1) throw refusal(...unresolved(spec, value, named));
			return text(named.found[0], id);
		},
	};
}
