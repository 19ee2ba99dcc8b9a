import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import type { SyncInputs, SyncSettings } from '../../nodes/Kandji/sync/syncTypes';

// The rules of identity a second time, as slowly and as plainly as they can be said: every record is compared with
// every other one. Nothing of the planner is used here.

/** The text of a value, `''` for none, null where it is unclear. */
export function plain(value: unknown): string | null {
	if (value === null || value === undefined) return '';
	if (typeof value !== 'object') return String(value).trim();
	if (Array.isArray(value)) {
		if (value.length === 0) return '';
		return value.length > 1 ? null : plain(value[0]);
	}
	return 'value' in value ? plain(value.value) : null;
}

export const upper = (value: unknown): string => (plain(value) ?? '').toUpperCase();
export const same = (one: unknown, other: unknown): boolean => upper(one) === upper(other);
export const has = (value: unknown): boolean => plain(value) !== '';

/** The placeholder that the fleets use stands for no serial number. */
const serialOf = (value: unknown): string => (same(value, 'N/A') ? '' : upper(value));
const isSameKey = (one: string, other: string): boolean => one !== '' && one === other;

/** Whether one record is of a newer enrollment than the other. */
function isNewer(one: NormalizedDevice, other: NormalizedDevice): boolean {
	const [late, early] = [one.lastEnrollment ?? '', other.lastEnrollment ?? ''];
	return late === early ? one.id < other.id : late > early;
}

/** The tag of a machine: its newest record has it, also where older records with the same serial number have another. */
function tagOf(device: NormalizedDevice, { devices }: SyncInputs): string {
	const records = devices.filter((other) =>
		isSameKey(serialOf(device.serialNumber), serialOf(other.serialNumber)),
	);
	const newest = records.find((one) => records.every((each) => each === one || isNewer(one, each)));
	return upper((newest ?? device).assetTag);
}

/** Whether two records of Kandji share a key, so that they are one machine or a contradiction. */
function sharesKey(
	one: NormalizedDevice,
	other: NormalizedDevice,
	inputs: SyncInputs,
	{ match }: SyncSettings,
) {
	if (isSameKey(serialOf(one.serialNumber), serialOf(other.serialNumber))) return true;
	return match.property === 'assetTag' && isSameKey(tagOf(one, inputs), tagOf(other, inputs));
}

/** The texts somewhere in a value, however unclear. */
function textsIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return has(value) ? [upper(value)] : [];
	return Object.values(value).flatMap(textsIn);
}

/** Whether this asset names this device by a key of its own, or may name it by one that is unclear. */
function names(
	asset: IDataObject,
	device: NormalizedDevice,
	inputs: SyncInputs,
	{ match }: SyncSettings,
): boolean {
	const keys: Array<[unknown, string]> = [
		[asset.kandji, upper(device.id)],
		[asset.serial, serialOf(device.serialNumber)],
	];
	if (match.property === 'assetTag') keys.push([asset.tag, tagOf(device, inputs)]);
	if (keys.some(([value, key]) => isSameKey(upper(value), key))) return true;
	const unclear = keys.map(([value]) => value).filter((value) => plain(value) === null);
	return unclear.flatMap(textsIn).some((text) => keys.some(([, key]) => isSameKey(text, key)));
}

/** Whether two assets stand for the same thing although no device that was read says so. */
function doubles(one: IDataObject, other: IDataObject, inputs: SyncInputs, settings: SyncSettings) {
	const { property } = settings.match;
	if (property === 'serialNumber' && isSameKey(serialOf(one.serial), serialOf(other.serial)))
		return true;
	if (property === 'assetTag' && isSameKey(upper(one.tag), upper(other.tag))) return true;
	const isShared = isSameKey(upper(one.kandji), upper(other.kandji));
	return isShared && (property === 'id' || isElsewhere(one, inputs));
}

/** Whether the asset holds the ID of a device that is enrolled but was not read. */
const isElsewhere = (asset: IDataObject, { devices, enrolled }: SyncInputs) =>
	[...enrolled].some((id) => same(id, asset.kandji)) &&
	!devices.some(({ id }) => same(id, asset.kandji));

type Group = { devices: NormalizedDevice[]; assets: IDataObject[] };

/** Finds for each record all records that are connected with it, directly or through others. */
function groupsOf(inputs: SyncInputs, settings: SyncSettings): Map<unknown, Group> {
	const { devices, assets } = inputs;
	const neighbours = new Map<unknown, Set<unknown>>();
	for (const one of devices) {
		const near = [
			...devices.filter((other) => sharesKey(one, other, inputs, settings)),
			...assets.filter((asset) => names(asset, one, inputs, settings)),
		];
		neighbours.set(one, new Set<unknown>(near));
	}
	for (const one of assets) {
		const near = [
			...devices.filter((device) => neighbours.get(device)?.has(one)),
			...assets.filter((other) => doubles(one, other, inputs, settings)),
		];
		neighbours.set(one, new Set<unknown>(near));
	}
	const groupOf = (start: unknown): Group => {
		const found = new Set([start]);
		for (const one of found) for (const other of neighbours.get(one) ?? []) found.add(other);
		return {
			devices: devices.filter((device) => found.has(device)),
			assets: assets.filter((asset) => found.has(asset)),
		};
	};
	return new Map([...devices, ...assets].map((one) => [one, groupOf(one)]));
}

/** Records of one machine, the newest enrollment first; undefined when they cannot be one machine. */
function oneMachine(devices: NormalizedDevice[], inputs: SyncInputs, settings: SyncSettings) {
	const newest = [...devices].sort((one, other) => (isNewer(one, other) ? -1 : 1));
	const differ = (one: unknown, other: unknown) => has(one) && has(other) && !same(one, other);
	const isOne = newest.every((one) =>
		newest.every(
			(other) =>
				one === other ||
				(sharesKey(one, other, inputs, settings) &&
					!differ(one.platform, other.platform) &&
					!differ(one.user?.email, other.user?.email) &&
					!differ(serialOf(one.serialNumber), serialOf(other.serialNumber))),
		),
	);
	return isOne ? newest : undefined;
}

/** How a serial number may have been written down: look-alike letters, lost zeros, with and without Apple's "S". */
function spellings(serial: unknown): string[] {
	const bare = upper(serial).replace(/O/g, '0').replace(/[IL]/g, '1').replace(/\W/g, '');
	return [bare, bare.replace(/^S/, '')].map((one) => one.replace(/^0+/, '')).filter(has);
}

const looksLike = (asset: IDataObject, device: NormalizedDevice, { match }: SyncSettings) => {
	const written = [asset.serial, match.property === 'assetTag' ? asset.tag : ''];
	const real = [
		serialOf(device.serialNumber),
		match.property === 'assetTag' ? upper(device.assetTag) : '',
	];
	const isAlike = (one: unknown, other: unknown) =>
		spellings(one).some((each) => spellings(other).includes(each));
	return written.some((one) => real.some((other) => isAlike(one, other)));
};

/** Pairs, devices without an asset, assets without a device, and records that a person has to look at. */
export interface Identity {
	pairs: Array<{ device: NormalizedDevice; asset: IDataObject | null }>;
	alone: IDataObject[];
	/** IDs of devices and assets. */
	attention: unknown[];
	/** IDs of devices that were enrolled again since. */
	replaced: string[];
}

function findIdentity(inputs: SyncInputs, settings: SyncSettings): Identity {
	const groups = groupsOf(inputs, settings);
	const groupOf = (one: unknown): Group => groups.get(one) ?? { devices: [], assets: [] };
	const found: Identity = { pairs: [], alone: [], attention: [], replaced: [] };
	const isUnclear = (asset: IDataObject) =>
		[asset.serial, asset.kandji, asset.tag, asset.display].some(
			(value, index) =>
				plain(value) === null &&
				(index < 2 || (index === 2 && settings.match.property === 'assetTag')),
		);
	const isSound = ({ assets, devices }: Group) =>
		assets.length <= 1 &&
		!assets.some(isUnclear) &&
		!(devices.length > 0 && assets.some((asset) => isElsewhere(asset, inputs))) &&
		(devices.length === 0 || oneMachine(devices, inputs, settings) !== undefined);
	const isDoubledId = (asset: IDataObject) =>
		settings.displayId.field !== '' &&
		has(asset.display) &&
		inputs.assets.filter((other) => same(other.display, asset.display)).length > 1;
	const likeADevice = new Set<IDataObject>();
	const single = inputs.assets.filter(
		(asset) => groupOf(asset).devices.length === 0 && !isElsewhere(asset, inputs),
	);
	for (const device of inputs.devices) {
		const group = groupOf(device);
		const [newest, ...older] = oneMachine(group.devices, inputs, settings) ?? [];
		if (!isSound(group)) found.attention.push(device.id);
		else if (older.includes(device)) found.replaced.push(device.id);
		else if (group.assets.length === 1) {
			const [asset] = group.assets;
			if (isDoubledId(asset)) found.attention.push(device.id, asset.id);
			else found.pairs.push({ device: newest, asset });
		} else {
			const { property } = settings.match;
			const hasKey =
				property === 'id' ||
				serialOf(device.serialNumber) !== '' ||
				(property === 'assetTag' && has(device.assetTag));
			const similar = hasKey ? single.filter((asset) => looksLike(asset, device, settings)) : [];
			for (const asset of similar) likeADevice.add(asset);
			if (hasKey && similar.length === 0) found.pairs.push({ device, asset: null });
			else found.attention.push(device.id);
		}
	}
	for (const asset of inputs.assets) {
		const group = groupOf(asset);
		if (!isSound(group) || likeADevice.has(asset)) found.attention.push(asset.id);
		else if (group.devices.length === 0) found.alone.push(asset);
	}
	return found;
}

const known = new WeakMap<SyncInputs, Identity>();

/** Finds the identity of all records; the same inputs are looked at once. */
export function identityOf(inputs: SyncInputs, settings: SyncSettings): Identity {
	const found = known.get(inputs) ?? findIdentity(inputs, settings);
	known.set(inputs, found);
	return found;
}
