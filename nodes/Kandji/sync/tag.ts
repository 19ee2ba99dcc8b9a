import { groupBy } from '../util/groupBy';
import type { Pairing } from './identity';
import type { SyncSettings, SyncInputs } from './types';
import { keyOf, textOf } from './values';

/** A record that bears a tag, and the tag that the other side wants it to have; `''` for none. */
interface Claim {
	bearer: string;
	wanted: string;
}

/** Who may get the tag that the other side says, and who else has it where one may not. */
interface Tags {
	/** The tag to write to the record of this pair; undefined when there is nothing to write. */
	write: (pair: Pairing) => string | undefined;
	/** Why the tag cannot be written; undefined when it can. */
	conflict: (pair: Pairing) => string | undefined;
}

/**
 * Grants claims to tags that nobody bears, among them those that another granted claim gives up, so that carrying all
 * of them out leaves nothing to grant. A tag that two claim goes to neither. Linear in the number of claims.
 */
function grant(bearers: Map<string, string>, claims: Claim[]): Set<Claim> {
	const count = new Map<string, number>();
	const add = (tag: string, by: number) => count.set(tag, (count.get(tag) ?? 0) + by);
	for (const tag of bearers.values()) if (tag !== '') add(tag, 1);
	const byTag = groupBy(claims, ({ wanted }) => wanted);
	const granted = new Set<Claim>();
	const free = [...byTag.keys()].filter((tag) => !count.get(tag));
	for (let tag = free.pop(); tag !== undefined; tag = free.pop()) {
		const [claim, ...others] = byTag.get(tag) ?? [];
		if (claim === undefined || others.length > 0 || granted.has(claim)) continue;
		granted.add(claim);
		add(tag, 1);
		const given = bearers.get(claim.bearer) ?? '';
		if (given === '') continue;
		add(given, -1);
		if (!count.get(given)) free.push(given);
	}
	return granted;
}

/** Decides about all asset tags at once. A side without a tag has nothing to tell; it never empties the other's. */
export function decideTags(
	pairs: Pairing[],
	{ devices, assets }: SyncInputs,
	settings: SyncSettings,
): Tags {
	const { tag: winner, assetFields, mode } = settings;
	const open = pairs.filter(({ device, refused }) => device !== null && !refused);
	const numbers = new Map(assets.map((asset, index) => [asset, `asset ${index}`]));
	const bearers = new Map<string, string>();
	const claims = new Map<Pairing, Claim>();
	if (assetFields.assetTag !== '' && winner === 'kandji') {
		for (const [asset, number] of numbers)
			bearers.set(number, keyOf(textOf(asset, assetFields.assetTag)));
		for (const pair of open) {
			const wanted = keyOf(pair.device?.assetTag);
			const bearer = (pair.asset && numbers.get(pair.asset)) ?? `new ${pair.device?.id}`;
			if (pair.asset === null ? mode === 'link' : mode !== 'update') continue;
			if (wanted !== '' && bearers.get(bearer) !== wanted) claims.set(pair, { bearer, wanted });
		}
	}
	if (assetFields.assetTag !== '' && winner === 'assets') {
		for (const { id, assetTag } of devices) bearers.set(id, keyOf(assetTag));
		for (const pair of open) {
			if (pair.asset === null || pair.device === null) continue;
			const wanted = keyOf(textOf(pair.asset, assetFields.assetTag));
			const bearer = pair.device.id;
			if (wanted !== '' && bearers.get(bearer) !== wanted) claims.set(pair, { bearer, wanted });
		}
	}
	const granted = grant(bearers, [...claims.values()]);
	const written = (pair: Pairing) =>
		winner === 'kandji'
			? (pair.device?.assetTag ?? '')
			: pair.asset
				? textOf(pair.asset, assetFields.assetTag)
				: '';
	const refused = (pair: Pairing) => {
		const claim = claims.get(pair);
		return claim !== undefined && !granted.has(claim);
	};
	return {
		write: (pair) => (claims.has(pair) && !refused(pair) ? written(pair) : undefined),
		conflict: (pair) =>
			refused(pair)
				? `Asset tag ${written(pair)} is already used by another ${winner === 'kandji' ? 'asset' : 'device'}, so it is not written`
				: undefined,
	};
}
