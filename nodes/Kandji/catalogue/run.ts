import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { KandjiClient } from '../client/client';

/** What an operation of several requests gets for one item. */
export interface RunCall {
	context: IExecuteFunctions;
	client: KandjiClient;
	/** Index of the input item, for messages and for reading its binary data. */
	item: number;
	/** Path holes: the ids that the locators found, by field name. */
	path: Record<string, string>;
	query: IDataObject;
	body: IDataObject;
	/** The operation's `settings` fields, by field name. */
	settings: IDataObject;
}

/** Records, or finished items where a file belongs to the answer. */
export type RunResult = IDataObject[] | { items: INodeExecutionData[] };
