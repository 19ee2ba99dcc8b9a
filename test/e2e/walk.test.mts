import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Browser } from 'playwright-core';

import { root } from '../../tools/setup.mjs';
import { openBrowser, openEditor } from '../../demo/editor/browser.mts';
import type { Editor } from '../../demo/editor/browser.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';
import { Walker } from '../../demo/editor/walker.mts';

const PAGE = 'docs/panel.md';

/** The tables of a page, as rows of cells. */
const rows = readFileSync(path.join(root, PAGE), 'utf8')
	.split('\n')
	.filter((line) => /^\| [^-]/.test(line))
	.map((line) => line.split('|').map((cell) => cell.trim().replaceAll('*', '')));

const documentedRowOf = (first: string): string[] => {
	const row = rows.find(([, cell]) => cell === first);
	if (!row) throw new Error(`${PAGE} has no row "${first}".`);
	return row.slice(2, -1);
};

/** What is searched for, and the node that the page says comes up, at its rank. */
const SEARCHES = [
	...['intune', 'jamf', 'lock', 'erase', 'wipe', 'laptop', 'inventory', 'asset', 'fleet'],
	...['onboarding', 'iru', 'kandji', 'mdm', 'blueprint', 'macbook', 'serial number', 'unassign'],
	...['recovery key', 'filevault', 'compliance', 'vulnerability', 'patch', 'new device'],
	'wipe lost mac',
];

/** Actions whose place in the list the page says: nobody can search in it. */
const ACTIONS = [
	'Get many devices',
	'Move device to blueprint, assign person, set tag',
	'Lock device',
	'Erase device and all its data irreversibly',
	'Export apps or other inventory of fleet as CSV',
	'Get many users',
	'Get FileVault recovery key of device',
];

let stage: Stage;
let browser: Browser;
let editor: Editor;
let walker: Walker;

beforeAll(async () => {
	stage = await openStage('walk', 60, 'device-inventory-sync');
	browser = await openBrowser();
	editor = await openEditor(browser, stage.n8n.url, { viewport: { width: 1280, height: 800 } });
}, 180_000);

beforeEach(() => {
	walker = new Walker(editor);
});

afterAll(async () => {
	await browser?.close();
	await stage?.close();
});

/** Compares what was clicked and typed with what the page says; `at` is the column of the clicks. */
function expectCounted(job: string, at: number, { clicks, texts }: Walker): void {
	expect({ clicks, texts }).toEqual({
		clicks: Number(documentedRowOf(job)[at]),
		texts: Number(documentedRowOf(job)[at + 1]),
	});
}

describe('The search of n8n', () => {
	it('puts the node where docs/panel.md says, word by word', async () => {
		await walker.begin();
		await editor.part('canvas-handle-plus').last().click();
		const items = editor.part('item-iterator-item');
		for (const word of SEARCHES) {
			await editor.part('node-creator-search-bar').fill(word);
			await items.getByText('Kandji (Iru)', { exact: true }).first().waitFor();
			await editor.show(`search-${word}`);
			const names = (await items.allInnerTexts()).map((text) => text.split('\n')[0]);
			const documented = Number(documentedRowOf(word)[0]);
			expect([word, names.indexOf('Kandji (Iru)') + 1]).toEqual([word, documented]);
		}
	});

	it('lists devices and what is done to them first, and what belongs to the past last', async () => {
		await walker.begin();
		await editor.part('canvas-handle-plus').last().click();
		await editor.part('node-creator-search-bar').fill('kandji');
		await editor.page.getByText('Kandji (Iru)', { exact: true }).first().click();
		await editor.page.getByText('Get many devices', { exact: true }).first().waitFor();
		await editor.show('actions');
		// n8n fills the list bit by bit.
		await editor.page.getByText('Get license usage of tenant', { exact: true }).waitFor();
		const listed = (await editor.part('node-creator').innerText()).split(/\n+/);
		const groups = listed.filter((line) => / ACTIONS$/.test(line));
		expect(groups.slice(0, 2)).toEqual(['DEVICE ACTIONS', 'DEVICE ACTION ACTIONS']);
		const actions = listed
			.slice(listed.indexOf('DEVICE ACTIONS'))
			.filter((line) => !groups.includes(line));
		for (const action of ACTIONS) {
			const documented = Number(documentedRowOf(action)[0]);
			expect([action, actions.indexOf(action) + 1]).toEqual([action, documented]);
		}
		const threats = listed.slice(listed.indexOf('THREAT ACTIONS'));
		const past = threats.findIndex((line) => /deprecated list/.test(line));
		expect(past).toBeGreaterThan(threats.indexOf('Get many threats'));
	});
});

/** What a person who reads nothing but the panel does, job by job, from an empty canvas. */
describe('Somebody who has never seen these nodes', () => {
	it('finds a lost laptop by its owner', async () => {
		const { devices, users } = stage.tenant.tenant;
		const lost = [...devices.values()].find((each) => each.platform === 'Mac' && each.user_id);
		await walker.begin();
		await walker.add('laptop', 'Get many devices');
		await walker.addField('Add Filter', 'User: Name Contains');
		const owner = editor.part('parameter-input-userName').locator('input');
		await walker.type(owner, users.get(lost?.user_id ?? '')?.name ?? '');
		await walker.execute(lost?.serial_number ?? '');
		await editor.show('walk-find');
		expectCounted('Find a lost laptop by its owner', 0, walker);
	});

	it('locks it with a message', async () => {
		await walker.begin();
		await walker.add('lock', 'Lock device');
		await walker.pick('device', 'MacBook');
		await walker.addField('Add Field', 'Message');
		await walker.type(editor.part('parameter-input-message').locator('input'), 'Call IT');
		expect(await walker.execute('accepted')).toContain('1 item');
		await editor.show('walk-lock');
		expectCounted('Lock it with a message', 0, walker);
	});

	it('moves ten devices to a blueprint', async () => {
		await walker.begin();
		await walker.add('fleet', 'Get many devices');
		await walker.type(editor.part('parameter-input-limit').locator('input'), '10');
		await walker.close();
		await walker.add('device', 'Move device to blueprint, assign person, set tag');
		await walker.pickBy('device', 'By ID');
		await walker.drag('id', 'device');
		await walker.addField('Add Field', 'Blueprint');
		await walker.pick('blueprintId');
		expect(await walker.execute('Head Office')).toContain('10 items');
		await editor.show('walk-move');
		expectCounted('Move ten devices to a blueprint', 0, walker);
	});

	it('exports all apps of the fleet to CSV', async () => {
		await walker.begin();
		await walker.add('inventory', 'Export apps or other inventory of fleet as CSV');
		await walker.choose('category', 'Applications');
		expect(await walker.execute('kandji-apps.csv')).toContain('1 item');
		await editor.show('walk-export');
		expectCounted('Export all apps of the fleet to CSV', 0, walker);
	});

	it('reacts to an unassigned device', async () => {
		await walker.beginWith('kandji', 'Kandji (Iru)', 'On device assignment changed');
		await walker.addField('Add Filter', 'Assignment');
		await walker.choose('assignment', 'Only Unassigned Devices');
		expect(await walker.execute('device.assignmentChanged')).toContain('1 item');
		await editor.show('walk-react');
		expectCounted('React to an unassigned device', 0, walker);
	});

	it('plans a nightly asset sync and reads its report', async () => {
		const run = { trigger: 'Run Now', result: 'Report' };
		// Fills the Data Table that the sync then compares with.
		await stage.run('device-inventory-sync', run);
		await walker.beginWith('schedule', 'Schedule Trigger');
		await walker.close();
		await walker.add('data table', 'Get row(s)', 'Data table');
		await walker.pick('dataTableId');
		await walker.click(editor.part('parameter-input-returnAll').locator('.el-switch'));
		await walker.execute('serialNumber');
		await walker.close();
		await walker.add('asset sync', 'Add to workflow', 'Kandji (Iru) Asset Sync');
		await walker.execute('nothing to do');
		await editor.show('walk-sync');
		expectCounted('Plan a nightly asset sync and read its report', 0, walker);
	});

	it('gives an AI agent a device to look at, and no lock that works', async () => {
		await walker.beginWith('agent', 'AI Agent');
		await walker.close();
		await walker.addTool('kandji', 'Kandji (Iru) Tool');
		await walker.choose('operation', 'Get');
		await walker.letModelFill('device');
		await editor.show('walk-agent-look');
		await walker.close();
		await walker.addTool('kandji', 'Kandji (Iru) Tool');
		await walker.choose('resource', 'Device Action');
		await walker.choose('operation', 'Lock');
		await walker.letModelFill('device');
		await editor.show('walk-agent-lock');
		await walker.click(editor.part('node-execute-button'));
		const asked = editor.page.getByRole('dialog').filter({ hasText: 'Test Lock device' });
		const [mac] = [...stage.tenant.tenant.devices.values()].filter(
			({ platform }) => platform === 'Mac',
		);
		await walker.type(asked.getByRole('textbox'), mac.serial_number);
		await walker.click(asked.getByRole('button', { name: 'Execute step' }));
		await editor.part('ndv').getByText('not allowed to AI agents').first().waitFor();
		await editor.show('walk-agent-refused');
		expectCounted(
			'Give an AI agent a device to look at, and a lock that it may not use',
			0,
			walker,
		);
	});

	it('takes the devices of a person back', async () => {
		const { devices, users } = stage.tenant.tenant;
		const theirs = [...devices.values()].find((each) => each.platform === 'iPhone' && each.user_id);
		await walker.begin();
		await walker.add('offboarding', 'Get many devices');
		await walker.addField('Add Filter', 'User: Exact Email');
		const email = users.get(theirs?.user_id ?? '')?.email ?? '';
		await walker.type(editor.part('parameter-input-userEmailExact').locator('input'), email);
		await walker.execute(email);
		await walker.close();
		await walker.add('device', 'Move device to blueprint, assign person, set tag');
		await walker.pickBy('device', 'By ID');
		await walker.drag('id', 'device');
		await walker.addField('Add Field', 'Blueprint');
		await walker.pick('blueprintId');
		await walker.addField('Add Field', 'Clear Fields');
		await walker.choose('clearFields', 'User');
		await editor.page.keyboard.press('Escape');
		await walker.execute('Head Office');
		await editor.show('walk-offboard');
		expect(theirs?.user_id).toBeNull();
		expectCounted('Take the devices of a person back', 0, walker);
	});
});

/** The same with the nearest built-in nodes; they have no credential here, so nothing is run, which is one click less. */
describe('The same person with nodes that n8n brings along', () => {
	const ready = async (job: string) => {
		walker.clicks++;
		await editor.show(`walk-built-in-${job.toLowerCase().replaceAll(' ', '-')}`);
		expectCounted(job, 3, walker);
	};

	it('finds a user of Okta', async () => {
		await walker.begin();
		await walker.add('okta', 'Get many users', 'Okta');
		await walker.type(editor.part('parameter-input-searchQuery').locator('input'), 'Ada');
		await ready('Find a lost laptop by its owner');
	});

	it('disables an account of Entra ID', async () => {
		await walker.begin();
		await walker.add('entra', 'Update user', 'Microsoft Entra ID');
		await walker.pickBy('user', 'By ID');
		const user = editor.part('parameter-input-user').getByTestId('rlc-input-container');
		await walker.type(user.locator('input'), '02bd9fd6-8f93-4758-87c3-1fb73740a315');
		await walker.addField('Add Field', 'Account Enabled');
		await ready('Lock it with a message');
	});

	it('updates ten records of Airtable', async () => {
		await walker.begin();
		await walker.add('airtable', 'Search records', 'Airtable');
		await walker.close();
		await walker.add('airtable', 'Update record', 'Airtable');
		await ready('Move ten devices to a blueprint');
	});

	it('exports records of Airtable to CSV', async () => {
		await walker.begin();
		await walker.add('airtable', 'Search records', 'Airtable');
		await walker.close();
		await walker.add('csv', 'Convert to CSV', 'Convert to File');
		await ready('Export all apps of the fleet to CSV');
	});

	it('reacts to an issue of Jira', async () => {
		await walker.beginWith('jira', 'Jira Software', 'On issue updated');
		await ready('React to an unassigned device');
	});
});
