import type { INodeParameters, INodeType } from 'n8n-workflow';
import { HttpRequestV3 } from 'n8n-nodes-base/dist/nodes/HttpRequest/V3/HttpRequestV3.node.js';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';
import type { Credential } from '../../tools/harness/engine.mts';

const nodeType = new HttpRequestV3({
	displayName: 'HTTP Request',
	name: 'httpRequest',
	group: ['output'],
	description: '',
}) as INodeType;

/** n8n's own HTTP Request node with the Kandji credential chosen. */
const request = async (
	url: string,
	credential: Credential,
	options: INodeParameters = {},
	method = 'GET',
) =>
	await runNode(
		{
			method,
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'kandjiApi',
			options,
		},
		credential,
		{ nodeType, node: { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 } },
	);

describe("n8n's HTTP Request node with the Kandji credential", () => {
	let tenant: RunningSimulator;
	let stranger: RunningSimulator;
	beforeAll(async () => {
		tenant = await startSimulator({ devices: 2 });
		stranger = await startSimulator({ devices: 2 });
	});
	afterAll(async () => {
		await tenant.close();
		await stranger.close();
	});
	const credential = () => ({ apiUrl: tenant.url, apiToken: tenant.token });

	it('reads what Kandji answers', async () => {
		const { json, error } = await request(`${tenant.url}/api/v1/devices`, credential());
		expect(error).toBeUndefined();
		expect(json).toHaveLength(2);
	});

	const FOLLOW = { redirect: { redirect: { followRedirects: true, maxRedirects: 5 } } };

	it.each<[string, INodeParameters, string]>([
		['as it comes', {}, 'GET'],
		['as it comes', {}, 'POST'],
		['set to follow', FOLLOW, 'GET'],
		['set to follow', FOLLOW, 'POST'],
		[
			'set to send credentials everywhere',
			{ ...FOLLOW, sendCredentialsOnCrossOriginRedirect: true },
			'GET',
		],
	])('asks no other host after a redirect: %s, %#', async (_, options, method) => {
		await new Control(tenant).fault({
			kind: 'redirect',
			status: 307,
			headers: { Location: `${stranger.url}/api/v1/tags` },
		});
		const { json, error } = await request(
			`${tenant.url}/api/v1/tags`,
			credential(),
			options,
			method,
		);
		expect(json).toEqual([]);
		expect(error?.message).toContain('307');
		const seen = await new Control(stranger).requests();
		expect(seen).toEqual([]);
	});

	it.each<[string, INodeParameters, RegExp]>([
		['a proxy', { proxy: 'http://127.0.0.1:3128' }, /proxy/],
		['unchecked certificates', { allowUnauthorizedCerts: true }, /certificate/],
	])('sends nothing with %s', async (_, options, words) => {
		const api = 'https://accuhive.api.kandji.io';
		const given = { apiUrl: api, apiToken: tenant.token };
		const { error } = await request(`${api}/api/v1/devices`, given, options);
		expect(error?.message).toMatch(/^The Kandji token may not be sent/);
		expect(error?.message).toMatch(words);
	});
});
