import type { IDataObject } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';

import { McpClient } from '../../demo/mcp.mts';
import type { Device, User } from '../../simulator/tenant.mts';
import { Control } from '../../simulator/controlClient.mts';
import { tableOf } from './agent-talk.mts';
import { logIn, openBrowser, openForm } from '../../demo/editor/browser.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const FILE = 'truto-mcp-server';
const TOKEN = 'sesame';

/** The MCP server of workflows/truto-mcp-server.json in a real n8n, an AI client, and a person with a browser. */
export class TrutoBench {
	readonly stage: Stage;
	readonly ai: McpClient;
	readonly kandji: Control;
	private readonly browser: Browser;
	private readonly page: Page;

	private constructor(stage: Stage, ai: McpClient, browser: Browser, page: Page) {
		this.stage = stage;
		this.ai = ai;
		this.kandji = new Control(stage.tenant);
		this.browser = browser;
		this.page = page;
	}

	static async open(devices: number): Promise<TrutoBench> {
		const stage = await openStage('truto', devices, FILE);
		try {
			await stage.connect(FILE, 'httpBearerAuth', { token: TOKEN }, 'Kandji MCP Server');
			await stage.activate(FILE);
			const ai = await McpClient.open(`${stage.n8n.url}/mcp/kandji-mcp`, TOKEN);
			const browser = await openBrowser();
			return new TrutoBench(stage, ai, browser, await logIn(browser, stage.n8n.url));
		} catch (failure) {
			await stage.close();
			throw failure;
		}
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.ai.close();
		await this.stage.close();
	}

	get devices(): Device[] {
		return [...this.stage.tenant.tenant.devices.values()];
	}

	/** The first Mac that somebody has. */
	mac(): Device {
		const found = this.devices.find(({ platform, user_id }) => platform === 'Mac' && user_id);
		if (!found) throw new Error('No Mac in the simulated fleet.');
		return found;
	}

	person(id: unknown): User {
		const found = this.stage.tenant.tenant.users.get(String(id));
		if (!found) throw new Error('No such person in the simulated directory.');
		return found;
	}

	/** The records that a tool answers, those of a table too. Throws what it says instead. */
	async records(tool: string, given: Record<string, unknown> = {}): Promise<IDataObject[]> {
		const { text, failed } = await this.ai.call(tool, given);
		if (failed) throw new Error(text);
		return text.startsWith('[{"message"') && text.includes('"table"')
			? tableOf(text).rows
			: (JSON.parse(text) as IDataObject[]);
	}

	/** Asks for a change; answers the request that now waits for a person. */
	async ask(tool: string, given: Record<string, unknown>): Promise<IDataObject> {
		const [request] = await this.records(tool, { reason: 'test', ...given });
		if (request.requestId === undefined) throw new Error(JSON.stringify(request));
		return request;
	}

	/** Opens a request's link as somebody who is logged in, decides, and answers what the last page says. */
	async decide(
		{ approveAt }: IDataObject,
		decision: 'Approve' | 'Refuse',
		typed = '',
	): Promise<string> {
		const { page } = this;
		if (await openForm(page, String(approveAt))) {
			await page.getByText(decision, { exact: true }).click();
			await page.locator('input[type=text]').fill(typed);
			await page.getByRole('button', { name: 'Decide' }).click();
			await page
				.getByText(/Done|Not done|Refused|Nothing was changed/)
				.first()
				.waitFor();
		}
		return await page.locator('body').innerText();
	}

	/** What the page of a request shows. */
	async look({ approveAt }: IDataObject): Promise<string> {
		await openForm(this.page, String(approveAt));
		return await this.page.locator('body').innerText();
	}

	/** What became of a request, with what Kandji answered. */
	async outcome({ requestId }: IDataObject): Promise<{ status: unknown; outcome: IDataObject }> {
		const [{ status, outcome }] = await this.records('get_request', { request_id: requestId });
		const answer = String(outcome ?? '{}');
		return {
			status,
			outcome: /^[{[]/.test(answer) ? (JSON.parse(answer) as IDataObject) : { message: answer },
		};
	}

	/** What the AI client's calls sent to Kandji besides reads. */
	async writes(): Promise<string[]> {
		return await this.stage.writes();
	}
}
