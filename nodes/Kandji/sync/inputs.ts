import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { directParents } from '../client/host';

/** The rows of an input; the empty item that Always Output Data gives stands for none. Throws on a failed read. */
function rowsOf(context: IExecuteFunctions, input: number, called: string): IDataObject[] {
	const rows = context.getInputData(input).map(({ json }) => json);
	const failed = rows.find(
		(row) => 'error' in row && Object.keys(row).every((key) => ['error', 'message'].includes(key)),
	);
	if (failed) {
		throw new NodeOperationError(context.getNode(), `${called}: the node before it failed`, {
			description: `It gave the error "${String(failed.error)}" in the place of rows. Nothing is planned, because missing assets would be created again.`,
		});
	}
	return rows.filter((row) => Object.keys(row).length > 0);
}

/** Where an input's items come from; null when it has no source in this run. */
function sourceOf(context: IExecuteFunctions, input: number): unknown {
	try {
		return context.getInputSourceData(input) ?? null;
	} catch {
		return null;
	}
}

/**
 * Whether two nodes are wired into one input: n8n then runs this node once for each, and the first run cannot see that
 * a second will come. More nodes before it than inputs tell so, and so does one that has yet to run.
 */
function sharesInput(context: IExecuteFunctions): boolean {
	const before = directParents(context) ?? [];
	if (before.length < 2) return false;
	const { $ } = context.getWorkflowDataProxy(0) as unknown as {
		$: (node: string) => { isExecuted: boolean };
	};
	return before.length > 2 || before.some((node) => !$(node.name).isExecuted);
}

/**
 * What arrived, as far as it can be all there is. Throws where n8n hands over only a part: Execute Once, a loop, several
 * nodes wired into one input, or Execute Step with an empty input (docs/n8n-facts.md 5). A part would plan mass creates.
 */
export function readInputs(context: IExecuteFunctions): {
	assets: IDataObject[];
	people: IDataObject[];
	/** The list of people was read, even if nobody is in it: Always Output Data says so with an empty item. */
	peopleKnown: boolean;
} {
	const node = context.getNode();
	const refuse = (message: string, description: string) =>
		new NodeOperationError(node, message, { description });
	if (node.executeOnce) {
		throw refuse(
			'Execute Once hands over the first asset only',
			'Switch it off under Settings of this node; set it on the node before if that runs too often',
		);
	}
	const before = context.getParentNodes(node.name).map(({ name }) => name);
	const loop = context.getChildNodes(node.name).find(({ name }) => before.includes(name));
	if (loop) {
		throw refuse(
			`The node stands in a loop (with "${loop.name}") and would see a part of the assets each time`,
			'Place it before or after the loop; it takes all assets at once',
		);
	}
	if (sharesInput(context) || Number(context.getWorkflowDataProxy(0).$runIndex) > 0) {
		throw refuse(
			'The node runs twice in one execution, each time with a part of the assets',
			'Join the nodes wired into Assets with a Merge node first',
		);
	}
	if (sourceOf(context, 1) !== null && context.getInputData(1).length === 0) {
		throw refuse(
			'One input is empty, and Execute Step hands the other one over in its place',
			'Use Execute Workflow, or set Always Output Data on the node before the empty input',
		);
	}
	return {
		assets: rowsOf(context, 0, 'Assets'),
		people: rowsOf(context, 1, 'People'),
		peopleKnown: context.getInputData(1).length > 0,
	};
}
