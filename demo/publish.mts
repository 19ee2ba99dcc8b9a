import type { IConnections, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';

import { saveCredential } from './workspace.mts';
import type { Workspace } from './workspace.mts';

/** A workflow as n8n holds it. */
export interface Workflow {
	versionId: string;
	active: boolean;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

/** A credential that a workflow needs besides the one of Kandji. */
export interface Key {
	type: string;
	data: object;
	/** The node that it is for; otherwise it is for those whose file names one of this type. */
	only?: string;
}

/** n8n's own path of a workflow, which goes by the name of its file. */
export function pathOf({ workflows }: Workspace, file: string): string {
	return `/workflows/${workflows[file]}`;
}

/** Returns a workflow as n8n holds it. */
export async function readWorkflow(workspace: Workspace, file: string): Promise<Workflow> {
	return await workspace.rest.send('GET', pathOf(workspace, file));
}

/** Saves a workflow with what `change` made of it, and returns it as n8n then holds it. */
export async function editWorkflow(
	workspace: Workspace,
	file: string,
	change: (workflow: Workflow) => void,
): Promise<Workflow> {
	const workflow = await readWorkflow(workspace, file);
	change(workflow);
	await workspace.rest.send('PATCH', `${pathOf(workspace, file)}?forceSave=true`, workflow);
	return await readWorkflow(workspace, file);
}

/** Saves a credential for nodes of a workflow, and turns these nodes on. */
export async function connectWorkflow(
	workspace: Workspace,
	file: string,
	{ type, data, only }: Key,
): Promise<void> {
	const name = `${type} of ${file}`;
	const id = await saveCredential(workspace.rest, { name, type, data });
	await editWorkflow(workspace, file, ({ nodes }) => {
		const wanting = nodes.filter((node) =>
			only === undefined ? node.credentials?.[type] : node.name === only,
		);
		for (const node of wanting) {
			node.credentials = { ...node.credentials, [type]: { id, name } };
			delete node.disabled;
		}
	});
}

/** Publishes a workflow: its triggers, webhooks and forms listen from now on. */
export async function publishWorkflow(workspace: Workspace, file: string): Promise<void> {
	const { versionId } = await readWorkflow(workspace, file);
	await workspace.rest.send('POST', `${pathOf(workspace, file)}/activate`, { versionId });
}
