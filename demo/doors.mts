import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INode } from 'n8n-workflow';

import { root } from '../tools/setup.mjs';
import { connectWorkflow, publishWorkflow } from './publish.mts';
import type { Key } from './publish.mts';
import type { Workspace } from './workspace.mts';

/** A published workflow that people or AI clients open by its address. */
export interface Door {
	title: string;
	/** What it shows or does. */
	text: string;
	url: string;
	/** How to get in, in words. */
	logIn: string;
}

interface DoorFile {
	file: string;
	title: string;
	text: string;
	logIn: string;
	key: Key;
}

const basic = (user: string, password: string) => ({
	logIn: `${user} / ${password}`,
	key: { type: 'httpBasicAuth', data: { user, password } },
});

/** A token for an AI client of the demo. It is published: it suits a simulated tenant only. */
const MCP_TOKEN = 'demo-mcp-token';

const DOORS: DoorFile[] = [
	{
		file: 'compliance-dashboard',
		title: 'Compliance dashboard',
		text: 'The state of the whole fleet on one page.',
		...basic('viewer', 'demo-dashboard'),
	},
	{
		file: 'find-a-device',
		title: 'Find a device',
		text: 'A form for the service desk: a serial number or an email gives the device and its user.',
		...basic('desk', 'demo'),
	},
	{
		file: 'lock-and-follow-up',
		title: 'Lock a device',
		text: 'A form that locks a device, shows the PIN once and follows up for a day.',
		...basic('desk', 'demo'),
	},
	{
		file: 'truto-mcp-server',
		title: 'MCP server for AI clients',
		text: 'Tools that read the fleet; changes wait until a person approves them.',
		logIn: `bearer token ${MCP_TOKEN}`,
		key: { type: 'httpBearerAuth', data: { token: MCP_TOKEN }, only: 'Kandji MCP Server' },
	},
];

const PATHS: Record<string, string> = {
	'n8n-nodes-base.webhook': 'webhook',
	'n8n-nodes-base.formTrigger': 'form',
	'@n8n/n8n-nodes-langchain.mcpTrigger': 'mcp',
};

/** Returns the path at which n8n answers for the first trigger of a workflow that has an address. */
function pathOfDoor(file: string): string {
	const text = readFileSync(path.join(root, 'workflows', `${file}.json`), 'utf8');
	const { nodes } = JSON.parse(text) as { nodes: INode[] };
	for (const { type, parameters } of nodes) {
		const { path: own, options = {} } = parameters as {
			path?: string;
			options?: { path?: string };
		};
		const last = own ?? options.path;
		if (type in PATHS && last !== undefined) return `${PATHS[type]}/${last}`;
	}
	throw new Error(`${file} has no trigger with an address.`);
}

/** Publishes the workflows that have an address of their own, and returns where they are. */
export async function openDoors(workspace: Workspace, n8nUrl: string): Promise<Door[]> {
	const doors: Door[] = [];
	for (const { file, title, text, logIn, key } of DOORS) {
		await connectWorkflow(workspace, file, key);
		await publishWorkflow(workspace, file);
		doors.push({ title, text, logIn, url: `${n8nUrl}/${pathOfDoor(file)}` });
	}
	return doors;
}
