import { isoMicroOffset } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import { modelOf } from '../seed-models.mts';
import type { Device, Platform, Tenant } from '../tenant.mts';

/** Prism's word for a platform; the others are not in Prism at all (docs/kandji-api.md T17). */
export const FAMILIES: Partial<Record<Platform, string>> = {
	Mac: 'Mac',
	iPhone: 'iPhone',
	iPad: 'iPad',
	AppleTV: 'tvOS',
};

/** A Prism category. `count` is cheap, `rows` are made when they are shown. */
export interface Category {
	key: string;
	/** As the permission grid says it. */
	label: string;
	count: (device: Device) => number;
	rows: (tenant: Tenant, device: Device) => Row[];
}

/** A moment of a device's record, e.g. `2026-03-01 08:15:00.250137+00:00`, as Prism spells it. */
export const prismDate = (text: string): string | null =>
	text ? isoMicroOffset(moment(text)) : null;

export const moment = (text: string): Date => new Date(text.replace(' ', 'T'));

/** When Prism last heard of a device: later than the device record by up to an hour (docs/kandji-api.md T17). */
function collected(tenant: Tenant, device: Device): Date {
	const seen = device.last_check_in ? moment(device.last_check_in) : tenant.reference;
	return new Date(seen.getTime() - new Dice(device.device_id).int(60, 3_600) * 1_000);
}

/** Whether Prism does not know yet what was changed (docs/kandji-api.md T17). */
export const isBehind = (tenant: Tenant, { lag }: Device): boolean =>
	lag !== undefined && tenant.now() < lag.until;

/** A device as Prism knows it. */
const known = (tenant: Tenant, device: Device): Device =>
	isBehind(tenant, device) ? { ...device, ...device.lag?.shown } : device;

/** The keys that every category begins with. The user's id is the old number, as text (docs/kandji-api.md T03). */
function common(tenant: Tenant, device: Device): Row {
	const user = device.user_id === null ? undefined : tenant.users.get(device.user_id);
	const at = isoMicroOffset(collected(tenant, device));
	return {
		device_id: device.device_id,
		device__name: device.device_name,
		device__family: FAMILIES[device.platform],
		device__user_id: user?.deprecated_user_id ?? '',
		device__user_name: user?.name ?? null,
		device__user_email: user?.email ?? null,
		blueprint_id: device.blueprint_id,
		blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
		tags: device.tags.length > 0 ? device.tags : null,
		asset_tag: device.asset_tag,
		serial_number: device.serial_number,
		model_id: modelOf(device).identifier,
		count: null,
		created_at: prismDate(device.first_enrollment),
		updated_at: at,
		last_changed_at: null,
		last_collected_at: at,
	};
}

/**
 * A category of the given platforms: `entries` is what each device has, `row` what a row adds to the common keys.
 */
export function category<Entry>(
	key: string,
	label: string,
	platforms: readonly Platform[],
	entries: (device: Device) => readonly Entry[],
	row: (entry: Entry, device: Device, dice: Dice, tenant: Tenant) => Row,
): Category {
	const has = ({ platform }: Device): boolean => platforms.includes(platform);
	return {
		key,
		label,
		count: (device) => (has(device) ? entries(device).length : 0),
		rows(tenant, now) {
			if (!has(now)) return [];
			const device = known(tenant, now);
			const shared = common(tenant, device);
			const dice = new Dice(`${key}:${device.device_id}`);
			return entries(device).map((entry) => ({
				...shared,
				...row(entry, device, dice, tenant),
			}));
		},
	};
}

/** One row for each device. */
export const single = (
	key: string,
	label: string,
	platforms: readonly Platform[],
	row: (device: Device, dice: Dice, tenant: Tenant) => Row,
): Category =>
	category(
		key,
		label,
		platforms,
		() => [undefined],
		(_entry, device, dice, tenant) => row(device, dice, tenant),
	);
