/** The picture of each workflow's canvas, as n8n's editor shows it. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import type { Page } from 'playwright-core';

import type { Stage } from '../../demo/stage.mts';
import { CANVASES, readWorkflow, workflowNames } from '../gallery.mts';
import { root, say } from '../setup.mjs';
import { frameOf } from './geometry.mts';

/** How large a canvas is shown, and the widest picture: letters stay legible at this size. */
const SCALE = 0.62;
const WIDEST = 2200;
const MARGIN = 60;
/** How far the editor's tabs reach down into the canvas. */
const TABS = 20;

/** What lies over the canvas and tells nothing of the workflow. */
const OVERLAYS = `[data-test-id="canvas-controls"], [data-test-id="node-creator-plus-button"],
	[data-test-id="execute-workflow-button"], [data-test-id="canvas-handle-plus"], .vue-flow__panel,
	[data-test-id="logs-overview"], [class*="_executionButtons_"], [class*="_setupCredentialsButtonWrapper_"],
	#assistant-chat, [class*="_canvasToolbar"], [class*="nodeButtonsWrapper"],
	.el-notification { visibility: hidden !important; }`;

/** Takes the pictures of the wanted workflows, or of all, into docs/images/workflows. */
export async function takeCanvases(stage: Stage, page: Page, wanted: string[]): Promise<void> {
	mkdirSync(path.join(root, CANVASES), { recursive: true });
	for (const name of workflowNames()) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		const { width, height } = frameOf(readWorkflow(name).nodes);
		const scale = Math.min(SCALE, WIDEST / width);
		await page.setViewportSize({
			width: Math.round(width * scale) + MARGIN * 3,
			height: Math.round(height * scale) + MARGIN * 3,
		});
		await page.goto(`${stage.n8n.url}${stage.where(name).replace('workflows', 'workflow')}`);
		await page.getByTestId('canvas-node').first().waitFor();
		await page.addStyleTag({ content: OVERLAYS });
		await page.keyboard.press('1');
		await page.waitForTimeout(1_200);
		const file = path.join(root, CANVASES, `${name}.png`);
		const box = await page.locator('.vue-flow').first().boundingBox();
		if (!box) throw new Error(`${name} shows no canvas.`);
		const clip = { ...box, y: box.y + TABS, height: box.height - TABS };
		await page.screenshot({ path: file, clip, animations: 'disabled' });
		say(`${CANVASES}/${name}.png`);
	}
}
