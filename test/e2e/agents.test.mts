import { McpClient } from '../../demo/mcp.mts';
import { Control } from '../../simulator/controlClient.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

let stage: Stage;

/** The Kandji credential, as nodes name it. */
async function kandji(): Promise<{ id: string; name: string }> {
	const all = await stage.workspace.rest.send<Array<{ id: string; name: string; type: string }>>(
		'GET',
		'/credentials',
	);
	const [{ id, name }] = all.filter(({ type }) => type === 'kandjiApi');
	return { id, name };
}

/** A tool node for the agent, as the editor stores it: the model fills what `$fromAI` names. */
const tool = (name: string, parameters: object, credential: object) => ({
	id: name,
	name,
	type: 'n8n-nodes-kandji.kandjiTool',
	typeVersion: 1,
	position: [0, 200],
	parameters: { descriptionType: 'manual', toolDescription: name, ...parameters },
	credentials: { kandjiApi: credential },
});

const device = {
	__rl: true,
	mode: 'list',
	value: "={{ $fromAI('device', 'a device', 'string') }}",
};

const server = (path: string) => ({
	id: 'mcp',
	name: 'MCP Server',
	type: '@n8n/n8n-nodes-langchain.mcpTrigger',
	typeVersion: 2,
	position: [0, 0],
	parameters: { path },
	webhookId: path,
});

const toolOf = (node: string) => ({ ai_tool: [[{ node, type: 'ai_tool', index: 0 }]] });

/** An MCP server with three tools: one reads, one erases, one reads a secret that its builder allows. */
function workflow(credential: object) {
	const tools = [
		tool('find_device', { resource: 'device', operation: 'get', device }, credential),
		tool(
			'erase_device',
			{
				resource: 'deviceAction',
				operation: 'erase',
				device,
				confirmation: "={{ $fromAI('serial', 'its serial number', 'string') }}",
			},
			credential,
		),
		tool(
			'filevault_key',
			{
				resource: 'deviceSecret',
				operation: 'getFileVaultKey',
				device,
				options: { allowAiAgentsTo: ['secret'] },
			},
			credential,
		),
	];
	return {
		name: 'Kandji over MCP',
		nodes: [server('kandji-test'), ...tools],
		connections: Object.fromEntries(tools.map(({ name }) => [name, toolOf('MCP Server')])),
		settings: {},
	};
}

let agent: McpClient;

/** Publishes a workflow with an MCP server at this path, and connects to it. */
async function published(path: string, workflow: object): Promise<McpClient> {
	const { rest } = stage.workspace;
	const { id, versionId } = await rest.send<{ id: string; versionId: string }>(
		'POST',
		'/workflows',
		workflow,
	);
	await rest.send('POST', `/workflows/${id}/activate`, { versionId });
	return await McpClient.open(`${stage.n8n.url}/mcp/${path}`);
}

beforeAll(async () => {
	stage = await openStage('agents', 40, 'device-inventory-sync');
	agent = await published('kandji-test', workflow(await kandji()));
}, 180_000);

afterAll(async () => {
	await agent?.close();
	await stage.close();
});

describe('An AI agent over MCP', () => {
	const mac = () =>
		[...stage.tenant.tenant.devices.values()].filter(({ platform }) => platform === 'Mac')[0];
	const writes = async () => await new Control(stage.tenant).writes();

	it('sees the tools', async () => {
		expect(await agent.tools()).toEqual(['erase_device', 'filevault_key', 'find_device']);
	});

	it('finds a device by any identifier, although the field is set to the list', async () => {
		const answer = await agent.use('find_device', {
			device: mac().serial_number.toLowerCase(),
		});
		expect(answer).toContain(mac().device_id);
	});

	it('reads why nothing was found', async () => {
		const answer = await agent.use('find_device', { device: 'no such device' });
		expect(answer).toContain('No device matches');
	});

	it('may not erase, even with the right confirmation', async () => {
		const { serial_number: serial } = mac();
		const answer = await agent.use('erase_device', { device: serial, serial });
		expect(answer).toContain('not allowed to AI agents');
		expect(await writes()).toEqual([]);
	});

	it('reads a secret that the builder of the workflow allowed', async () => {
		const answer = await agent.use('filevault_key', { device: mac().device_id });
		expect(answer).toContain('key');
		expect(answer).not.toContain('not allowed');
	});

	it('gets nothing done through human review by n8n, which works for AI Agent nodes only', async () => {
		const smtp = { name: 'Mail', type: 'smtp', data: { host: '127.0.0.1', port: 9 } };
		const { id: mail } = await stage.workspace.rest.send<{ id: string }>(
			'POST',
			'/credentials',
			smtp,
		);
		const lock = tool(
			'lock',
			{
				resource: 'deviceAction',
				operation: 'lock',
				device,
				options: { allowAiAgentsTo: ['disruptive'] },
			},
			await kandji(),
		);
		const review = {
			id: 'review',
			name: 'Review',
			type: 'n8n-nodes-base.emailSendHitlTool',
			typeVersion: 2.1,
			position: [0, 100],
			parameters: { fromEmail: 'it@a.example', toEmail: 'ada@a.example', subject: 'Lock?' },
			credentials: { smtp: { id: mail, name: 'Mail' } },
			webhookId: 'review',
		};
		const reviewed = await published('reviewed', {
			name: 'Human review behind MCP',
			nodes: [server('reviewed'), review, lock],
			connections: { Review: toolOf('MCP Server'), lock: toolOf('Review') },
			settings: {},
		});
		const [{ inputSchema }] = (await reviewed.client.listTools()).tools;
		expect(inputSchema.properties).toHaveProperty('toolParameters');
		const given = { toolParameters: { device: mac().device_id }, hitlParameters: {} };
		expect(await reviewed.use('lock', given)).toBe('');
		expect(await writes()).toEqual([]);
		await reviewed.close();
	});
});
