import { isEqual, omit } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { isSet } from '../util/json';
import type { SyncSettings } from './syncTypes';
import { ordered, textOf } from './values';

/** Names an asset in a reason. */
export const assetName = (asset: IDataObject, { assetFields }: SyncSettings): string =>
	`asset ${textOf(asset, assetFields.id) || textOf(asset, assetFields.name) || 'without ID'}`;

/** How many fields of an asset are filled. */
const filledCount = (asset: IDataObject) => Object.values(asset).filter(isSet).length;

/** Says which of several assets to delete that are linked to the same device: the ones that hold less, else the later ones. */
export function twinReason(assets: IDataObject[], settings: SyncSettings): string {
	const { id } = settings.assetFields;
	const [kept, ...others] = [...assets].sort(
		(one, other) =>
			filledCount(other) - filledCount(one) ||
			Number(textOf(one, id)) - Number(textOf(other, id)) ||
			ordered(textOf(one, id), textOf(other, id)),
	);
	const exact = others.every((other) => isEqual(omit(other, id), omit(kept, id)));
	const names = others.map((other) => assetName(other, settings)).join(', ');
	return `${assets.length} assets are linked to the same device; none of them is touched. Keep ${assetName(kept, settings)}, which ${exact ? 'has the lowest ID' : 'has at least as many filled fields'}, and delete ${names}`;
}

/** Says that an asset arrived several times with different values: to delete one of them would delete the asset. */
export const copiesReason = (assets: IDataObject[], settings: SyncSettings): string =>
	`${assetName(assets[0], settings)} arrived ${assets.length} times with different values, so it is not touched. Read each asset once: set Execute Once under Settings of the node before Assets`;
