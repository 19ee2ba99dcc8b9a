import { setTimeout as sleep } from 'node:timers/promises';

import { parse } from 'flatted';

import type { Rest } from './rest.mts';

/** An item as an execution keeps it; a file lies in n8n's store under `id`, or is here as Base64 text. */
interface Item {
	json: unknown;
	binary?: Record<string, { id?: string; data: string }>;
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

async function itemsOf(rest: Rest, executionId: string, result: string): Promise<Item[]> {
	for (;;) {
		const { status, data } = await rest.send<{ status: string; data: string }>(
			'GET',
			`/executions/${executionId}`,
		);
		if (!['new', 'running', 'waiting'].includes(status)) {
			const { resultData } = parse(data) as ExecutionData;
			if (status === 'success') return resultData.runData[result]?.at(-1)?.data?.main?.[0] ?? [];
			const { message = status, description = '' } = resultData.error ?? {};
			throw new Error(`The workflow ended with "${message}". ${description}`.trim());
		}
		await sleep(200);
	}
}

/** The file in a binary field of the first item that a node put out last. Throws when there is none. */
export async function fileOf(
	rest: Rest,
	executionId: string,
	{ node, field }: { node: string; field: string },
): Promise<Buffer> {
	const [item] = await itemsOf(rest, executionId, node);
	const file = item?.binary?.[field];
	if (!file) throw new Error(`${node} put out no file in ${field}.`);
	if (file.id === undefined) return Buffer.from(file.data, 'base64');
	return await rest.download(`/binary-data?action=download&id=${encodeURIComponent(file.id)}`);
}
