import type { IDataObject } from 'n8n-workflow';

import { groupBy } from '../util/groupBy';
import { usableSerial } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import type { SyncSettings, SyncInputs } from './types';
import { keyOf, ordered, textOf } from './values';

/** Which device and which asset are the same thing, or why that cannot be told. */
export interface Pairing {
	device: NormalizedDevice | null;
	asset: IDataObject | null;
	/** Ends all further entries about the pair. */
	refused?: { action: 'skip' | 'attention'; reason: string };
	/** Told beside whatever is decided. */
	remark?: string;
}

/** A key as it is compared; `''` for none, or for a placeholder of a serial number. */
function comparable(value: string | null, { match }: SyncSettings): string {
	return keyOf(match.property === 'serialNumber' ? usableSerial(value) : value);
}

const deviceKey = (device: NormalizedDevice, settings: SyncSettings) =>
	comparable(device[settings.match.property], settings);

const assetKey = (asset: IDataObject, settings: SyncSettings) =>
	comparable(textOf(asset, settings.match.field), settings);

/** The newest enrollment first; equal ones by ID, so that the order of the listing never counts. */
function byEnrollment(one: NormalizedDevice, other: NormalizedDevice): number {
	return ordered(other.lastEnrollment ?? '', one.lastEnrollment ?? '') || ordered(one.id, other.id);
}

const KEY_NAMES = { serialNumber: 'serial number', assetTag: 'asset tag', id: 'device ID' };

/** Assets whose value of this field stands on another asset too. */
function doubles(assets: IDataObject[], field: string): Set<IDataObject> {
	if (field === '') return new Set();
	const groups = groupBy(assets, (asset) => keyOf(textOf(asset, field)));
	return new Set([...groups.values()].filter(({ length }) => length > 1).flat());
}

/**
 * Pairs devices with assets. A device listed twice counts once; of several with one key the newest enrollment counts;
 * several assets with one key are not touched at all; what has no key is never paired.
 */
export function pair({ devices, assets }: SyncInputs, settings: SyncSettings): Pairing[] {
	const called = KEY_NAMES[settings.match.property];
	const unique = [...new Map(devices.map((device) => [device.id, device])).values()];
	const byKey = groupBy(unique, (device) => deviceKey(device, settings));
	const assetsByKey = groupBy(assets, (asset) => assetKey(asset, settings));
	const sameId = doubles(assets, settings.displayId.field);
	const pairs: Pairing[] = [];
	for (const device of unique) {
		if (deviceKey(device, settings) !== '') continue;
		const reason = `The device has no ${called} that could be compared`;
		pairs.push({ device, asset: null, refused: { action: 'attention', reason } });
	}
	for (const [key, group] of byKey) {
		const [device, ...older] = group.sort(byEnrollment);
		for (const other of older) {
			const reason = `Enrolled again since: device ${device.id} has the same ${called} and the newest enrollment`;
			pairs.push({ device: other, asset: null, refused: { action: 'skip', reason } });
		}
		const known = assetsByKey.get(key) ?? [];
		const remark =
			older.length > 0
				? `Older records of the same device: ${older.map(({ id }) => id).join(', ')}`
				: undefined;
		if (known.length > 1) {
			const reason = `${known.length} assets have the ${called} ${key}; none of them is touched`;
			const refused = { action: 'attention', reason } as const;
			pairs.push({ device, asset: null, refused });
			pairs.push(...known.map((asset) => ({ device: null, asset, refused })));
		} else if (known.length === 1 && sameId.has(known[0])) {
			const id = textOf(known[0], settings.displayId.field);
			const reason = `Several assets have the display ID ${id}; none of them is touched`;
			pairs.push({ device, asset: known[0], refused: { action: 'attention', reason } });
		} else pairs.push({ device, asset: known[0] ?? null, remark });
	}
	for (const asset of assets) {
		const key = assetKey(asset, settings);
		if (key !== '' && byKey.has(key)) continue;
		if (key !== '' && (assetsByKey.get(key)?.length ?? 0) > 1) {
			const reason = `Several assets have the ${called} ${key}; none of them is touched`;
			pairs.push({ device: null, asset, refused: { action: 'attention', reason } });
		} else pairs.push({ device: null, asset });
	}
	return pairs;
}
