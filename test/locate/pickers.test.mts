import type { INodeListSearchResult } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { LoadOptionsContext } from 'n8n-core';

import { listSearch } from '../../nodes/Kandji/locate/locators';
import { failureOf, UNKIND } from '../client/client.mts';
import { simulate } from '../engine/simulated.mts';
import { nodeTypesOf } from '../../tools/harness/additional.mts';
import { additionalData, kandji, kandjiNode } from '../../tools/harness/engine.mts';

const tenant = simulate({ devices: 230, users: 60 });

/** What the editor shows in a field's list. */
async function search(
	method: string,
	filter?: string,
	token?: string,
	apiToken = tenant.simulator.token,
): Promise<INodeListSearchResult> {
	const node = kandjiNode();
	const nodeTypes = nodeTypesOf(() => kandji);
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const credential = { apiUrl: tenant.simulator.url, apiToken };
	const context = new LoadOptionsContext(workflow, node, additionalData(credential, [node]), '');
	return await listSearch[method].call(context, filter, token);
}

describe('The list of a picker', () => {
	it('shows devices by name and serial number, a page at a time, each once', async () => {
		const seen: Array<string | number | boolean> = [];
		let token: unknown;
		for (let page = 0; page < 5; page++) {
			const { results, paginationToken } = await search('searchDevices', '', token as string);
			seen.push(...results.map(({ value }) => value));
			token = paginationToken;
			if (token === undefined) break;
		}
		expect(new Set(seen)).toEqual(new Set(tenant.simulator.tenant.devices.keys()));
		expect(seen).toHaveLength(230);
	});

	it.each([
		['searchDevices', () => tenant.device('Mac').device_name],
		['searchUsers', () => [...tenant.simulator.tenant.users.values()][3].email],
		['searchBlueprints', () => [...tenant.simulator.tenant.blueprints.values()][1].name],
	])('of %s narrows to what is typed', async (method, typed) => {
		const { results } = await search(method, typed());
		expect(results.length).toBeGreaterThan(0);
		for (const { name } of results) expect(name.toLowerCase()).toContain(typed().toLowerCase());
	});

	it('of devices narrows to a serial number too', async () => {
		const { serial_number: serial, device_id: id } = tenant.device('Mac');
		const { results } = await search('searchDevices', serial);
		expect(results.map(({ value }) => value)).toEqual([id]);
	});

	it.each<[string, (user: { name: string; email: string }) => string]>([
		['the surname of the owner', ({ name }) => String(name.split(' ').at(-1))],
		['a part of the email of the owner', ({ email }) => email.slice(0, 8)],
		['an asset tag', () => 'LOANER-77'],
		['a name with a plain apostrophe', () => "zoe's macbook"],
	])('of devices finds them by %s, and shows the owner', async (_, typed) => {
		const { device_id: id, serial_number: serial } = tenant.device('Mac');
		const [user] = tenant.simulator.tenant.users.values();
		await tenant.control('PATCH', `/devices/${id}`, {
			user_id: user.id,
			asset_tag: 'LOANER-77',
			device_name: 'Zoë\u2019s MacBook',
		});
		const { results } = await search('searchDevices', typed(user));
		const found = results.find(({ value }) => value === id);
		expect(found?.name).toBe(`Zoë\u2019s MacBook (${serial}), ${user.name}`);
	});

	it('of users finds them by their department, and shows it', async () => {
		const [{ id }] = tenant.simulator.tenant.users.values();
		await tenant.control('PATCH', `/users/${id}`, { department: 'Glaciology' });
		const { results } = await search('searchUsers', 'glaciol');
		expect(results.map(({ value }) => value)).toEqual([id]);
		expect(results[0].name).toMatch(/, Glaciology$/);
	});

	it('of users narrows to a name too', async () => {
		const [, { name, id }] = tenant.simulator.tenant.users.values();
		const { results } = await search('searchUsers', name);
		expect(results.map(({ value }) => value)).toContain(id);
	});

	it.each(Object.keys(listSearch).filter((method) => method !== 'searchAdeDevices'))(
		'of %s can be read and shows names',
		async (method) => {
			const { results } = await search(method);
			for (const { name, value } of results) {
				expect(String(name).trim()).not.toBe('');
				expect(String(value)).not.toBe('');
			}
		},
	);

	it('is empty when nothing matches', async () => {
		expect(await search('searchDevices', 'no such device')).toEqual({ results: [] });
	});

	it('names the permission that the token lacks', async () => {
		await tenant.control('POST', '/tokens', { token: 'none', permissions: [] });
		const { message, description } = await failureOf(
			search('searchDevices', '', undefined, 'none'),
		);
		expect(message).toContain('"Device Information > Device list"');
		expect(`${message} ${description}`).not.toMatch(UNKIND);
	});
});
