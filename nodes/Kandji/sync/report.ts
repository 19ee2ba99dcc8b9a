import type { IDataObject } from 'n8n-workflow';

import type { SyncAction, PlanEntry, SyncPlan, SyncSettings } from './types';
import { textOf } from './values';

/** What became of a device or asset, as the report counts it. */
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
	| 'failed';

const RESULTS: Record<SyncAction | 'failed', Result> = {
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
};

/**
 * The report: how often each result occurs, and one row for every device and asset, each exactly once. `failures` are
 * the entries whose write to Kandji failed, with the reason.
 */
export function reportOf(
	{ rows: planned, notices }: SyncPlan,
	{ assetFields, personFields, match }: SyncSettings,
	failures: ReadonlyMap<PlanEntry, string>,
): IDataObject {
	const counts = Object.fromEntries([...new Set(Object.values(RESULTS))].map((name) => [name, 0]));
	const rows = planned.map(({ device, asset, entries, notAssigned }) => {
		const results = entries.map((one) => RESULTS[failures.has(one) ? 'failed' : one.action]);
		for (const result of new Set(results)) counts[result] += 1;
		return {
			result: [...new Set(results)].join(', '),
			reason: entries.map((one) => failures.get(one) ?? one.reason).join('; '),
			serialNumber: device?.serialNumber ?? (asset && textOf(asset, match.field)),
			deviceId: device?.id ?? null,
			deviceName: device?.name ?? null,
			assetId: asset ? textOf(asset, assetFields.id) || null : null,
			person: entries.find(({ person }) => person !== null)?.person?.email ?? null,
			notAssigned: notAssigned ?? null,
			url: device?.url ?? null,
		};
	});
	return {
		devices: new Set(planned.flatMap(({ device }) => (device ? [device.id] : []))).size,
		assets: planned.filter(({ asset }) => asset !== null).length,
		...counts,
		notInKandji: planned.filter(({ device }) => device === null).length,
		notices,
		fields: { ...assetFields },
		personFields: { ...personFields },
		rows,
	};
}
