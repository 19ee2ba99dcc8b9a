/** Jira Cloud's REST API 2 as far as creating issues goes, written from Atlassian's reference and its answers. */
import type { FastifyInstance } from 'fastify';

import { basic } from './auth.mts';

export interface Issue {
	key: string;
	summary: string;
	description?: string;
	project: string;
	type: string;
}

interface NewIssue {
	project?: { id?: string; key?: string };
	issuetype?: { id?: string; name?: string };
	summary?: unknown;
	description?: unknown;
}

const project = { id: '10000', key: 'IT' };
const types = [
	{ id: '10001', name: 'Task', subtask: false },
	{ id: '10003', name: 'Sub-task', subtask: true },
];

/** What Jira finds wrong, by field: an id is never the key, and version 2 takes plain text only. */
function complaints(fields: NewIssue): Record<string, string> {
	const { summary, description } = fields;
	const named = fields.project?.id === project.id || fields.project?.key === project.key;
	const typed = types.some(({ id, name }) =>
		[fields.issuetype?.id === id, fields.issuetype?.name === name].includes(true),
	);
	const words = typeof summary === 'string' ? summary : '';
	const found: Array<[field: string, wrong: boolean, message: string]> = [
		['project', !named, 'Specify a valid project ID or key'],
		['issuetype', !typed, 'Specify a valid issue type'],
		['summary', words.trim() === '', 'You must specify a summary of the issue.'],
		['summary', words.length > 255, "Summary can't exceed 255 characters."],
		[
			'summary',
			words.includes('\n'),
			'The summary is invalid because it contains newline characters.',
		],
		[
			'description',
			!['string', 'undefined'].includes(typeof description),
			'Operation value must be a string',
		],
	];
	return Object.fromEntries(
		found.filter(([, wrong]) => wrong).map(([name, , text]) => [name, text]),
	);
}

/** Adds the API to a server of its own; the list holds what was created, oldest first. */
export function jira(app: FastifyInstance): Issue[] {
	const issues: Issue[] = [];
	app.addHook('onRequest', async (request, reply) => {
		if (basic(request) === 'it@accuhive.example:jira-token') return;
		await reply.code(401).send('Client must be authenticated to access this resource.');
	});
	app.get('/rest/api/2/issuetype', () => types);
	app.post('/rest/api/2/issue', async (request, reply) => {
		const { fields = {} } = (request.body ?? {}) as { fields?: NewIssue };
		const errors = complaints(fields);
		if (Object.keys(errors).length > 0) {
			return await reply.code(400).send({ errorMessages: [], errors });
		}
		const key = `${project.key}-${issues.length + 1}`;
		issues.push({
			...{ key, summary: String(fields.summary), project: project.key },
			type: types.find(({ id }) => id === fields.issuetype?.id)?.name ?? '',
			description: fields.description as string | undefined,
		});
		const id = String(10_000 + issues.length);
		const self = `https://${request.hostname}/rest/api/2/issue/${id}`;
		return await reply.code(201).send({ id, key, self });
	});
	return issues;
}
