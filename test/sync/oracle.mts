import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import type { SyncInputs, SyncSettings } from '../../nodes/Kandji/sync/types';

// The rules of the sync a second time, as slowly and as plainly as they can be said: every record is compared with
// every other one. Nothing of the planner is used here.

const same = (one: unknown, other: unknown) =>
	String(one ?? '')
		.trim()
		.toUpperCase() ===
	String(other ?? '')
		.trim()
		.toUpperCase();
const has = (value: unknown) => String(value ?? '').trim() !== '';
const serialOf = (value: unknown) =>
	same(value, 'N/A')
		? ''
		: String(value ?? '')
				.trim()
				.toUpperCase();

/** Whether this asset names this device by a key of its own. */
function names(asset: IDataObject, device: NormalizedDevice, { match }: SyncSettings): boolean {
	const serial = serialOf(device.serialNumber);
	if (has(asset.kandji) && same(asset.kandji, device.id)) return true;
	if (serial !== '' && serial === serialOf(asset.serial)) return true;
	return match.property === 'assetTag' && has(device.assetTag) && same(device.assetTag, asset.tag);
}

/** Whether two assets stand for the same thing although no device says so. */
const sameKey = (one: IDataObject, other: IDataObject, { match }: SyncSettings) => {
	const keyOf = (asset: IDataObject) => {
		if (match.property === 'serialNumber') return serialOf(asset.serial);
		return String((match.property === 'id' ? asset.kandji : asset.tag) ?? '')
			.trim()
			.toUpperCase();
	};
	return keyOf(one) !== '' && keyOf(one) === keyOf(other);
};

type Node = { device: NormalizedDevice } | { asset: IDataObject };

/** All records that are connected with this one, directly or through others. */
function connected(start: Node, { devices, assets }: SyncInputs, settings: SyncSettings): Node[] {
	const all: Node[] = [
		...devices.map((device) => ({ device })),
		...assets.map((asset) => ({ asset })),
	];
	const touches = (one: Node, other: Node) => {
		if ('device' in one && 'asset' in other) return names(other.asset, one.device, settings);
		if ('asset' in one && 'device' in other) return names(one.asset, other.device, settings);
		if ('asset' in one && 'asset' in other) return sameKey(one.asset, other.asset, settings);
		return false;
	};
	const idOf = (node: Node) => ('device' in node ? node.device : node.asset);
	const found = [start];
	for (const one of found) {
		for (const other of all) {
			if (!found.some((known) => idOf(known) === idOf(other)) && touches(one, other))
				found.push(other);
		}
	}
	return found;
}

/** What the plan must do with a device: the asset it is paired with, a new one, or a person's attention. */
export type Verdict = { paired: unknown } | 'create' | 'attention';

export function verdictOf(
	device: NormalizedDevice,
	inputs: SyncInputs,
	settings: SyncSettings,
): Verdict {
	const group = connected({ device }, inputs, settings);
	const devices = group.filter((node) => 'device' in node);
	const assets = group.flatMap((node) => ('asset' in node ? [node.asset] : []));
	if (devices.length > 1 || assets.length > 1) return 'attention';
	if (assets.length === 1) return { paired: assets[0].id };
	const { match } = settings;
	const hasKey =
		match.property === 'id' ||
		serialOf(device.serialNumber) !== '' ||
		(match.property === 'assetTag' && has(device.assetTag));
	return hasKey ? 'create' : 'attention';
}

/** The assets that must be retired: linked, gone, alone, and not marked yet. */
export function goneAssets(inputs: SyncInputs, settings: SyncSettings): unknown[] {
	return inputs.assets
		.filter((asset) => String(asset.kandji ?? '').length === 36)
		.filter((asset) => ![...inputs.enrolled].some((id) => same(id, asset.kandji)))
		.filter((asset) => connected({ asset }, inputs, settings).length === 1)
		.filter((asset) => !same(asset.status, settings.removal.value))
		.map(({ id }) => id);
}

/** The user that the asset must get from Kandji: an email, null to take it away, undefined for no change. */
export function assigneeOf(
	device: NormalizedDevice,
	asset: IDataObject,
	inputs: SyncInputs,
	settings: SyncSettings,
): string | null | undefined {
	const { scopes, unassign, lockValues } = settings.assignment;
	if (lockValues.some((lock) => same(lock, asset.status))) return undefined;
	if (device.user === null) return unassign && has(asset.email) ? null : undefined;
	const person = inputs.people.find(({ mail }) => same(mail, device.user?.email));
	if (person === undefined && inputs.people.length > 0) return undefined;
	const email = String(person?.mail ?? device.user.email);
	if (same(email, asset.email)) return undefined;
	return scopes.includes(has(asset.email) ? 'overwrite' : 'unassigned') ? email : undefined;
}
