import { uniqBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { usableSerial } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { fold } from '../util/fold';
import type { SyncSettings } from './syncTypes';
import { textOf } from './values';

/** Cyrillic and Greek capitals that look like these of the Latin alphabet. */
const FOREIGN = 'АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ';
const LATIN = 'ABESIJKMHOPCTYXABEZHIKMNOPTYX';

/** A key without what people and spreadsheets get wrong: case, blanks, letters of other alphabets, O for 0, I and l for 1. */
const plainKey = (key: string): string =>
	fold(key)
		.toUpperCase()
		.replace(/[^A-Z0-9]/g, (one) => LATIN.charAt(FOREIGN.indexOf(one)))
		.replace(/O/g, '0')
		.replace(/[IL]/g, '1');

/** The key without leading zeros, as it is and without the "S" that the bar code on Apple's boxes puts before it. */
function variantsOf(key: string): string[] {
	const plain = plainKey(key);
	const variants = [plain, plain.replace(/^S/, '')].map((one) => one.replace(/^0+/, ''));
	return [...new Set(variants)].filter((variant) => variant !== '');
}

/** Shorter words within a key are no serial numbers. */
const MIN_WORD_LENGTH = 8;

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
				// A serial number may stand between other words: "SN: C02ABC123 (old)".
				const words = written.split(/[\s,;:()]+/).filter(({ length }) => length >= MIN_WORD_LENGTH);
				for (const variant of new Set([written, ...words].flatMap(variantsOf))) {
					const found = this.assets.get(variant);
					if (found) found.push({ asset, written });
					else this.assets.set(variant, [{ asset, written }]);
				}
			}
		}
	}

	/** The assets that look like this device, each once. */
	of(device: NormalizedDevice): NearMatch[] {
		if (this.assets.size === 0) return [];
		const { property } = this.settings.match;
		// A placeholder such as N/A looks like no asset.
		const keys = [
			usableSerial(device.serialNumber),
			property === 'assetTag' ? usableSerial(device.assetTag) : null,
		];
		const found = keys
			.flatMap((key) => (key === null ? [] : variantsOf(key)))
			.flatMap((variant) => this.assets.get(variant) ?? []);
		return uniqBy(found, ({ asset }) => asset);
	}
}
