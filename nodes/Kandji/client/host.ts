import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	NodeExecutionHint,
	NodeTypeAndVersion,
} from 'n8n-workflow';
import { NodeConnectionTypes, sleep } from 'n8n-workflow';

/*
 * What n8n lacks in some of the versions that run this package: it is asked for here and nowhere else, beside the
 * version that brought it. docs/compatibility.md says which versions were run.
 */

/** The oldest n8n that is supported, because it is the oldest that the compatibility run drives. */
export const OLDEST_N8N = '1.100';

/** n8n's own limit for a poll where no scheduler leases it; also what counts in versions that name none. */
export const UNLIMITED_POLL_MS = 300_000;

/**
 * Refuses to load, in words, where n8n is so old that loading would fail in the middle of something else. Throws an
 * Error that n8n writes to its log.
 *
 * `NodeConnectionTypes` came with n8n 1.85 (n8n-workflow 1.83).
 */
export function assertHost(workflow: { NodeConnectionTypes?: unknown }): void {
	if (workflow.NodeConnectionTypes !== undefined) return;
	throw new Error(
		`n8n-nodes-kandji needs n8n ${OLDEST_N8N} or later; this n8n is older. Update n8n, then restart it.`,
	);
}

/** How long this poll may take, in milliseconds. `getPollBudgetMs` came with n8n 2.38. */
export function pollBudgetMs(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : UNLIMITED_POLL_MS;
}

/**
 * Whether an AI agent calls the node. `isToolExecution` came with n8n 2.2; every version runs tools through a copy of
 * the node whose type ends in `Tool`.
 */
export function isToolExecution(context: IExecuteFunctions): boolean {
	const told = 'isToolExecution' in context && context.isToolExecution();
	return told || context.getNode().type.endsWith('Tool');
}

/** The signal that tells that the execution was cancelled; n8n gives none to polls and to pickers. */
export function cancelSignal(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** Shows hints at the node where n8n has a place for them: for tools `addExecutionHints` came with n8n 1.119. */
export function addHints(context: IExecuteFunctions, ...hints: NodeExecutionHint[]): void {
	if ('addExecutionHints' in context) context.addExecutionHints(...hints);
}

/**
 * The enabled nodes wired directly into this one, undefined where n8n may not know them: `depth` came with 1.115, and
 * before it all ancestors come, among them triggers that did not start this run.
 */
export function directParents(context: IExecuteFunctions): NodeTypeAndVersion[] | undefined {
	const { name } = context.getNode();
	const all = context.getParentNodes(name);
	const direct = context.getParentNodes(name, { depth: 1 }).filter(({ disabled }) => !disabled);
	return direct.length > 1 && direct.length === all.length ? undefined : direct;
}

/** The node and output from which a wire comes. */
export interface Wire {
	node: string;
	index: number;
}

/**
 * The wires into each input of a node of the workflow, undefined where n8n does not say: `getConnections` is on the
 * context of every version that was run, but in no public interface.
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
 * Waits; rejects with the signal's reason as soon as it fires. n8n's `sleep` takes a signal since 2.36: before, its timer
 * runs on, and nobody waits for it.
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
