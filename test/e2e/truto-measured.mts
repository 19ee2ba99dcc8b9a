import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { root } from '../../tools/setup.mjs';
import { table, withTables } from '../../tools/tables.mts';
import { tokens } from './agent-talk.mts';
import type { TrutoBench } from './truto-bench.mts';
import { Talk, tasks } from './truto-tasks.mts';

const PAGE = path.join(root, 'docs', 'ai-agents.md');

/** How far a number of the page may be from what is measured: dates and names of the simulated fleet vary. */
const SHARE_OFF = 0.15;
const TOKENS_OFF = 25;

/** What all tools together may cost a model before its first question, and any one answer. */
const MAX_TOKENS_OF_TOOLS = 4_500;
const MAX_TOKENS_OF_A_TASK = 5_000;

/** Rows of a table whose last cells are numbers. */
type Rows = Array<[...string[], number]>;

const asText = (rows: Array<Array<string | number>>) =>
	rows.map((cells) => cells.map((cell) => (typeof cell === 'number' ? String(cell) : cell)));

/** Replaces a table of the page where that is asked for; otherwise compares it with what was measured. */
function writeTable(name: string, head: string[], rows: Array<Array<string | number>>): void {
	const page = readFileSync(PAGE, 'utf8');
	const measured = withTables(page, { [name]: table(head, asText(rows)) });
	if (process.env.UPDATE_GOLDEN) {
		writeFileSync(PAGE, measured);
		return;
	}
	const numbers = (text: string) => [...text.matchAll(/ (\d+) (?=\|)/g)].map(([, n]) => Number(n));
	const words = (text: string) => text.replace(/ \d+ (?=\|)/g, ' # ');
	expect(words(page)).toBe(words(measured));
	const now = numbers(measured);
	for (const [index, was] of numbers(page).entries()) {
		expect(Math.abs(was - now[index])).toBeLessThanOrEqual(Math.max(TOKENS_OFF, was * SHARE_OFF));
	}
}

async function schemas(bench: TrutoBench): Promise<Rows> {
	const { tools } = await bench.ai.client.listTools();
	return tools
		.map(({ name, description, inputSchema }): [string, number] => [
			`\`${name}\``,
			tokens(JSON.stringify({ name, description, inputSchema })),
		])
		.sort(([one], [other]) => one.localeCompare(other));
}

/** The same question put to a tool and to Kandji's API. */
async function answers(bench: TrutoBench): Promise<Array<Array<string | number>>> {
	const { device_id: device } = bench.mac();
	const asked: Array<[tool: string, given: Record<string, unknown>, where: string]> = [
		['list_devices', {}, '/devices?limit=20'],
		['get_device', { device }, `/devices/${device}`],
		['get_device_details', { device, parts: 'volumes, filevault' }, `/devices/${device}/details`],
		['list_device_apps', { device }, `/devices/${device}/apps`],
		[
			'list_device_library_items',
			{ device, status: 'ERROR, FAILED, PENDING' },
			`/devices/${device}/library-items`,
		],
		['list_device_activity', { device }, `/devices/${device}/activity?limit=20`],
		['find_app', { app: 'Firefox' }, '/prism/apps?limit=20'],
		['list_blueprints', {}, '/blueprints'],
		['list_users', {}, '/users'],
	];
	const rows: Array<Array<string | number>> = [];
	for (const [tool, given, where] of asked) {
		const { text } = await bench.ai.call(tool, given);
		const raw = JSON.stringify(await bench.stage.call('GET', `/api/v1${where}`));
		const { device: _, ...rest } = given;
		const shown = Object.keys(rest).length > 0 ? ` \`${JSON.stringify(rest)}\`` : '';
		rows.push([`\`${tool}\`${shown}`, tokens(text), tokens(raw)]);
	}
	return rows;
}

/** Does the tasks through the official MCP client, counts what a model reads and writes, and holds the page to it. */
export function doesTasks(bench: () => TrutoBench): void {
	describe('What people ask an AI client for', () => {
		const counted: Array<Array<string | number>> = [];

		beforeEach(async () => {
			await bench().kandji.mend();
			await bench().kandji.control('POST', '/reset', { devices: 60 });
			await bench().kandji.forgetRequests();
		});
		afterAll(async () => await bench().kandji.mend());

		it('is answered by tools that cost what docs/ai-agents.md says', async () => {
			const tools = await schemas(bench());
			const sum = tools.reduce((all, [, own]) => all + Number(own), 0);
			expect(sum).toBeLessThan(MAX_TOKENS_OF_TOOLS);
			writeTable('tools', ['Tool', 'Tokens'], [...tools, ['All', sum]]);
			writeTable('answers', ['Tool', 'Tokens', "Kandji's own answer"], await answers(bench()));
		});

		it.each(tasks)('$asked', async ({ asked, run }) => {
			const talk = new Talk(bench());
			await run(talk);
			expect(await bench().writes()).toEqual([]);
			const sum = tokens(...talk.said);
			expect(sum).toBeLessThan(MAX_TOKENS_OF_A_TASK);
			counted.push([asked, talk.calls, sum]);
		});

		it('costs what docs/ai-agents.md says', () => {
			expect(counted).toHaveLength(tasks.length);
			writeTable('tasks', ['Asked', 'Calls', 'Tokens'], counted);
		});
	});
}
