/** The gallery of workflows/README.md: a section for each workflow file, made of the file itself. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import { root } from './setup.mjs';
import { permissionsOfNodes } from './workflowPermissions.mts';

/** A workflow file, as far as tools look. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
}

/** Where the pictures of the canvases are, from the root on. */
export const CANVASES = 'docs/images/workflows';

/** Names of all workflow files, without ending: the first one to try, then by name. */
export function workflowNames(): string[] {
	const first = 'device-inventory-sync';
	const names = globSync('workflows/*.json', { cwd: root }).map((file) =>
		path.basename(file, '.json'),
	);
	return [first, ...names.filter((name) => name !== first).sort()];
}

export const readWorkflow = (name: string): WorkflowFile =>
	JSON.parse(readFileSync(path.join(root, 'workflows', `${name}.json`), 'utf8')) as WorkflowFile;

/** The oldest tried n8n of each node of the workflows, by type and version; `npm run node-versions` writes it. */
export const VERSIONS_FILE = path.join(root, 'tools', 'nodeVersions.json');

/** A node type in one version, as VERSIONS_FILE names it. */
export const versionKey = (type: string, version: number): string => `${type} ${version}`;

/** Keys of a workflow's nodes that n8n brings. A tool is made of the node of its name without "Tool". */
export const nodesOfN8n = ({ nodes }: WorkflowFile): string[] =>
	nodes
		.filter(({ type }) => !/\.kandji\w*$/.test(type))
		.map(({ type, typeVersion }) =>
			versionKey(
				type.startsWith('n8n-nodes-base.') ? type.replace(/Tool$/, '') : type,
				typeVersion,
			),
		);

/** Returns the oldest tried n8n that has all nodes of a workflow; throws for a node that VERSIONS_FILE lacks. */
export function minimumN8n(workflow: WorkflowFile): string {
	const known = JSON.parse(readFileSync(VERSIONS_FILE, 'utf8')) as Record<string, string>;
	const versions = nodesOfN8n(workflow).map((key) => {
		const version = known[key];
		if (version === undefined) throw new Error(`Run npm run node-versions: it lacks ${key}`);
		return version;
	});
	const [oldest = ''] = versions.sort((one, other) =>
		other.localeCompare(one, 'en', { numeric: true }),
	);
	return oldest;
}

/** The first two sentences of the note that tells what the workflow does. */
function about({ nodes }: WorkflowFile): string {
	const note = nodes.find(({ name }) => name === 'About');
	const [, text = ''] = String(note?.parameters.content ?? '').split(/\n{2,}/);
	const sentences = text.replace(/\s+/g, ' ').match(/.+?[.!?]"?(?=\s|$)|.+$/g) ?? [];
	return sentences.slice(0, 2).join('').trim().replace(/:$/, '.');
}

const STARTS: Array<[type: RegExp, (parameters: INodeParameters) => string]> = [
	[/kandjiTrigger$/, ({ events }) => `on ${(events as string[]).join(', ')}`],
	[/manualTrigger$/, () => 'by hand'],
	[/scheduleTrigger$/, () => 'on a schedule'],
	[/formTrigger$/, () => 'by a form'],
	[/mcpTrigger$/, () => 'by an AI client over MCP'],
	[/chatTrigger$/, () => "in n8n's chat"],
	[
		/\.webhook$/,
		({ httpMethod = 'GET', path: where }) =>
			`by \`${String(httpMethod)} /webhook/${String(where)}\``,
	],
];

function starts({ nodes }: WorkflowFile): string {
	const words = nodes.flatMap(({ type, parameters, disabled }) =>
		STARTS.filter(([pattern]) => pattern.test(type)).map(
			([, say]) => `${say(parameters)}${disabled ? ' (off)' : ''}`,
		),
	);
	return [...new Set(words)].join(', ');
}

const unique = (words: string[]): string => [...new Set(words)].join(', ');

/** What stands for the user's own systems: tables, and nodes that are there but off. */
function replaceable({ nodes }: WorkflowFile): string[] {
	const tables = nodes.flatMap(({ parameters: { tableName } }) =>
		typeof tableName === 'string' ? [`**${tableName}**`] : [],
	);
	const off = nodes.filter(({ disabled, type }) => disabled && !type.endsWith('Trigger'));
	return [
		...(tables.length > 0 ? [`Data Tables ${unique(tables)}`] : []),
		...(off.length > 0
			? [`off until you switch them on: ${off.map(({ name }) => `*${name}*`).join(', ')}`]
			: []),
	];
}

function credentials({ nodes }: WorkflowFile): string[] {
	return nodes.flatMap(({ credentials: given }) =>
		Object.entries(given ?? {})
			.filter(([type]) => type !== 'kandjiApi')
			.map(([, { name }]) => `**${name}**`),
	);
}

function section(name: string): string {
	const workflow = readWorkflow(name);
	const picture = `${CANVASES}/${name}.png`;
	const permissions = permissionsOfNodes(workflow.nodes).map((each) => each.replace(/\?$/, ' \\*'));
	const others = unique(credentials(workflow));
	const facts = [
		['Starts', starts(workflow)],
		['Needs', `n8n ${minimumN8n(workflow)} or later`],
		['Permissions of the token', permissions.join(', ')],
		['Other credentials', others],
		['Replace', replaceable(workflow).join('; ')],
		['See it run', `\`npm start -- --once --workflow ${name}\``],
	].filter(([, text]) => text !== '');
	return [
		`### ${workflow.name}`,
		`[\`${name}.json\`](${name}.json)`,
		about(workflow),
		...(existsSync(path.join(root, picture)) ? [`![The canvas of ${name}](../${picture})`] : []),
		facts.map(([title, text]) => `- ${title}: ${text}`).join('\n'),
	].join('\n\n');
}

/** The gallery by the name of its marker. */
export const gallery = (): Record<string, string> => ({
	gallery: workflowNames().map(section).join('\n\n'),
});
