import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import type { IDataObject } from 'n8n-workflow';

// Two models of one name in Snipe-IT: which one a new asset is, a person must say.

const { nodes } = JSON.parse(
	readFileSync(path.join(__dirname, '../../workflows/snipe-it-sync.json'), 'utf8'),
) as { nodes: Array<{ name: string; parameters: { jsCode?: string } }> };

type Items = Array<{ json: IDataObject }>;

/** Runs a Code node of the workflow; `outputs` are those of the nodes that ran, by name and output. */
function run(name: string, outputs: Record<string, Items[]>, input: Items = []): Items {
	const node = (wanted: string) => ({
		isExecuted: wanted in outputs,
		all: (output = 0) => outputs[wanted]?.[output] ?? [],
		first: (output = 0) => outputs[wanted]?.[output]?.[0],
	});
	const code = nodes.find((each) => each.name === name)?.parameters.jsCode ?? '';
	const result: unknown = runInNewContext(`(() => {${code}})()`, {
		$: node,
		$input: { all: () => input },
	});
	return JSON.parse(JSON.stringify(result)) as Items;
}

const deviceOf = (serialNumber: string, model: string) => ({
	json: {
		device: { serialNumber, model, platform: 'Mac', assetTag: null },
		fields: { name: `Mac ${serialNumber}`, serial: serialNumber },
		person: null,
		url: `https://accuhive.kandji.io/devices/${serialNumber}`,
	},
});

const CREATES = [deviceOf('ONE1', 'MacBook Air (M3)'), deviceOf('ONE2', 'Mac mini (M4)')];
const LISTS: IDataObject = {
	models: [
		{ id: 3, name: 'MacBook Air (M3)' },
		{ id: 7, name: 'MACBOOK AIR (M3)' },
		{ id: 9, name: 'Mac mini (M4)' },
	],
	statuslabels: [{ id: 2, name: 'Ready to Deploy' }],
};
const BEFORE = {
	'Last Sync': [[{ json: {} }]],
	'Whole Lists': [[{ json: LISTS }]],
	Settings: [[{ json: { newStatus: 'Ready to Deploy', tagPrefix: 'KANDJI-' } }]],
};

test('no asset of such a model is created, and the others are', () => {
	const made = run('New Assets', BEFORE, CREATES);
	expect(made.map(({ json }) => json.body)).toEqual([
		expect.objectContaining({ serial: 'ONE2', model_id: 9, status_id: 2 }),
	]);
});

test('the device is a row of Problems with both models', () => {
	const [report] = run('Report', {
		...BEFORE,
		'Kandji Asset Sync': [[{ json: { created: 2 } }], CREATES, [], [], [], []],
	});
	expect(report.json.problems).toEqual([
		expect.objectContaining({
			step: 'Create Assets',
			serialNumber: 'ONE1',
			message: expect.stringMatching(/2 models named MacBook Air \(M3\): 3, 7\. Merge or rename/),
		}),
	]);
});
