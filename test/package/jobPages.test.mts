import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IConnections, INode, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { root } from '../../tools/setup.mjs';
import { nodes as ours } from './description.mts';

interface Example {
	nodes: INode[];
	connections: IConnections;
}

const pages = globSync('docs/jobs/*.md', { cwd: root });

const examples = pages.flatMap((page) => {
	const text = readFileSync(path.join(root, page), 'utf8');
	return [...text.matchAll(/```json\n(\{\n {2}"nodes".*?)\n```/gs)].map(([, json]) => ({
		page,
		example: JSON.parse(json) as Example,
	}));
});

const descriptionOf = ({ type }: INode): INodeTypeDescription | undefined =>
	ours.find(({ instance }) => type === `n8n-nodes-kandji.${instance.description.name}`)?.instance
		.description;

/** Names of the parameters that n8n drops because the panel does not show them. */
function unknown(given: object, taken: object): string[] {
	return Object.keys(given).filter((name) => !(name in taken));
}

/** What a person still has to pick from their own tenant. */
const TO_CHOOSE = ['Blueprint'];

test('the columns of the nightly report hold no cell that a spreadsheet runs', () => {
	const page = readFileSync(path.join(root, 'docs/jobs/nightly-asset-sync.md'), 'utf8');
	const [, expression] = /^ {3}\{\{ (.*) \}\}$/m.exec(page) ?? [];
	const columnsOf = new Function('$json', `return ${expression}`) as (row: object) => object;
	const row = { result: 'updated', deviceName: '=HYPERLINK("x")', assetId: '-7', before: { a: 1 } };
	expect(columnsOf({ ...row, person: null })).toEqual({
		result: 'updated',
		deviceName: `'=HYPERLINK("x")`,
		assetId: "'-7",
		person: null,
	});
});

describe('The workflows to paste in docs/jobs', () => {
	it('are two', () => {
		expect(examples.map(({ page }) => path.basename(page)).sort()).toEqual([
			'csv-to-blueprint.md',
			'slack-unassigned.md',
		]);
	});

	it.each(examples)('have parameters that n8n takes: $page', ({ example }) => {
		const mine = example.nodes.filter((node) => descriptionOf(node) !== undefined);
		expect(mine).toHaveLength(1);
		for (const node of mine) {
			const description = descriptionOf(node) as INodeTypeDescription;
			const { properties } = description;
			const taken = NodeHelpers.getNodeParameters(
				properties,
				node.parameters,
				true,
				false,
				node,
				description,
			);
			const { pollTimes: _, ...given } = node.parameters;
			expect(unknown(given, taken ?? {})).toEqual([]);
			for (const name of ['updateFields', 'options', 'filters']) {
				const property = properties.find((each) => {
					const { displayOptions } = each;
					return (
						each.name === name &&
						NodeHelpers.displayParameter(
							node.parameters,
							{ displayOptions, ...each },
							node,
							description,
						)
					);
				});
				const offered = (property?.options ?? []).map((option) => option.name);
				const used = Object.keys((node.parameters[name] ?? {}) as object);
				expect(used.filter((each) => !offered.includes(each))).toEqual([]);
			}
			const issues = NodeHelpers.getNodeParametersIssues(
				properties,
				{ ...node, parameters: taken ?? {} },
				description,
			);
			const open = Object.values(issues?.parameters ?? {}).flat();
			expect(open.filter((issue) => !TO_CHOOSE.some((each) => issue.includes(each)))).toEqual([]);
		}
	});

	it.each(examples)('connect nodes that are there: $page', ({ example }) => {
		const names = example.nodes.map(({ name }) => name);
		const targets = Object.values(example.connections).flatMap(({ main }) =>
			main.flatMap((output) => (output ?? []).map(({ node }) => node)),
		);
		expect(
			[...Object.keys(example.connections), ...targets].filter((name) => !names.includes(name)),
		).toEqual([]);
		expect(targets).toHaveLength(example.nodes.length - 1);
	});
});
