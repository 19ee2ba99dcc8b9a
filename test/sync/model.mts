import type { IDataObject } from 'n8n-workflow';

import type { SyncPlan, SyncSettings, SyncInputs } from '../../nodes/Kandji/sync/syncTypes';

/** Actions that write to one of the inputs. */
export const WRITES = new Set([
	'create',
	'link',
	'update',
	'restore',
	'assign',
	'unassign',
	'mark',
	'retire',
	'setAssetTag',
	'assignInKandji',
	'unassignInKandji',
]);

/** Both inputs after every write of a plan was carried out as it says. */
export function applied(
	inputs: SyncInputs,
	plan: SyncPlan,
	{ assetFields }: SyncSettings,
): SyncInputs {
	const emails = new Map(
		[...inputs.users].flatMap(([email, ids]) =>
			ids.map((id) => [id, email.toLowerCase()] as const),
		),
	);
	const assets = new Map(inputs.assets.map((asset) => [asset, { ...asset }]));
	const devices = new Map(inputs.devices.map((device) => [device.id, { ...device }]));
	const made: IDataObject[] = [];
	for (const { action, fields, asset, device } of plan.rows.flatMap(({ entries }) => entries)) {
		const target = device && devices.get(device.id);
		if (action === 'create') made.push({ [assetFields.id]: `new-${made.length}`, ...fields });
		else if (action === 'setAssetTag' && target) target.assetTag = String(fields.asset_tag);
		else if (action === 'unassignInKandji' && target) target.user = null;
		else if (action === 'assignInKandji' && target) {
			const id = String(fields.user);
			target.user = { id, email: emails.get(id) ?? null, name: null, archived: false };
		} else if (asset && WRITES.has(action)) Object.assign(assets.get(asset) ?? {}, fields);
	}
	return {
		...inputs,
		assets: [...assets.values(), ...made],
		devices: inputs.devices.map((device) => devices.get(device.id) ?? device),
	};
}
