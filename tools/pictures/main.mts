/**
 * `npm run pictures [-- NAME ...]`: takes the pictures of the docs anew, in a real n8n in Chromium: the canvases of
 * workflows by their file names, panels, credential and results by the names of docs/images.
 */
import { Stage } from '../../demo/stage.mts';
import { startSimulator } from '../../simulator/server.mts';
import { openBrowser, openEditor } from '../../demo/editor/browser.mts';
import { build } from '../build.mts';
import { workflowNames } from '../gallery.mts';
import { ensureDatabaseDriver, say } from '../setup.mjs';
import { takeCanvases } from './canvases.mts';
import { panelNames, takePanels, VIEWPORT } from './panels.mts';

const wanted = process.argv.slice(2);
const [canvases, panels] = [workflowNames(), panelNames()];
const unknown = wanted.filter((name) => ![...canvases, ...panels].includes(name));
if (unknown.length > 0) {
	say(
		`There is no picture ${unknown.join(', ')}. There are: ${[...panels, ...canvases].join(', ')}`,
	);
	process.exit(2);
}
const all = wanted.length === 0;
await ensureDatabaseDriver();
if (!(await build())) process.exit(1);
const stage = await Stage.open('pictures', await startSimulator({ port: 0, devices: 60 }));
try {
	const browser = await openBrowser();
	try {
		if (all || wanted.some((name) => canvases.includes(name))) {
			const { page } = await openEditor(browser, stage.n8n.url, { colorScheme: 'light' });
			await takeCanvases(stage, page, wanted);
		}
		if (all || wanted.some((name) => panels.includes(name))) {
			const options = { viewport: VIEWPORT, deviceScaleFactor: 1.5, colorScheme: 'light' as const };
			await takePanels(stage, await openEditor(browser, stage.n8n.url, options), wanted);
		}
	} finally {
		await browser.close();
	}
} finally {
	await stage.close();
}
