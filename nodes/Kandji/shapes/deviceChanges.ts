import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { assignedUser } from './deviceShape';
import { isRecord, isSet, text } from '../util/json';
import { textOrNull } from './kandjiValues';

/** A field before and after; without `from` where the record was not read before. */
interface Change {
	from?: unknown;
	to: unknown;
}

/** The fields of Update by their names in the request: their keys in outputs, and how a record holds them. */
const FIELDS: Record<string, { key: string; of: (record: IDataObject) => unknown }> = {
	asset_tag: { key: 'assetTag', of: (record) => textOrNull(record.asset_tag) },
	blueprint_id: { key: 'blueprintId', of: (record) => textOrNull(record.blueprint_id) },
	tags: { key: 'tags', of: (record) => (Array.isArray(record.tags) ? record.tags : []) },
	user: { key: 'userId', of: (record) => assignedUser(record.user)?.id ?? null },
};

/** Names that go with an ID; the answer holds the new one only where it holds the new ID. */
const NAMES: Record<string, { key: string; of: (record: IDataObject) => unknown }> = {
	blueprint_id: { key: 'blueprintName', of: (record) => textOrNull(record.blueprint_name) },
	user: { key: 'userEmail', of: (record) => assignedUser(record.user)?.email ?? null },
};

function change(before: unknown, to: unknown): Change {
	return before === undefined ? { to } : { from: before, to };
}

/**
 * Returns what an update of a device changes, as `{field: {from, to}}`: the sent values, because the answer may still
 * hold the old ones (docs/kandji-api.md T12). Fields that had the value already are left out.
 */
export function deviceChanges(
	sent: IDataObject,
	before: IDataObject | undefined,
	after: unknown,
): IDataObject {
	const changes: Record<string, Change> = {};
	for (const [name, { key, of }] of Object.entries(FIELDS)) {
		if (!(name in sent)) continue;
		const to: unknown = isSet(sent[name]) || Array.isArray(sent[name]) ? sent[name] : null;
		const from = before && of(before);
		if (before !== undefined && isEqual(from, to)) continue;
		changes[key] = change(from, to);
		const named = NAMES[name];
		if (named === undefined) continue;
		const isNew = to === null || (isRecord(after) && text(of(after)) === text(to));
		if (!isNew) continue;
		const newName = to === null || !isRecord(after) ? null : named.of(after);
		changes[named.key] = change(before && named.of(before), newName);
	}
	return changes as unknown as IDataObject;
}
