import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { runWorkflow } from '../../demo/execution.mts';
import type { Workspace } from '../../demo/workspace.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

/** Names that no name server knows; the proxy of this n8n stands before every other host but this machine. */
const UNKNOWN = `${'nobody-'.repeat(8)}1.api.kandji.io`;

let proxy: Server;
let stage: Stage;
let tenant: RunningSimulator;
let workspace: Workspace;
let stranger: RunningSimulator;

beforeAll(async () => {
	proxy = createServer().on('connect', (_, socket) => {
		socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
	});
	await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
	const { port } = proxy.address() as AddressInfo;
	stage = await openStage('credential', 5, 'device-inventory-sync', {
		HTTPS_PROXY: `http://127.0.0.1:${port}`,
		NO_PROXY: `127.0.0.1,localhost,${UNKNOWN}`,
	});
	({ tenant, workspace } = stage);
	stranger = await startSimulator({ port: 0, devices: 5 });
}, 180_000);

afterAll(async () => {
	await stage.close();
	await stranger.close();
	proxy.close();
});

interface Known {
	id: string;
	name: string;
}

async function credential(): Promise<Known> {
	const [known] = await workspace.rest.send<Known[]>('GET', '/credentials');
	return { id: known.id, name: known.name };
}

describe('The credential test of n8n', () => {
	const test = async (apiUrl: string, apiToken: string) => {
		const data = { apiUrl, apiToken };
		const credentials = { ...(await credential()), type: 'kandjiApi', data };
		return await workspace.rest.send<{ status: string; message: string }>(
			'POST',
			'/credentials/test',
			{
				credentials,
			},
		);
	};

	it('passes with the right values', async () => {
		expect(await test(tenant.url, tenant.token)).toMatchObject({ status: 'OK' });
	});

	it('passes with what people paste', async () => {
		const outcome = await test(` ${tenant.url}/api/v1/ `, ` "${tenant.token}" `);
		expect(outcome).toMatchObject({ status: 'OK' });
	});

	it('tells a wrong token', async () => {
		const { status, message } = await test(tenant.url, '00000000-0000-4000-8000-000000000000');
		expect(status).toBe('Error');
		expect(message).toContain('does not accept the API token');
	});

	it('names the permission that a token lacks', async () => {
		await new Control(tenant).control('POST', '/tokens', {
			token: 'few',
			permissions: ['Users > List users'],
		});
		const { message } = await test(tenant.url, 'few');
		expect(message).toContain('"Device Information > Device list"');
	});

	it('tells a wrong subdomain or region', async () => {
		const fault = { method: 'GET', path: '/api/v1/devices', times: 1, kind: 'status', status: 404 };
		await new Control(tenant).control('POST', '/faults', fault);
		const { message } = await test(tenant.url, tenant.token);
		expect(message).toContain('check the subdomain and the region');
	});

	it.each([
		['refuses connections', 'http://127.0.0.1:9', '127.0.0.1:9 refuses connections.'],
		[
			'no name server knows',
			`https://${UNKNOWN}`,
			`There is no host ${UNKNOWN}. Check the subdomain`,
		],
		['speaks no TLS', 'https://127.0.0.1:TENANT', 'does not answer with a TLS version'],
		['the proxy of n8n does not let through', 'accuhive.kandji.io', 'The proxy between n8n and '],
	])('tells an address that %s, in words', async (_, address, words) => {
		const { status, message } = await test(
			address.replace('TENANT', new URL(tenant.url).port),
			tenant.token,
		);
		expect(status).toBe('Error');
		expect(message).toContain(words);
		expect(message).not.toMatch(/\bE[A-Z]{4,}/);
	});

	it('refuses an address of somebody else, with a right example', async () => {
		const { status, message } = await test('https://kandji.example.com', tenant.token);
		expect(status).toBe('Error');
		expect(message).toContain('A valid one is https://accuhive.api.kandji.io');
	});
});

describe('The credential in the HTTP Request node', () => {
	const call = async (url: string) => {
		const kandjiApi = await credential();
		const workflow = {
			name: `Custom API call to ${url}`,
			nodes: [
				{
					id: '1',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: '2',
					name: 'Call',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					position: [200, 0],
					parameters: {
						url,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'kandjiApi',
					},
					credentials: { kandjiApi },
				},
			],
			connections: { Start: { main: [[{ node: 'Call', type: 'main', index: 0 }]] } },
			settings: {},
		};
		const { id } = await workspace.rest.send<{ id: string }>('POST', '/workflows', workflow);
		return await runWorkflow(workspace.rest, id, { trigger: 'Start', result: 'Call' });
	};

	it('calls the tenant', async () => {
		expect(await call(`${tenant.url}/api/v1/devices?limit=2`)).toHaveLength(2);
	});

	beforeEach(async () => {
		await new Control(stranger).control('DELETE', '/requests');
	});

	it('takes no token along a redirect', async () => {
		const headers = { location: `${stranger.url}/api/v1/devices` };
		const fault = { method: 'GET', path: '/api/v1/devices', times: 1, kind: 'redirect', headers };
		await new Control(tenant).control('POST', '/faults', fault);
		await new Control(tenant).control('DELETE', '/requests');
		await expect(call(`${tenant.url}/api/v1/devices`)).rejects.toThrow(/\w/);
		const requests = async (of: typeof tenant) =>
			await new Control(of).control<Array<{ token: boolean }>>('GET', '/requests');
		expect(await requests(tenant)).toMatchObject([{ token: true, status: 302 }]);
		expect((await requests(stranger)).filter(({ token }) => token)).toEqual([]);
	});

	it('sends nothing to another host', async () => {
		await expect(call(`${stranger.url}/api/v1/devices`)).rejects.toThrow('may only be sent to');
		expect(await new Control(stranger).control('GET', '/requests')).toEqual([]);
	});
});
