import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { resources } from '../catalogue';
import type { Operation } from '../catalogue/types';
import { KandjiClient } from '../client/client';
import { asNodeError, mayHaveBeenCarriedOut } from '../client/errors';
import { cancelSignal, isToolExecution } from '../client/host';
import { guardCount } from '../items/guards';
import { failedItem, itemError } from '../items/itemError';
import { readPace } from '../items/pace';
import { progressOf } from '../items/progress';
import type { Progress } from '../items/progress';
import { runItems } from '../items/runItems';
import type { Outcome } from '../items/runItems';
import { tellWaits } from '../items/waits';
import { WriteOrder } from '../items/writeOrder';
import { answerToAgent } from './agentAnswer';
import type { Seen } from './agentAnswer';
import { toldToAgent } from './agents';
import { Finder } from './finder';
import { dryRun } from './guard';
import { isGuarded, limitOption, ownRequest } from './names';
import { outputItem } from './output';
import { prepare } from './prepare';
import type { Prepared } from './prepare';
import { send } from './send';

type Sent = INodeExecutionData[];

/** What all items of one run share. */
interface Run {
	context: IExecuteFunctions;
	operation: Operation;
	client: KandjiClient;
	finder: Finder;
	goesOn: boolean;
	/** What an AI agent must be told about what it gets. */
	seen: Seen;
	/** Ends the run: it was cancelled, or one item failed and the others must not go on. */
	stop: (failed: boolean) => boolean;
}

function chosen(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const value = context.getNodeParameter('operation', 0) as string;
	const operation = resources
		.find((one) => one.value === resource)
		?.operations.find((one) => one.value === value);
	if (operation) return operation;
	throw new NodeOperationError(
		context.getNode(),
		'The chosen operation does not exist in this version of the node; choose one from the list',
	);
}

/** Refuses the whole run when its items would act on more records than the user allows; a dry run acts on none. */
function guardTargets({ context, operation }: Run, prepared: Prepared[]): void {
	if (!isGuarded(operation)) return;
	const acting = prepared.filter(({ protection }) => !protection.dryRun);
	const { displayName, called } = limitOption(operation);
	guardCount(context.getNode(), {
		action: operation.name,
		targets: acting.map(({ path }) => Object.values(path).join('/')),
		called,
		most: Math.min(...acting.map(({ protection }) => protection.most)),
		option: displayName,
	});
}

/** What makes two commands the same. */
const commandOf = ({ path, query, body }: Prepared) => JSON.stringify([path, query, body]);

/** What a write changes, whose writes keep their order; a new record has nothing before it. */
function recordOf(operation: Operation, { path }: Prepared, item: number): string {
	const { method, path: route } = ownRequest(operation);
	return Object.values(path).join('/') || (method === 'POST' ? `#${item}` : route);
}

/** How the sending of all items ended, and which of them were sent at all. */
interface Sending {
	outcomes: Array<Outcome<Sent> | undefined>;
	begun: ReadonlySet<number>;
}

/** Sends what was prepared: reads side by side, writes to one record in the order of their items. */
async function sendAll(
	{ context, operation, client, finder, stop, goesOn, seen }: Run,
	prepared: Array<Outcome<Prepared> | undefined>,
): Promise<Sending> {
	const order = new WriteOrder();
	const begun = new Set<number>();
	const commands = new Map<string, { item: number; sent: Promise<Sent> }>();
	const reads = ownRequest(operation).method === 'GET';
	const guarded = isGuarded(operation);
	let broken = false;

	async function sendNow(item: number, one: Prepared): Promise<Sent> {
		begun.add(item);
		return await send({ context, client, operation, item, prepared: one, seen });
	}

	/** A command that equals an earlier one of this run is not sent again; its item gets the same outcome. */
	async function sendOnce(item: number, one: Prepared): Promise<Sent> {
		const command = commandOf(one);
		const earlier = commands.get(command);
		if (earlier) {
			return (await earlier.sent).map(({ json, ...rest }) => ({
				...rest,
				json: { ...json, alreadyPending: true, sameAsItem: earlier.item },
				pairedItem: { item },
			}));
		}
		const sent = sendNow(item, one);
		commands.set(command, { item, sent });
		return await sent;
	}

	const outcomes = await runItems<Sent>(
		prepared.length,
		async (item) => {
			const outcome = prepared[item];
			if (outcome === undefined || 'error' in outcome) throw outcome?.error;
			const one = outcome.value;
			if (guarded && one.protection.dryRun) {
				return [outputItem(await dryRun(operation, one, finder), item)];
			}
			if (reads) return await sendNow(item, one);
			return await order.after(recordOf(operation, one, item), async () => {
				// What waits for its turn behind a write that failed must not be sent any more.
				if (stop(broken)) return [];
				const sending = guarded ? sendOnce(item, one) : sendNow(item, one);
				sending.catch(() => (broken = true));
				return await sending;
			});
		},
		// A command that disrupts must not overtake the refusal of another.
		{
			stop,
			ready: async () => {
				client.progress(() => `${begun.size} of ${prepared.length} items begun`);
				await client.ready();
			},
			...(guarded && !goesOn ? { workers: 1 } : {}),
		},
	);
	return { outcomes, begun };
}

/** What an item acts on, for people: its record's id, or the item's number. */
function targetOf(outcome: Outcome<Prepared> | undefined, item: number): string {
	const ids = outcome && 'value' in outcome ? Object.values(outcome.value.path) : [];
	return ids.length > 0 ? `${ids.join('/')} [Item ${item}]` : `[Item ${item}]`;
}

/** The error that ends a run of writes tells what the run had done by then. */
function endedBy(
	{ context, operation }: Run,
	prepared: Array<Outcome<Prepared> | undefined>,
	{ outcomes, begun }: Sending,
	item: number,
	error: unknown,
): Error {
	const told = itemError(context.getNode(), error, item);
	if (ownRequest(operation).method === 'GET' || prepared.length === 1) return told;
	const progress: Progress = { done: [], unknown: [], notSent: [] };
	for (const [index, outcome] of outcomes.entries()) {
		const target = targetOf(prepared[index], index);
		if (!begun.has(index)) progress.notSent.push(target);
		else if (outcome === undefined || 'value' in outcome) progress.done.push(target);
		else if (mayHaveBeenCarriedOut(outcome.error)) progress.unknown.push(target);
	}
	told.description = [told.description, progressOf(progress)].filter(Boolean).join('. ');
	return told;
}

async function run(context: IExecuteFunctions, goesOn: boolean): Promise<INodeExecutionData[]> {
	const node = context.getNode();
	const operation = chosen(context);
	const client = await KandjiClient.from(context, { choices: readPace(context) });
	const finder = new Finder(client);
	const stop = (failed: boolean) => client.cancelled || (failed && !goesOn);
	const seen: Seen = { more: false, incomplete: false, unknownFields: [] };
	const one: Run = { context, operation, client, finder, stop, goesOn, seen };
	const prepared = await runItems<Prepared>(
		context.getInputData().length,
		async (item) => await prepare(context, operation, finder, item),
		{ stop },
	);
	const firstWrong = prepared.findIndex((outcome) => outcome !== undefined && 'error' in outcome);
	const wrong = prepared[firstWrong];
	if (wrong && 'error' in wrong && !goesOn) throw itemError(node, wrong.error, firstWrong);
	guardTargets(
		one,
		prepared.flatMap((outcome) => (outcome && 'value' in outcome ? [outcome.value] : [])),
	);
	const sending = await sendAll(one, prepared);
	tellWaits(context, client.waits);
	const output: INodeExecutionData[] = [];
	for (const [item, outcome] of sending.outcomes.entries()) {
		if (outcome === undefined) continue;
		if ('value' in outcome) output.push(...outcome.value);
		else if (goesOn && !client.cancelled) {
			output.push(failedItem(node, outcome.error, item, { first: output.length === 0 }));
		} else throw endedBy(one, prepared, sending, item, outcome.error);
	}
	// An agent calls with one item.
	const [asked] = prepared;
	if (asked === undefined || 'error' in asked || !isToolExecution(context)) return output;
	return answerToAgent(output, asked.value, seen);
}

/**
 * Runs the chosen operation for all items: first everything is read, resolved and checked, and only then anything is
 * sent, so that a wrong item stops the run before it is half done. With Continue On Fail (`goesOn`) exactly the failing
 * items carry their error and the others go on; what stops the whole run reaches every item.
 */
export async function execute(
	context: IExecuteFunctions,
	goesOn: boolean,
): Promise<INodeExecutionData[][]> {
	let output: INodeExecutionData[];
	try {
		output = await run(context, goesOn);
	} catch (error) {
		const node = context.getNode();
		if (!goesOn || cancelSignal(context)?.aborted) {
			throw toldToAgent(context, asNodeError(node, error));
		}
		return [
			context.getInputData().map((_, item) => failedItem(node, error, item, { first: item === 0 })),
		];
	}
	return [output];
}
