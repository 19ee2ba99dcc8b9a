import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INode, INodeProperties } from 'n8n-workflow';

import { root } from '../../tools/setup.mjs';
import { credentials, everyProperty, nodes } from './description.mts';

/** What is not said, and what is said instead: one word for one thing, as n8n or Kandji says it. */
const WORDS: Array<{ never: RegExp; say: string; wrong: string }> = [
	{
		never: /\b(?:re)?activat(?:e|es|ed|ing|ion)\b(?![ _-]?lock)/i,
		say: 'publish, of a workflow; switch on, of a node',
		wrong: 'Then activate the workflow.',
	},
	{
		never: /\b[Dd]evice (?:identifier|UUID|uuid|[Ii]d)\b|\bID of (?:the|a|one) device\b/,
		say: 'device ID',
		wrong: 'The ID of the device',
	},
	{ never: /\be-mail\b/i, say: 'email', wrong: 'Send an e-mail' },
	{ never: /\bserial no\b|\bSN\b/i, say: 'serial number', wrong: 'The serial no' },
	{ never: /\bcommunity module\b|\bplugin\b/i, say: 'node, or package', wrong: 'This plugin' },
	{ never: /\blegacy request\b/i, say: 'what is different', wrong: 'by legacy request' },
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

/** What the notes on a workflow's canvas say, line by line. */
const notesOf = (file: string): string[] =>
	(JSON.parse(read(file)) as { nodes: INode[] }).nodes
		.map(({ parameters }) => parameters.content)
		.filter((content): content is string => typeof content === 'string')
		.flatMap((content) => content.split('\n'));

const texts: Array<[string, string[]]> = [
	...nodes.map(({ name, instance }): [string, string[]] => [
		name,
		everyProperty(instance.description.properties).flatMap(({ property }) => wordsOf(property)),
	]),
	...credentials.map(({ name, instance }): [string, string[]] => [
		name,
		instance.properties.flatMap(wordsOf),
	]),
	...globSync('workflows/*.json', { cwd: root }).map((file): [string, string[]] => [
		file,
		notesOf(file),
	]),
	...globSync(['README.md', 'docs/**/*.md', 'workflows/*.md'], { cwd: root }).map(
		(file): [string, string[]] => [file, read(file).split('\n')],
	),
];

/** What is quoted, of Kandji or of n8n, keeps its own words: code, addresses, keys of JSON. */
const spoken = (text: string) => text.replace(/`[^`]*`|\]\([^)]*\)|^\s*"[^"]*":.*/g, '');

describe.each(texts)('%s', (_, all) => {
	it.each(WORDS)('says $say', ({ never }) => {
		expect(all.filter((text) => never.test(spoken(text)))).toEqual([]);
	});
});

it.each(WORDS)('The check for "$say" finds "$wrong"', ({ never, wrong }) => {
	expect(spoken(wrong)).toMatch(never);
});
