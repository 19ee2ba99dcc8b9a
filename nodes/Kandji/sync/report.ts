import { uniq } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { isSet } from '../util/json';
import { isKandjiWrite, OUTPUT_OF } from './outputs';
import type { PlanEntry, PlanRow, SyncAction, SyncPlan, SyncSettings } from './syncTypes';
import { textOf } from './values';

/** How the report counts what becomes of a device or asset. */
type Result =
	| 'created'
	| 'linked'
	| 'updated'
	| 'assigned'
	| 'removed'
	| 'kandjiChanges'
	| 'unchanged'
	| 'skipped'
	| 'attention'
	| 'failed'
	| 'withheld';

const RESULTS: Record<SyncAction | 'failed' | 'withheld', Result> = {
	create: 'created',
	link: 'linked',
	update: 'updated',
	restore: 'updated',
	assign: 'assigned',
	unassign: 'assigned',
	mark: 'removed',
	retire: 'removed',
	setAssetTag: 'kandjiChanges',
	assignInKandji: 'kandjiChanges',
	unassignInKandji: 'kandjiChanges',
	unchanged: 'unchanged',
	skip: 'skipped',
	attention: 'attention',
	failed: 'failed',
	withheld: 'withheld',
};

/** The results that the summary names, in its order, each with its words. */
const SUMMARY: Array<[Result, string]> = [
	['created', 'to create'],
	['linked', 'to link'],
	['updated', 'to update'],
	['assigned', 'to assign or take back'],
	['removed', 'to mark or retire'],
	['kandjiChanges', 'to change in Kandji'],
	['withheld', 'withheld by a limit'],
	['failed', 'not written to Kandji'],
	['attention', 'for a person to look at'],
];

/** The settings that the report shows. */
type ReportSettings = Pick<SyncSettings, 'assetFields' | 'personFields' | 'match' | 'firstRun'> & {
	preview: boolean;
};

/** The report as it leaves the node: one small item, and one row for every device and asset. */
interface SyncReport {
	report: IDataObject;
	rows: IDataObject[];
}

const shown = (value: unknown): string => {
	if (!isSet(value)) return 'none';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Whether an entry writes something, or would if no limit withheld it. */
const isWrite = ({ action, withheld }: PlanEntry) =>
	withheld !== undefined || (OUTPUT_OF[action] !== undefined && action !== 'attention');

/** Whether an entry writes to Kandji, or would if no limit withheld it. */
const isInKandji = (entry: PlanEntry) => isKandjiWrite(entry) || entry.withheld === 'kandjiWrites';

/** An entry's changes in words, old -> new. */
function changesOf(entry: PlanEntry): string[] {
	const side = isInKandji(entry) ? 'Kandji ' : '';
	return Object.entries(entry.fields).map(
		([field, value]) => `${side}${field}: ${shown(entry.before[field])} → ${shown(value)}`,
	);
}

/** The values of all rows in which nothing is written. */
const NO_VALUES: IDataObject = {};

/** The values that the entries of one side write, or have now. */
function valuesIn(entries: PlanEntry[], which: 'fields' | 'before'): IDataObject {
	// Rows share the object of a single entry: a large fleet has tens of thousands of them.
	if (entries.length === 1) return entries[0][which];
	return entries.length === 0
		? NO_VALUES
		: (Object.assign({}, ...entries.map((entry) => entry[which])) as IDataObject);
}

function rowOf(
	{ device, asset, entries, notAssigned }: PlanRow,
	results: Result[],
	{ assetFields, match }: ReportSettings,
	failures: ReadonlyMap<PlanEntry, string>,
): IDataObject {
	const writes = entries.filter(isWrite);
	const inKandji = writes.filter(isInKandji);
	const inAssets = inKandji.length === 0 ? writes : writes.filter((one) => !isInKandji(one));
	return {
		result: results.join(', '),
		reason: entries.map((one) => failures.get(one) ?? one.reason).join('; '),
		changes: writes.flatMap(changesOf).join('; '),
		withheldBy: entries.find(({ withheld }) => withheld !== undefined)?.withheld ?? null,
		serialNumber: device?.serialNumber ?? (asset && textOf(asset, match.field)),
		deviceId: device?.id ?? null,
		deviceName: device?.name ?? null,
		assetId: asset ? textOf(asset, assetFields.id) || null : null,
		person: entries.find(({ person }) => person !== null)?.person?.email ?? null,
		notAssigned: notAssigned ?? null,
		url: device?.url ?? null,
		before: valuesIn(inAssets, 'before'),
		after: valuesIn(inAssets, 'fields'),
		kandjiBefore: valuesIn(inKandji, 'before'),
		kandjiAfter: valuesIn(inKandji, 'fields'),
	};
}

/** One sentence for people: what was compared, what comes of it, and what stands in the way. */
function summaryOf(
	{ devices, assets }: { devices: number; assets: number },
	counts: Record<string, number>,
	{ exceeded }: SyncPlan,
	preview: boolean,
): string {
	const parts = SUMMARY.filter(([result]) => counts[result] > 0).map(
		([result, words]) => `${counts[result]} ${words}`,
	);
	const outcome = parts.length === 0 ? 'nothing to do' : parts.join(', ');
	const limits = exceeded.map(
		({ label, count, allowed }) => `${label} (${count} planned, ${allowed} allowed)`,
	);
	const stopped = limits.length === 0 ? '' : ` Exceeded: ${limits.join(', ')}.`;
	return `${preview ? 'Preview, nothing is written. ' : ''}${devices} devices and ${assets} assets compared: ${outcome}.${stopped}`;
}

/**
 * Returns the report: a sentence, how often each result occurs, and one row for every device and asset, each exactly
 * once. `failures` are the entries whose write to Kandji failed, with the reason.
 */
export function reportOf(
	plan: SyncPlan,
	settings: ReportSettings,
	failures: ReadonlyMap<PlanEntry, string>,
): SyncReport {
	const counts: Record<string, number> = Object.fromEntries(
		Object.values(RESULTS).map((name) => [name, 0]),
	);
	const rows = plan.rows.map((row) => {
		const results = uniq(
			row.entries.map((one) => {
				if (failures.has(one)) return RESULTS.failed;
				return RESULTS[one.withheld === undefined ? one.action : 'withheld'];
			}),
		);
		for (const result of results) counts[result] += 1;
		return rowOf(row, results, settings, failures);
	});
	const size = {
		devices: plan.rows.filter(({ device }) => device !== null).length,
		assets: plan.rows.filter(({ asset }) => asset !== null).length,
	};
	const { preview, firstRun, assetFields, personFields } = settings;
	return {
		report: {
			summary: summaryOf(size, counts, plan, preview),
			preview,
			firstRun,
			...size,
			...counts,
			notInKandji: plan.rows.filter(({ device }) => device === null).length,
			exceeded: plan.exceeded.map((one) => ({ ...one })),
			notices: plan.notices,
			fields: { ...assetFields },
			personFields: { ...personFields },
		},
		rows,
	};
}
