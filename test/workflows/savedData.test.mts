import { readyWorkflow } from '../helpers/workflow.mts';

/** The workflows through which secrets pass: PINs, keys, or the credentials of somebody who calls. */
const SECRET = [
	...['ai-assistant', 'assetbots-actions', 'assetbots-outbound', 'bulk-action-with-review'],
	'compliance-dashboard',
	...['lock-and-follow-up', 'offboarding', 'posture-check', 'quarantine', 'truto-mcp-server'],
];

describe('Workflows through which secrets pass', () => {
	it.each(SECRET)('%s saves no data of any execution', (file) => {
		expect(readyWorkflow(file).settings).toMatchObject({
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'none',
			saveManualExecutions: false,
		});
	});
});
