import type { IDataObject } from 'n8n-workflow';

import { comparableKey } from './machines';
import type { Machine } from './machines';
import type { SyncInputs, SyncSettings } from './syncTypes';
import { fieldText, keyOf, linkOf, textsWithin, valueOf } from './values';

/** The evidence of an asset for the device that it is. */
export interface AssetEvidence {
	asset: IDataObject;
	/** Indexes of the machines that its match key, device ID and serial number name; undefined where they name none. */
	byKey?: number;
	byLink?: number;
	bySerial?: number;
	/** Its match key, as it is compared. */
	key: string;
	/** Upper-case device ID, when that device is enrolled but not among those that were read. */
	elsewhere?: string;
	/** Names of the fields that cannot be read, and the machines that their contents may mean. */
	unreadable: string[];
	mayMean: number[];
}

/** Shared by all assets that can be read. */
const NONE: never[] = [];

/** Machines by everything that may name them. */
interface MachineIndex {
	byId: ReadonlyMap<string, number>;
	bySerial: ReadonlyMap<string, number>;
	byKey: ReadonlyMap<string, number>;
}

function indexOf(machines: Machine[], { match }: SyncSettings): MachineIndex {
	const byId = new Map<string, number>();
	const bySerial = new Map<string, number>();
	const byTag = new Map<string, number>();
	for (const [index, { device, older }] of machines.entries()) {
		for (const one of [device, ...older]) {
			byId.set(keyOf(one.id), index);
			bySerial.set(comparableKey('serialNumber', one.serialNumber), index);
		}
		if (match.property === 'assetTag') byTag.set(comparableKey('assetTag', device.assetTag), index);
	}
	for (const keys of [bySerial, byTag]) keys.delete('');
	const byKey = { id: byId, serialNumber: bySerial, assetTag: byTag }[match.property];
	return { byId, bySerial, byKey };
}

/** Reads what every asset says about its device. Unwraps fields, and never takes an unreadable one for an empty one. */
export function readEvidence(
	machines: Machine[],
	{ assets }: SyncInputs,
	enrolled: ReadonlySet<string>,
	settings: SyncSettings,
): AssetEvidence[] {
	const { match, assetFields, displayId } = settings;
	const { byId, bySerial, byKey } = indexOf(machines, settings);
	const identityFields = [
		...new Set([match.field, assetFields.link, assetFields.serialNumber, displayId.field]),
	].filter((field) => field !== '');
	return assets.map((asset): AssetEvidence => {
		const texts = identityFields.map((field) => fieldText(asset, field));
		const textOfField = (field: string) => texts[identityFields.indexOf(field)] ?? '';
		const link = linkOf(asset, assetFields.link);
		const key =
			match.property === 'id'
				? linkOf(asset, match.field)
				: comparableKey(match.property, textOfField(match.field));
		const serial = comparableKey('serialNumber', textOfField(assetFields.serialNumber));
		const evidence: AssetEvidence = {
			asset,
			key,
			byKey: byKey.get(key),
			byLink: link === '' ? undefined : byId.get(link),
			bySerial: bySerial.get(serial),
			unreadable: NONE,
			mayMean: NONE,
		};
		if (link !== '' && evidence.byLink === undefined && enrolled.has(link)) {
			evidence.elsewhere = link;
		}
		if (!texts.includes(null)) return evidence;
		evidence.unreadable = identityFields.filter((_, index) => texts[index] === null);
		evidence.mayMean = evidence.unreadable
			.flatMap((field) => textsWithin(valueOf(asset, field)))
			.flatMap((text) => [byId.get(keyOf(text)), bySerial.get(keyOf(text)), byKey.get(keyOf(text))])
			.filter((index) => index !== undefined);
		return evidence;
	});
}
