import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import { chromium, selectors } from 'playwright-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

import { owner } from '../workspace.mts';
import { root } from '../../tools/setup.mjs';

const names = [
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable',
	'chrome',
	'msedge',
];
const usualPlaces = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The machine's own browser. Throws with what to do when there is none. */
export function findChromium(): string {
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	const candidates = [
		process.env.CHROMIUM_PATH ?? '',
		...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
		...usualPlaces,
	];
	const found = candidates.find((file) => file !== '' && existsSync(file));
	if (found) return found;
	throw new Error('No Chromium found: install one, or set CHROMIUM_PATH to its executable.');
}

export async function openBrowser(): Promise<Browser> {
	return await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
}

/** A page, in a context of its own, in which somebody is logged in to n8n: the demo's owner unless another one is named. */
export async function logIn(
	browser: Browser,
	n8nUrl: string,
	{ email, password }: { email: string; password: string } = owner,
): Promise<Page> {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(`${n8nUrl}/signin`);
	await page.locator('input[autocomplete=email]').fill(email);
	await page.locator('input[type=password]').fill(password);
	await page.getByRole('button', { name: /sign in/i }).click();
	await page.waitForURL(/home|workflow/);
	return page;
}

/** Opens the link of a question for a person who is logged in. Returns whether the question still waits for a decision. */
export async function openForm(page: Page, link: string): Promise<boolean> {
	await page.goto(link);
	const consent = page.getByRole('button', { name: 'Allow access' });
	const show = page.getByRole('button', { name: 'Show' });
	await consent.or(show).first().waitFor();
	if (await consent.isVisible()) await consent.click();
	await show.click();
	const question = page.getByText('Decision').first();
	const nothing = page.getByText('Nothing to decide').first();
	await question.or(nothing).first().waitFor();
	return await question.isVisible();
}

/** A page of an n8n's editor in which the demo's owner is logged in. */
export async function openEditor(
	browser: Browser,
	n8nUrl: string,
	options: BrowserContextOptions,
): Promise<Editor> {
	selectors.setTestIdAttribute('data-test-id');
	const page = await browser.newPage({ ...options, baseURL: n8nUrl });
	await page.goto('/signin');
	await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
	await page.locator('input[name="password"]').fill(owner.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL(/workflows/);
	return new Editor(page);
}

/** One page of n8n's editor, with the names that n8n gives its parts. */
export class Editor {
	readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	part(testId: string): Locator {
		return this.page.getByTestId(testId);
	}

	/** A node on the canvas, by the name below it. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Saves what the page shows as `.screenshots/NAME.png`, once it has stopped moving. */
	async show(name: string): Promise<void> {
		const folder = path.join(root, '.screenshots');
		mkdirSync(folder, { recursive: true });
		await this.page.waitForTimeout(800);
		await this.page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
	}

	/** Writes another address wherever the page shows `address`: customers do not have the simulator's. */
	async readdress(address: string, shown: string): Promise<void> {
		await this.page.evaluate(
			([from, to]) => {
				const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
				while (texts.nextNode()) {
					const { currentNode: text } = texts;
					text.nodeValue = text.nodeValue?.replaceAll(from, to) ?? null;
				}
				for (const input of Array.from(document.querySelectorAll('input'))) {
					if (input.value.includes(from)) input.value = input.value.replaceAll(from, to);
				}
			},
			[address, shown],
		);
	}

	/** Picks an option of a drop-down parameter and answers the names of all that it offers. */
	async choose(parameter: string, option: string): Promise<string[]> {
		const options = this.page.locator('.el-select-dropdown__item:visible');
		await this.part(`parameter-input-${parameter}`).click();
		const wanted = options.filter({ has: this.page.getByText(option, { exact: true }) });
		await wanted.first().waitFor();
		const offered = await options.locator('.list-option > :first-child').allInnerTexts();
		await this.show(`${parameter}-list`);
		await wanted.first().click();
		return offered;
	}
}
