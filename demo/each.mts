import type { INodeParameters } from 'n8n-workflow';

import type { Rest } from './rest.mts';

/** A workflow that a webhook starts with a list of device ids, and that runs one step for each of them. */
export interface Each {
	name: string;
	/** Where the webhook listens, below `/webhook/`. */
	path: string;
	/** The step's node, as n8n names it; the action node unless it is given. */
	type?: { type: string; typeVersion: number };
	/** The step's settings, to which each device is `{{ $json.id }}`. */
	parameters: INodeParameters;
}

const ACTION = { type: 'n8n-nodes-kandji.kandji', typeVersion: 1 };

const workflowOf = ({ name, path, type = ACTION, parameters }: Each, kandjiApi: object) => ({
	name,
	active: false,
	nodes: [
		{
			id: 'hook',
			name: 'Hook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: path,
			parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
		},
		{
			id: 'split',
			name: 'Split',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [200, 0],
			parameters: { fieldToSplitOut: 'body.ids', options: { destinationFieldName: 'id' } },
		},
		{
			...type,
			id: 'step',
			name: 'Step',
			position: [400, 0],
			onError: 'continueErrorOutput',
			credentials: { kandjiApi },
			parameters,
		},
	],
	connections: {
		Hook: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
		Split: { main: [[{ node: 'Step', type: 'main', index: 0 }]] },
	},
	settings: { executionOrder: 'v1' },
});

/** Publishes such a workflow with the first credential of that n8n; answers its id. */
export async function publishEach(rest: Rest, each: Each): Promise<string> {
	const [{ id, name }] = await rest.send<Array<{ id: string; name: string }>>(
		'GET',
		'/credentials',
	);
	const workflow = await rest.send<{ id: string; versionId: string }>(
		'POST',
		'/workflows',
		workflowOf(each, { id, name }),
	);
	await rest.send('POST', `/workflows/${workflow.id}/activate`, { versionId: workflow.versionId });
	return workflow.id;
}

/** Starts one execution; whether n8n took it, which a main that is dead does not. */
export async function startEach(url: string, path: string, ids: string[]): Promise<boolean> {
	return await fetch(`${url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', connection: 'close' },
		body: JSON.stringify({ ids }),
	}).then(
		({ ok }) => ok,
		() => false,
	);
}
