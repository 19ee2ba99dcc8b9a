/** The pictures of panels, of the credential and of results, in light and dark, with data of a simulated fleet. */
import path from 'node:path';

import type { Locator } from 'playwright-core';

import type { Stage } from '../../demo/stage.mts';
import type { Editor } from '../../demo/editor/browser.mts';
import { Walker } from '../../demo/editor/walker.mts';
import { root, say } from '../setup.mjs';

export const IMAGES = 'docs/images';

/** The address that the pictures show in place of the simulator's. */
const TENANT = 'https://accuhive.api.kandji.io';

/** Wide enough for parameters and output, which are about 930 pixels of it: a page shows them at almost that size. */
export const VIEWPORT = { width: 1500, height: 800 };

/** As much of the dashboard as one picture shows legibly. */
const DASHBOARD = { width: 1000, height: 760 };

/** A part of the page, in pixels. */
interface Clip {
	x: number;
	y: number;
	width: number;
	height: number;
}

async function boxOf(part: Locator): Promise<Clip> {
	const box = await part.boundingBox();
	if (!box) throw new Error(`${String(part)} is not on the page.`);
	return box;
}

/** The open node from its parameters on: what comes in stands left of them. */
async function panelOf(editor: Editor): Promise<Clip> {
	const { x } = await boxOf(editor.part('node-parameters'));
	const whole = await boxOf(editor.part('ndv'));
	return { ...whole, x, width: whole.x + whole.width - x };
}

/** The parameters of the open node alone. */
async function parametersOf(editor: Editor): Promise<Clip> {
	const { x } = await boxOf(editor.part('node-parameters'));
	const output = await boxOf(editor.part('output-panel'));
	return { ...(await boxOf(editor.part('ndv'))), x, width: output.x - x };
}

/** Takes the picture of a part of the page, once in each of n8n's themes. */
async function take(name: string, editor: Editor, clip: Clip, tenant: string): Promise<void> {
	const { page } = editor;
	await page.addStyleTag({
		content: '.el-notification, [data-test-id="floating-node"] { visibility: hidden !important; }',
	});
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		await page.waitForTimeout(800);
		await editor.readdress(tenant, TENANT);
		await editor.readdress(new URL(tenant).host, new URL(TENANT).host);
		const file = `${IMAGES}/${name}${colorScheme === 'dark' ? '-dark' : ''}.png`;
		await page.screenshot({ path: path.join(root, file), clip, animations: 'disabled' });
		say(file);
	}
	await page.emulateMedia({ colorScheme: 'light' });
}

type Scene = (editor: Editor, walker: Walker, stage: Stage) => Promise<Clip>;

const workflowOf = (stage: Stage, file: string) =>
	stage.where(file).replace('workflows', 'workflow');

async function ranInventory(editor: Editor, stage: Stage): Promise<void> {
	const { page } = editor;
	await page.goto(workflowOf(stage, 'device-inventory-sync'));
	await editor.node('Report').waitFor();
	await editor.part('execute-workflow-button').click();
	await editor.node('Report').getByTestId('canvas-node-status-success').waitFor();
	await editor.part('stop-execution-button').waitFor({ state: 'hidden' });
}

/** What each picture shows: builds it and answers where it is on the page. */
const SCENES: Record<string, Scene> = {
	search: async (editor, walker) => {
		await walker.begin();
		await editor.part('canvas-handle-plus').last().click();
		await editor.part('node-creator-search-bar').fill('laptop');
		await editor.page.getByText('Kandji (Iru)', { exact: true }).first().waitFor();
		return { ...(await boxOf(editor.part('node-creator'))), height: 280 };
	},
	'find-device': async (editor, walker) => {
		await walker.begin();
		await walker.add('laptop', 'Get many devices');
		await walker.choose('output', 'Normalized');
		await walker.addField('Add Filter', 'Platform');
		await walker.choose('platform', 'Mac');
		await walker.execute('MacBook');
		return await panelOf(editor);
	},
	'device-picker': async (editor, walker) => {
		await walker.begin();
		await walker.add('lock', 'Lock device');
		await editor.part('parameter-input-device').getByTestId('rlc-input').click();
		await editor.part('rlc-item').first().waitFor();
		return await parametersOf(editor);
	},
	'export-apps': async (editor, walker) => {
		await walker.begin();
		await walker.add('inventory', 'Export apps or other inventory of fleet as CSV');
		await walker.choose('category', 'Applications');
		await walker.execute('kandji-apps.csv');
		return await panelOf(editor);
	},
	'trigger-panel': async (editor, walker) => {
		await walker.beginWith('kandji', 'Kandji (Iru)', 'On device assignment changed');
		await walker.execute('device.assignmentChanged');
		return await panelOf(editor);
	},
	'executed-canvas': async (editor, _, stage) => {
		await ranInventory(editor, stage);
		await editor.page.keyboard.press('1');
		await editor.page.waitForTimeout(1_200);
		return await boxOf(editor.page.locator('.vue-flow').first());
	},
	'asset-sync-panel': async (editor, _, stage) => {
		await ranInventory(editor, stage);
		await editor.node('Kandji Asset Sync').dblclick();
		await editor.part('ndv').waitFor();
		return await parametersOf(editor);
	},
	'asset-sync-report': async (editor, _, stage) => {
		await ranInventory(editor, stage);
		// A second run, after two enrollments and three new asset tags, shows what a report is for.
		for (const platform of ['Mac', 'iPhone']) await stage.control('POST', '/devices', { platform });
		for (const id of [...stage.tenant.tenant.devices.keys()].slice(0, 3)) {
			await stage.control('PATCH', `/devices/${id}`, { asset_tag: `IT-${id.slice(0, 4)}` });
		}
		await ranInventory(editor, stage);
		await editor.node('Report').dblclick();
		await editor.part('output-panel').getByTestId('radio-button-json').click();
		return await boxOf(editor.part('output-panel'));
	},
	dashboard: async ({ page }, _, stage) => {
		const viewer = { user: 'viewer', password: 'dashboard' };
		await stage.connect('compliance-dashboard', 'httpBasicAuth', viewer);
		await stage.activate('compliance-dashboard');
		const basic = Buffer.from(`${viewer.user}:${viewer.password}`).toString('base64');
		const headers = { authorization: `Basic ${basic}` };
		await stage.web('webhook/kandji-dashboard', { headers });
		await page.setExtraHTTPHeaders(headers);
		await page.setViewportSize(DASHBOARD);
		await page.goto('/webhook/kandji-dashboard');
		await page.locator('h2').first().waitFor();
		return { x: 0, y: 0, ...DASHBOARD };
	},
	credential: async (editor, walker) => {
		// High enough for the whole form, which scrolls in a lower window.
		await editor.page.setViewportSize({ ...VIEWPORT, height: 1000 });
		await walker.begin();
		await walker.add('lock', 'Lock device');
		await editor.part('credential-edit-button').click();
		await editor.part('credentials-config-container-test-success').waitFor();
		return await boxOf(editor.part('editCredential-modal'));
	},
	'credential-unreachable': async (editor, walker) => {
		await walker.begin();
		await walker.add('lock', 'Lock device');
		await editor.part('credential-edit-button').click();
		await editor.part('credentials-config-container-test-success').waitFor();
		const address = editor.part('parameter-input-apiUrl').locator('input');
		await address.fill('https://acuhive.api.kandji.io');
		await editor.part('credential-save-button').click();
		await editor.part('editCredential-modal').getByText('More details').click();
		await editor.page.getByText('There is no host').first().waitFor();
		return await boxOf(editor.part('editCredential-modal'));
	},
};

export const panelNames = (): string[] => Object.keys(SCENES);

/** Takes the wanted pictures, or all, into docs/images; the last one breaks the credential of the stage. */
export async function takePanels(stage: Stage, editor: Editor, wanted: string[]): Promise<void> {
	for (const [name, scene] of Object.entries(SCENES)) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		const clip = await scene(editor, new Walker(editor), stage);
		await take(name, editor, clip, stage.tenant.url);
		await editor.page.setExtraHTTPHeaders({});
		await editor.page.setViewportSize(VIEWPORT);
	}
}
