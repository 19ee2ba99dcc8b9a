import { McpClient } from '../mcp.mts';
import type { Job } from './job.mts';

const FILE = 'ai-assistant';
const TOKEN = 'demo-mcp-token';

export const job: Job = {
	summary: 'Offers its reading tools over MCP: an AI client finds a Mac, and cannot lock it',
	async run(stage) {
		const mac = { platform: 'Mac', serial_number: 'DEMOAGENT', device_name: 'Mac of the demo' };
		await stage.control('POST', '/devices', mac);
		// Publishing wants every credential; this job asks neither the model nor a person.
		await stage.connect(FILE, 'httpBearerAuth', { token: TOKEN }, 'MCP Server');
		await stage.connect(FILE, 'openAiApi', { apiKey: 'none' }, 'Chat Model');
		await stage.connect(FILE, 'smtp', { host: '127.0.0.1', port: 9 }, 'Ask by Email');
		await stage.activate(FILE);
		const client = await McpClient.open(`${stage.n8n.url}/mcp/kandji`, TOKEN);
		const tools = await client.tools();
		const found = await client.use('Find_Devices', { device_name: mac.device_name });
		await client.close();
		await stage.deactivate(FILE);
		const ok = found.includes(mac.serial_number) && !tools.some((name) => /lock/i.test(name));
		return { ok, tools, found: found.slice(0, 500) };
	},
};
