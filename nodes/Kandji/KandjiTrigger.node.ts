import type { INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialTest } from './client/credentialTest';
import { loadOptions } from './locate/loadOptions';
import { pollKandji } from './trigger/poll';
import { ProcessMemory } from './trigger/pollMemory';
import { triggerProperties } from './trigger/triggerProperties';

/** Starts a workflow when something changes in a Kandji tenant; Kandji has no webhooks, so it compares polls. */
export class KandjiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kandji (Iru) Trigger',
		name: 'kandjiTrigger',
		icon: { light: 'file:../../icons/kandji.svg', dark: 'file:../../icons/kandji.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events" }}',
		description:
			'Manage devices in Kandji, now named Iru, or start the workflow when something changes',
		defaults: { name: 'Kandji Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kandjiApi', required: true, testedBy: 'testKandjiApi' }],
		builderHint: {
			searchHint:
				'Emits each event once, also when the workflow is published again: the workflow must store what it still needs. The first poll emits nothing.',
		},
		properties: triggerProperties,
	};

	methods = { credentialTest, loadOptions };

	/** n8n makes one instance of this class in each process, so the instance owns the memory of the process. */
	poll: NonNullable<INodeType['poll']>;

	constructor() {
		const memory = new ProcessMemory();
		this.poll = async function (this: IPollFunctions) {
			return await pollKandji(this, memory);
		};
	}
}
