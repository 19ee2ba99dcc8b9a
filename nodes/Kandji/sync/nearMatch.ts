import type { IDataObject } from 'n8n-workflow';

import { usableSerial } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import type { SyncSettings } from './types';
import { textOf } from './values';

/** A key without what people and spreadsheets get wrong: case, blanks, O for 0, I and l for 1, leading zeros. */
const plainKey = (key: string): string =>
	key
		.toUpperCase()
		.replace(/[^A-Z0-9]/g, '')
		.replace(/O/g, '0')
		.replace(/[IL]/g, '1')
		.replace(/^0+/, '');

/** The key, and the key with or without the "S" that the bar code on Apple's boxes puts before it. */
function variantsOf(key: string): string[] {
	const withoutS = /^s(.+)/i.exec(key.trim())?.[1];
	return [key, `S${key.trim()}`, ...(withoutS === undefined ? [] : [withoutS])]
		.map(plainKey)
		.filter((variant) => variant !== '');
}

/** An asset and the value by which it looks like a device. */
export interface NearMatch {
	asset: IDataObject;
	written: string;
}

/** Finds assets whose key looks like that of a device without being equal. */
export class NearMatches {
	private readonly assets = new Map<string, NearMatch[]>();

	/** `assets` are those that no device claims. */
	constructor(
		assets: IDataObject[],
		private readonly settings: SyncSettings,
	) {
		const { assetFields, match } = settings;
		const fields = new Set([
			assetFields.serialNumber,
			...(match.property === 'id' ? [] : [match.field]),
		]);
		for (const asset of assets) {
			for (const field of fields) {
				const written = textOf(asset, field);
				const key = plainKey(written);
				if (key === '') continue;
				const found = this.assets.get(key);
				if (found) found.push({ asset, written });
				else this.assets.set(key, [{ asset, written }]);
			}
		}
	}

	/** The assets that look like this device, in their order. */
	of(device: NormalizedDevice): NearMatch[] {
		if (this.assets.size === 0) return [];
		const { property } = this.settings.match;
		// A placeholder such as N/A looks like no asset.
		const keys = [
			usableSerial(device.serialNumber),
			property === 'assetTag' ? usableSerial(device.assetTag) : null,
		];
		return keys.flatMap((key) =>
			key === null
				? []
				: [...new Set(variantsOf(key))].flatMap((variant) => this.assets.get(variant) ?? []),
		);
	}
}
