import type { Browser, Page } from 'playwright-core';

import { loadJob } from '../../demo/jobs/job.mts';
import { owner } from '../../demo/workspace.mts';
import { Rest } from '../../demo/rest.mts';
import { logIn, openBrowser, openForm } from '../../demo/editor/browser.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';
import { mac } from './workflows-events.mts';

const FILE = 'bulk-action-with-review';
const PASSWORD = 'Second-Person-1';

let stage: Stage;
let browser: Browser;
/** Who asks, and who decides: two accounts of this n8n, each in a browser of its own. */
let ann: Page;
let ben: Page;

/** Invites somebody to this n8n, who accepts, and opens a page in which they are logged in. */
async function invite(email: string): Promise<Page> {
	const { rest } = stage.workspace;
	const [{ user }] = await rest.send<Array<{ user: { inviteAcceptUrl: string } }>>(
		...(['POST', '/invitations', [{ email, role: 'global:member' }]] as const),
	);
	const token = new URL(user.inviteAcceptUrl).searchParams.get('token');
	const person = { firstName: 'Ben', lastName: 'Second', password: PASSWORD };
	await new Rest(stage.n8n.url).send('POST', '/invitations/accept', { token, ...person });
	return await logIn(browser, stage.n8n.url, { email, password: PASSWORD });
}

beforeAll(async () => {
	stage = await openStage('bulk', 12, FILE);
	browser = await openBrowser();
	ann = await logIn(browser, stage.n8n.url, owner);
	ben = await invite('ben@example.com');
	await stage.activate(FILE);
}, 180_000);
afterAll(async () => {
	await browser?.close();
	await stage?.close();
});
beforeEach(async () => await stage.control('DELETE', '/requests'));

/** Fills in the first form with a file, and answers what the page after it says. */
async function ask(csv: string): Promise<string> {
	await ann.goto(`${stage.n8n.url}/form/kandji-bulk-action`);
	const consent = ann.getByRole('button', { name: 'Allow access' });
	const check = ann.getByRole('button', { name: 'Check' });
	await consent.or(check).first().waitFor();
	if (await consent.isVisible()) await consent.click();
	await check.waitFor();
	const [action, source] = [ann.locator('select').nth(0), ann.locator('select').nth(1)];
	await action.selectOption('Lock');
	await source.selectOption('CSV file');
	const file = { name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
	await ann.locator('input[type=file]').setInputFiles(file);
	await ann.locator('input[type=text]').last().fill('lost in the fire');
	await check.click();
	await ann
		.getByText(/Waiting for somebody else|Nothing was asked/)
		.first()
		.waitFor();
	return await ann.locator('body').innerText();
}

const request = async (...serials: string[]): Promise<string> => {
	const text = await ask(`Name;Serial number\n${serials.map((each) => `x;${each}`).join('\n')}\n`);
	return /http\S+\/form\/kandji-bulk-review\?request=\d+/.exec(text)?.[0] ?? text;
};

/** Fills in the page of a request; whoever is logged in there decides. */
async function approve(page: Page, count: string): Promise<string> {
	await page.getByText('Approve', { exact: true }).click();
	await page.locator('input[type=text]').fill(count);
	await page.getByRole('button', { name: 'Decide' }).click();
	await page
		.getByText(/done|Nothing to decide|Nothing was sent/)
		.first()
		.waitFor();
	return await page.locator('body').innerText();
}

describe('bulk-action-with-review in a real n8n', () => {
	it('shows nobody a form who is not logged in', async () => {
		for (const where of ['kandji-bulk-action', 'kandji-bulk-review']) {
			const form = new FormData();
			form.set('field-0', '1');
			const { status } = await stage.web(`form/${where}`, { method: 'POST', body: form });
			expect(status).toBeGreaterThanOrEqual(400);
		}
	});

	it('names all wrong rows of a file, and asks nobody', async () => {
		await mac(stage, { serial_number: 'BULKRIGHT' });
		await stage.control('DELETE', '/requests');
		const text = await ask('Serial number\nBULKRIGHT\nBULKWRONG1\nBULKWRONG2\n');
		expect(text).toContain('2 of 3 rows are wrong: row 3 (BULKWRONG1)');
		expect(text).toContain('row 4 (BULKWRONG2)');
		await expect(stage.rows('Bulk Requests')).resolves.toEqual([]);
		await expect(stage.writes()).resolves.toEqual([]);
	});

	it('shows the table to another person, acts once on two approvals at once, and never for who asked', async () => {
		const [one, two] = [
			await mac(stage, { serial_number: 'BULK1' }),
			await mac(stage, { serial_number: 'BULK2' }),
		];
		await stage.control('DELETE', '/requests');
		const link = await request('bulk1', 'BULK2');
		expect(link).toMatch(/^http/);
		await expect(openForm(ann, link)).resolves.toBe(false);
		expect(await ann.locator('body').innerText()).toContain('This is your own request');

		await expect(openForm(ben, link)).resolves.toBe(true);
		expect(await ben.locator('table').innerText()).toMatch(/BULK1[\s\S]*BULK2[\s\S]*is locked/);
		// The page that Ben has opened is handed to Ann, who sends it under her own log-in.
		await ann.goto(ben.url());
		await ann.getByText('Approve', { exact: true }).waitFor();
		expect(await approve(ann, '2')).toContain('This is your own request');
		await expect(stage.writes()).resolves.toEqual([]);

		await expect(openForm(ben, link)).resolves.toBe(true);
		const other = await ben.context().newPage();
		await expect(openForm(other, link)).resolves.toBe(true);
		const pages = await Promise.all([approve(ben, '2'), approve(other, '2')]);
		expect((await stage.writes()).sort()).toEqual(
			[one.id, two.id].map((id) => `POST /devices/${id}/action/lock`).sort(),
		);
		const [done] = pages.filter((page) => page.includes('2 done'));
		expect(done).toMatch(/BULK1 \(.*\): Done\. PIN, shown only here: \d{6}/);
		expect(pages.filter((page) => page.includes('Somebody has decided this request'))).toHaveLength(
			1,
		);
		await expect(stage.rows('Bulk Requests')).resolves.toMatchObject([
			{ status: 'done', decidedBy: 'ben@example.com', requestedBy: owner.email },
		]);
	});

	it('is driven by its job', async () => {
		await stage.deactivate(FILE);
		const { run } = await loadJob(FILE);
		await expect(run(stage)).resolves.toMatchObject({ ok: true, summary: '2 done' });
	});
});
