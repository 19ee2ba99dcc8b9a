import { sortBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/deviceShape';
import { groupBy } from '../util/groupBy';
import { readEvidence } from './evidence';
import type { AssetEvidence } from './evidence';
import { comparableKey, KEY_NAMES, machinesOf } from './machines';
import type { Machine } from './machines';
import { NearMatches } from './nearMatch';
import type { NearMatch } from './nearMatch';
import type { SyncInputs, SyncSettings } from './syncTypes';
import { assetName, copiesReason, twinReason } from './twins';
import { keyOf, linkOf, ordered, shown, textOf, valueOf } from './values';

/** A device and an asset that are the same thing, or the reason why nothing may be done with them. */
export interface Pairing {
	device: NormalizedDevice | null;
	asset: IDataObject | null;
	/** Ends all further decisions about the pair. */
	refused?: { action: 'skip' | 'attention'; reason: string };
	/** Reported beside all entries about the pair. */
	remarks: string[];
}

/** Machines and assets that evidence connects, directly or through each other. */
interface Component {
	machines: Machine[];
	evidence: AssetEvidence[];
}

/** Groups machines and assets into components: each asset connects the machines that it names (union-find). */
function componentsOf(machines: Machine[], evidence: AssetEvidence[]): Component[] {
	const parents = Int32Array.from(
		{ length: machines.length + evidence.length },
		(_, index) => index,
	);
	const rootOf = (index: number): number => {
		let root = index;
		while (parents[root] !== root) {
			parents[root] = parents[parents[root]];
			root = parents[root];
		}
		return root;
	};
	const connect = (one: number, other: number) => {
		parents[rootOf(other)] = rootOf(one);
	};
	const firstByKey = new Map<string, number>();
	const share = (name: string, node: number) => {
		const first = firstByKey.get(name);
		if (first === undefined) firstByKey.set(name, node);
		else connect(node, first);
	};
	for (const [index, one] of evidence.entries()) {
		const node = machines.length + index;
		if (one.byKey !== undefined) connect(node, one.byKey);
		if (one.byLink !== undefined) connect(node, one.byLink);
		if (one.bySerial !== undefined) connect(node, one.bySerial);
		for (const named of one.mayMean) connect(node, named);
		// Assets that share a key, or a device that was not read, are connected without a machine.
		if (one.key !== '' && one.byKey === undefined) share(`key ${one.key}`, node);
		if (one.elsewhere !== undefined) share(`link ${one.elsewhere}`, node);
	}
	const components = new Map<number, Component>();
	for (let node = 0; node < parents.length; node += 1) {
		const root = rootOf(node);
		let component = components.get(root);
		if (component === undefined) {
			component = { machines: [], evidence: [] };
			components.set(root, component);
		}
		if (node < machines.length) component.machines.push(machines[node]);
		else component.evidence.push(evidence[node - machines.length]);
	}
	return [...components.values()];
}

/** Why the members of a component contradict each other; undefined when they are at most one device and one asset. */
function contradiction(
	{ machines: unsorted, evidence: unordered }: Component,
	settings: SyncSettings,
): string | undefined {
	const isClear =
		unsorted.length <= 1 &&
		unordered.length <= 1 &&
		unsorted[0]?.conflict === undefined &&
		(unordered[0] === undefined ||
			(unordered[0].unreadable.length === 0 &&
				(unsorted.length === 0 || unordered[0].elsewhere === undefined)));
	if (isClear) return undefined;
	const machines = sortBy(unsorted, ({ device }) => device.id);
	const evidence = sortBy(unordered, ({ asset }) => assetName(asset, settings));
	const conflict = machines.find((machine) => machine.conflict !== undefined)?.conflict;
	if (conflict !== undefined) return conflict;
	const unreadable = evidence.find((one) => one.unreadable.length > 0);
	if (unreadable !== undefined) {
		const [field] = unreadable.unreadable;
		const value = JSON.stringify(valueOf(unreadable.asset, field));
		return `${field} of ${assetName(unreadable.asset, settings)} cannot be read as one text (${value.slice(0, 80)}); nothing is done with it or a device that it may mean`;
	}
	const called = KEY_NAMES[settings.match.property];
	if (evidence.length > 1) {
		const [{ key }] = evidence;
		const links = new Set(evidence.map(({ asset }) => linkOf(asset, settings.assetFields.link)));
		const assets = evidence.map(({ asset }) => asset);
		const ids = new Set(assets.map((asset) => textOf(asset, settings.assetFields.id)));
		if (ids.size === 1 && !ids.has('')) return copiesReason(assets, settings);
		if (machines.length <= 1 && links.size === 1 && !links.has('')) {
			return twinReason(assets, settings);
		}
		if (key !== '' && evidence.every((one) => one.key === key)) {
			return `${evidence.length} assets have the ${called} ${key}; none of them is touched`;
		}
		const names = evidence.map(({ asset }) => assetName(asset, settings)).join(', ');
		return `${names} name the same device by ${called}, device ID or serial number; none of them is touched`;
	}
	const [one] = evidence;
	if (one === undefined) return undefined;
	const byLink =
		one.elsewhere ??
		machines.find(({ device, older }) =>
			[device, ...older].some(
				({ id }) => keyOf(id) === linkOf(one.asset, settings.assetFields.link),
			),
		)?.device.id;
	if (machines.length > 1 || (machines.length === 1 && one.elsewhere !== undefined)) {
		const others = machines.map(
			({ device }) => `${device.id} (serial number ${device.serialNumber ?? 'none'})`,
		);
		const linked = byLink === undefined ? '' : `; its device ID is that of ${byLink}`;
		return `${assetName(one.asset, settings)} names several devices by ${called}, device ID and serial number: ${others.join(', ')}${linked}. Nothing is done with them`;
	}
	return undefined;
}

/** Reports where an asset and its device differ in a key although other evidence pairs them. */
function remarksOf(
	{ device, older }: Machine,
	one: AssetEvidence,
	settings: SyncSettings,
): string[] {
	const { match, assetFields } = settings;
	const remarks =
		older.length > 0
			? [`Older records of the same device: ${older.map(({ id }) => id).join(', ')}`]
			: [];
	if (one.byKey !== undefined) return remarks;
	const by = one.byLink === undefined ? 'serial number' : 'device ID';
	const key = shown(valueOf(one.asset, match.field));
	const called = KEY_NAMES[match.property];
	// An asset without a device ID is simply not linked yet.
	if (match.property === 'id' && key === 'none') return remarks;
	return [
		...remarks,
		`Paired by ${by}: the ${called} of the asset is ${key}, that of the device ${device[match.property] ?? 'none'}${match.field === assetFields.link ? ', because it was enrolled again' : ''}`,
	];
}

/** Assets whose value of this field stands on another asset too. */
function doubles(assets: IDataObject[], field: string): Set<IDataObject> {
	if (field === '') return new Set();
	const groups = groupBy(assets, (asset) => keyOf(textOf(asset, field)));
	return new Set([...groups.values()].filter(({ length }) => length > 1).flat());
}

/** Why a device without an asset cannot get one: it has no key by which the next run would find it again. */
function lacksKey({ device }: Machine, { match, assetFields }: SyncSettings): string | undefined {
	const hasSerial = comparableKey('serialNumber', device.serialNumber) !== '';
	if (comparableKey(match.property, device[match.property]) !== '') return undefined;
	if (hasSerial && assetFields.serialNumber !== '') return undefined;
	return `The device has no ${KEY_NAMES[match.property]} that could be compared`;
}

/**
 * Pairs devices with assets. The match key, the device ID that an asset holds and the serial number all count: where
 * they name one device and one asset, these are a pair; where they contradict each other, a person decides. A device
 * that any asset names is never new, and neither is one that an asset without a device looks like.
 */
export function pairRecords(
	inputs: SyncInputs,
	settings: SyncSettings,
	enrolled: ReadonlySet<string>,
): Pairing[] {
	const machines = machinesOf(inputs.devices, settings.match.property);
	const evidence = readEvidence(machines, inputs, enrolled, settings);
	const components = componentsOf(machines, evidence);
	const alone = components.filter((one) => one.machines.length === 0);
	const near = new NearMatches(
		alone
			.flatMap((one) => one.evidence.filter(({ elsewhere }) => elsewhere === undefined))
			.map(({ asset }) => asset),
		settings,
	);
	const sameDisplayId = doubles(inputs.assets, settings.displayId.field);
	const taken = new Set<IDataObject>();
	const similar: Array<{ device: NormalizedDevice; looksLike: NearMatch[] }> = [];
	const pairs: Pairing[] = [];
	const attention = (
		device: NormalizedDevice | null,
		asset: IDataObject | null,
		reason: string,
	) => {
		if (asset !== null) taken.add(asset);
		pairs.push({ device, asset, refused: { action: 'attention', reason }, remarks: [] });
	};
	for (const component of components.filter((one) => one.machines.length > 0)) {
		const reason = contradiction(component, settings);
		if (reason !== undefined) {
			const [{ device, older }, ...others] = component.machines;
			const [one, ...rest] = component.evidence;
			const isPair = others.length === 0 && rest.length === 0 && one !== undefined;
			attention(device, isPair ? one.asset : null, reason);
			for (const each of [...older, ...others.flatMap((other) => [other.device, ...other.older])]) {
				attention(each, null, reason);
			}
			if (!isPair) for (const { asset } of component.evidence) attention(null, asset, reason);
			continue;
		}
		const [machine] = component.machines;
		const [one] = component.evidence;
		const { device, older } = machine;
		for (const other of older) {
			const again = `Enrolled again since: device ${device.id} has the same key and the newest enrollment`;
			pairs.push({
				device: other,
				asset: null,
				refused: { action: 'skip', reason: again },
				remarks: [],
			});
		}
		if (one !== undefined) {
			const doubled = sameDisplayId.has(one.asset);
			const id = textOf(one.asset, settings.displayId.field);
			if (doubled)
				attention(
					device,
					one.asset,
					`Several assets have the display ID ${id}; none of them is touched`,
				);
			else pairs.push({ device, asset: one.asset, remarks: remarksOf(machine, one, settings) });
			continue;
		}
		const lacking = lacksKey(machine, settings);
		const looksLike = lacking === undefined ? near.of(device) : [];
		if (lacking !== undefined) attention(device, null, lacking);
		else if (looksLike.length > 0) similar.push({ device, looksLike });
		else
			pairs.push({
				device,
				asset: null,
				remarks:
					older.length > 0
						? [`Older records of the same device: ${older.map(({ id }) => id).join(', ')}`]
						: [],
			});
	}
	similar.sort((one, other) => ordered(one.device.id, other.device.id));
	for (const { device, looksLike } of similar) {
		const nameOf = ({ asset }: NearMatch) => assetName(asset, settings);
		const [first, ...others] = looksLike.sort((one, other) => ordered(nameOf(one), nameOf(other)));
		const reason = `${nameOf(first)} ("${first.written}") looks like this device (serial number ${device.serialNumber ?? 'none'}), so none is created. Correct the asset if it is this device`;
		attention(device, taken.has(first.asset) ? null : first.asset, reason);
		for (const { asset } of others.filter((one) => !taken.has(one.asset))) {
			attention(null, asset, `It looks like device ${device.id} too. ${reason}`);
		}
	}
	for (const component of alone) {
		const reason = contradiction(component, settings);
		for (const { asset } of component.evidence) {
			if (taken.has(asset)) continue;
			if (reason !== undefined) attention(null, asset, reason);
			else pairs.push({ device: null, asset, remarks: [] });
		}
	}
	return pairs;
}
