import type { IDataObject } from 'n8n-workflow';

import type { Plan, Settings, Sides } from '../../nodes/Kandji/sync/types';

/** Actions that write to one of the sides. */
export const WRITES = new Set([
	'create',
	'link',
	'update',
	'assign',
	'unassign',
	'mark',
	'retire',
	'setAssetTag',
	'assignInKandji',
	'unassignInKandji',
]);

/** Both sides after every write of a plan was carried out as it says. */
export function applied(
	sides: Sides,
	plan: Plan,
	users: ReadonlyMap<string, string>,
	{ assetFields }: Settings,
): Sides {
	const emails = new Map([...users].map(([email, id]) => [id, email.toLowerCase()]));
	const assets = new Map(sides.assets.map((asset) => [asset, { ...asset }]));
	const devices = new Map(sides.devices.map((device) => [device.id, { ...device }]));
	const made: IDataObject[] = [];
	for (const { action, fields, asset, device } of plan.subjects.flatMap(
		({ decisions }) => decisions,
	)) {
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
		...sides,
		assets: [...assets.values(), ...made],
		devices: sides.devices.map((device) => devices.get(device.id) ?? device),
	};
}
