import { openDoors } from '../../demo/doors.mts';
import type { Door } from '../../demo/doors.mts';
import { firstPage, servePage } from '../../demo/firstPage.mts';
import { McpClient } from '../../demo/mcp.mts';
import { freePort } from '../../demo/ports.mts';
import { eventually } from '../../demo/stage.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const WORKFLOWS =
	'{compliance-dashboard,find-a-device,lock-and-follow-up,truto-mcp-server,device-inventory-sync}';

let stage: Stage;
let doors: Door[];

beforeAll(async () => {
	stage = await openStage('doors', 20, WORKFLOWS);
	doors = await openDoors(stage.workspace, stage.n8n.url);
}, 180_000);

afterAll(async () => await stage?.close());

const pages = () => doors.filter(({ logIn }) => logIn.includes(' / '));

/** The status and text of a page, as soon as n8n listens to its address. */
async function open({ url, logIn }: Door): Promise<{ status: number; text: string }> {
	const basic = Buffer.from(logIn.replace(' / ', ':')).toString('base64');
	return await eventually(url, async () => {
		const response = await fetch(url, { headers: { authorization: `Basic ${basic}` } });
		const text = await response.text();
		return response.status === 404 ? undefined : { status: response.status, text };
	});
}

describe('What npm start opens', () => {
	it('is a dashboard, two forms and a server for AI clients', () => {
		const paths = doors.map(({ url }) => new URL(url).pathname);
		expect(paths).toEqual([
			'/webhook/kandji-dashboard',
			'/form/find-a-device',
			'/form/lock-and-follow-up',
			'/mcp/kandji-mcp',
		]);
	});

	it('lets in who has the log-in that it prints, and nobody else', async () => {
		for (const door of pages()) {
			expect([door.url, (await open(door)).status]).toEqual([door.url, 200]);
			const stranger = await open({ ...door, logIn: 'desk / wrong' });
			expect([401, 403]).toContain(stranger.status);
		}
		expect((await open(doors[0])).text).toContain('<h2>');
		expect((await open(doors[1])).text).toContain('Find a device');
	});

	it('serves tools to an AI client with the token that it prints', async () => {
		const server = doors[3];
		const client = await McpClient.open(server.url, server.logIn.replace('bearer token ', ''));
		expect((await client.tools()).length).toBeGreaterThan(10);
		await client.close();
	});

	it('can be opened again, as a second start does', async () => {
		expect(await openDoors(stage.workspace, stage.n8n.url)).toEqual(doors);
		expect((await open(doors[0])).status).toBe(200);
	});

	it('is linked on the first page', async () => {
		const facts = {
			n8nUrl: stage.n8n.url,
			email: 'demo@example.com',
			password: 'P1',
			tenantUrl: stage.tenant.url,
			workflowUrl: `${stage.n8n.url}${stage.where('device-inventory-sync')}`,
			doors,
		};
		const page = await servePage(firstPage(facts), await freePort(0));
		const html = await (await fetch(page.url)).text();
		page.close();
		const linked = [...html.matchAll(/href="(http[^"]+)"/g)].map(([, url]) => url);
		expect(linked).toEqual([
			facts.n8nUrl,
			facts.tenantUrl,
			...doors.map(({ url }) => url),
			facts.workflowUrl,
		]);
		expect(html.match(/<li>/g)).toHaveLength(2 + doors.length + 3);
	});
});
