import { McpClient } from '../mcp.mts';
import type { Job } from './job.mts';

const FILE = 'truto-mcp-server';
const TOKEN = 'demo-mcp-token';

export const job: Job = {
	summary: 'An MCP server for any AI client: it finds a Mac, and a lock waits for a person',
	async run(stage) {
		const mac = { platform: 'Mac', serial_number: 'DEMOMCP', device_name: 'Mac of the demo' };
		await stage.control('POST', '/devices', mac);
		await stage.connect(FILE, 'httpBearerAuth', { token: TOKEN }, 'Kandji MCP Server');
		await stage.activate(FILE);
		const client = await McpClient.open(`${stage.n8n.url}/mcp/kandji-mcp`, TOKEN);
		const tools = await client.tools();
		const found = await client.use('list_devices', { name: 'of the demo' });
		await stage.control('DELETE', '/requests');
		const reason = 'lost at the airport';
		const asked = await client.use('request_lock_device', { device: mac.serial_number, reason });
		const requests = await stage.rows('Kandji Requests');
		const writes = await stage.writes();
		await client.close();
		await stage.deactivate(FILE);
		const waits = requests.some(({ status }) => status === 'waiting');
		const ok = found.includes(mac.serial_number) && waits && writes.length === 0;
		return { ok, tools, found, asked, requests, writes };
	},
};
