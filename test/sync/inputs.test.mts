import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { readInputs } from '../../nodes/Kandji/sync/inputs';

interface Given {
	assets?: IDataObject[];
	people?: IDataObject[];
	before?: string[];
	behind?: string[];
	run?: number;
	/** Whether n8n names a source for People, as Execute Step does when it shifts the inputs. */
	source?: boolean;
}

/** As much of n8n's context as the inputs are read from, in the states that a single node's run cannot have. */
function context({ assets = [], people = [], before = [], behind = [], run = 0, source }: Given) {
	return {
		getNode: () => ({ name: 'Sync', parameters: {} }),
		getInputData: (input: number) => [assets, people][input].map((json) => ({ json })),
		getInputSourceData: () => {
			if (!source) throw new Error('Source data is missing');
			return { previousNode: 'People' };
		},
		getParentNodes: () => before.map((name) => ({ name })),
		getChildNodes: () => behind.map((name) => ({ name })),
		getWorkflowDataProxy: () => ({ $runIndex: run }),
	} as unknown as IExecuteFunctions;
}

test.each<[string, Given, RegExp]>([
	[
		'a loop',
		{ before: ['Read', 'Loop'], behind: ['Write', 'Loop'] },
		/stands in a loop \(with "Loop"\)/,
	],
	['a second run of one execution', { run: 1 }, /runs twice in one execution/],
	[
		'inputs shifted by Execute Step',
		{ assets: [{ email: 'a' }], source: true },
		/One input is empty/,
	],
	[
		'a failed read',
		{ assets: [{ serial: 'C1' }, { error: 'Timeout' }] },
		/^Assets: the node before it failed/,
	],
])('%s shows a part of the assets and is refused', (_, given, message) => {
	expect(() => readInputs(context(given))).toThrow(message);
});

test('the empty item of Always Output Data stands for no rows; a row with a field named error is a row', () => {
	const row = { serial: 'C1', error: 'cracked screen' };
	expect(readInputs(context({ assets: [{}, row], people: [{}] }))).toEqual({
		assets: [row],
		people: [],
		peopleKnown: true,
	});
	expect(readInputs(context({ assets: [row] })).peopleKnown).toBe(false);
});
