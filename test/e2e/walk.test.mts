import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Browser } from 'playwright-core';
import { selectors } from 'playwright-core';

import { owner } from '../../demo/workspace.mts';
import { root } from '../../tools/setup.mjs';
import { Editor, openBrowser } from './browser.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';
import { Walker } from './walker.mts';

const viewport = { width: 1280, height: 800 };

/** What a person who reads nothing but the panel does, job by job, from an empty canvas. */
describe('Somebody who has never seen these nodes', () => {
	let stage: Stage;
	let browser: Browser;
	let editor: Editor;
	let walker: Walker;
	const counted: Record<string, { clicks: number; texts: number }> = {};

	beforeAll(async () => {
		stage = await openStage('walk', 60, 'device-inventory-sync');
		selectors.setTestIdAttribute('data-test-id');
		browser = await openBrowser();
		const deviceScaleFactor = process.env.PICTURES === '1' ? 1.5 : 1;
		const page = await browser.newPage({ viewport, deviceScaleFactor, baseURL: stage.n8n.url });
		editor = new Editor(page);
		await page.goto('/signin');
		await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
		await page.locator('input[name="password"]').fill(owner.password);
		await editor.part('form-submit-button').click();
		await page.waitForURL(/workflows/);
	});

	beforeEach(() => {
		walker = new Walker(editor);
	});

	afterEach(() => {
		const { currentTestName = '' } = expect.getState();
		const { clicks, texts } = walker;
		counted[currentTestName.replace(/^Somebody who has never seen these nodes /, '')] = {
			clicks,
			texts,
		};
	});

	afterAll(async () => {
		const folder = path.join(root, '.screenshots');
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, 'walk.json'), JSON.stringify(counted, null, '\t'));
		await browser?.close();
		await stage?.close();
	});

	it('finds a lost laptop', async () => {
		const [lost] = [...stage.tenant.tenant.devices.values()].filter(
			({ platform }) => platform === 'Mac',
		);
		await walker.begin();
		await walker.add('laptop', 'Get many devices');
		await walker.addField('Add Filter', 'Serial Number Contains');
		await walker.type(
			editor.part('parameter-input-serialNumber').locator('input'),
			lost.serial_number ?? '',
		);
		expect(await walker.execute()).toContain(lost.serial_number);
		await editor.picture('find-device', editor.part('ndv'), stage.tenant.url);
	});

	it('locks it', async () => {
		await walker.begin();
		await walker.add('lock', 'Lock device');
		await editor.part('parameter-input-device').getByTestId('rlc-input').click();
		await editor.part('rlc-item').first().waitFor();
		await editor.picture('device-picker', editor.part('ndv'), stage.tenant.url);
		await editor.page.keyboard.press('Escape');
		await walker.pick('device');
		expect(await walker.execute()).toContain('accepted');
		await editor.picture('lock', editor.part('ndv'), stage.tenant.url);
	});

	it('moves ten devices to a blueprint', async () => {
		await walker.begin();
		await walker.add('fleet', 'Get many devices');
		await walker.type(editor.part('parameter-input-limit').locator('input'), '10');
		await walker.close();
		await walker.add('device', 'Update user or blueprint or tags of device');
		const preview = await editor.part('ndv-input-panel').innerText();
		for (const field of ['id', 'serialNumber', 'platform']) expect(preview).toContain(field);
		expect(preview).not.toContain('device_id');
		await walker.click(editor.part('parameter-input-device').getByTestId('rlc-mode-selector'));
		await walker.click(
			editor.page.locator('.el-select-dropdown__item:visible').getByText('By ID', { exact: true }),
		);
		const id = editor.part('ndv-input-panel').getByText('id', { exact: true }).first();
		walker.clicks++;
		await id.dragTo(editor.part('parameter-input-device').getByTestId('rlc-input'));
		await walker.addField('Add Field', 'Blueprint');
		await walker.pick('blueprintId');
		await walker.execute();
		await editor.picture('move-devices', editor.part('ndv'), stage.tenant.url);
	});

	it('exports all apps of the fleet to CSV', async () => {
		await walker.begin();
		await walker.add('inventory', 'Export apps or other inventory of fleet as CSV');
		await walker.choose('category', 'Applications');
		expect(await walker.execute()).toContain('apps');
		await editor.picture('export-apps', editor.part('ndv'), stage.tenant.url);
	});

	it('reacts to an unassigned device', async () => {
		await editor.page.goto('/workflow/new');
		await walker.click(editor.part('canvas-plus-button'));
		await walker.type(editor.part('node-creator-search-bar'), 'kandji');
		await walker.click(editor.page.getByText('Kandji (Iru)', { exact: true }).first());
		await walker.click(editor.page.getByText(/assignment changed/i).first());
		await editor.part('ndv').waitFor();
		await walker.addField('Add Filter', 'Assignment');
		await walker.choose('assignment', 'Only Unassigned Devices');
		await editor.picture('unassigned-device', editor.part('ndv'), stage.tenant.url);
	});

	it('counts what all of it took', () => {
		expect(Object.values(counted)).toHaveLength(5);
	});
});
