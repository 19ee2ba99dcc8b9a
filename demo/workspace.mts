import { createHash, randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from '../tools/setup.mjs';
import { Rest, RestFailure } from './rest.mts';
import type { Tenant } from './tenant.mts';

/** The owner of the demo's n8n. The password is published: it suits a simulated tenant only, see `makePasswordSecret`. */
export const owner = {
	email: 'demo@example.com',
	password: 'Kandji-Demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

/** Gives the owner a random password, for an n8n that holds the token of a real tenant. n8n asks for a capital and a number. */
export function makePasswordSecret(): void {
	owner.password = `K1-${randomBytes(18).toString('base64url')}`;
}

interface WorkflowFile {
	name: string;
	nodes: Array<{ credentials?: Record<string, { id: string; name: string }> }>;
	meta?: Record<string, unknown>;
}

const credentialName = 'Kandji';

/** Logs in as the owner, whose account it makes in a new n8n. */
export async function logIn(rest: Rest): Promise<void> {
	try {
		await rest.send('POST', '/owner/setup', owner);
	} catch (refused) {
		if (!(refused instanceof RestFailure)) throw refused;
		const { email: emailOrLdapLoginId, password } = owner;
		await rest.send('POST', '/login', { emailOrLdapLoginId, password });
	}
}

/** Saves a credential, or brings the one of this name and type up to date; answers its ID. */
export async function saveCredential(
	rest: Rest,
	{ name, type, data }: { name: string; type: string; data: object },
): Promise<string> {
	const all = await rest.send<Array<{ id: string; name: string; type: string }>>(
		'GET',
		'/credentials',
	);
	const known = all.find((credential) => credential.type === type && credential.name === name);
	const body = { name, type, data };
	if (known) {
		await rest.send('PATCH', `/credentials/${known.id}`, body);
		return known.id;
	}
	return (await rest.send<{ id: string }>('POST', '/credentials', body)).id;
}

/**
 * Imports a workflow file with the credential wired in. One that is there already is replaced only when
 * the file has changed since, so that what people tried out in the demo stays.
 */
async function saveWorkflow(rest: Rest, file: string, credentialId: string): Promise<string> {
	const text = readFileSync(file, 'utf8');
	const workflow = JSON.parse(text) as WorkflowFile;
	const fingerprint = createHash('sha256').update(text).digest('hex');
	for (const { credentials } of workflow.nodes) {
		if (credentials?.kandjiApi) credentials.kandjiApi = { id: credentialId, name: credentialName };
	}
	const body = { ...workflow, meta: { ...workflow.meta, templateId: fingerprint } };
	const all = await rest.send<Array<{ id: string; name: string }>>('GET', '/workflows');
	const known = all.find(({ name }) => name === workflow.name);
	if (!known) return (await rest.send<{ id: string }>('POST', '/workflows', body)).id;
	const { meta } = await rest.send<WorkflowFile>('GET', `/workflows/${known.id}`);
	if (meta?.templateId !== fingerprint) {
		await rest.send('PATCH', `/workflows/${known.id}?forceSave=true`, body);
	}
	return known.id;
}

/** What the demo put into n8n. */
export interface Workspace {
	rest: Rest;
	/** Workflow ids by file name, without folder and extension. */
	workflows: Record<string, string>;
}

/**
 * Owner account, credential and ready-made workflows, every one or the `wanted` (its file's name);
 * running it again brings them up to date.
 */
export async function prepareWorkspace(
	n8nUrl: string,
	tenant: Tenant,
	wanted = '*',
): Promise<Workspace> {
	const rest = new Rest(n8nUrl);
	await logIn(rest);
	const credentialId = await saveCredential(rest, {
		name: credentialName,
		type: 'kandjiApi',
		data: { apiToken: tenant.token, apiUrl: tenant.url },
	});
	const workflows: Record<string, string> = {};
	for (const file of globSync(`workflows/${wanted}.json`, { cwd: root }).sort()) {
		const id = await saveWorkflow(rest, path.join(root, file), credentialId);
		workflows[path.basename(file, '.json')] = id;
	}
	return { rest, workflows };
}
