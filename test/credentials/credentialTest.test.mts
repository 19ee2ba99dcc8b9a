import type { INode, INodeType } from 'n8n-workflow';
import { createEmptyRunExecutionData, Workflow } from 'n8n-workflow';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import nock from 'nock';

import { onlyCannedAnswers } from '../helpers/canned.mts';

import { KandjiApi } from '../../credentials/KandjiApi.credentials';
import { startSimulator } from '../../simulator/server.mts';
import { additionalData } from '../helpers/engine.mts';
import type { Credential } from '../helpers/engine.mts';

const { test: request } = new KandjiApi();

/** The node that n8n makes of a credential's test, as its own tester does. */
const tested: INodeType = {
	description: {
		displayName: 'Test',
		name: 'test',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'kandjiApi', required: true }],
		properties: [
			{
				displayName: 'Temp',
				name: 'temp',
				type: 'string',
				default: '',
				routing: { request: request.request },
			},
		],
	},
};

interface Caught {
	message: string;
	cause?: { code?: string; response?: { status: number } };
}

/** What n8n shows after "Test" in the credential form: the rule's message, the code of the connection, or all well. */
async function shownFor(credential: Credential): Promise<string> {
	const node: INode = {
		id: '1',
		name: 'Test',
		type: 'test',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { kandjiApi: { id: '1', name: 'Kandji' } },
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => tested,
			getByNameAndVersion: () => tested,
			getKnownTypes: () => ({}),
		},
	});
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData(credential, [node]),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = { id: '1', name: 'Kandji', type: 'kandjiApi', data: { ...credential } };
	try {
		await new RoutingNode(context, tested, decrypted).runNode();
		return 'OK';
	} catch (error) {
		const { message, cause } = error as Caught;
		const status = cause?.response?.status;
		const rule = request.rules?.find(
			({ type, properties }) => type === 'responseCode' && properties.value === status,
		);
		return rule?.properties.message ?? cause?.code ?? message;
	}
}

describe('The test of the Kandji credential', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	onlyCannedAnswers();

	beforeAll(async () => {
		simulator = await startSimulator({ devices: 3 });
		simulator.tenant.addToken('tags-only', 'Tags only', ['Tags > Get Tags']);
		simulator.tenant.addToken('least', 'Least', ['Device Information > Device list']);
	});
	afterAll(async () => await simulator.close());

	const apiUrl = 'https://accuhive.api.kandji.io';
	const apiToken = '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640';

	it('passes with the least permission that the field asks for', async () => {
		expect(await shownFor({ apiUrl: simulator.url, apiToken: 'least' })).toBe('OK');
	});

	it('passes however the URL and the token were pasted', async () => {
		const pasted = { apiUrl: `${simulator.url}/api/v1/`, apiToken: ` "${simulator.token}" ` };
		expect(await shownFor(pasted)).toBe('OK');
	});

	it('says that the token is wrong', async () => {
		const shown = await shownFor({ apiUrl: simulator.url, apiToken: 'wrong' });
		expect(shown).toMatch(/does not accept the API token/);
	});

	it('names the permission that the token lacks', async () => {
		const shown = await shownFor({ apiUrl: simulator.url, apiToken: 'tags-only' });
		expect(shown).toContain('Device Information > Device list');
		expect(shown).toContain('Settings > Access');
	});

	it.each([
		[404, { message: 'no Route matched with those values' }, {}],
		[302, '', { Location: 'https://www.kandji.io/' }],
		[301, '', { Location: 'https://accuhive.kandji.io/signin' }],
	])('takes %i for a wrong subdomain or region', async (status, body, headers) => {
		const landing = nock('https://www.kandji.io').get('/').reply(200, 'welcome');
		nock(apiUrl).get('/api/v1/devices').query({ limit: 1 }).reply(status, body, headers);
		expect(await shownFor({ apiUrl, apiToken })).toMatch(/subdomain and the region/);
		expect(landing.isDone()).toBe(false);
	});

	it.each([
		['a wrong API URL', { apiUrl: 'https://example.com', apiToken }, /API URL .*example\.com/],
		['plain http', { apiUrl: 'http://accuhive.api.kandji.io', apiToken }, /https:\/\//],
		['an empty token', { apiUrl, apiToken: '' }, /The API token is empty/],
	])('says what is wrong with %s before anything is sent', async (_, credential, words) => {
		expect(await shownFor(credential)).toMatch(words);
	});
});
