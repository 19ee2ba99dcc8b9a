import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { McpClient } from '../../demo/mcp.mts';
import { root } from '../../tools/setup.mjs';
import { table, withTables } from '../../tools/tables.mts';
import { AgentFleet } from './agent-fleet.mts';
import { AgentTalk, tokens } from './agent-talk.mts';
import { AGENT_TASKS } from './agent-tasks.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const FILE = 'truto-mcp-server';
const PAGE = path.join(root, 'docs', 'ai-agents.md');

/** How much a good answer may cost. */
const MAX_CALLS = 3;
const MAX_TOKENS = 3_000;
/** What all tools together may cost a model before its first question. */
const MAX_TOKENS_OF_TOOLS = 4_500;
const FLEETS = [300, 5_000];
const TASKS = [...AGENT_TASKS.ordinary, ...AGENT_TASKS.further];
/** How far a number of the page may be from what is measured: dates and names of the simulated fleet vary. */
const SHARE_OFF = 0.2;
const TOKENS_OFF = 60;

let stage: Stage;
let ai: McpClient;
let fleet: AgentFleet;
const costs = new Map<string, Map<number, { calls: number; tokens: number }>>();

beforeAll(async () => {
	stage = await openStage('evaluation', 300, FILE);
	await stage.connect(FILE, 'httpBearerAuth', { token: 'sesame' }, 'Kandji MCP Server');
	await stage.activate(FILE);
	ai = await McpClient.open(`${stage.n8n.url}/mcp/kandji-mcp`, 'sesame');
	fleet = new AgentFleet(stage);
}, 180_000);

afterAll(async () => {
	await ai?.close();
	await stage.close();
});

it('All tools together cost a model little before its first question', async () => {
	const { tools } = await ai.client.listTools();
	const sum = tokens(
		...tools.map(({ name, description, inputSchema }) =>
			JSON.stringify({ name, description, inputSchema }),
		),
	);
	expect(sum).toBeLessThan(MAX_TOKENS_OF_TOOLS);
});

describe.each(FLEETS)('In a fleet of %d devices', (devices) => {
	beforeAll(async () => await fleet.prepare(devices), 60_000);

	it.each(TASKS)('$asked', async ({ asked, run }) => {
		const talk = new AgentTalk(ai);
		await run(talk, fleet);
		expect(await fleet.kandji.writes()).toEqual([]);
		const costsOfTask = costs.get(asked) ?? new Map();
		costs.set(asked, costsOfTask.set(devices, { calls: talk.calls, tokens: talk.tokens }));
		expect(talk.calls).toBeLessThanOrEqual(MAX_CALLS);
		expect(talk.tokens).toBeLessThanOrEqual(MAX_TOKENS);
	});
});

it('The costs stand in docs/ai-agents.md', () => {
	const rows = TASKS.map(({ asked }) => [
		asked,
		...FLEETS.flatMap((devices) => {
			const cost = costs.get(asked)?.get(devices);
			return [String(cost?.calls), String(cost?.tokens)];
		}),
	]);
	const head = ['Asked', 'Calls at 300', 'Tokens at 300', 'Calls at 5,000', 'Tokens at 5,000'];
	const page = readFileSync(PAGE, 'utf8');
	const measured = withTables(page, { evaluation: table(head, rows) });
	if (process.env.UPDATE_GOLDEN) {
		writeFileSync(PAGE, measured);
		return;
	}
	const numbers = (text: string) => [...text.matchAll(/ (\d+) (?=\|)/g)].map(([, n]) => Number(n));
	const now = numbers(measured);
	expect(numbers(page)).toHaveLength(now.length);
	for (const [index, was] of numbers(page).entries()) {
		expect(Math.abs(was - now[index])).toBeLessThanOrEqual(Math.max(TOKENS_OFF, was * SHARE_OFF));
	}
});
