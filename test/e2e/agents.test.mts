import { McpClient } from '../../demo/mcp.mts';
import { eventually } from '../../demo/stage.mts';
import { Control } from '../helpers/control.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

let stage: Stage;

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
				options: { allowAiAgents: true },
			},
			credential,
		),
	];
	return {
		name: 'Kandji over MCP',
		nodes: [
			{
				id: 'mcp',
				name: 'MCP Server',
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				typeVersion: 2,
				position: [0, 0],
				parameters: { path: 'kandji-test' },
				webhookId: 'kandji-test',
			},
			...tools,
		],
		connections: Object.fromEntries(
			tools.map(({ name }) => [
				name,
				{ ai_tool: [[{ node: 'MCP Server', type: 'ai_tool', index: 0 }]] },
			]),
		),
		settings: {},
	};
}

let agent: McpClient;

beforeAll(async () => {
	stage = await openStage('agents', 40, 'device-inventory-sync');
	const { rest } = stage.workspace;
	const [{ id, name }] = await rest.send<Array<{ id: string; name: string }>>(
		'GET',
		'/credentials',
	);
	const made = await rest.send<{ id: string; versionId: string }>(
		'POST',
		'/workflows',
		workflow({ id, name }),
	);
	await rest.send('POST', `/workflows/${made.id}/activate`, { versionId: made.versionId });
	agent = new McpClient(`${stage.n8n.url}/mcp/kandji-test`);
	// n8n publishes in the background.
	await eventually('the MCP server', async () => await agent.connects());
}, 180_000);

afterAll(async () => await stage.close());

describe('An AI agent over MCP', () => {
	const mac = () =>
		[...stage.tenant.tenant.devices.values()].filter(({ platform }) => platform === 'Mac')[0];
	const writes = async () => await new Control(stage.tenant).writes();

	it('sees the tools', async () => {
		expect(await agent.tools()).toEqual(['erase_device', 'filevault_key', 'find_device']);
	});

	it('finds a device by whatever it was told, although the field is set to the list', async () => {
		const answer = await agent.use('find_device', { device: mac().serial_number.toLowerCase() });
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
});
