import type { Browser, Locator } from 'playwright-core';

import { runWorkflow } from '../../demo/execution.mts';
import { openBrowser, openEditor } from '../../demo/editor/browser.mts';
import type { Editor } from '../../demo/editor/browser.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const DEVICES = 40;

let stage: Stage;
let browser: Browser;
let editor: Editor;

beforeAll(async () => {
	stage = await openStage('sync-editor', DEVICES, 'device-inventory-sync');
	const { rest, workflows } = stage.workspace;
	// Fills the Data Table that the sync of the test then compares with.
	const id = workflows['device-inventory-sync'];
	await runWorkflow(rest, id, { trigger: 'Run Now', result: 'Report' });
	browser = await openBrowser();
	editor = await openEditor(browser, stage.n8n.url, { viewport: { width: 1440, height: 1100 } });
}, 180_000);

afterAll(async () => {
	await browser?.close();
	await stage?.close();
});

test('from an empty canvas to a planned sync in under ten clicks, with no field touched', async () => {
	const { page } = editor;
	let clicks = 0;
	const click = async (target: Locator) => {
		clicks += 1;
		await target.click();
	};
	const search = async (words: string) => {
		await editor.part('node-creator-search-bar').fill(words);
		await page.waitForTimeout(400);
	};
	try {
		await page.goto('/workflow/new');
		await click(editor.part('canvas-plus-button'));
		await search('manual');
		await page.keyboard.press('Enter');
		await click(editor.part('node-creator-plus-button'));
		await search('data table');
		await page.keyboard.press('Enter');
		await click(page.getByText('Get row(s)', { exact: true }).first());
		await editor.part('ndv').waitFor();
		await click(editor.part('parameter-input-dataTableId').getByTestId('rlc-input'));
		await click(editor.part('rlc-item').first());
		await click(editor.part('node-execute-button'));
		await editor.part('output-panel').getByText('serialNumber').first().waitFor();
		await page.keyboard.press('Escape');
		await click(editor.part('canvas-handle-plus').last());
		await search('asset sync');
		await editor.show('sync-search');
		await page.keyboard.press('Enter');
		await click(page.getByText('Add to workflow', { exact: true }));
		await editor.part('ndv').waitFor();
		await page.getByText('Automatic (serialNumber)').first().waitFor({ state: 'attached' });
		await editor.show('sync-panel');
		const taken = async (field: string) =>
			await editor.part(`parameter-input-${field}`).locator('input').first().inputValue();
		await expect(taken('serialNumber')).resolves.toBe('Automatic (serialNumber)');
		await expect(taken('link')).resolves.toBe('Automatic (deviceId)');
		await expect(taken('assigneeEmail')).resolves.toBe('Automatic (userEmail)');
		await click(editor.part('node-execute-button'));
		const output = editor.part('output-panel');
		await output.getByTestId('radio-button-json').click();
		await output.getByText('"devices"').first().waitFor();
		await editor.show('sync-report');
		const text = (await output.innerText()).replace(/\s+/g, ' ');
		expect(text).toContain(`"devices": ${DEVICES}`);
		expect(text).toContain('"created": 0');
		expect(text).toContain('"serialNumber": "serialNumber"');
		expect(clicks).toBeLessThan(10);
		await page.keyboard.press('Escape');
		await editor.part('zoom-to-fit').click();
		await editor.show('sync-canvas');
	} catch (failure) {
		await editor.show('sync-failure');
		throw failure;
	}
});
