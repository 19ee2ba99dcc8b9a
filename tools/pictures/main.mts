/** `npm run pictures [-- workflow ...]`: takes the pictures of the docs anew, in a real n8n in Chromium. */
import { selectors } from 'playwright-core';

import { Stage } from '../../demo/stage.mts';
import { owner } from '../../demo/workspace.mts';
import { startSimulator } from '../../simulator/server.mts';
import { openBrowser } from '../../test/e2e/browser.mts';
import { build } from '../build.mts';
import { ensureDatabaseDriver } from '../setup.mjs';
import { takeCanvases } from './canvases.mts';

await ensureDatabaseDriver();
if (!(await build())) process.exit(1);
selectors.setTestIdAttribute('data-test-id');
const stage = await Stage.open('pictures', await startSimulator({ port: 0, devices: 60 }));
try {
	const browser = await openBrowser();
	try {
		const page = await browser.newPage({ colorScheme: 'light', baseURL: stage.n8n.url });
		await page.goto('/signin');
		await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
		await page.locator('input[name="password"]').fill(owner.password);
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL(/workflows/);
		await takeCanvases(stage, page, process.argv.slice(2));
	} finally {
		await browser.close();
	}
} finally {
	await stage.close();
}
