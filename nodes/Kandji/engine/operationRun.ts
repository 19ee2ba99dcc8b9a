import type { IExecuteFunctions } from 'n8n-workflow';

import type { Operation } from '../catalogue/operationTypes';
import type { KandjiClient } from '../client/client';
import type { ListFindings } from './agentAnswer';
import type { Caller } from './caller';
import type { Finder } from './finder';

/** Everything that the items of one run share. */
export interface Run {
	context: IExecuteFunctions;
	operation: Operation;
	client: KandjiClient;
	caller: Caller;
	finder: Finder;
	/** Whether Continue On Fail is on. */
	goesOn: boolean;
	/** Facts about the list that an AI agent gets. */
	seen: ListFindings;
	/** Whether the run ends: it was cancelled, or an item failed and the others must not go on. */
	stop: (hasFailed: boolean) => boolean;
}
