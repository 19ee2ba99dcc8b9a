import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { addHints, cancelSignal } from '../client/host';
import { text } from '../util/json';
import { shouldWaitForHour } from '../items/hourWait';
import { reportWaits } from '../items/waits';
import { applyToKandji } from './apply';
import { checkAssets, checkPeople } from './assetRows';
import { withoutDependents } from './entries';
import { readInputs } from './inputs';
import { isKandjiWrite, OUTPUT_OF, OUTPUTS } from './outputs';
import type { SyncOutput } from './outputs';
import { planSync } from './plan';
import { readKandji } from './read';
import { reportOf } from './report';
import { readSyncSettings } from './settings';
import type { PlanEntry, SyncPlan } from './syncTypes';

const item = (json: IDataObject): INodeExecutionData => ({ json, pairedItem: { item: 0 } });

/** The output of an entry, undefined when it leaves the node by Rows only. */
function outputOf(entry: PlanEntry, failed: boolean, preview: boolean): SyncOutput | undefined {
	const output = failed ? 'Attention' : OUTPUT_OF[entry.action];
	return preview && output !== 'Attention' ? undefined : output;
}

/** The items of every output: the entries of the plan, those that failed in Attention with the reason. */
function itemsOf(
	{ rows, alerts }: SyncPlan,
	failures: ReadonlyMap<PlanEntry, string>,
	preview: boolean,
): Record<SyncOutput, INodeExecutionData[]> {
	const outputs = Object.fromEntries(
		OUTPUTS.map((name): [SyncOutput, INodeExecutionData[]] => [name, []]),
	) as Record<SyncOutput, INodeExecutionData[]>;
	for (const entry of [...alerts, ...rows.flatMap(({ entries }) => entries)]) {
		const failure = failures.get(entry);
		const output = outputOf(entry, failure !== undefined, preview);
		if (output === undefined) continue;
		const reason = failure ?? entry.reason;
		outputs[output].push(item({ ...(entry as unknown as IDataObject), reason }));
	}
	return outputs;
}

async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const inputs = readInputs(context);
	const settings = readSyncSettings(context, inputs.assets, inputs.people);
	const { assets, notices: copies } = checkAssets(context, inputs.assets, settings);
	checkPeople(context, inputs.people, settings);
	const client = await KandjiClient.from(context, { waitsForHour: shouldWaitForHour(context) });
	const { notices, ...kandji } = await readKandji(client, settings);
	const planned = planSync({ ...kandji, ...inputs, assets, now: new Date() }, settings);
	const changes = planned.rows.flatMap(({ entries }) => entries).filter(isKandjiWrite);
	const failures =
		settings.appliesToKandji && !settings.preview
			? await applyToKandji(client, changes)
			: new Map<PlanEntry, string>();
	const plan = {
		...planned,
		// They would record a change in Kandji that was not made.
		rows: planned.rows.map((row) =>
			failures.size === 0
				? row
				: { ...row, entries: withoutDependents(row.entries, (entry) => !failures.has(entry)) },
		),
		notices: [...planned.notices, ...notices, ...copies, ...settings.leftOut],
	};
	reportWaits(context, client.statistics);
	addHints(
		context,
		...copies.map((message) => ({ message, type: 'warning', location: 'outputPane' }) as const),
	);
	const { report, rows } = reportOf(plan, settings, failures);
	const outputs = itemsOf(plan, failures, settings.preview);
	outputs.Report.push(item(report));
	outputs.Rows.push(...rows.map(item));
	return OUTPUTS.map((name) => outputs[name]);
}

/**
 * Plans the sync of all assets at once. With On Error set to Continue a failure is one item of the Report output: n8n
 * itself would send the assets there, and a wired "Create" must never receive them.
 */
export async function executeSync(
	context: IExecuteFunctions,
	continues: boolean,
): Promise<INodeExecutionData[][]> {
	try {
		return await run(context);
	} catch (error) {
		const failure = asNodeError(context.getNode(), error);
		if (!continues || cancelSignal(context)?.aborted) throw failure;
		const message = text(failure, 'description');
		const failed = item({ error: failure.message, ...(message === '' ? {} : { message }) });
		return OUTPUTS.map((_, index) => (index === 0 ? [failed] : []));
	}
}
