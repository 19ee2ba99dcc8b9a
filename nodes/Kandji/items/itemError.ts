import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { text } from '../util/json';

/**
 * An error as it is reported for one input item: with `[Item N]`, which is added here and nowhere else. Items that share a
 * look-up share its outcome, so each gets a copy of its own.
 */
export function itemError(
	node: INode,
	error: unknown,
	item: number,
): NodeApiError | NodeOperationError {
	const message = `${error instanceof Error ? error.message : String(error)} [Item ${item}]`;
	const description = text(error, 'description') || undefined;
	if (!(error instanceof NodeApiError)) {
		return new NodeOperationError(node, message, { description, itemIndex: item });
	}
	const { httpCode, failure, context } = error;
	const own = new NodeApiError(
		node,
		{},
		{ message, description, httpCode: httpCode ?? undefined, itemIndex: item, failure },
	);
	// n8n replaces a message in which it finds one of its codes, even inside a word; ours stays.
	own.message = message;
	own.context = { ...context, itemIndex: item };
	return own;
}

/**
 * The output item of a failing input item: what happened under `error`, what to do about it under `message`. Every
 * version of n8n sends an item to the error output that holds these two keys and no other.
 *
 * With Retry On Fail n8n runs all items again when the first item of the output (`first`) has `error` in its data, and
 * commands would be sent twice. That one carries the error beside its data, which every version sends to the error
 * output too, and as `$error` and `$json`, from which every version writes `error` when it has decided; 1.100 forgets
 * what stands beside.
 */
export function failedItem(
	node: INode,
	error: unknown,
	item: number,
	{ first }: { first: boolean },
): INodeExecutionData {
	const own = itemError(node, error, item);
	if (node.retryOnFail && first) {
		const json = { $error: own, $json: {} } as unknown as IDataObject;
		return { json, error: own, pairedItem: { item } };
	}
	const advice = own.description ? { message: own.description } : {};
	return { json: { error: own.message, ...advice }, pairedItem: { item } };
}
