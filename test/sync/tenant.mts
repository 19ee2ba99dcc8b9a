import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';

// One simulated tenant for a test file, back at its seed before each test, and the sync that runs on it.

/** The outputs of the node, by number. */
export const [REPORT, CREATE, UPDATE, ASSIGN, KANDJI, ATTENTION, ROWS] = [0, 1, 2, 3, 4, 5, 6];

export let simulator: RunningSimulator;
export let control: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 40, rate: 0, hourly: 0 });
	control = new Control(simulator);
});
beforeEach(async () => {
	await control.control('POST', '/reset', {});
});
afterAll(async () => await simulator.close());

interface Given {
	assets?: IDataObject[];
	people?: IDataObject[];
	node?: Partial<INode>;
	token?: string;
}

/** Runs the node on the given assets and people; the JSON of each output. */
export async function sync(
	parameters: INodeParameters,
	{ assets = [{}], people, node, token }: Given = {},
) {
	const { outputs, error } = await runNode(
		{ defaultCategory: '', ...parameters },
		{ apiUrl: simulator.url, apiToken: token ?? simulator.token },
		{
			items: assets,
			second: people,
			nodeType: new KandjiAssetSync(),
			node: { type: 'n8n-nodes-kandji.kandjiAssetSync', ...node },
		},
	);
	const json = outputs.map((items) => items.map((item) => item.json));
	return { json, report: json[REPORT]?.[0] as IDataObject, error };
}

/** What planned items say of their asset. */
export const fields = (items: IDataObject[]) => items.map((each) => each.fields as IDataObject);

/** The assets after the plan was written, as a Data Table would hold them. */
export function written(json: IDataObject[][], more: IDataObject = {}): IDataObject[] {
	return fields(json[CREATE]).map((each, id): IDataObject => ({ id, ...each, ...more }));
}

/** Everything is to be created. */
export const EMPTY: INodeParameters = { firstRun: true };
