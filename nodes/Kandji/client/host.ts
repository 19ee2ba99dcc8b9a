import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	NodeExecutionHint,
	NodeTypeAndVersion,
} from 'n8n-workflow';
import { NodeConnectionTypes, sleep } from 'n8n-workflow';

/*
 * Features of n8n that some supported versions lack. Only this file checks for them; each comment names the version
 * that brought the feature. docs/compatibility.md lists the versions that were run.
 */

/** The oldest supported n8n: the oldest one in the compatibility run. */
export const OLDEST_N8N = '1.100';

/** n8n's own limit for a poll without a scheduler, in milliseconds. Also used in versions that name no limit. */
export const UNLIMITED_POLL_MS = 300_000;

/**
 * Throws an Error, which n8n writes to its log, where n8n is too old for this package. Without it, loading would fail
 * with a message that does not name the reason.
 *
 * `NodeConnectionTypes` came with n8n 1.85 (n8n-workflow 1.83).
 */
export function assertHost(workflow: { NodeConnectionTypes?: unknown }): void {
	if (workflow.NodeConnectionTypes !== undefined) return;
	throw new Error(
		`n8n-nodes-kandji needs n8n ${OLDEST_N8N} or later; this n8n is older. Update n8n, then restart it.`,
	);
}

/** Returns how long this poll may take, in milliseconds. `getPollBudgetMs` came with n8n 2.38. */
export function pollBudgetMs(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : UNLIMITED_POLL_MS;
}

/** Whether n8n polls a published trigger, so that another poll follows by itself. Only polls have an activation mode. */
export function isScheduledPoll(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
): boolean {
	return 'getActivationMode' in context && (context as IPollFunctions).getMode() !== 'manual';
}

/**
 * Whether an AI agent calls the node. `isToolExecution` came with n8n 2.2; every version runs tools through a copy of
 * the node whose type ends in `Tool`.
 */
export function isToolExecution(context: IExecuteFunctions): boolean {
	const isTool = 'isToolExecution' in context && context.isToolExecution();
	return isTool || context.getNode().type.endsWith('Tool');
}

/** Returns the signal of a cancelled execution. n8n provides none to polls and pickers. */
export function cancelSignal(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** Shows hints at the node, where n8n can. For tools `addExecutionHints` came with n8n 1.119. */
export function addHints(context: IExecuteFunctions, ...hints: NodeExecutionHint[]): void {
	if ('addExecutionHints' in context) context.addExecutionHints(...hints);
}

/**
 * Returns the enabled nodes that are connected directly to this one; undefined where n8n may not know them. `depth` came
 * with 1.115. Older versions return all ancestors, also triggers that did not start this run.
 */
export function directParents(context: IExecuteFunctions): NodeTypeAndVersion[] | undefined {
	const { name } = context.getNode();
	const all = context.getParentNodes(name);
	const direct = context.getParentNodes(name, { depth: 1 }).filter(({ disabled }) => !disabled);
	return direct.length > 1 && direct.length === all.length ? undefined : direct;
}

/** A connection: the node and output from which it comes. */
export interface Wire {
	node: string;
	index: number;
}

/**
 * Returns the connections to each input of a node; undefined where n8n does not provide them. `getConnections` exists
 * in every version that was run, but in no public interface.
 */
export function wiresInto(
	context: IExecuteFunctions,
	node: string,
): ReadonlyArray<readonly Wire[] | null | undefined> | undefined {
	const { getConnections } = context as {
		getConnections?: (of: { name: string }, type: string) => Array<Wire[] | null>;
	};
	return getConnections?.call(context, { name: node }, NodeConnectionTypes.Main);
}

/**
 * Waits. Rejects with the signal's reason as soon as it fires. n8n's `sleep` accepts a signal since 2.36; in older
 * versions its timer runs to its end, without effect.
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const stop = () => reject(signal?.reason);
		signal?.addEventListener('abort', stop, { once: true });
		sleep(ms, signal)
			.then(resolve, reject)
			.finally(() => signal?.removeEventListener('abort', stop));
	});
}

assertHost({ NodeConnectionTypes });
