import type { NormalizedDevice } from '../shapes/deviceShape';
import { usableSerial } from '../shapes/deviceShape';
import type { SyncSettings } from './syncTypes';
import { keyOf, ordered } from './values';

/** One physical device: its newest record in Kandji, and those of earlier enrollments. */
export interface Machine {
	device: NormalizedDevice;
	older: NormalizedDevice[];
	/** Why these records cannot be one device; nothing may be done with any of them then. */
	conflict?: string;
}

type KeyProperty = SyncSettings['match']['property'];

/** How reasons name the keys by which devices and assets are matched. */
export const KEY_NAMES: Record<KeyProperty, string> = {
	serialNumber: 'serial number',
	assetTag: 'asset tag',
	id: 'device ID',
};

/** A tag such as "5" is a real one, but "N/A" and "-" stand for none. */
const usableTag = (tag: string | null): string | null =>
	tag !== null && /^\w$/.test(tag.trim()) ? tag : usableSerial(tag);

/** The key as both sides may write it; `''` for none and for placeholders. */
export function comparableKey(property: KeyProperty, value: string | null): string {
	if (property === 'id') return keyOf(value);
	return keyOf(property === 'serialNumber' ? usableSerial(value) : usableTag(value));
}

/** The newest enrollment first; equal ones by ID, so that the order of the listing never counts. */
function byEnrollment(one: NormalizedDevice, other: NormalizedDevice): number {
	return ordered(other.lastEnrollment ?? '', one.lastEnrollment ?? '') || ordered(one.id, other.id);
}

const holderOf = ({ user }: NormalizedDevice) => keyOf(user?.email ?? user?.name);

/** The first property in which some of these records differ that one device cannot have twice; undefined for none. */
function difference(records: NormalizedDevice[]): string | undefined {
	const differs = (keyOfRecord: (record: NormalizedDevice) => string) =>
		new Set(records.map(keyOfRecord).filter((key) => key !== '')).size > 1;
	if (differs(({ platform }) => keyOf(platform))) return 'platform';
	if (differs(holderOf)) return 'user';
	return differs(({ serialNumber }) => comparableKey('serialNumber', serialNumber))
		? 'serial number'
		: undefined;
}

/** Joins machines that share a key: enrolled again when nothing speaks against it, else a conflict. */
function joined(machines: Machine[], property: 'serialNumber' | 'assetTag'): Machine[] {
	const keyOfMachine = ({ device }: Machine) => comparableKey(property, device[property]);
	const alone: Machine[] = [];
	const groups = new Map<string, Machine | Machine[]>();
	for (const machine of machines) {
		const key = keyOfMachine(machine);
		const known = groups.get(key);
		if (key === '') alone.push(machine);
		else if (known === undefined) groups.set(key, machine);
		else if (Array.isArray(known)) known.push(machine);
		else groups.set(key, [known, machine]);
	}
	const grouped = [...groups].map(([key, group]): Machine => {
		if (!Array.isArray(group)) return group;
		const sorted = [...group].sort((one, other) => byEnrollment(one.device, other.device));
		const [device, ...older] = sorted.flatMap((one) => [one.device, ...one.older]);
		const differs = difference([device, ...older]);
		const conflict =
			differs === undefined
				? sorted.find((one) => one.conflict !== undefined)?.conflict
				: `${older.length + 1} devices share the ${KEY_NAMES[property]} ${key} but differ in ${differs}: ${[device, ...older].map(({ id }) => id).join(', ')}; none of them is touched`;
		return { device, older, conflict };
	});
	return [...grouped, ...alone];
}

/**
 * Returns the physical devices of a listing. A device listed twice counts once. Records that share a serial number, or
 * the asset tag when assets are matched by it, are one device that was wiped and enrolled again, unless platform, user
 * or serial number differ.
 */
export function machinesOf(devices: NormalizedDevice[], matchBy: KeyProperty): Machine[] {
	const unique = [...new Map(devices.map((device) => [keyOf(device.id), device])).values()];
	const machines = joined(
		unique.map((device): Machine => ({ device, older: [] })),
		'serialNumber',
	);
	return matchBy === 'assetTag' ? joined(machines, 'assetTag') : machines;
}
