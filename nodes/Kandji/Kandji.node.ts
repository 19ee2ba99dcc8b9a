import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resources } from './catalogue';
import { credentialTest } from './client/credentialTest';
import { executeOperation } from './engine/executeOperation';
import { propertiesOf, resourceOptions } from './engine/operationProperties';
import { listSearch } from './locate/locators';
import { loadOptions } from './locate/loadOptions';

/**
 * The whole Kandji API as operations. Programmatic rather than declarative: Kandji has eight ways of paging, requests
 * run concurrently behind a rate limiter, failures name the missing permission, and the trigger shares the client.
 */
export class Kandji implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kandji (Iru)',
		name: 'kandji',
		icon: { light: 'file:../../icons/kandji.svg', dark: 'file:../../icons/kandji.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Manage devices, users, blueprints and the library in Kandji, now named Iru',
		defaults: { name: 'Kandji' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kandjiApi', required: true, testedBy: 'testKandjiApi' }],
		builderHint: {
			searchHint:
				'Acts on real devices at once. Name them by serial number or ID, and try actions with Dry Run first.',
		},
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resourceOptions(resources),
				default: 'device',
			},
			...propertiesOf(resources),
		],
	};

	methods = { credentialTest, listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, this.continueOnFail());
	}
}
