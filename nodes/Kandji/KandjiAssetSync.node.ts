import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialTest } from './client/credentialTest';
import { listSearch } from './locate/locators';
import { executeSync } from './sync/executeSync';
import { OUTPUTS } from './sync/outputs';
import { fieldPickers } from './sync/pickers';
import { syncProperties } from './sync/syncProperties';

/** Reconciles the devices of a tenant with the assets of another system: it plans, and other nodes write. */
export class KandjiAssetSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kandji (Iru) Asset Sync',
		name: 'kandjiAssetSync',
		icon: { light: 'file:../../icons/kandji.svg', dark: 'file:../../icons/kandji.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ {link: "Link only", import: "Import new only", importAndLink: "Import and link", update: "Import, link and update"}[$parameter["mode"]] }}',
		description: 'Compare the devices in Kandji, now named Iru, with the assets of another system',
		defaults: { name: 'Kandji Asset Sync' },
		inputs: [
			{ type: NodeConnectionTypes.Main, displayName: 'Assets' },
			{ type: NodeConnectionTypes.Main, displayName: 'People' },
		],
		// One input with items is enough: the node itself says what is wrong with the other.
		requiredInputs: 1,
		outputs: OUTPUTS.map(() => NodeConnectionTypes.Main),
		outputNames: [...OUTPUTS],
		credentials: [{ name: 'kandjiApi', required: true, testedBy: 'testKandjiApi' }],
		builderHint: {
			searchHint:
				'Set alwaysOutputData: true on the node that reads the assets, or an empty table skips the sync. Read all assets at once, never in a loop. It plans; the nodes behind its outputs write.',
		},
		properties: syncProperties,
		// An AI agent gets only the first output, and a plan for a whole fleet is nothing to improvise.
		usableAsTool: undefined,
	};

	methods = { credentialTest, listSearch, loadOptions: fieldPickers };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSync(this, this.continueOnFail());
	}
}
