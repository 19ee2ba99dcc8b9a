import type { IDataObject } from 'n8n-workflow';

import type { Action, Decision, Plan, Settings } from './types';
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

const RESULTS: Record<Action | 'failed', Result> = {
	create: 'created',
	link: 'linked',
	update: 'updated',
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
 * the decisions whose write to Kandji failed, with the reason.
 */
export function reportOf(
	{ subjects, notices }: Plan,
	{ assetFields, personFields, match }: Settings,
	failures: ReadonlyMap<Decision, string>,
): IDataObject {
	const counts = Object.fromEntries([...new Set(Object.values(RESULTS))].map((name) => [name, 0]));
	const rows = subjects.map(({ device, asset, decisions, notAssigned }) => {
		const results = decisions.map((one) => RESULTS[failures.has(one) ? 'failed' : one.action]);
		for (const result of new Set(results)) counts[result] += 1;
		return {
			result: [...new Set(results)].join(', '),
			reason: decisions.map((one) => failures.get(one) ?? one.reason).join('; '),
			serialNumber: device?.serialNumber ?? (asset && textOf(asset, match.field)),
			deviceId: device?.id ?? null,
			deviceName: device?.name ?? null,
			assetId: asset ? textOf(asset, assetFields.id) || null : null,
			person: decisions.find(({ person }) => person !== null)?.person?.email ?? null,
			notAssigned: notAssigned ?? null,
			url: device?.url ?? null,
		};
	});
	return {
		devices: new Set(subjects.flatMap(({ device }) => (device ? [device.id] : []))).size,
		assets: subjects.filter(({ asset }) => asset !== null).length,
		...counts,
		notInKandji: subjects.filter(({ device }) => device === null).length,
		notices,
		fields: { ...assetFields },
		personFields: { ...personFields },
		rows,
	};
}
