import type { IDataObject, INode } from 'n8n-workflow';

import type { Stage } from '../../demo/stage.mts';
import { eventually } from '../../demo/stage.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';

/** The stage's credential gets a token that has these checkboxes ticked and no other; n8n gets it too. */
export async function useToken(stage: Stage, token: string, permissions: string[]): Promise<void> {
	await stage.control('POST', '/tokens', { token, permissions });
	await useApiToken(stage, token);
}

/** The stage's credential sends this token from now on. */
export async function useApiToken(stage: Stage, apiToken: string): Promise<void> {
	const { rest } = stage.workspace;
	const all = await rest.send<Array<{ id: string; name: string }>>('GET', '/credentials');
	const known = all.find(({ name }) => name === 'Kandji');
	const data = { apiToken, apiUrl: stage.tenant.url };
	await rest.send('PATCH', `/credentials/${known?.id}`, {
		...{ name: 'Kandji', type: 'kandjiApi', data },
	});
}

/** Method and path of what Kandji was asked since, each kind once: IDs are written as `{id}`. */
export async function kindsOfRequests(stage: Stage): Promise<string[]> {
	const requests = await stage.control<LoggedRequest[]>('GET', '/requests');
	const kinds = requests.map(
		({ method, path }) =>
			`${method} ${path.replace('/api/v1', '').replace(/[0-9a-f-]{36}/g, '{id}')}`,
	);
	return [...new Set(kinds)].sort();
}

/** Sets parameters of a workflow's Asset Sync node. */
export async function setParameters(
	stage: Stage,
	file: string,
	values: IDataObject,
): Promise<void> {
	await stage.edit(file, ({ nodes }) => {
		const { parameters } = nodes.find(({ name }) => name === 'Kandji Asset Sync') as INode;
		Object.assign(parameters, values);
	});
}

/** Sets options of a workflow's Asset Sync node; those that are not named stay. */
export async function setOptions(stage: Stage, file: string, options: IDataObject): Promise<void> {
	const { nodes } = await stage.workflow(file);
	const node = nodes.find(({ name }) => name === 'Kandji Asset Sync');
	const now = node?.parameters.options as IDataObject;
	await setParameters(stage, file, { options: { ...now, ...options } });
}

/** Enrols a device of a platform, Mac unless said otherwise, with nobody assigned; its ID. */
export async function enrolled(stage: Stage, given: IDataObject): Promise<string> {
	const body = { platform: 'Mac', user: null, ...given };
	return (await stage.control<{ device_id: string }>('POST', '/devices', body)).device_id;
}

/** Publishes a workflow and answers, once that set it off, its first execution's ID. */
export async function firstRun(stage: Stage, file: string): Promise<string> {
	const before = new Set(await stage.executions(file));
	await stage.activate(file);
	return await eventually(`the first run of ${file}`, async () =>
		(await stage.executions(file)).find((id) => !before.has(id)),
	);
}
