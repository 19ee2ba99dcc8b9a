import { parse } from 'flatted';

import { resultOf, runWorkflow } from '../../demo/execution.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const DEVICES = 5;
const SYNC = 'Kandji Asset Sync';

let stage: Stage;
let credential: { id: string; name: string };

beforeAll(async () => {
	stage = await openStage('sync', DEVICES, 'device-inventory-sync');
	const [known] = await stage.workspace.rest.send<Array<typeof credential>>('GET', '/credentials');
	credential = { id: known.id, name: known.name };
}, 180_000);

afterAll(async () => await stage.close());

interface Side {
	/** What the node before the input gives, as JavaScript. */
	gives: string;
	settings?: object;
}

interface Given {
	assets?: Side;
	people?: Side;
	/** A second node wired into Assets. */
	more?: Side;
	sync?: object;
	/** Puts the sync into a loop over the assets. */
	loop?: boolean;
}

const main = (node: string, index = 0) => ({ node, type: 'main', index });

/** Makes a workflow with these nodes before the sync; its ID. */
async function build({ assets, people, more, sync = {}, loop }: Given): Promise<string> {
	const sides = Object.entries({ Assets: assets, People: people, More: more }).flatMap(
		([name, side]) => (side ? [{ name, ...side }] : []),
	);
	const node = (name: string, type: string, settings: object) => ({
		id: name,
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...settings,
	});
	const nodes = [
		node('Start', 'manualTrigger', {}),
		...sides.map(({ name, gives, settings }) =>
			node(name, 'code', { typeVersion: 2, parameters: { jsCode: gives }, ...settings }),
		),
		...(loop ? [node('Loop', 'splitInBatches', { typeVersion: 3 })] : []),
		node('Created', 'noOp', {}),
		node(SYNC, '', {
			type: 'n8n-nodes-kandji.kandjiAssetSync',
			parameters: { firstRun: true },
			credentials: { kandjiApi: credential },
			// Failures become items of Report, so that one look tells everything.
			onError: 'continueRegularOutput',
			...sync,
		}),
	];
	const names = new Set(nodes.map(({ name }) => name));
	const wires = {
		Start: { main: [sides.map(({ name }) => main(name))] },
		Assets: { main: [[main(loop ? 'Loop' : SYNC)]] },
		More: { main: [[main(SYNC)]] },
		People: { main: [[main(SYNC, 1)]] },
		Loop: { main: [[], [main(SYNC)]] },
		[SYNC]: { main: [loop ? [main('Loop')] : [], [main('Created')]] },
	};
	// n8n refuses wires of nodes that are not there.
	const connections = Object.fromEntries(Object.entries(wires).filter(([name]) => names.has(name)));
	const { rest } = stage.workspace;
	const { id } = await rest.send<{ id: string }>('POST', '/workflows', {
		name: 'Sync',
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
	});
	return id;
}

/** Runs a workflow; the items of Report and Create, none where the sync did not run. */
async function execute(id: string) {
	const { rest } = stage.workspace;
	const report = await runWorkflow(rest, id, { trigger: 'Start', result: SYNC });
	const created = await runWorkflow(rest, id, { trigger: 'Start', result: 'Created' });
	return { report: report as Array<Record<string, unknown>>, created };
}

const run = async (given: Given) => await execute(await build(given));

/** What the nodes of a workflow gave when it ran last, as the editor sends it back for Execute Step. */
async function lastRunData(id: string): Promise<Record<string, unknown>> {
	const { rest } = stage.workspace;
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	const { results } = await rest.send<{ results: Array<{ id: string }> }>(
		'GET',
		`/executions?filter=${filter}`,
	);
	const { data } = await rest.send<{ data: string }>('GET', `/executions/${results[0].id}`);
	return (parse(data) as { resultData: { runData: Record<string, unknown> } }).resultData.runData;
}

const SOME = { gives: "return [{ json: { id: 1, serialNumber: 'NOBODY' } }];" };
const NONE = { gives: 'return [];' };
const PEOPLE = { gives: "return [{ json: { id: 7, email: 'ann@example.com' } }];" };
const ALWAYS = { ...NONE, settings: { alwaysOutputData: true } };

describe('The inputs of Kandji Asset Sync in a real n8n', () => {
	it.each<[string, Given, number]>([
		['assets and people', { assets: SOME, people: PEOPLE }, 1],
		['no assets with Always Output Data, People not connected', { assets: ALWAYS }, 0],
		['assets, People not connected', { assets: SOME }, 1],
		['assets and no people', { assets: SOME, people: NONE }, 1],
		['no assets, but people', { assets: NONE, people: PEOPLE }, 0],
		['Assets not connected, but people', { people: PEOPLE }, 0],
	])('%s: plans the whole fleet', async (_, given, assets) => {
		const { report, created } = await run(given);
		expect(report).toEqual([expect.objectContaining({ devices: DEVICES, assets })]);
		expect(created).toHaveLength(Number(report[0].created));
		expect(created.length).toBeGreaterThan(0);
	});

	it.each<[string, Given]>([
		['no assets, People not connected', { assets: NONE }],
		['neither assets nor people', { assets: NONE, people: NONE }],
	])('%s: n8n skips the node', async (_, given) => {
		await expect(run(given)).resolves.toEqual({ report: [], created: [] });
	});

	const failing = {
		gives: "throw new Error('No route');",
		settings: { onError: 'continueRegularOutput' },
	};
	it.each<[string, Given, RegExp]>([
		['a failed read', { assets: failing }, /^Assets: the node before it failed/],
		['Execute Once', { assets: SOME, sync: { executeOnce: true } }, /^Execute Once/],
		['a loop', { assets: SOME, loop: true }, /stands in a loop/],
	])('%s: nothing is planned, and no asset leaves by Create', async (_, given, message) => {
		const { report, created } = await run(given);
		expect(report[0]?.error).toMatch(message);
		expect(created).toEqual([]);
	});

	it.each<[string, Given]>([
		['alone', { assets: SOME, more: SOME }],
		['with people', { assets: SOME, more: SOME, people: PEOPLE }],
	])('two nodes wired into Assets, %s: no run plans anything', async (_, given) => {
		const { report, created } = await run(given);
		expect(report[0]?.error).toMatch(/runs twice in one execution/);
		expect(created).toEqual([]);
	});

	it('a disabled source gives one empty item, from which nothing is created unless it is the first run', async () => {
		const assets = { ...SOME, settings: { disabled: true } };
		const { report, created } = await run({ assets, sync: { parameters: {} } });
		expect(report[0]?.error).toMatch(/^There are no assets/);
		expect(created).toEqual([]);
	});

	it('Execute Step never takes people for assets', async () => {
		const { rest } = stage.workspace;
		const id = await build({ assets: NONE, people: PEOPLE });
		const { report } = await execute(id);
		expect(report).toHaveLength(1);
		const workflowData = await rest.send('GET', `/workflows/${id}`);
		const runData = await lastRunData(id);
		const { executionId } = await rest.send<{ executionId: string }>(
			'POST',
			`/workflows/${id}/run`,
			{
				workflowData,
				runData: { Start: runData.Start, Assets: runData.Assets, People: runData.People },
				destinationNode: { nodeName: SYNC, mode: 'inclusive' },
				dirtyNodeNames: [SYNC],
				triggerToStartFrom: { name: 'Start' },
			},
		);
		const items = await resultOf(rest, executionId, SYNC);
		const [emptyReport] = items as Array<Record<string, unknown>>;
		expect(String(emptyReport.error ?? '')).toMatch(/^(One input is empty|$)/);
		expect(emptyReport.assets ?? 0).toBe(0);
	});
});
