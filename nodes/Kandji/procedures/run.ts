import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { KandjiClient } from '../client/client';
import type { Values } from '../fields/fieldValues';

/** The values and helpers for one item of an operation of several requests. */
export interface RunCall extends Values {
	context: IExecuteFunctions;
	client: KandjiClient;
	/** Index of the input item, for reading its binary data. */
	item: number;
}

/** Records, or finished items where a file belongs to the answer. */
export type RunResult = IDataObject[] | { items: INodeExecutionData[] };

/** Ends an item whose procedure cannot go on: what happened, and what to do about it. */
export function giveUp({ context }: RunCall, message: string, description: string): never {
	throw new NodeOperationError(context.getNode(), message, { description });
}
