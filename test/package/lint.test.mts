import path from 'node:path';

import { ESLint } from 'eslint';
import type { INodeTypeDescription } from 'n8n-workflow';
import ts from 'typescript-eslint';

import { root } from '../../tools/setup.mjs';
import { nodes } from './description.mts';

const kibibyte = 1024;

/** Under jest's NODE_ENV the rules take every file for one of their own fixtures. */
process.env.NODE_ENV = 'production';
const rules = require('eslint-plugin-n8n-nodes-base') as ESLint.Plugin & {
	configs: { nodes: { rules: Record<string, 'error'> } };
};

/** n8n's rules of node files, with the exceptions that its node tool makes. */
const eslint = new ESLint({
	cwd: root,
	overrideConfigFile: true,
	overrideConfig: [
		{
			files: ['**/*.ts'],
			languageOptions: { parser: ts.parser as never },
			plugins: { 'n8n-nodes-base': rules },
			rules: {
				...rules.configs.nodes.rules,
				'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
				'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
				'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
				// Events stand in groups, with those of devices first, and resources and operations in the order of use:
				// n8n's list of actions cannot be searched. rules.test.mts looks at all other lists.
				'n8n-nodes-base/node-param-multi-options-type-unsorted-items': 'off',
				'n8n-nodes-base/node-param-options-type-unsorted-items': 'off',
				// They take every list for one of records, by name or ID; the sync's lists offer names of fields.
				'n8n-nodes-base/node-param-display-name-wrong-for-dynamic-options': 'off',
				'n8n-nodes-base/node-param-description-wrong-for-dynamic-options': 'off',
			},
		},
	],
});

/** Words and signs that stand in a sentence as they are; the rule of sentence case knows none. */
const SPELLED = /FileVault|in-house|,/g;

/** What the rules say about a description that is written out as one literal, as they expect it. */
async function findings(name: string, description: INodeTypeDescription): Promise<string[]> {
	const literal = JSON.stringify(description, null, '\t')
		.replace(/^(\t*)"(\w+)":/gm, '$1$2:')
		.replace(/(\taction: )(".*")/g, (_, key: string, action: string) => {
			const plain = (word: string) => word.toLowerCase().replace('-', ' ').replace(',', '');
			return key + action.replace(SPELLED, plain);
		});
	const text = `export class ${name} implements INodeType {\n\tdescription: INodeTypeDescription = ${literal};\n}\n`;
	const filePath = path.join(root, 'nodes', 'Kandji', `${name}.node.ts`);
	const [{ messages }] = await eslint.lintText(text, { filePath });
	const lines = text.split('\n');
	return messages.map(({ ruleId, message, line }) => `${ruleId}: ${message} (${lines[line - 1]})`);
}

describe.each(nodes)(
	'The generated description of $name',
	({ name, instance: { description } }) => {
		it('breaks none of the rules that n8n has for hand-written ones', async () => {
			await expect(findings(name, description)).resolves.toEqual([]);
		});

		it('is really looked at by those rules', async () => {
			const [first, ...rest] = description.properties;
			const found = await findings(name, {
				...description,
				properties: [{ ...first, default: undefined }, ...rest],
			});
			expect(found.join('\n')).toContain('node-param-default-missing');
		});

		it('stays small enough for the editor', () => {
			expect(JSON.stringify(description).length).toBeLessThan(250 * kibibyte);
		});
	},
);
