import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { directParents, wiresInto } from '../client/host';
import type { Wire } from '../client/host';
import { textsWithin } from './values';

/** A Merge node joins at most ten lists, and Always Output Data gives one empty item for each that is empty. */
const MAX_EMPTY_ITEMS = 10;

/** The rows of an input without the empty items that stand for none. Throws on a failed read, and on many empty items. */
function rowsOf(context: IExecuteFunctions, input: number, label: string): IDataObject[] {
	const rows = context.getInputData(input).map(({ json }) => json);
	const failed = rows.find(
		(row) => 'error' in row && Object.keys(row).every((key) => ['error', 'message'].includes(key)),
	);
	if (failed) {
		throw new NodeOperationError(context.getNode(), `${label}: the node before it failed`, {
			description: `It gave the error "${textsWithin(failed.error).join(' ')}" in the place of rows. Nothing is planned, because missing assets would be created again.`,
		});
	}
	const filled = rows.filter((row) => Object.keys(row).length > 0);
	const emptyCount = rows.length - filled.length;
	if (emptyCount <= MAX_EMPTY_ITEMS) return filled;
	throw new NodeOperationError(
		context.getNode(),
		`${label}: ${emptyCount} of ${rows.length} items are empty`,
		{
			description:
				'They stand in the place of rows, and missing assets would be created again. See why the node before gives them',
		},
	);
}

/** The source of an input's items; null when it has none in this run. */
function sourceOf(context: IExecuteFunctions, input: number): unknown {
	try {
		return context.getInputSourceData(input) ?? null;
	} catch {
		return null;
	}
}

/** Whether a node has yet to run in this execution. */
function isOpen(context: IExecuteFunctions, name: string): boolean {
	const { $ } = context.getWorkflowDataProxy(0) as unknown as {
		$: (node: string) => { isExecuted: boolean };
	};
	return !$(name).isExecuted;
}

/** Whether two nodes or outputs are wired into one input, so that n8n runs this node once for each of them. */
function sharesInput(context: IExecuteFunctions): boolean {
	const wires = wiresInto(context, context.getNode().name);
	if (wires !== undefined) return wires.some((sources) => (sources ?? []).length > 1);
	// This n8n does not say which input a node is wired to: more nodes than inputs, or one that has yet to run, show it.
	const before = directParents(context) ?? [];
	return (
		before.length > 2 || (before.length === 2 && before.some(({ name }) => isOpen(context, name)))
	);
}

const LOOP_NODE = 'n8n-nodes-base.splitInBatches';

/** The output of a Loop node that gives all items together. */
const DONE_OUTPUT = 0;

/** Nodes that hand on the items of one run, so that behind a loop they still hand on a part. */
const PASSING_NODES = new Set(
	[
		...['aggregate', 'dateTime', 'filter', 'if', 'limit', 'merge', 'noOp', 'removeDuplicates'],
		...['renameKeys', 'set', 'sort', 'splitOut', 'switch', 'wait'],
	].map((name) => `n8n-nodes-base.${name}`),
);

/** Another node of the cycle in which a node lies; undefined when it lies in none. */
function cycleOf(context: IExecuteFunctions, name: string): string | undefined {
	const before = new Set(context.getParentNodes(name).map((node) => node.name));
	return context.getChildNodes(name).find((node) => before.has(node.name))?.name;
}

/** The node of a loop from which Assets gets the items of one round only; undefined when there is none. */
function loopBefore(context: IExecuteFunctions): string | undefined {
	const { name } = context.getNode();
	const types = new Map(context.getParentNodes(name).map((node) => [node.name, node.type]));
	const seen = new Set<string>();
	const open: Wire[] = [...(wiresInto(context, name)?.[0] ?? [])];
	for (let wire = open.pop(); wire !== undefined; wire = open.pop()) {
		const type = types.get(wire.node) ?? '';
		if (seen.has(wire.node) || (type === LOOP_NODE && wire.index === DONE_OUTPUT)) continue;
		seen.add(wire.node);
		if (cycleOf(context, wire.node) !== undefined) return wire.node;
		if (!PASSING_NODES.has(type)) continue;
		open.push(...(wiresInto(context, wire.node) ?? []).flatMap((sources) => sources ?? []));
	}
	return undefined;
}

/**
 * Returns the rows of both inputs. Throws where n8n hands over only a part of the assets: Execute Once, a loop, several
 * wires into one input, or Execute Step with an empty input (docs/n8n-facts.md 5). A part would plan mass creates.
 */
export function readInputs(context: IExecuteFunctions): {
	assets: IDataObject[];
	people: IDataObject[];
	/** Whether the list of people was read, even if nobody is in it: Always Output Data gives an empty item then. */
	peopleKnown: boolean;
} {
	const node = context.getNode();
	const failure = (message: string, description: string) =>
		new NodeOperationError(node, message, { description });
	if (node.executeOnce) {
		throw failure(
			'Execute Once hands over the first asset only',
			'Switch it off under Settings of this node; set it on the node before if that runs too often',
		);
	}
	const loop = cycleOf(context, node.name);
	if (loop !== undefined) {
		throw failure(
			`The node stands in a loop (with "${loop}") and would see a part of the assets each time`,
			'Place it before or after the loop; it takes all assets at once',
		);
	}
	const source = loopBefore(context);
	if (source !== undefined) {
		throw failure(
			`Assets comes from "${source}", which runs in a loop and gives a part of the assets each time`,
			'Connect Assets to the "done" output of a Loop node, or to a node behind the loop that reads all assets at once',
		);
	}
	if (sharesInput(context) || Number(context.getWorkflowDataProxy(0).$runIndex) > 0) {
		throw failure(
			'The node runs twice in one execution, each time with a part of the assets',
			'Join the nodes and outputs wired into Assets with a Merge node first',
		);
	}
	if (sourceOf(context, 1) !== null && context.getInputData(1).length === 0) {
		throw failure(
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
