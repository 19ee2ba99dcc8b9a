import type { IDataObject } from 'n8n-workflow';

import type { Pairing } from './identity';
import type { SyncSettings, SyncInputs } from './types';
import { keyOf, textOf } from './values';

/** What the removal of devices allows in this run. */
export interface Removals {
	/** The linked assets whose device is gone, and that are not marked yet. */
	gone: ReadonlySet<IDataObject>;
	/** Why none of them is touched; undefined when they may be. */
	refused?: string;
}

/** Whether the asset's device is still there under the ID that links them, or waits for its enrollment. */
export function presence(
	asset: IDataObject,
	{ enrolled, awaiting }: SyncInputs,
	{ assetFields }: SyncSettings,
): 'enrolled' | 'awaiting' | 'gone' | 'never linked' {
	const id = textOf(asset, assetFields.link);
	if (id === '') return 'never linked';
	if (enrolled.has(id)) return 'enrolled';
	return awaiting.has(keyOf(textOf(asset, assetFields.serialNumber))) ? 'awaiting' : 'gone';
}

/**
 * Which assets to mark or retire: none after an incomplete listing, none when they are more than the chosen share of the
 * assets that are linked once the plan is carried out, so that carrying it out does not widen the share.
 */
export function removals(pairs: Pairing[], inputs: SyncInputs, settings: SyncSettings): Removals {
	const { assetFields, mode } = settings;
	const { action, field, value } = settings.removal;
	const mostShare = settings.limits.removals.share ?? 100;
	if (action === 'ignore') return { gone: new Set() };
	const gone = new Set(
		pairs.flatMap(({ device, asset, refused }) =>
			device === null &&
			asset !== null &&
			!refused &&
			presence(asset, inputs, settings) === 'gone' &&
			keyOf(textOf(asset, field)) !== keyOf(value)
				? [asset]
				: [],
		),
	);
	if (gone.size === 0) return { gone };
	if (inputs.incomplete !== undefined) return { gone, refused: inputs.incomplete };
	const isLinked = ({ device, asset, refused }: Pairing) =>
		(asset !== null && textOf(asset, assetFields.link) !== '') ||
		(device !== null && !refused && (asset === null ? mode !== 'link' : mode !== 'import'));
	const linked = pairs.filter(isLinked).length;
	const share = (100 * gone.size) / linked;
	return share > mostShare
		? {
				gone,
				refused: `${gone.size} of ${linked} linked assets (${share.toFixed(1)} %) would be removed at once; Most Removals allows ${mostShare} %`,
			}
		: { gone };
}
