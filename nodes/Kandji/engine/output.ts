import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../catalogue/types';
import { isRecord } from '../client/json';
import type { Tenant } from '../client/tenant';
import { normalizeDevice, SIMPLIFIED_DEVICE } from '../shapes/device';
import { normalizeUser, SIMPLIFIED_USER } from '../shapes/user';
import { pick } from '../shapes/values';

/** How much of a record the user wants; `raw` is what Kandji sends. */
export type Shape = 'simplified' | 'normalized' | 'raw';

/** A record in the shape that the user chose. */
export function shaped(
	operation: Operation,
	record: IDataObject,
	shape: Shape,
	tenant: Tenant,
): IDataObject {
	const { output } = operation;
	if (output === undefined || shape === 'raw') return record;
	if (Array.isArray(output)) return pick(record, output);
	if (shape === 'simplified')
		return pick(record, output === 'device' ? SIMPLIFIED_DEVICE : SIMPLIFIED_USER);
	return { ...(output === 'device' ? normalizeDevice(record, tenant) : normalizeUser(record)) };
}

/**
 * What an operation that is no list gives: deletes of a record `{ deleted: true, id }`, commands `{ success: true, id }`
 * with what Kandji adds, everything else its record. Kandji answers many writes with nothing at all.
 */
export function answered(
	operation: Operation,
	body: unknown,
	path: Record<string, string>,
): IDataObject {
	const { effect } = operation;
	const id = Object.values(path).at(-1);
	const record: IDataObject = isRecord(body)
		? body
		: body === undefined || body === ''
			? {}
			: { [operation.answer ?? 'answer']: body as string };
	const subject: IDataObject = id === undefined ? {} : { id };
	if (effect === 'delete') return { ...record, deleted: true, ...subject };
	const silent = Object.keys(record).length === 0;
	return effect === 'command' || silent ? { success: true, ...subject, ...record } : record;
}

/** An output item of one input item. A key named `error` would make n8n take a success for a failure. */
export function outputItem(json: IDataObject, item: number): INodeExecutionData {
	const { error, ...rest } = json;
	return {
		json: error === undefined ? json : { ...rest, errorDetail: error },
		pairedItem: { item },
	};
}
