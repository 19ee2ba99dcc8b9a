import type { INode } from 'n8n-workflow';

import { readWorkflow, workflowNames } from '../../tools/gallery.mts';

/** The one way in which ready workflows make a name harmless in a page, a mail, a message or a ticket. */
const PLAIN = String.raw`[...String(text ?? '').replace(/[\p{C}\p{Z}]+/gu, ' ').trim()].slice(0, `;
const SIGNS = String.raw`.join('').replace(/[<>&[\]{}|!]/g, (sign) => '‹›＆()()¦！'['<>&[]{}|!'.indexOf(sign)])`;
const isCleaning = (text: string) => text.includes(PLAIN) && text.includes(SIGNS);

/** Values that nobody outside can choose: numbers, links that the node builds, settings. */
const OWN_VALUES =
	/^(id|url|maxLookUpsPerHour|created|updated|synced|changed|rows\.length|mode|time|autoAssignment)$/;

/** Fields in which markup, or a line break, does harm. */
const FIELDS: Array<[type: RegExp, paths: string[]]> = [
	[
		/\.form(Trigger)?$/,
		[
			...['formFields.values', 'jsonOutput', 'options.formTitle', 'options.formDescription'],
			...['completionTitle', 'completionMessage'],
		],
	],
	[/\.wait$/, ['formTitle', 'formDescription', 'formFields.values']],
	[/\.slack$/, ['text']],
	[/\.jira$/, ['summary', 'additionalFields.description']],
	[/\.freshservice$/, ['subject', 'description']],
	[/\.emailSend/, ['subject', 'message', 'text', 'html']],
];

const valueAt = (from: unknown, path: string): unknown =>
	path
		.split('.')
		.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from);

/** References to outside text in a field that are not cleaned. */
function uncleaned(text: string): string[] {
	if (isCleaning(text)) return [];
	// n8n escapes what a drop-down offers.
	if (text.includes("fieldType: 'dropdown'") && !text.includes("fieldType: 'html'")) return [];
	return [...text.matchAll(/\bjson\b\??(?:\.([\w.]+)|\[)/g)]
		.map(([whole, path]) => path ?? whole)
		.filter((path) => !path.startsWith('plain.') && !OWN_VALUES.test(path));
}

function complaintsOf({ name, type, parameters }: INode): string[] {
	return FIELDS.filter(([pattern]) => pattern.test(type)).flatMap(([, paths]) =>
		paths.flatMap((path) => {
			const value = valueAt(parameters, path);
			const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
			return uncleaned(text).map((reference) => `${name}: ${path} shows ${reference}`);
		}),
	);
}

describe('Texts of Kandji in pages, mails, messages and tickets', () => {
	it.each(workflowNames())('of %s are cleaned first', (name) => {
		expect(readWorkflow(name).nodes.flatMap(complaintsOf)).toEqual([]);
	});

	it.each(workflowNames())('of %s are cleaned in one way', (name) => {
		const makers = readWorkflow(name).nodes.filter(({ parameters: { jsCode = '' } }) =>
			/\bplain: \{/.test(String(jsCode)),
		);
		const other = makers.filter(({ parameters }) => !isCleaning(String(parameters.jsCode)));
		expect(other.map((each) => each.name)).toEqual([]);
	});

	it('are found when a field shows one as it is', () => {
		const node = (type: string, parameters: object) =>
			({ name: 'X', type: `n8n-nodes-base.${type}`, parameters }) as unknown as INode;
		const title = "=Move {{ $('Find Device').first().json.name }}";
		expect(complaintsOf(node('form', { options: { formTitle: title } }))).toHaveLength(1);
		expect(complaintsOf(node('slack', { text: '={{ $json.message }}' }))).toHaveLength(1);
		expect(complaintsOf(node('slack', { text: "={{ $json['message'] }}" }))).toHaveLength(1);
		expect(complaintsOf(node('jira', { summary: '={{ $json.plain.subject }}' }))).toEqual([]);
	});
});
