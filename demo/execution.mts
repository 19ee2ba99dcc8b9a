import { setTimeout as sleep } from 'node:timers/promises';

import { parse } from 'flatted';

import type { Rest } from './rest.mts';

/** An item as an execution keeps it; a file lies in n8n's store under `id`, or is here as Base64 text. */
interface Item {
	json: unknown;
	binary?: Record<string, { id?: string; data: string; fileName?: string }>;
}

interface ExecutionData {
	resultData: {
		error?: { message: string; description?: string };
		runData: Record<string, Array<{ data?: { main?: Array<Item[] | null> } }>>;
	};
}

/**
 * Runs a workflow from one of its triggers, as the editor's button does, and answers the items that a
 * node put out last. Throws with the execution's own message when it failed.
 */
export async function runWorkflow(
	rest: Rest,
	workflowId: string,
	{ trigger, result }: { trigger: string; result: string },
): Promise<unknown[]> {
	return await resultOf(rest, await startWorkflow(rest, workflowId, trigger), result);
}

/** Starts a workflow from one of its triggers, as the editor's button does; answers the id of the execution. */
export async function startWorkflow(
	rest: Rest,
	workflowId: string,
	trigger: string,
): Promise<string> {
	const workflowData = await rest.send('GET', `/workflows/${workflowId}`);
	const { executionId } = await rest.send<{ executionId: string }>(
		'POST',
		`/workflows/${workflowId}/run`,
		{ workflowData, triggerToStartFrom: { name: trigger } },
	);
	return executionId;
}

/** Waits for an execution and answers the items that a node put out last. Throws with its message when it failed. */
export async function resultOf(
	rest: Rest,
	executionId: string,
	result: string,
): Promise<unknown[]> {
	return (await outputsOf(rest, executionId, result))[0] ?? [];
}

/** As `resultOf`, of every output of the node. */
export async function outputsOf(
	rest: Rest,
	executionId: string,
	result: string,
): Promise<unknown[][]> {
	const outputs = await itemsOf(rest, executionId, result);
	return outputs.map((items) => items.map(({ json }) => json));
}

async function itemsOf(rest: Rest, executionId: string, result: string): Promise<Item[][]> {
	for (;;) {
		const { status, data } = await rest.send<{ status: string; data: string }>(
			'GET',
			`/executions/${executionId}`,
		);
		const execution = parse(data) as ExecutionData | undefined;
		// Older n8n tells the end of an execution a moment before it has saved what came of it.
		if (execution !== undefined && !['new', 'running', 'waiting'].includes(status)) {
			const { resultData } = execution;
			if (status === 'success') {
				const outputs = resultData.runData[result]?.at(-1)?.data?.main ?? [];
				return outputs.map((items) => items ?? []);
			}
			const { message = status, description = '' } = resultData.error ?? {};
			throw new Error(`The workflow ended with "${message}". ${description}`.trim());
		}
		await sleep(200);
	}
}

/** Waits for an execution and answers the files that a node put out last, each with its name. Throws like `resultOf`. */
export async function filesOf(
	rest: Rest,
	executionId: string,
	result: string,
): Promise<Array<{ fileName: string; content: Buffer }>> {
	const [items = []] = await itemsOf(rest, executionId, result);
	const kept = items.flatMap(({ binary = {} }) => Object.values(binary));
	return await Promise.all(
		kept.map(async ({ id, data, fileName = '' }) => ({
			fileName,
			content:
				id === undefined
					? Buffer.from(data, 'base64')
					: await rest.download(`/binary-data?${new URLSearchParams({ id, action: 'download' })}`),
		})),
	);
}
