import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { resources } from '../catalogue';
import type { Operation } from '../catalogue/operationTypes';
import { COUNT_BY } from '../catalogue/summaries';
import { KandjiClient } from '../client/client';
import { asNodeError, mayHaveBeenCarriedOut } from '../client/errors';
import { addHints, cancelSignal } from '../client/host';
import { checkCount, countProblem } from '../items/guards';
import { failedItem, itemError } from '../items/itemError';
import { shouldWaitForHour } from '../items/hourWait';
import { progressText } from '../items/progress';
import type { Progress } from '../items/progress';
import { runItems } from '../items/runItems';
import type { Outcome } from '../items/runItems';
import { reportWaits } from '../items/waits';
import { isSet } from '../util/json';
import { joinSentences } from '../util/sentences';
import { answerToAgent } from './agentAnswer';
import { Caller } from './caller';
import { awaitCommandResults } from './commandResults';
import { Finder } from './finder';
import { isDangerous, isGuarded, limitOption, OPTIONS, ownRequest, showsGuards } from './names';
import { prepare } from './prepare';
import type { Prepared } from './prepare';
import type { Run } from './operationRun';
import { Sending } from './sending';
import { wrongItemsError } from './wrongItems';

/** AI clients give up on a call after a minute and then see no error, so that a call ends earlier. */
const AGENT_CALL_MS = 38_000;

/** Returns the operation that a node is set to; where its list is to be counted, the one that counts it. */
function chosen(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const value = context.getNodeParameter('operation', 0) as string;
	const operations = resources.find((one) => one.value === resource)?.operations ?? [];
	const operation = operations.find((one) => one.value === value);
	const options = context.getNodeParameter(OPTIONS, 0, {}) as IDataObject;
	const counting = operation?.countsWith && isSet(options[COUNT_BY]) ? operation.countsWith : value;
	const wanted = operations.find((one) => one.value === counting);
	if (wanted) return wanted;
	throw new NodeOperationError(
		context.getNode(),
		'The chosen operation does not exist in this version of the node; choose one from the list',
	);
}

/**
 * Throws when the items of a run would act on more records than the user allows. A dry run acts on none, so it only
 * returns what the real run would say.
 */
function checkTargets({ context, operation }: Run, prepared: Prepared[]): string | undefined {
	const acting = prepared.filter(({ risk }) => isGuarded(operation) && isDangerous(risk));
	const { displayName, called } = limitOption(operation);
	const countOf = (some: Prepared[]) => ({
		action: operation.name,
		targets: some.map(({ path }) => Object.values(path).join('/')),
		called,
		max: Math.min(...some.map(({ protection }) => protection.max)),
		option: showsGuards(operation) ? displayName : `Options > ${displayName}`,
	});
	checkCount(context.getNode(), countOf(acting.filter(({ protection }) => !protection.isDryRun)));
	const problem = countProblem(countOf(acting));
	return problem && `The real run would be refused: ${problem.message}`;
}

/** Shows in the output and at the node that a rehearsal passed what the real run would refuse. */
function warnOfRefusal(
	{ context }: Run,
	output: INodeExecutionData[],
	warning: string,
): INodeExecutionData[] {
	addHints(context, { type: 'warning', location: 'outputPane', message: warning });
	return output.map((item) =>
		item.json.dryRun === true ? { ...item, json: { ...item.json, warning } } : item,
	);
}

/** Names what an item acts on for people: the id of its record, or the item's number. */
function targetName(outcome: Outcome<Prepared> | undefined, item: number): string {
	const ids = outcome && 'value' in outcome ? Object.values(outcome.value.path) : [];
	return ids.length > 0 ? `${ids.join('/')} (item ${item})` : `item ${item}`;
}

/** Returns the error that ends a run of writes, with what the run had done by then. */
function endingError(
	{ context, operation }: Run,
	prepared: Array<Outcome<Prepared> | undefined>,
	{
		outcomes,
		begun,
	}: { outcomes: Array<Outcome<unknown> | undefined>; begun: ReadonlySet<number> },
	item: number,
	error: unknown,
): Error {
	const ending = itemError(context.getNode(), error, item);
	if (ownRequest(operation).method === 'GET' || prepared.length === 1) return ending;
	const progress: Progress = { done: [], unknown: [], notSent: [] };
	for (const [index, outcome] of outcomes.entries()) {
		const target = targetName(prepared[index], index);
		if (!begun.has(index)) progress.notSent.push(target);
		else if (outcome === undefined || 'value' in outcome) progress.done.push(target);
		else if (mayHaveBeenCarriedOut(outcome.error)) progress.unknown.push(target);
	}
	ending.description = joinSentences(ending.description, progressText(progress));
	return ending;
}

/** Prepares all items. Throws one error for all wrong ones unless the run goes on without them. */
async function prepareAll(run: Run): Promise<Array<Outcome<Prepared> | undefined>> {
	const { context, operation, client, goesOn } = run;
	const count = context.getInputData().length;
	const prepared = await runItems<Prepared>(
		count,
		async (item) => await prepare(context, operation, run, item),
		{ stop: () => client.cancelled },
	);
	const wrong = prepared.flatMap((outcome, item) =>
		outcome && 'error' in outcome ? [{ item, error: outcome.error }] : [],
	);
	if (wrong.length > 0 && !goesOn) throw wrongItemsError(context.getNode(), wrong, count);
	return prepared;
}

async function runOperation(
	context: IExecuteFunctions,
	caller: Caller,
	goesOn: boolean,
): Promise<INodeExecutionData[]> {
	const operation = chosen(context);
	const client = await KandjiClient.from(context, {
		waitsForHour: shouldWaitForHour(context),
		...(caller.isAgent ? { deadline: Date.now() + AGENT_CALL_MS } : {}),
	});
	const run: Run = {
		context,
		operation,
		client,
		caller,
		finder: new Finder(client),
		goesOn,
		seen: { incomplete: false, unknownFields: [] },
		stop: (hasFailed) => client.cancelled || (hasFailed && !goesOn),
	};
	const prepared = await prepareAll(run);
	const warning = checkTargets(
		run,
		prepared.flatMap((outcome) => (outcome && 'value' in outcome ? [outcome.value] : [])),
	);
	const sending = new Sending(run, prepared);
	const outcomes = await sending.all();
	reportWaits(context, client.statistics);
	const output: INodeExecutionData[] = [];
	for (const [item, outcome] of outcomes.entries()) {
		if (outcome === undefined) continue;
		if ('value' in outcome) output.push(...outcome.value);
		else if (goesOn && !client.cancelled) {
			output.push(
				failedItem(context.getNode(), outcome.error, item, { first: output.length === 0 }),
			);
		} else {
			throw endingError(run, prepared, { outcomes, begun: sending.begun }, item, outcome.error);
		}
	}
	const waits = prepared.flatMap((outcome) =>
		outcome && 'value' in outcome ? [outcome.value.waitSeconds ?? 0] : [],
	);
	const finished = await awaitCommandResults(run, output, Math.max(0, ...waits));
	const warned = warning === undefined ? finished : warnOfRefusal(run, finished, warning);
	// An agent calls with one item.
	const [asked] = prepared;
	if (asked === undefined || 'error' in asked || !caller.isAgent) return warned;
	return answerToAgent(warned, operation, asked.value, run.seen);
}

/**
 * Runs the chosen operation for all items. Everything is read, resolved and checked before anything is sent, so that a
 * wrong item stops the run before it is half done. With Continue On Fail (`goesOn`) exactly the failing items carry
 * their error and the others go on; a failure of the whole run reaches every item.
 */
export async function executeOperation(
	context: IExecuteFunctions,
	goesOn: boolean,
): Promise<INodeExecutionData[][]> {
	const caller = new Caller(context);
	try {
		return [await runOperation(context, caller, goesOn)];
	} catch (error) {
		const node = context.getNode();
		if (!goesOn || cancelSignal(context)?.aborted) {
			throw caller.explained(asNodeError(node, error));
		}
		return [
			context.getInputData().map((_, item) => failedItem(node, error, item, { first: item === 0 })),
		];
	}
}
