import type { IDataObject } from 'n8n-workflow';

import { isUuid } from '../util/uuid';
import type { Pairing } from './identity';
import { comparableKey } from './machines';
import type { SyncInputs, SyncSettings } from './syncTypes';
import { fieldText, keyOf, linkOf, textOf } from './values';

/** Linked assets below which a run may meet a tenant in which none of them is found. */
const MIN_LINKED = 10;

/** Whether the asset holds the ID of a device of Kandji, there or gone. Another system's ID in the field has another form. */
export const isLinked = (asset: IDataObject, { assetFields }: SyncSettings): boolean =>
	isUuid(linkOf(asset, assetFields.link));

/** Whether the asset says already that its device left; null when its field cannot be read. */
export function isMarkedRemoved(asset: IDataObject, { removal }: SyncSettings): boolean | null {
	if (removal.action === 'ignore') return false;
	const written = fieldText(asset, removal.field);
	return written === null ? null : keyOf(written) === keyOf(removal.value);
}

/** Whether the mode changes nothing of existing assets but their link and, with Link Only, their assignee. */
export const leavesExisting = ({ mode }: Pick<SyncSettings, 'mode'>): boolean =>
	mode === 'link' || mode === 'import';

/** Whether this run brings the asset back whose device returned. */
export const isRestored = (asset: IDataObject, settings: SyncSettings): boolean =>
	!leavesExisting(settings) &&
	settings.removal.restoredValue !== '' &&
	isMarkedRemoved(asset, settings) === true;

/** Upper-case IDs of all enrolled devices. */
export const enrolledIds = ({ enrolled }: SyncInputs): Set<string> =>
	new Set([...enrolled].map((id) => id.toUpperCase()));

/** Whether the asset's device is enrolled, under the ID that links them or another one, awaits its enrollment, or is gone. */
export function presenceOf(
	asset: IDataObject,
	enrolled: ReadonlySet<string>,
	{ awaiting, enrolledSerials }: Pick<SyncInputs, 'awaiting' | 'enrolledSerials'>,
	settings: SyncSettings,
): 'enrolled' | 'awaiting' | 'gone' | 'never linked' {
	const { link, serialNumber } = settings.assetFields;
	if (enrolled.has(linkOf(asset, link))) return 'enrolled';
	if (!isLinked(asset, settings)) return 'never linked';
	if (isOfOtherSystem(asset, settings)) return 'never linked';
	const serial = comparableKey('serialNumber', textOf(asset, serialNumber));
	if (serial !== '' && enrolledSerials.has(serial)) return 'enrolled';
	return awaiting.has(serial) ? 'awaiting' : 'gone';
}

/**
 * Whether the sync never wrote this asset, because the field that it fills with the device's page names another device
 * or none: the ID is that of another system then, such as Intune, whose IDs have the same form.
 */
function isOfOtherSystem(
	asset: IDataObject,
	{ mode, mapping, assetFields }: SyncSettings,
): boolean {
	const page = mapping.find(({ property, write }) => property === 'url' && write !== 'onCreate');
	if (mode !== 'update' || page === undefined) return false;
	return linkOf(asset, page.field) !== linkOf(asset, assetFields.link);
}

/**
 * How many assets were paired with a device before the run: those that hold a device ID or, where the assets keep none,
 * those that are paired by their match key. Shares of limits refer to them.
 */
export function pairedBefore(
	pairs: Pairing[],
	{ assets }: SyncInputs,
	settings: SyncSettings,
): number {
	const keepsLinks = settings.assetFields.link !== '' && settings.mode !== 'import';
	return keepsLinks
		? assets.filter((asset) => isLinked(asset, settings)).length
		: pairs.filter(({ device, asset, refused }) => device && asset && !refused).length;
}

/**
 * Says why the devices look like those of another tenant: fewer than half of at least ten linked assets are among them.
 * Assets that say already that their device left, or that are locked, do not count. Undefined when they look right.
 */
export function otherTenantReason(
	pairs: Pairing[],
	inputs: SyncInputs,
	settings: SyncSettings,
	enrolled: ReadonlySet<string>,
): string | undefined {
	const { assetFields, assignment } = settings;
	const locks = new Set(assignment.lockValues.map(keyOf));
	const linked = pairs.filter(
		({ asset }) =>
			asset !== null &&
			isLinked(asset, settings) &&
			isMarkedRemoved(asset, settings) !== true &&
			!locks.has(keyOf(textOf(asset, assetFields.lock))),
	);
	const found = linked.filter(
		({ device, asset, refused }) =>
			(device !== null && !refused) ||
			(asset && presenceOf(asset, enrolled, inputs, settings) !== 'gone'),
	);
	if (enrolled.size === 0 && linked.length > 1 && found.length === 0) {
		return `Kandji lists no device at all, but ${linked.length} assets hold the ID of one. Nothing is planned. Check the token; if the devices really left, switch on First Run for one run`;
	}
	if (linked.length < MIN_LINKED || 2 * found.length >= linked.length) return undefined;
	return `This looks like another tenant: only ${found.length} of ${linked.length} assets with a device ID are among its devices. Nothing is planned. Check the credential; if the devices really left, switch on First Run for one run`;
}
