import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { resources } from '../catalogue';
import type { Operation } from '../catalogue/types';
import { KandjiClient } from '../client/client';
import { ofItem } from '../client/errors';
import { fill } from './fields';
import type { Filled } from './fields';
import { Finder } from './finder';
import {
	calledByAgent,
	dryRun,
	guardAgent,
	guardConfirmation,
	guardCount,
	isDryRun,
} from './guard';
import { isGuarded, ownRequest } from './names';
import { outputItem } from './output';
import { perform } from './perform';

/** Items worked on at once; the client's pace decides how fast their requests leave. */
const WORKERS = 25;

type Outcome<T> = { value: T } | { error: unknown };

/** Runs a task for every index, some at once, outcomes in order. `stop` ends it early: what was not started is missing. */
async function inOrder<T>(
	count: number,
	task: (index: number) => Promise<T>,
	stop: (failed: boolean) => boolean,
): Promise<Array<Outcome<T> | undefined>> {
	const outcomes = new Array<Outcome<T> | undefined>(count);
	let next = 0;
	let failed = false;
	const work = async () => {
		while (next < count && !stop(failed)) {
			const index = next++;
			try {
				outcomes[index] = { value: await task(index) };
			} catch (error) {
				failed = true;
				outcomes[index] = { error };
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(WORKERS, count) }, work));
	return outcomes;
}

/** Writes to the same record keep the order of their items; all others run side by side. */
class Turns {
	private readonly last = new Map<string, Promise<unknown>>();

	async take<T>(key: string, task: () => Promise<T>): Promise<T> {
		const turn = (this.last.get(key) ?? Promise.resolve()).then(task, task);
		this.last.set(key, turn);
		return await turn;
	}
}

function chosen(context: IExecuteFunctions): Operation | undefined {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = context.getNodeParameter('operation', 0) as string;
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
}

/**
 * Runs the chosen operation for all items: first everything is read, resolved and checked, and only then anything is
 * sent, so that a wrong item stops the run before it is half done. With Continue On Fail (`goesOn`) exactly the failing
 * items carry their error and the others go on.
 */
export async function execute(
	context: IExecuteFunctions,
	goesOn: boolean,
): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const operation = chosen(context);
	if (operation === undefined) {
		throw ofItem(
			node,
			'The chosen operation does not exist in this version of the node; choose one from the list',
			0,
		);
	}
	const client = await KandjiClient.from(context);
	const finder = new Finder(client);
	const items = context.getInputData();
	const stop = (failed: boolean) => client.cancelled || (failed && !goesOn);

	const prepared = await inOrder<Filled>(
		items.length,
		async (item) => {
			const filled = await fill(context, operation, finder, item);
			guardAgent(context, operation, filled.options);
			await guardConfirmation(context, operation, filled, finder, item);
			return filled;
		},
		stop,
	);
	const firstWrong = prepared.findIndex((one) => one !== undefined && 'error' in one);
	const wrong = prepared[firstWrong];
	if (wrong && 'error' in wrong && !goesOn) throw ofItem(node, wrong.error, firstWrong);
	const good = prepared.flatMap((one) => (one && 'value' in one ? [one.value] : []));
	guardCount(node, operation, good);

	const turns = new Turns();
	const reads = ownRequest(operation).method === 'GET';
	let broken = false;
	const performed = await inOrder<INodeExecutionData[]>(
		items.length,
		async (item) => {
			const one = prepared[item];
			if (one === undefined || 'error' in one) throw one?.error;
			const { value } = one;
			if (isGuarded(operation) && isDryRun(value.options)) {
				return [outputItem(await dryRun(operation, value, finder), item)];
			}
			const task = async () => {
				// What waits for its turn behind a write that failed must not be sent any more.
				if (stop(broken)) return [];
				try {
					return await perform({ context, client, operation, item, filled: value });
				} catch (error) {
					broken = true;
					throw ofItem(node, error, item);
				}
			};
			if (reads) return await task();
			return await turns.take(Object.values(value.path).join('/') || `#${item}`, task);
		},
		stop,
	);

	const output: INodeExecutionData[] = [];
	for (const [item, one] of performed.entries()) {
		if (one === undefined) continue;
		if ('value' in one) output.push(...one.value);
		else {
			const error = ofItem(node, one.error, item);
			if (!goesOn || client.cancelled) throw error;
			const details = error.description ?? '';
			// n8n takes an item with these two keys for a failing one and keeps what they say. With Retry On Fail it would
			// run all items again when it sees them, and commands would be sent twice: there the item carries the error.
			output.push(
				node.retryOnFail
					? { json: { message: error.message, details }, error, pairedItem: { item } }
					: { json: { error: error.message, details }, pairedItem: { item } },
			);
		}
	}
	if (output.length === 0 && calledByAgent(context)) {
		return [[{ json: { found: 0, message: 'Nothing matches' }, pairedItem: { item: 0 } }]];
	}
	return [output];
}
