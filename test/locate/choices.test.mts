import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { LoadOptionsContext } from 'n8n-core';

import { loadOptions } from '../../nodes/Kandji/locate/loadOptions';
import { simulate } from '../engine/simulated.mts';
import { nodeTypesOf } from '../../tools/harness/additional.mts';
import { additionalData, kandji, kandjiNode } from '../../tools/harness/engine.mts';

const tenant = simulate({ devices: 30 });

/** What the editor offers in a list of a node with these parameters. */
async function offered(
	method: keyof typeof loadOptions,
	parameters: INodeParameters = {},
): Promise<INodePropertyOptions[]> {
	const node = kandjiNode(parameters);
	const nodeTypes = nodeTypesOf(() => kandji);
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const { url: apiUrl, token: apiToken } = tenant.simulator;
	const additional = {
		...additionalData({ apiUrl, apiToken }, [node]),
		currentNodeParameters: parameters,
	};
	return await loadOptions[method].call(new LoadOptionsContext(workflow, node, additional, ''));
}

describe('The list of choices', () => {
	it('of blueprints offers all by name', async () => {
		const options = await offered('getBlueprints');
		const names = [...tenant.simulator.tenant.blueprints.values()].map(({ name }) => name);
		expect(options.map(({ name }) => name)).toEqual(names.sort((a, b) => a.localeCompare(b)));
	});

	it.each([
		['apps', 'bundle_id'],
		['device_information', 'apple_silicon'],
	])('of fields offers those of the category %s', async (category, field) => {
		const values = (await offered('getPrismFields', { category })).map(({ value }) => value);
		expect(values).toContain(field);
		expect(values).toContain('device__name');
		expect(values).not.toContain('device__family');
		expect(new Set(values).size).toBe(values.length);
	});
});
