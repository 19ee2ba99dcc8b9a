import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { root } from '../../tools/setup.mjs';
import { credentials, everyProperty, nodes } from './description.mts';

/** What is not said, and what is said instead: one word for one thing, as n8n or Kandji says it. */
const WORDS: Array<{ never: RegExp; say: string }> = [
	{
		never: /\b(?:re)?activat(?:e|es|ed|ing|ion)\b(?! Lock)/i,
		say: 'publish, of a workflow; switch on, of a node',
	},
	{
		never: /\bdevice (?:identifier|uuid)\b|\bDeviceID\b|\bID of (?:the|a) device\b/i,
		say: 'device ID',
	},
	{ never: /\be-mail\b/i, say: 'email' },
	{
		never: /\bserial no\b|\bserial(?! number|s\b|\b[-*_`.,:;)"'<])\b(?= of)/i,
		say: 'serial number',
	},
	{ never: /\bcommunity module\b|\bplugin\b/i, say: 'node, or package' },
	{ never: /\blegacy request\b/i, say: 'what is different about it' },
];

const wordsOf = ({
	displayName,
	description,
	hint,
	placeholder,
	options = [],
}: INodeProperties) => [
	displayName,
	description ?? '',
	hint ?? '',
	placeholder ?? '',
	...options.flatMap((option) =>
		'value' in option ? [option.name, option.description ?? '', option.action ?? ''] : [],
	),
];

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const texts: Array<[string, string[]]> = [
	...[...nodes.map(({ name, instance }) => [name, instance.description.properties] as const)].map(
		([name, properties]): [string, string[]] => [
			name,
			everyProperty(properties).flatMap(({ property }) => wordsOf(property)),
		],
	),
	...credentials.map(({ name, instance }): [string, string[]] => [
		name,
		instance.properties.flatMap(wordsOf),
	]),
	...globSync(['README.md', 'docs/**/*.md'], { cwd: root }).map((file): [string, string[]] => [
		file,
		read(file).split('\n'),
	]),
];

describe.each(texts)('%s', (_, told) => {
	it.each(WORDS)('says $say', ({ never }) => {
		const quoted = (text: string) => text.replace(/`[^`]*`|\]\([^)]*\)/g, '');
		const wrong = told
			.filter((text) => !/activation.?lock/i.test(text) && !/Apple silicon/.test(text))
			.filter((text) => never.test(quoted(text)));
		expect(wrong).toEqual([]);
	});
});
