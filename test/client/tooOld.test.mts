// As n8n before 1.85 has it.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	NodeConnectionTypes: undefined,
}));

it.each(['Kandji', 'KandjiTrigger', 'KandjiAssetSync'])(
	'an n8n that is too old reports which one %s needs',
	(name) => {
		expect(() => require(`../../nodes/Kandji/${name}.node`)).toThrow(
			/n8n-nodes-kandji needs n8n 1\.\d+ or later; this n8n is older/,
		);
	},
);
