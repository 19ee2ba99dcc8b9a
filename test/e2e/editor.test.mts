import type { Browser } from 'playwright-core';

import type { Workspace } from '../../demo/workspace.mts';
import { resources as catalogue } from '../../nodes/Kandji/catalogue';
import { deviceAction } from '../../nodes/Kandji/catalogue/deviceAction';
import { openBrowser, openEditor } from '../../demo/editor/browser.mts';
import type { Editor } from '../../demo/editor/browser.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const viewport = { width: 1440, height: 900 };

describe('The editor of a real n8n', () => {
	let stage: Stage;
	let workspace: Workspace;
	let browser: Browser;
	let editor: Editor;

	beforeAll(async () => {
		stage = await openStage('editor', 60, '{device-inventory-sync,onboarding}');
		({ workspace } = stage);
		browser = await openBrowser();
		editor = await openEditor(browser, stage.n8n.url, { viewport });
	});

	afterAll(async () => {
		await browser?.close();
		await stage?.close();
	});

	it('runs the inventory sync by one click and reports every device as created', async () => {
		const { page } = editor;
		await page.goto(`/workflow/${workspace.workflows['device-inventory-sync']}`);
		await editor.node('Report').waitFor();
		await editor.show('canvas');
		await editor.part('execute-workflow-button').click();
		await editor.node('Report').getByTestId('canvas-node-status-success').waitFor();
		await editor.show('executed-canvas');
		await editor.node('Report').dblclick();
		const output = editor.part('output-panel');
		await output.getByTestId('radio-button-json').click();
		await editor.show('report');
		const text = (await output.innerText()).replace(/\s+/g, ' ');
		expect(text).toContain('"devices": 60');
		expect(text).toContain('"created": 60');
		await editor.part('ndv-close-button').click();
	});

	it('starts a new workflow with a trigger', async () => {
		await editor.page.goto('/workflow/new');
		await editor.part('canvas-plus-button').click();
		await editor.part('node-creator-search-bar').fill('manual');
		await editor.page.keyboard.press('Enter');
		await editor.part('node-creator-plus-button').click();
	});

	it('adds the node by one of its actions, with the credential chosen', async () => {
		const { page } = editor;
		await editor.part('node-creator-search-bar').fill('Kandji');
		await page.getByText('Kandji (Iru)', { exact: true }).first().click();
		await editor.show('actions');
		await page.getByText('Device Actions', { exact: false }).first().waitFor();
		await page.getByText('Get many devices', { exact: true }).first().click();
		await editor.part('ndv').waitFor();
		await editor.show('node-panel');
		await expect(
			editor.part('node-credentials-select').locator('input').inputValue(),
		).resolves.toBe('Kandji');
	});

	it('offers resources and operations in the order of use and switches between them', async () => {
		const resources = await editor.choose('resource', 'Device Action');
		expect(resources.slice(0, 2)).toEqual(['Device', 'Device Action']);
		expect(resources).toEqual(catalogue.map(({ name }) => name));
		const operations = await editor.choose('operation', 'Lock');
		expect(operations.slice(0, 3)).toEqual(['Lock', 'Restart', 'Blank Push']);
		expect(operations).toHaveLength(deviceAction.operations.length);
		await editor.part('parameter-input-device').waitFor();
		await editor.show('node-panel-lock');
	});

	it('warns before an erasure, with what protects from it at first sight', async () => {
		await editor.choose('operation', 'Erase');
		for (const name of ['device', 'confirmation', 'dryRun', 'maxDevices']) {
			await editor.part(`parameter-input-${name}`).waitFor();
		}
		await editor.page.getByText('Nothing brings it back').waitFor();
		await editor.show('node-panel-erase');
		await editor.choose('operation', 'Lock');
	});

	it('offers the devices of the tenant in the picker', async () => {
		await editor.part('parameter-input-device').getByTestId('rlc-input').click();
		await editor.part('rlc-item').first().waitFor();
		await editor.show('device-picker');
		expect(await editor.part('rlc-item').count()).toBeGreaterThan(5);
		await editor.part('rlc-item').first().click();
	});

	it('tests the credential when its form opens', async () => {
		await editor.part('credential-edit-button').click();
		await editor.part('credentials-config-container-test-success').waitFor();
		await editor.show('credential');
	});

	it('says in the form in words why an address cannot be reached', async () => {
		const form = editor.part('editCredential-modal');
		await editor.part('parameter-input-apiUrl').locator('input').fill('http://127.0.0.1:9');
		await editor.part('credential-save-button').click();
		await form.getByText('More details').click();
		await form.getByText('127.0.0.1:9 refuses connections.').first().waitFor();
		await editor.show('credential-unreachable');
		await editor.part('parameter-input-apiUrl').locator('input').fill(stage.tenant.url);
		await editor.part('credential-save-button').click();
		await editor.part('credentials-config-container-test-success').waitFor();
	});

	it('fetches a test event of the trigger in the shape that production has', async () => {
		const { page } = editor;
		await page.goto(`/workflow/${workspace.workflows.onboarding}`);
		await editor.node('Kandji Trigger').dblclick();
		await editor.part('ndv').waitFor();
		await editor.show('trigger-panel');
		await editor.part('node-execute-button').click();
		const output = editor.part('output-panel');
		await output.getByTestId('radio-button-json').click();
		await output.getByText('eventId').first().waitFor();
		await editor.show('trigger-event');
		expect(await output.innerText()).toContain('device.assignmentChanged');
	});
});
