import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Device, Tenant } from '../tenant.mts';

/** How long an iPhone or iPad takes to obey, in milliseconds. */
const OBEYS_AFTER = 1500;

/** What has been asked of a device, and when. */
export interface LostMode {
	by: string;
	enabled: Date;
	message: string;
	phone: string;
	footnote: string;
	disabled?: { at: Date; by: string };
	located?: Date;
	sounded?: Date;
}

const states = (tenant: Tenant): Map<string, LostMode> =>
	tenant.area('lost-mode', () => new Map<string, LostMode>());

/** What was asked, if lost mode is on or about to be; forgotten once the device has left it. */
export function lostModeState(tenant: Tenant, { device_id }: Device): LostMode | undefined {
	const state = states(tenant).get(device_id);
	if (!state?.disabled || !obeyed(tenant, state.disabled.at)) return state;
	states(tenant).delete(device_id);
	return undefined;
}

/** Whether the device has had the time to do what was asked of it at `since`. */
export const obeyed = (tenant: Tenant, since: Date): boolean =>
	tenant.now().getTime() - since.getTime() >= OBEYS_AFTER;

export const startLostMode = (tenant: Tenant, { device_id }: Device, state: LostMode): void => {
	states(tenant).set(device_id, state);
};

export const endLostMode = (tenant: Tenant, { device_id }: Device): void => {
	states(tenant).delete(device_id);
};

/** The `lost_mode` object of the API (docs/kandji-api.md 4.6); undefined when the device is not in lost mode. */
export function lostModeOf(
	tenant: Tenant,
	device: Device,
): (Record<string, unknown> & { lost_mode_status: string }) | undefined {
	const state = lostModeState(tenant, device);
	if (!state) return undefined;
	const dice = new Dice(`${device.device_id}:location`);
	const status = (at: Date | undefined, done: string): string =>
		at ? (obeyed(tenant, at) ? done : 'PENDING') : '';
	const when = (at: Date | undefined): string => (at ? isoMicro(at) : '');
	const located = status(state.located, 'SUCCESS') === 'SUCCESS';
	return {
		lost_mode_status: status(state.enabled, 'ENABLED'),
		enabled_by: state.by,
		enable_status_at: when(state.enabled),
		lock_screen_message: state.message,
		lock_screen_phone_number: state.phone,
		lock_screen_footnote: state.footnote,
		disable_status: status(state.disabled?.at, ''),
		disabled_by: state.disabled?.by ?? '',
		disable_status_at: when(state.disabled?.at),
		last_location_status: status(state.located, 'SUCCESS'),
		last_location_status_at: when(state.located),
		last_location: located
			? { latitude: (40 + dice.next() * 10).toFixed(12), longitude: (dice.next() * 15).toFixed(12) }
			: {},
		last_location_at: located ? when(state.located) : '',
		sound_status: status(state.sounded, 'SUCCESS'),
		sound_status_at: when(state.sounded),
	};
}
