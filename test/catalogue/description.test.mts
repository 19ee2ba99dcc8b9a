import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { resources } from '../../nodes/Kandji/catalogue';
import { Kandji } from '../../nodes/Kandji/Kandji.node';
import manifest from '../../package.json';
import { root } from '../../tools/setup.mjs';

const { description } = new Kandji();

/** Names of resources, operations and parameters as they stand in saved workflows, which they tie us to. */
const FROZEN = path.join(__dirname, 'frozen.txt');

/** `npm run regenerate` sets this: add what is new. Nothing ever takes a line away. */
const updating = process.env.UPDATE_FROZEN === '1';

/** Words that begin with a small letter wherever they stand. */
const OWN_SPELLING = /^(eSIM|iOS|iPad|iPhone|iPod|macOS|tvOS|visionOS)/;

const options = (property: INodeProperties): INodePropertyOptions[] =>
	(property.options ?? []).filter((option): option is INodePropertyOptions => 'value' in option);

const inside = (property: INodeProperties): INodeProperties[] =>
	(property.options ?? []).flatMap((option) => {
		if ('values' in option) return option.values;
		return 'type' in option ? [option] : [];
	});

/** The parameters that the panel shows for an operation. */
function parametersOf(resource: string, operation: string): INodeProperties[] {
	return description.properties.filter(({ displayOptions }) => {
		const { resource: of, operation: shown } = displayOptions?.show ?? {};
		return of?.includes(resource) && shown?.includes(operation);
	});
}

/** Everything that a workflow may hold of an operation: parameters, fields of collections, and the values of choices. */
function heldOf(resource: string, operation: string): string[] {
	const name = `${resource}.${operation}`;
	return [
		name,
		...parametersOf(resource, operation).flatMap((each) => heldBy(`${name}.${each.name}`, each)),
	];
}

/** Everything that a workflow may hold of a parameter: its name, those inside it, and the values of choices. */
const heldBy = (where: string, property: INodeProperties): string[] => [
	where,
	...options(property).map(({ value }) => `${where}=${String(value)}`),
	...inside(property).flatMap((inner) => heldBy(`${where}.${inner.name}`, inner)),
];

/** The nodes of the package besides the action node, by the files that the manifest names. */
const others = manifest.n8n.nodes
	.map((file) => path.join(root, file.replace(/^dist\//, '').replace(/\.js$/, '')))
	.flatMap((file) => Object.values(require(file) as Record<string, new () => INodeType>))
	.map((type) => new type().description)
	.filter(({ name }) => name !== description.name);

const held = [
	...resources.flatMap(({ value, operations }) =>
		operations.flatMap((operation) => heldOf(value, operation.value)),
	),
	...others.flatMap(({ name, properties }) =>
		properties.flatMap((property) => heldBy(`${name}.${property.name}`, property)),
	),
];

const selectors = description.properties.filter(({ name }) => name === 'operation');
const offered = selectors.flatMap(options);
const everything = (properties: INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => [property, ...everything(inside(property))]);
const shown = everything(description.properties).flatMap((property) => [
	property.displayName,
	...options(property).map(({ name }) => name),
]);

/** What the editor shows of an operation's description: two lines. */
const TWO_LINES = 104;

describe("The node's description", () => {
	it('tells of each operation no more than its list shows', () => {
		const tooLong = offered.filter((option) => (option.description ?? '').length > TWO_LINES);
		expect(tooLong.map(({ name }) => name)).toEqual([]);
	});

	it('offers every operation of the catalogue with an action and a description', () => {
		expect(offered).toHaveLength(resources.flatMap(({ operations }) => operations).length);
		const bare = offered.filter(({ action = '', description: text = '' }) => !action || !text);
		expect(bare.map(({ name }) => name)).toEqual([]);
	});

	it('tells the operations apart by their actions, which the node list shows without the resource', () => {
		const actions = offered.map(({ action }) => action);
		expect(actions.filter((action, index) => actions.indexOf(action) !== index)).toEqual([]);
	});

	it('says in the action of every destructive operation that it cannot be undone', () => {
		const destructive = resources
			.flatMap(({ operations }) => operations)
			.filter(({ risk }) => risk === 'destructive')
			.filter(({ action }) => !/irreversibly|permanently/.test(action));
		expect(destructive.map(({ action }) => action)).toEqual([]);
	});

	it('shows words, not the keys of the API', () => {
		const raw = shown.filter((name) => /_|^[a-z]/.test(name) && !OWN_SPELLING.test(name));
		expect(raw).toEqual([]);
	});

	it('keeps every name and value that a saved workflow may hold', () => {
		const frozen = existsSync(FROZEN) ? readFileSync(FROZEN, 'utf8').trim().split('\n') : [];
		if (updating) {
			writeFileSync(FROZEN, `${[...new Set([...frozen, ...held])].sort().join('\n')}\n`);
		}
		expect(frozen.filter((line) => !held.includes(line))).toEqual([]);
	});

	it('has every name and value in the list of those that never change (else: npm run regenerate)', () => {
		const frozen = readFileSync(FROZEN, 'utf8').split('\n');
		expect(held.filter((line) => !frozen.includes(line))).toEqual([]);
	});
});
