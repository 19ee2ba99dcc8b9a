/**
 * `npm run mutation:workflows -- quarantine --sample 20 --seed 1`: plants faults in the Code nodes and conditions of the
 * ready-made workflows, each in a run of its own, and counts how many the tests of test/workflows catch. Without names it
 * takes all workflows. Faults in code are those of Stryker but for texts; a condition gets the opposite operator, or "or"
 * in place of "and". A fault that no test of test/workflows reaches counts as survived.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { drawFaults, mutantsOf, newSandbox, passIn } from './mutants.mts';
import { root } from './setup.mjs';

interface Condition {
	operator: { operation: string };
}
interface WorkflowNode {
	name: string;
	type: string;
	parameters: { jsCode?: string } & Record<string, unknown>;
}
interface WorkflowFile {
	nodes: WorkflowNode[];
}
interface Fault {
	workflow: string;
	node: string;
	original: string;
	replacement: string;
	/** The workflow's file with the fault. */
	text: string;
	isCaught?: boolean;
}

const PAIRS = [
	['equals', 'notEquals'],
	['exists', 'notExists'],
	['empty', 'notEmpty'],
	['true', 'false'],
	['contains', 'notContains'],
	['gt', 'gte'],
	['lt', 'lte'],
	['after', 'before'],
];
const OPPOSITE = Object.fromEntries(
	PAIRS.flatMap(([one, other]) => [
		[one, other],
		[other, one],
	]),
);

const read = (workflow: string) =>
	readFileSync(path.join(root, 'workflows', `${workflow}.json`), 'utf8');

/** The workflow's file as it would be with another value at one place of a node. */
function withChange(workflow: string, index: number, change: (node: WorkflowNode) => void): string {
	const file = JSON.parse(read(workflow)) as WorkflowFile;
	change(file.nodes[index]);
	return JSON.stringify(file, null, 2);
}

/** Every object below a value that has this key, in a fixed order. */
function holders<T>(value: unknown, key: string): T[] {
	if (typeof value !== 'object' || value === null) return [];
	const own = key in value ? [value as T] : [];
	return [...own, ...Object.values(value).flatMap((inner) => holders<T>(inner, key))];
}

function conditionFaults(workflow: string, node: WorkflowNode, index: number): Fault[] {
	if (!/\.(?:if|filter|switch)$/.test(node.type)) return [];
	const operators = holders<Condition>(node.parameters, 'operator').map(
		({ operator: { operation } }, at): Fault => ({
			workflow,
			node: node.name,
			original: operation,
			replacement: OPPOSITE[operation] ?? '',
			text: withChange(workflow, index, ({ parameters }) => {
				holders<Condition>(parameters, 'operator')[at].operator.operation = OPPOSITE[operation];
			}),
		}),
	);
	const combinators = holders<{ combinator: string; conditions: unknown[] }>(
		node.parameters,
		'combinator',
	).map(({ combinator, conditions }, at): Fault => {
		const other = conditions.length > 1 ? (combinator === 'and' ? 'or' : 'and') : '';
		return {
			workflow,
			node: node.name,
			original: combinator,
			replacement: other,
			text: withChange(workflow, index, ({ parameters }) => {
				holders<{ combinator: string }>(parameters, 'combinator')[at].combinator = other;
			}),
		};
	});
	return [...operators, ...combinators].filter(({ replacement }) => replacement !== '');
}

async function codeFaults(workflow: string, node: WorkflowNode, index: number): Promise<Fault[]> {
	const code = node.parameters.jsCode;
	if (code === undefined) return [];
	// A Code node is the body of a function.
	const mutants = await mutantsOf(`async function node() {\n${code}\n}\n`, ['StringLiteral']);
	return mutants
		.filter(({ line }) => line > 1)
		.map(({ original, replacement, text }): Fault => {
			const jsCode = text.split('\n').slice(1, -2).join('\n');
			return {
				workflow,
				node: node.name,
				original,
				replacement,
				text: withChange(workflow, index, ({ parameters }) => {
					parameters.jsCode = jsCode;
				}),
			};
		});
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const all = globSync('workflows/*.json', { cwd: root }).map((file) => path.basename(file, '.json'));
const workflows = positionals.length > 0 ? positionals : all.sort();

const faults: Fault[] = [];
for (const workflow of workflows) {
	for (const [index, node] of (JSON.parse(read(workflow)) as WorkflowFile).nodes.entries()) {
		faults.push(...conditionFaults(workflow, node, index));
		faults.push(...(await codeFaults(workflow, node, index)));
	}
}
const drawn = drawFaults(faults, {
	seed: values.seed,
	count: Number(values.sample ?? faults.length),
	identity: ({ workflow, node, original, replacement }) => [workflow, node, original, replacement],
});

const sandbox = newSandbox();
const tests = globSync('test/workflows/*.test.mts', { cwd: sandbox }).map((file) => ({
	file,
	text: readFileSync(path.join(sandbox, file), 'utf8'),
}));
const testsOf = (workflow: string) =>
	tests
		.filter(({ text }) => text.includes(`'${workflow}'`) || text.includes('workflowNames()'))
		.map(({ file }) => file);

async function isCaught({ workflow, text }: Fault): Promise<boolean> {
	const files = testsOf(workflow);
	if (files.length === 0) return false;
	const file = path.join(sandbox, 'workflows', `${workflow}.json`);
	writeFileSync(file, text);
	const passed = await passIn(sandbox, files);
	writeFileSync(file, read(workflow));
	return !passed;
}

for (const [index, fault] of drawn.entries()) {
	fault.isCaught = await isCaught(fault);
	const { workflow, node, original, replacement } = fault;
	console.error(
		`${index + 1}/${drawn.length} ${fault.isCaught ? 'caught' : 'survived'} ${workflow}`,
	);
	if (!fault.isCaught) console.log(`${workflow} > ${node}\n-\t${original}\n+\t${replacement}`);
}
const caught = drawn.filter((fault) => fault.isCaught).length;
const groups = [...Map.groupBy(drawn, ({ workflow }) => workflow)].sort();
console.table(
	Object.fromEntries(
		groups.map(([workflow, some]) => [
			workflow,
			{ faults: some.length, caught: some.filter((fault) => fault.isCaught).length },
		]),
	),
);
console.log(`${caught} of ${drawn.length} faults caught, drawn from ${faults.length}`);
