import { getEncoding } from 'js-tiktoken';
import type { INodeTypeDescription } from 'n8n-workflow';
import { synthesizeNodeTypeDef } from 'n8n/dist/modules/mcp-registry/synthesize-type-def';

import { nodes } from './description.mts';

/**
 * n8n's AI builders read a node's whole description at once, as TypeScript. Their clients cut long answers, at about
 * 25,000 tokens, so that what people use most comes first.
 */
const MAX_TOKENS: Record<string, number> = {
	Kandji: 42_000,
	KandjiTrigger: 2_600,
	KandjiAssetSync: 4_000,
};

/** Devices and what is done to them, with room for what grows. */
const MAX_DEVICE_TOKENS = 16_000;

const encoding = getEncoding('o200k_base');
const countTokens = (text: string) => encoding.encode(text).length;

/** What n8n's `get_node_types` answers for a node of this package. */
function typesOf(name: string): string {
	const found = nodes.find((node) => node.name === name);
	if (!found) throw new Error(`There is no node ${name}.`);
	const { description } = found.instance;
	return synthesizeNodeTypeDef({
		...description,
		name: `n8n-nodes-kandji.${description.name}`,
	} as INodeTypeDescription);
}

describe('What an AI builder reads', () => {
	it.each(Object.entries(MAX_TOKENS))('of %s takes at most %d tokens', (name, max) => {
		expect(countTokens(typesOf(name))).toBeLessThanOrEqual(max);
	});

	it('begins with devices and what is done to them', () => {
		const types = typesOf('Kandji');
		const resources = [...types.matchAll(/ {2}resource: '(\w+)'/g)].map(([, resource]) => resource);
		expect([...new Set(resources)].slice(0, 2)).toEqual(['device', 'deviceAction']);
		const end = types.lastIndexOf("resource: 'deviceAction'");
		const next = types.indexOf('export type', end);
		expect(countTokens(types.slice(0, next))).toBeLessThanOrEqual(MAX_DEVICE_TOKENS);
	});

	it.each([
		['Kandji', /Dry Run/],
		['Kandji', /@builderHint Never taken from the same item as the device/],
		['KandjiTrigger', /Emits each event once, also when the workflow is published again/],
		['KandjiAssetSync', /alwaysOutputData: true/],
	])('of %s says %s', (name, hint) => {
		expect(typesOf(name)).toMatch(hint);
	});
});
