import type { IDataObject, INodeParameterResourceLocator } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { uniqBy } from 'lodash';

import type { KandjiClient } from '../client/client';
import { sameTenant } from '../client/tenantUrl';
import { fold, findPlainPiece } from '../util/fold';
import { UUID_PATTERN, uuidIn } from '../util/uuid';
import { isRecord, text } from '../util/json';
import { ambiguous, emptyValue, notAnId, notFound, notSafe } from './lookupMessages';
import type { Identifier, LocatorSpec, LookupPurpose } from './locatorSpec';
import type { RunLists } from './runLists';

/** The record that a value names. */
export interface FoundRecord {
	id: string;
	/** The kind of identifier that the value was: `id`, `serialNumber`, `assetTag`, `email`, `name`. */
	matchedBy: string;
}

/** An entry of our own list of candidates: `Name (SERIAL) = ID`. */
const CANDIDATE = new RegExp(`^(.+) = (${UUID_PATTERN})$`, 'i');

/** Values that a run asks Kandji to filter by, one request each; with more it reads the list once instead. */
const MAX_FILTERED = 20;

/** Modes of a locator field that take an ID or an address and nothing else; all others take these too. */
const ID_MODES = ['id', 'url'];

/** Returns the plain value of a resource locator or of what an expression or an AI agent put in its place. */
export function locatorValue(value: unknown): string {
	return isRecord(value)
		? text((value as unknown as INodeParameterResourceLocator).value)
		: text(value);
}

/** Returns the kind of identifier that the chosen mode compares besides IDs, undefined where it takes any. */
function kindOfMode({ identifiers }: LocatorSpec, raw: unknown): string | undefined {
	const mode = text(raw, 'mode');
	if (ID_MODES.includes(mode)) return 'id';
	return identifiers.find(({ kind }) => kind === mode)?.kind;
}

function idIn(value: string, client: KandjiClient, entity: string): string | undefined {
	const id = uuidIn(value)?.toLowerCase();
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

/** The rows that bear an identifier: those written the same, else in another case, else with other typography. */
function bearing(rows: IDataObject[], { of, folded }: Identifier, value: string): IDataObject[] {
	const same = (written: string) => written;
	const forms = [same, (written: string) => written.toLowerCase(), ...(folded ? [fold] : [])];
	for (const form of forms) {
		const found = rows.filter((row) => form(of(row)) === form(value));
		if (found.length > 0) return found;
	}
	return [];
}

/** Looks a value up in the list of its kind of record. */
class Lookup {
	/** Rows that were read on the way, for what an error suggests. */
	readonly read: IDataObject[] = [];

	private readonly spec: LocatorSpec;

	private readonly lists: RunLists;

	private readonly asksKandji: boolean;

	constructor(spec: LocatorSpec, lists: RunLists) {
		this.spec = spec;
		this.lists = lists;
		this.asksKandji = lists.countName(spec.list) <= MAX_FILTERED;
	}

	/** Returns the rows that bear the value as this kind of identifier. */
	async rowsBy(identifier: Identifier, value: string): Promise<IDataObject[]> {
		const { parameter, folded } = identifier;
		const sent = folded ? findPlainPiece(value) : value;
		if (parameter !== undefined && sent !== '' && this.asksKandji) {
			const found = bearing(await this.rows({ [parameter]: sent }), identifier, value);
			// Kandji misses names that are written with accents or other characters.
			if (found.length > 0 || !folded) return found;
		}
		return bearing(await this.rows({}), identifier, value);
	}

	/** Returns the rows that our own messages and lists print as this text: all its parts belong to one record. */
	async rowsPrintedAs(value: string): Promise<IDataObject[]> {
		if (!value.endsWith(')') && !value.includes('), ')) return [];
		const [strongest] = this.spec.identifiers;
		const { label, shortLabel = label } = this.spec;
		const inside = [...value.matchAll(/\(([^()]+)\)/g)].map(([, part]) => part.trim());
		for (const part of [...inside, value.slice(0, value.lastIndexOf(' ('))]) {
			const rows = await this.rowsBy(strongest, part);
			const printed = rows.filter((row) =>
				[label(row), shortLabel(row)].some((shown) => fold(shown) === fold(value)),
			);
			if (printed.length > 0) return printed;
		}
		return [];
	}

	private async rows(filter: IDataObject): Promise<IDataObject[]> {
		const { list, query, id } = this.spec;
		const rows = await this.lists.rows(list, { ...query, ...filter });
		const usable = uniqBy(rows, (row) => text(row, id)).filter((row) => text(row, id) !== '');
		this.read.push(...usable);
		return usable;
	}
}

/**
 * Returns the one record that a parameter's value names, by the first kind of identifier that matches. Throws a
 * NodeOperationError when the value names none or several, or when an operation with a risk would act on a name.
 */
export async function findRecord(
	spec: LocatorSpec,
	lists: RunLists,
	raw: unknown,
	{ actsWithRisk = false }: LookupPurpose,
): Promise<FoundRecord> {
	const { entity, identifiers, id } = spec;
	const { client } = lists;
	const failure = ([message, description]: [string, string]) =>
		new NodeOperationError(client.node, message, { description });
	const [, shown, candidateId] = CANDIDATE.exec(locatorValue(raw)) ?? [];
	const value = shown ?? locatorValue(raw);
	if (value === '') throw failure(emptyValue(spec));
	const only = kindOfMode(spec, raw);
	const known = idIn(value, client, entity);
	if (known !== undefined) return { id: known, matchedBy: 'id' };
	if (only === 'id') throw failure(notAnId(spec, value));
	const lookup = new Lookup(spec, lists);
	const one = (found: IDataObject[], identifier: Identifier): FoundRecord | undefined => {
		const meant = candidateId
			? found.filter((row) => text(row, id).toLowerCase() === candidateId.toLowerCase())
			: found;
		if (meant.length === 0) return undefined;
		if (actsWithRisk && !identifier.safe) throw failure(notSafe(spec, value, identifier, meant));
		if (meant.length > 1) throw failure(ambiguous(spec, value, meant));
		return { id: text(meant[0], id), matchedBy: identifier.kind };
	};
	if (only === undefined) {
		const printed = one(await lookup.rowsPrintedAs(value), identifiers[0]);
		if (printed) return printed;
	}
	for (const identifier of identifiers) {
		if (only === undefined ? identifier.fits?.(value) === false : identifier.kind !== only)
			continue;
		const found = one(await lookup.rowsBy(identifier, value), identifier);
		if (found) return found;
	}
	throw failure(notFound(spec, value, only, lookup.read));
}
