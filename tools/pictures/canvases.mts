/** The picture of each workflow's canvas, as n8n's editor shows it. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import type { Page } from 'playwright-core';

import type { Stage } from '../../demo/stage.mts';
import { CANVASES, readWorkflow, workflowNames } from '../gallery.mts';
import { root, say } from '../setup.mjs';
import { frameOf } from './geometry.mts';
import type { Box } from './geometry.mts';

/** How large a canvas is shown, and the widest picture: letters stay legible at this size. */
const SCALE = 0.62;
const WIDEST = 2200;
/** What n8n leaves free around a workflow that it fits into the window; the picture keeps `BORDER` of it. */
const MARGIN = 60;
const BORDER = 20;

/** What lies over the canvas and tells nothing of the workflow. */
const OVERLAYS = `[data-test-id="canvas-controls"], [data-test-id="node-creator-plus-button"],
	[data-test-id="execute-workflow-button"], [data-test-id="canvas-handle-plus"], .vue-flow__panel,
	[data-test-id="logs-overview"], [class*="_executionButtons_"], [class*="_setupCredentialsButtonWrapper_"],
	#assistant-chat, [class*="_canvasToolbar"], [class*="nodeButtonsWrapper"],
	.el-notification { visibility: hidden !important; }`;

/** Returns the part of the page that nodes and notes fill, and the texts of notes that are cut or lie under a node. */
async function filled(page: Page): Promise<{ box: Box; faults: Array<string | null> }> {
	return await page.evaluate(() => {
		const nodes = Array.from(document.querySelectorAll('.vue-flow__node'));
		const isNote = (node: Element) => node.querySelector('[data-test-id="sticky"]') !== null;
		const boxes = nodes.map((node) => node.getBoundingClientRect());
		const steps = boxes.filter((_, at) => !isNote(nodes[at]));
		const faults = nodes.filter(isNote).flatMap((note) => {
			const { bottom: end } = note.getBoundingClientRect();
			const texts = Array.from(note.querySelectorAll('h1, h2, h3, p, li, td'));
			return texts.flatMap(({ textContent, firstChild, lastChild }) => {
				if (!firstChild || !lastChild) return [];
				const range = document.createRange();
				range.setStartBefore(firstChild);
				range.setEndAfter(lastChild);
				const { left, right, top, bottom } = range.getBoundingClientRect();
				const isUnder = steps.some(
					(step) =>
						left < step.right && right > step.left && top < step.bottom && bottom > step.top,
				);
				return bottom > end || isUnder ? [textContent] : [];
			});
		});
		const x = Math.min(...boxes.map(({ left }) => left));
		const y = Math.min(...boxes.map(({ top }) => top));
		const width = Math.max(...boxes.map(({ right }) => right)) - x;
		const height = Math.max(...boxes.map(({ bottom }) => bottom)) - y;
		return { box: { x, y, width, height }, faults };
	});
}

/** Takes the pictures of the wanted workflows, or of all, into docs/images/workflows. Throws with the texts that nobody can read. */
export async function takeCanvases(stage: Stage, page: Page, wanted: string[]): Promise<void> {
	mkdirSync(path.join(root, CANVASES), { recursive: true });
	const unreadable: string[] = [];
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
		const { box, faults } = await filled(page);
		unreadable.push(...faults.map((text) => `${name}: ${text}`));
		const clip = {
			...{ x: box.x - BORDER, y: box.y - BORDER },
			...{ width: box.width + 2 * BORDER, height: box.height + 2 * BORDER },
		};
		await page.screenshot({ path: file, clip, animations: 'disabled' });
		say(`${CANVASES}/${name}.png`);
	}
	if (unreadable.length > 0) throw new Error(`Cut or covered:\n${unreadable.join('\n')}`);
}
