/** One page per resource with everything that its operations take and give, made of the catalogue and the panel. */
import type { INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import lodash from 'lodash';

import { requestsOf, riskText } from './operations.mts';
import type { Listed } from './operations.mts';
import { describeNode, exampleOf, offered, outputOf, rowsOf } from './panel.mts';
import type { Offered, Row } from './panel.mts';
import { permissionsOf, table } from './tables.mts';

/** Where the pages are, from the root on. */
export const PAGES = 'docs/operations';

const head = '<!-- Made by `npm run docs` from the catalogue: change it there. -->';

/** Lines of a table cell: a bar would end it. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const KINDS: Partial<Record<INodeProperties['type'], string>> = {
	boolean: 'on or off',
	collection: 'fields',
	dateTime: 'date and time',
	fixedCollection: 'rows',
	json: 'JSON',
	number: 'number',
	string: 'text',
};

/** What a field takes, in words: its choices, its modes, or its kind. */
function takes({ type, options, modes, placeholder }: INodeProperties): string {
	if (type === 'resourceLocator')
		return (modes ?? []).map(({ displayName }) => displayName).join(', ');
	if (type === 'options' || type === 'multiOptions') {
		const names = ((options ?? []) as INodePropertyOptions[]).map(({ name }) => name);
		const choices = names.length > 0 ? names.join(', ') : 'from a list of your tenant';
		return type === 'options' ? choices : `any of: ${choices}`;
	}
	const kind = KINDS[type] ?? type;
	return placeholder?.startsWith('e.g. ') ? `${kind}, ${placeholder}` : kind;
}

/** What a field means. A picker of the record that the operation is about needs no words in the panel. */
function meaningOf({ type, displayName, description, hint }: INodeProperties): string {
	const texts = [description, hint].filter(Boolean);
	if (texts.length === 0 && type === 'resourceLocator')
		return `The ${/^[A-Z][a-z]/.test(displayName) ? displayName.toLowerCase() : displayName} that the operation is about`;
	return texts.join('. ').replaceAll('..', '.');
}

function fieldRow({ label, field }: Row): string[] {
	const usual = field.default;
	const shown =
		typeof usual === 'string' || typeof usual === 'number' || typeof usual === 'boolean';
	const initial =
		shown && usual !== '' && field.type !== 'options' ? `; ${String(usual)} at first` : '';
	return [
		field.required ? `**${label}**` : label,
		`${takes(field)}${initial}`,
		meaningOf(field),
	].map(cell);
}

/** A node that can be pasted onto n8n's canvas. */
export function pasted(parameters: INodeParameters, name: string): string {
	const node = {
		parameters,
		name,
		type: 'n8n-nodes-kandji.kandji',
		typeVersion: 1,
		position: [0, 0],
	};
	return JSON.stringify({ nodes: [node], connections: {} }, null, 2);
}

function section(listed: Listed, each: Offered): string {
	const { operation, fields } = each;
	const requests = requestsOf(listed).map(({ method, path }) => `\`${method} ${path}\``);
	const facts = [
		[requests.length > 1 ? 'Requests' : 'Request', requests.join('<br>')],
		['Permission', permissionsOf(listed).join('<br>')],
		['Risk', riskText(listed)],
	];
	const notices = fields.filter(({ type }) => type === 'notice');
	const rows = rowsOf(fields);
	const output = outputOf(each);
	const name = operation.action ?? operation.name;
	return [
		`## ${operation.name}`,
		`${operation.description}. *${name}*`.replace('..', '.'),
		...notices.map(({ displayName }) => `> ${displayName}`),
		table(['', ''], facts),
		rows.length > 0
			? table(['Field', 'Takes', 'Meaning'], rows.map(fieldRow))
			: 'It has no fields.',
		output.length > 0 ? `**Gives** ${output.map((key) => `\`${key}\``).join(', ')}` : '',
		`<details><summary>Example: copy it and paste it onto n8n's canvas</summary>\n\n\`\`\`json\n${pasted(exampleOf(each), name)}\n\`\`\`\n\n</details>`,
	]
		.filter(Boolean)
		.join('\n\n');
}

const pageOf = (resource: string): string => `${lodash.kebabCase(resource)}.md`;

/** The anchor that repository pages give a heading. */
const anchor = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[^\w\- ]/g, '')
		.replaceAll(' ', '-');

function index(listed: Listed[], all: Offered[]): string {
	const rows = listed.map((row, at) => {
		const { resource, operation } = row;
		const { action = '', description = '' } = all[at].operation;
		const link = `[${resource} > ${operation}](${pageOf(resource)}#${anchor(operation)})`;
		const path = requestsOf(row).map((each) => `\`${each.method} ${each.path}\``);
		return [link, `${action}. ${description}`, path.join('<br>'), riskText(row)].map(cell);
	});
	const text = `${listed.length} operations, each on one line with what it does and which request it sends: search this page with your browser (Ctrl+F, ⌘F) for a word, a path or a risk. The link leads to its fields, output, permission and an example to paste.`;
	const heads = ['Operation', 'What it does', 'Request', 'Risk'];
	return [head, '# Operations', text, table(heads, rows)].join('\n\n') + '\n';
}

/** Every page by its path below the repository's root: one per resource, and the index of all. */
export function operationPages(listed: Listed[]): Map<string, string> {
	const panel = offered(describeNode());
	const matching = listed.map((row) => {
		const same = panel.find(
			({ resource, operation }) =>
				resource.name === row.resource && operation.name === row.operation,
		);
		if (!same) throw new Error(`The panel does not offer ${row.resource} > ${row.operation}.`);
		return same;
	});
	const pages = new Map([[`${PAGES}/README.md`, index(listed, matching)]]);
	const resources = Map.groupBy(listed.keys(), (at) => listed[at].resource);
	for (const [resource, places] of resources) {
		const { description } = matching[places[0]].resource;
		const contents = places.map(
			(at) => `[${listed[at].operation}](#${anchor(listed[at].operation)})`,
		);
		const text = [
			head,
			`# ${resource}`,
			description === undefined ? '' : `${description}.`,
			`${contents.join(' · ')} · [all operations](README.md)`,
			...places.map((at) => section(listed[at], matching[at])),
			"`*` No source states the name of this checkbox; look for the request's name in its group.",
		];
		pages.set(`${PAGES}/${pageOf(resource)}`, `${text.filter(Boolean).join('\n\n')}\n`);
	}
	return pages;
}
