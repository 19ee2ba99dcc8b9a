import { groupBy } from '../util/groupBy';
import type { Pairing } from './identity';
import { leavesExisting } from './removal';
import type { SyncInputs, SyncSettings } from './syncTypes';
import { keyOf, textOf } from './values';

/** A record that should get a value that only one record may have. */
export interface Claim {
	/** The asset, or the device, that should get it. */
	bearer: object;
	/** Upper-case value that it should get; `''` for none. */
	wanted: string;
}

/**
 * Returns the claims to values that nobody has. With `frees` values count among them that another granted claim gives
 * up, so that carrying all of them out leaves nothing to grant. A value that two claim goes to neither. Linear in the
 * number of claims.
 */
export function grantedClaims(
	bearers: ReadonlyMap<object, string>,
	claims: Claim[],
	frees: boolean,
): Set<Claim> {
	const count = new Map<string, number>();
	const add = (value: string, by: number) => count.set(value, (count.get(value) ?? 0) + by);
	for (const value of bearers.values()) if (value !== '') add(value, 1);
	const byValue = groupBy(claims, ({ wanted }) => wanted);
	const granted = new Set<Claim>();
	const free = [...byValue.keys()].filter((value) => !count.get(value));
	for (let value = free.pop(); value !== undefined; value = free.pop()) {
		const [claim, ...others] = byValue.get(value) ?? [];
		if (claim === undefined || others.length > 0 || granted.has(claim)) continue;
		granted.add(claim);
		add(value, 1);
		const given = bearers.get(claim.bearer) ?? '';
		if (given === '' || !frees) continue;
		add(given, -1);
		if (!count.get(given)) free.push(given);
	}
	return granted;
}

/** The decisions about a value that only one record may have. */
export interface UniqueValues {
	/** The value to write to the record of this pair; undefined when there is nothing to write. */
	write: (pair: Pairing) => string | undefined;
	/** Why the value cannot be written; undefined when it can. */
	conflict: (pair: Pairing) => string | undefined;
}

const NOTHING: UniqueValues = { write: () => undefined, conflict: () => undefined };

/** Grants the values that pairs want, and says who else has one that is not granted. */
function decideUnique(
	pairs: Pairing[],
	bearers: ReadonlyMap<object, string>,
	wantedOf: (pair: Pairing) => { bearer: object; value: string } | undefined,
	conflictText: (value: string) => string,
	frees = true,
): UniqueValues {
	const claims = new Map<Pairing, Claim & { value: string }>();
	for (const pair of pairs) {
		const found = wantedOf(pair);
		const wanted = keyOf(found?.value);
		if (!found || wanted === '' || bearers.get(found.bearer) === wanted) continue;
		claims.set(pair, { ...found, wanted });
	}
	const granted: Set<Claim> = grantedClaims(bearers, [...claims.values()], frees);
	const claimOf = (pair: Pairing, isGranted: boolean) => {
		const claim = claims.get(pair);
		return claim !== undefined && granted.has(claim) === isGranted ? claim.value : undefined;
	};
	return {
		write: (pair) => claimOf(pair, true),
		conflict: (pair) => {
			const value = claimOf(pair, false);
			return value === undefined ? undefined : conflictText(value);
		},
	};
}

/** Pairs with a device that may be written. */
const openPairs = (pairs: Pairing[]) => pairs.filter(({ device, refused }) => device && !refused);

/** The value of this field that each asset has. */
const assetBearers = ({ assets }: SyncInputs, field: string): Map<object, string> =>
	new Map(assets.map((asset) => [asset, keyOf(textOf(asset, field))]));

/** The claim of a pair to a value of its asset; a new asset is named by its device. */
const assetClaim = ({ asset, device }: Pairing, value: string | null | undefined) => {
	const bearer = asset ?? device;
	return bearer === null ? undefined : { bearer, value: value ?? '' };
};

const writesAsset = ({ asset }: Pairing, { mode }: SyncSettings) =>
	asset === null ? mode !== 'link' : mode === 'update';

/**
 * Decides about all asset tags at once. A side without a tag never empties the other's. `isUpdated` says whether
 * existing assets are updated, so that they give up the values that they have.
 */
export function decideTags(
	pairs: Pairing[],
	inputs: SyncInputs,
	settings: SyncSettings,
	isUpdated: boolean,
): UniqueValues {
	const { tag: winner, assetFields } = settings;
	const field = assetFields.assetTag;
	if (field === '' || winner === 'off') return NOTHING;
	const usedBy = (record: string) => (value: string) =>
		`Asset tag ${value} is already used by another ${record}, so it is not written`;
	if (winner === 'kandji') {
		const wantedOf = (pair: Pairing) =>
			writesAsset(pair, settings) ? assetClaim(pair, pair.device?.assetTag) : undefined;
		const bearers = assetBearers(inputs, field);
		return decideUnique(openPairs(pairs), bearers, wantedOf, usedBy('asset'), isUpdated);
	}
	if (leavesExisting(settings)) return NOTHING;
	// A device that is listed twice bears its tag once.
	const devices = new Map(inputs.devices.map((device) => [keyOf(device.id), device]));
	const bearers = new Map<object, string>(
		[...devices.values()].map((device) => [device, keyOf(device.assetTag)]),
	);
	const wantedOf = ({ asset, device }: Pairing) =>
		asset && device ? { bearer: device, value: textOf(asset, field) } : undefined;
	return decideUnique(openPairs(pairs), bearers, wantedOf, usedBy('device'));
}

/** Decides about all display IDs at once; `isUpdated` as for tags. */
export function decideDisplayIds(
	pairs: Pairing[],
	inputs: SyncInputs,
	settings: SyncSettings,
	isUpdated: boolean,
): UniqueValues {
	const { field, property } = settings.displayId;
	if (field === '') return NOTHING;
	const wantedOf = (pair: Pairing) =>
		writesAsset(pair, settings) ? assetClaim(pair, pair.device?.[property]) : undefined;
	return decideUnique(
		openPairs(pairs),
		assetBearers(inputs, field),
		wantedOf,
		(value) => `Another asset has the display ID ${value}; nothing is written`,
		isUpdated,
	);
}
