import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { cancelSignal } from '../client/host';
import { text } from '../util/json';
import { readPace } from '../items/pace';
import { tellWaits } from '../items/waits';
import { applyToKandji } from './apply';
import { readInputs } from './inputs';
import { planSync } from './plan';
import { readKandji } from './read';
import { reportOf } from './report';
import { readSyncSettings } from './settings';
import type { SyncAction, PlanEntry } from './types';

/** The outputs in their order, which workflows store: the harmless one first, because n8n sends failures there. */
export const OUTPUTS = [
	'Report',
	'Create',
	'Update',
	'Assign',
	'Kandji Changes',
	'Attention',
] as const;

const OUTPUT_OF: Partial<Record<SyncAction, (typeof OUTPUTS)[number]>> = {
	create: 'Create',
	link: 'Update',
	update: 'Update',
	restore: 'Update',
	mark: 'Update',
	retire: 'Update',
	assign: 'Assign',
	unassign: 'Assign',
	setAssetTag: 'Kandji Changes',
	assignInKandji: 'Kandji Changes',
	unassignInKandji: 'Kandji Changes',
	attention: 'Attention',
};

const item = (json: IDataObject): INodeExecutionData => ({ json, pairedItem: { item: 0 } });

async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { assets, people, peopleKnown } = readInputs(context);
	const settings = readSyncSettings(context, assets, people);
	if (assets.length === 0 && settings.mode !== 'link' && !settings.assetsMayBeEmpty) {
		throw new NodeOperationError(
			context.getNode(),
			'There are no assets, so every device would be created',
			{
				description:
					'If the other system is really empty, switch on Options > Assets May Be Empty. Otherwise see why the node before Assets gave nothing.',
			},
		);
	}
	const client = await KandjiClient.from(context, { choices: readPace(context) });
	const { notices, ...kandji } = await readKandji(client, settings);
	const inputs = { ...kandji, assets, people, peopleKnown, now: new Date() };
	const plan = planSync(inputs, settings);
	const entries = plan.rows.flatMap((subject) => subject.entries);
	const changes = entries.filter(({ action }) => OUTPUT_OF[action] === 'Kandji Changes');
	const applies = settings.writeBack === 'apply' && !settings.preview;
	const failures = applies
		? await applyToKandji(client, changes, settings.mostChanges)
		: new Map<PlanEntry, string>();
	tellWaits(context, client.waits);
	const outputs = OUTPUTS.map((): INodeExecutionData[] => []);
	const report = reportOf(
		{ ...plan, notices: [...plan.notices, ...notices, ...settings.leftOut] },
		settings,
		failures,
	);
	outputs[0].push(item({ preview: settings.preview, ...report }));
	for (const alert of plan.alerts) outputs[5].push(item({ ...(alert as unknown as IDataObject) }));
	for (const decision of entries) {
		if ([...failures.keys()].some(({ key }) => key === decision.requires)) continue;
		const failure = failures.get(decision);
		const output = failure === undefined ? OUTPUT_OF[decision.action] : 'Attention';
		if (output === undefined || (settings.preview && output !== 'Attention')) continue;
		const told = failure === undefined ? {} : { reason: failure };
		outputs[OUTPUTS.indexOf(output)].push(
			item({ ...(decision as unknown as IDataObject), ...told }),
		);
	}
	return outputs;
}

/**
 * Plans the sync of all assets at once. With On Error set to Continue a failure is one item of the Report output: n8n
 * itself would send the assets there, and a wired "Create" must never receive them.
 */
export async function executeSync(
	context: IExecuteFunctions,
	goesOn: boolean,
): Promise<INodeExecutionData[][]> {
	try {
		return await run(context);
	} catch (error) {
		const told = asNodeError(context.getNode(), error);
		if (!goesOn || cancelSignal(context)?.aborted) throw told;
		const message = text(told, 'description');
		const failed = item({ error: told.message, ...(message === '' ? {} : { message }) });
		return OUTPUTS.map((_, index) => (index === 0 ? [failed] : []));
	}
}
