/** Runs one Code node of a ready-made workflow by itself. */
import { compileFunction } from 'node:vm';

import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';

import { readyWorkflow } from './workflow.mts';

/** What a Code node may ask for. */
export interface CodeInput {
	/** The items of its input. */
	input?: IDataObject[];
	/** The items of other nodes, by name; lists of items for each output of a node with several. */
	nodes?: Record<string, IDataObject[] | IDataObject[][]>;
}

const itemsOf = (rows: IDataObject[]) => rows.map((json, item) => ({ json, pairedItem: { item } }));

function outputsOf(rows: IDataObject[] | IDataObject[][]): IDataObject[][] {
	return Array.isArray(rows[0]) ? (rows as IDataObject[][]) : [rows as IDataObject[]];
}

/** What a Code node sees of a node: its items, or that it did not run. */
function nodeView(rows: IDataObject[] | IDataObject[][] | undefined) {
	const outputs = rows === undefined ? [] : outputsOf(rows);
	const all = (output = 0) => itemsOf(outputs[output] ?? []);
	return { isExecuted: rows !== undefined, all, first: (output = 0) => all(output)[0] };
}

/** Runs a Code node for all items and returns the JSON of what it puts out. */
export async function runCode(
	workflow: string,
	name: string,
	{ input = [], nodes = {} }: CodeInput = {},
): Promise<IDataObject[]> {
	const node = readyWorkflow(workflow).nodes.find((each) => each.name === name);
	const code = node?.parameters.jsCode;
	if (typeof code !== 'string') throw new Error(`${workflow} has no Code node "${name}".`);
	const run = compileFunction(`return (async () => {\n${code}\n})()`, [
		'$',
		'$input',
		'$now',
		'DateTime',
	]) as (...values: unknown[]) => Promise<Array<{ json: IDataObject }>>;
	const items = await run(
		(other: string) => nodeView(nodes[other]),
		nodeView(input),
		DateTime.now(),
		DateTime,
	);
	return items.map(({ json }) => json);
}
