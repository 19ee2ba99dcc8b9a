import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { omit } from 'lodash';

import type { Operation } from '../catalogue/types';
import type { KandjiClient, KandjiRequest } from '../client/client';
import { kandjiWords, requestFailed } from '../client/errors';
import { isRecord, text } from '../client/json';
import type { Filled } from './fields';
import { calledByAgent } from './guard';
import { OUTPUT, ownRequest, SIMPLIFY } from './names';
import { answered, outputItem, shaped } from './output';
import type { Shape } from './output';
import { bodyOf } from './body';

interface Work {
	context: IExecuteFunctions;
	client: KandjiClient;
	operation: Operation;
	item: number;
	filled: Filled;
}

/** What Kandji says when a command is already on its way or has already been obeyed (API.md 1.1 and 1.2). */
const ALREADY = /already (pending|locked|running|enabled|disabled|in lost mode)/i;

function shapeOf({ context, operation, item }: Work): Shape {
	if (Array.isArray(operation.output)) {
		return context.getNodeParameter(SIMPLIFY, item, true) === false ? 'raw' : 'simplified';
	}
	return operation.output === undefined
		? 'raw'
		: (context.getNodeParameter(OUTPUT, item, 'simplified') as Shape);
}

function limitOf({ context, item }: Work): number | undefined {
	if (context.getNodeParameter('returnAll', item, false) === true) return undefined;
	const limit = Number(context.getNodeParameter('limit', item, 50));
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw new NodeOperationError(
		context.getNode(),
		'The parameter "Limit" is not a whole number of at least 1',
		{
			description: 'Enter how many results you want, or turn on Return All',
		},
	);
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

function requestOf({ operation, filled, item }: Work): KandjiRequest {
	const { method, path } = ownRequest(operation);
	const { encode = 'json' } = operation;
	return {
		method,
		path: path.replace(/\{(\w+)\}/g, (_, hole: string) => encodeURIComponent(filled.path[hole])),
		query: filled.query,
		...(operation.body === undefined ? {} : { body: bodyOf(filled.body, encode), encode }),
		permission: permissionOf(operation, filled.path),
		item,
		...(operation.file ? { accept: 'file' as const } : {}),
	};
}

async function fileOf(
	{ context, operation, item }: Work,
	body: unknown,
	type: string,
): Promise<INodeExecutionData[]> {
	const bytes = body as Buffer;
	if (type.includes('json')) return [outputItem(JSON.parse(String(bytes)) as IDataObject, item)];
	const { name, type: mimeType } = operation.file ?? { name: 'file', type };
	const data = await context.helpers.prepareBinaryData(bytes, name, mimeType);
	const json = { fileName: name, mimeType, fileSize: bytes.length };
	return [{ json, binary: { data }, pairedItem: { item } }];
}

async function send(work: Work): Promise<IDataObject | INodeExecutionData[]> {
	const { client, operation, filled } = work;
	const request = requestOf(work);
	const lenient = filled.options.treatPendingAsSuccess === true;
	const { status, headers, body } = await client.request({
		...request,
		...(lenient ? { accepts: [400] } : {}),
	});
	if (operation.file) return await fileOf(work, body, text(headers['content-type']));
	if (status === 400) {
		const words = kandjiWords(body);
		if (!ALREADY.test(words)) throw requestFailed(client.node, { ...request, status, body });
		return { ...answered(operation, undefined, filled.path), alreadyPending: true, message: words };
	}
	return answered(operation, body, filled.path);
}

/** Sends an operation for one item and gives its output items. */
export async function perform(work: Work): Promise<INodeExecutionData[]> {
	const { context, client, operation, item, filled } = work;
	const { path, query, body, settings } = filled;
	const finish = (rows: IDataObject[]) => {
		// Asked once, not per row: n8n evaluates parameters anew each time.
		const shape = shapeOf(work);
		const withheld =
			filled.options.allowAiAgents !== true && calledByAgent(context)
				? operation.secrets
				: undefined;
		return rows.map((row) => {
			const record = withheld ? omit(row, withheld) : row;
			return outputItem(shaped(operation, record, shape, client.tenant), item);
		});
	};
	if (operation.run) {
		const result = await operation.run({ context, client, item, path, query, body, settings });
		return Array.isArray(result) ? finish(result) : result.items;
	}
	if (operation.list) {
		const { path: filledPath, permission } = requestOf(work);
		const { rows } = await client.list(
			{ ...operation.list, path: filledPath, permission },
			{ query, item, limit: limitOf(work) },
		);
		return finish(rows);
	}
	const sent = await send(work);
	return isRecord(sent) ? finish([sent]) : sent;
}
