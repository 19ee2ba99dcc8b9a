import { setTimeout as sleep } from 'node:timers/promises';

import { parse } from 'flatted';

import type { Rest } from './rest.mts';

interface ExecutionData {
	resultData: {
		error?: { message: string; description?: string };
		runData: Record<string, Array<{ data?: { main?: Array<Item[] | null> } }>>;
	};
}

interface Item {
	json: unknown;
	/** Files by their field; one with an ID stands outside the execution. */
	binary?: Record<string, { id?: string; data: string; fileName?: string }>;
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
	const workflowData = await rest.send('GET', `/workflows/${workflowId}`);
	const { executionId } = await rest.send<{ executionId: string }>(
		'POST',
		`/workflows/${workflowId}/run`,
		{ workflowData, triggerToStartFrom: { name: trigger } },
	);
	return await resultOf(rest, executionId, result);
}

/** Waits for an execution and answers the items that a node put out last. Throws with its message when it failed. */
export async function resultOf(
	rest: Rest,
	executionId: string,
	result: string,
): Promise<unknown[]> {
	return (await itemsOf(rest, executionId, result)).map(({ json }) => json);
}

/** Waits for an execution and answers the files that a node put out last, each with its name. Throws like `resultOf`. */
export async function filesOf(
	rest: Rest,
	executionId: string,
	result: string,
): Promise<Array<{ fileName: string; content: Buffer }>> {
	const items = await itemsOf(rest, executionId, result);
	const kept = items.flatMap(({ binary = {} }) => Object.values(binary));
	return await Promise.all(
		kept.map(async ({ id, data, fileName = '' }) => ({
			fileName,
			content:
				id === undefined
					? Buffer.from(data, 'base64')
					: await rest.file(`/binary-data?${new URLSearchParams({ id, action: 'download' })}`),
		})),
	);
}

async function itemsOf(rest: Rest, executionId: string, result: string): Promise<Item[]> {
	for (;;) {
		const { status, data } = await rest.send<{ status: string; data: string }>(
			'GET',
			`/executions/${executionId}`,
		);
		if (!['new', 'running', 'waiting'].includes(status)) {
			const { resultData } = parse(data) as ExecutionData;
			if (status === 'success') {
				return resultData.runData[result]?.at(-1)?.data?.main?.[0] ?? [];
			}
			const { message = status, description = '' } = resultData.error ?? {};
			throw new Error(`The workflow ended with "${message}". ${description}`.trim());
		}
		await sleep(200);
	}
}
