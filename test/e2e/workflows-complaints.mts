import type { IDataObject, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import type { Workflow } from '../../demo/stage.mts';
import { owner } from '../../demo/workspace.mts';

/** Every node that n8n offers, those made for AI agents included; its REST API names only the others. */
export async function nodeTypes(n8nUrl: string): Promise<INodeTypeDescription[]> {
	const { email: emailOrLdapLoginId, password } = owner;
	const login = await fetch(`${n8nUrl}/rest/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ emailOrLdapLoginId, password }),
	});
	const cookie = login.headers.getSetCookie().join('; ');
	const response = await fetch(`${n8nUrl}/types/nodes.json`, { headers: { cookie } });
	return (await response.json()) as INodeTypeDescription[];
}

/** What n8n's editor would mark red: nodes that it does not know, values that no parameter takes, and open issues. */
export function complaints(types: INodeTypeDescription[], { nodes }: Workflow): string[] {
	return nodes.flatMap((node) => {
		const type = types.find(
			({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
		);
		if (!type) return [`${node.name}: n8n has no ${node.type} ${node.typeVersion}`];
		const enabled = { ...node, disabled: false };
		const { properties } = type;
		const issues = NodeHelpers.getNodeParametersIssues(properties, enabled, type);
		const taken = NodeHelpers.getNodeParameters(
			properties,
			node.parameters,
			true,
			false,
			enabled,
			type,
		);
		return [
			...Object.values(issues?.parameters ?? {}).flat(),
			...lost(node.parameters, taken ?? {}),
		].map((complaint) => `${node.name}: ${complaint}`);
	});
}

/** Paths of what was given and not taken. */
function lost(given: unknown, taken: unknown, where = ''): string[] {
	if (typeof given !== 'object' || given === null) {
		return given === taken ? [] : [`no parameter takes ${where}`];
	}
	return Object.entries(given).flatMap(([key, value]) =>
		lost(value, (taken as IDataObject | undefined)?.[key], where ? `${where}.${key}` : key),
	);
}
