import { minimumN8n, readWorkflow, workflowNames } from '../../tools/gallery.mts';
import type { WorkflowFile } from '../../tools/gallery.mts';

const withNode = (type: string, typeVersion: number): WorkflowFile => ({
	name: 'One node',
	connections: {},
	nodes: [
		{
			id: '1',
			name: 'A',
			type: 'n8n-nodes-kandji.kandji',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{ id: '2', name: 'B', type, typeVersion, position: [0, 0], parameters: {} },
	],
});

describe('The oldest n8n of a ready-made workflow', () => {
	it.each(workflowNames())('is known for %s', (name) => {
		expect(minimumN8n(readWorkflow(name))).toMatch(/^\d+\.\d+\.\d+$/);
	});

	it.each([
		['n8n-nodes-base.manualTrigger', 1, '1.100.1'],
		['n8n-nodes-base.dataTable', 1.1, '2.4.8'],
		['n8n-nodes-base.dataTableTool', 1.1, '2.4.8'],
		['n8n-nodes-base.formTrigger', 2.6, '2.41.1'],
	])('is that of its newest node: %s %d', (type, version, oldest) => {
		expect(minimumN8n(withNode(type, version))).toBe(oldest);
	});

	it('is not guessed for a node that was never looked up', () => {
		const workflow = withNode('n8n-nodes-base.dataTable', 99);
		expect(() => minimumN8n(workflow)).toThrow('npm run node-versions');
	});
});
