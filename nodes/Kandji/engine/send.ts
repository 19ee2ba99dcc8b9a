import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { has, pick, uniq } from 'lodash';

import type { List } from '../api/lists';
import type { Operation } from '../catalogue/operationTypes';
import type { KandjiClient, KandjiRequest } from '../client/client';
import { addHints } from '../client/host';
import { isRecord, isSet, text } from '../util/json';
import { kandjiText, quoted, saysAlready } from '../client/kandjiText';
import { inputFile } from '../client/storage';
import { INPUT_FILE } from '../fields/common';
import type { ListFindings } from './agentAnswer';
import { bodyOf } from './body';
import type { Caller } from './caller';
import type { Finder } from './finder';
import { isSelectable, ownRequest } from './names';
import { answered, outputItem, shaped } from './output';
import type { Prepared } from './prepare';
import { readNextRows, readRows } from './rows';
import { countRows } from './summary';

/** Rows that an AI agent gets where the builder of the workflow set no limit; the length of the answer limits them too. */
const MAX_AGENT_ROWS = 300;

/** One item to send, and with what. */
export interface Work {
	context: IExecuteFunctions;
	client: KandjiClient;
	caller: Caller;
	finder: Finder;
	operation: Operation;
	item: number;
	prepared: Prepared;
	/** Where to write down what was seen while a list was read. */
	seen: ListFindings;
}

/**
 * The wanted fields of a record, and what identifies it, which is `device_id` where a device of Raw has no `id`; of an
 * empty object, such as nobody for `user.email`, that it is empty.
 */
function selected(record: IDataObject, wanted: string[]): IDataObject {
	const names = wanted.map((name) => {
		const [outer] = name.split('.');
		return record[outer] === null ? outer : name;
	});
	return pick(record, ['id' in record ? 'id' : 'device_id', ...names]);
}

/** The checkbox to name; one that stands for several is named by the option chosen. */
function permissionOf(
	{ permission, path = [] }: Operation,
	chosen: Record<string, string>,
): string {
	return permission.replace(/\{(\w+)\}/, (_, hole: string) => {
		const options = path.find(({ name }) => name === hole)?.options ?? [];
		const option = options.find((one) => 'value' in one && one.value === chosen[hole]);
		return option?.name ?? chosen[hole];
	});
}

/** Names the record of a request for messages, e.g. `Device "6f1c…"`. */
function recordOf({ path = [] }: Operation, ids: Record<string, string>): string | undefined {
	return (
		path.map(({ name, displayName }) => `${displayName} ${quoted(ids[name])}`).join(', ') ||
		undefined
	);
}

async function requestOf({ context, operation, prepared, item }: Work): Promise<KandjiRequest> {
	const { method, path } = ownRequest(operation);
	const { encode = 'json' } = operation;
	const field = prepared.settings[INPUT_FILE];
	const file = isSet(field) ? await inputFile({ context, item }, text(field)) : undefined;
	const hasBody = operation.body !== undefined || file !== undefined;
	return {
		method,
		path: path.replace(/\{(\w+)\}/g, (_, hole: string) => encodeURIComponent(prepared.path[hole])),
		query: prepared.query,
		...(hasBody ? { body: bodyOf(operation, prepared.body, file), encode } : {}),
		permission: permissionOf(operation, prepared.path),
		accept: operation.file?.type ?? (method === 'GET' ? 'record' : 'json'),
		record: recordOf(operation, prepared.path),
	};
}

async function fileItem(
	{ context, item }: Work,
	bytes: Buffer,
	{ name, type: mimeType }: NonNullable<Operation['file']>,
): Promise<INodeExecutionData[]> {
	const data = await context.helpers.prepareBinaryData(bytes, name, mimeType);
	const json = { fileName: name, mimeType, fileSize: bytes.length };
	return [{ json, binary: { data }, pairedItem: { item } }];
}

async function sendOne(work: Work): Promise<IDataObject | INodeExecutionData[]> {
	const { client, operation, prepared } = work;
	const request = await requestOf(work);
	const lenient = prepared.options.treatPendingAsSuccess === true;
	const { status, body } = await client.request({
		...request,
		...(lenient ? { accepts: [400] } : {}),
	});
	if (operation.file && Buffer.isBuffer(body)) return await fileItem(work, body, operation.file);
	if (status === 400) {
		const words = kandjiText(body);
		if (!saysAlready(words)) throw client.failed(request, { kind: 'status', status, body });
		return {
			...answered(operation, undefined, prepared, client.now),
			alreadyPending: true,
			message: words,
		};
	}
	return answered(operation, body, prepared, client.now);
}

/** Shows the person at the editor that a list may lack rows. */
function hintIncomplete(context: IExecuteFunctions, count: number): void {
	addHints(context, {
		type: 'warning',
		location: 'outputPane',
		message: `The list kept changing while it was read, or is longer than Kandji hands out: a row may be missing among these ${count}. Run the node again, or narrow the filters.`,
	});
}

/** Sends an operation for one item and gives its output items. */
export async function send(work: Work): Promise<INodeExecutionData[]> {
	const { context, client, caller, finder, operation, item, prepared, seen } = work;
	const finish = (rows: IDataObject[]) => {
		const { onlyFields, shape } = prepared;
		const records = rows.map((row) => {
			const raw = caller.visible(operation, prepared.options, row);
			const record = shaped(operation, raw, shape, client.tenant);
			// Fields that are named may be those of the record itself, which Simplified leaves out.
			return onlyFields.length > 0 ? { ...raw, ...record } : record;
		});
		if (!isSelectable(operation) || onlyFields.length === 0) {
			return records.map((record) => outputItem(record, item));
		}
		// Of nobody, no field is missing.
		const isKnown = (name: string) =>
			records.some((record) => has(record, name) || record[name.split('.')[0]] === null);
		seen.unknownFields = caller.choosesFields ? onlyFields.filter((name) => !isKnown(name)) : [];
		seen.knownFields = uniq(records.flatMap((record) => Object.keys(record)));
		return records.map((record) => outputItem(selected(record, onlyFields), item));
	};
	if (operation.run) {
		const result = await operation.run({ context, client, item, ...prepared });
		return Array.isArray(result) ? finish(result) : result.items;
	}
	if (operation.list) {
		const { path, permission, record } = await requestOf(work);
		const listing = { ...operation.list, path, permission } as List;
		const { summary, sortsLocally } = operation;
		const reading = { record, finder, sortsLocally };
		const { rows, ...found } = summary
			? await readRows(client, listing, { ...prepared, limit: undefined }, reading)
			: caller.isAgent
				? await readNextRows(
						client,
						listing,
						{ ...prepared, limit: prepared.limit ?? MAX_AGENT_ROWS },
						reading,
					)
				: await readRows(client, listing, prepared, reading);
		if (!found.complete) hintIncomplete(context, rows.length);
		const { complete, ...facts } = found;
		const { unmatched } = facts;
		if (unmatched) addHints(context, { type: 'info', location: 'outputPane', message: unmatched });
		Object.assign(seen, facts, { incomplete: !complete });
		if (summary === undefined) return finish(rows);
		const counted = await countRows(client, summary, rows, prepared);
		if (!counted.complete) hintIncomplete(context, rows.length);
		seen.incomplete ||= !counted.complete;
		return counted.items.map((group) => outputItem(group, item));
	}
	const sent = await sendOne(work);
	if (!isRecord(sent)) return sent;
	const { shape, matchedBy, body, device } = prepared;
	const items = finish([sent]);
	if (typeof operation.output !== 'string' || shape === 'raw') return items;
	const changes = operation.changes?.(body, device, sent);
	// A device or a user that was looked up says by what, as the answers of commands do.
	return items.map(({ json, ...item }) => ({
		...item,
		json: { ...(changes ? { changes } : {}), ...json, ...(matchedBy ? { matchedBy } : {}) },
	}));
}
