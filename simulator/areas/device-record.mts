import type { Call, Handler, Reply } from '../api.mts';
import { notFound } from '../replies.mts';
import type { Device, Platform, Tenant } from '../tenant.mts';
import { lostModeOf } from './lost-mode-state.mts';

/** A route of one device: `handle` gets the device, an unknown id is 404. */
export const withDevice =
	(handle: (call: Call, device: Device) => Reply): Handler =>
	(call) => {
		const device = call.tenant.devices.get(call.params.device_id ?? '');
		return device ? handle(call, device) : notFound();
	};

export const isApple = (platform: Platform): boolean =>
	platform !== 'Windows' && platform !== 'Android';

/** What every device shows once Windows and Android are switched on, and none does before (docs/kandji-api.md T30). */
const polymorphic = (tenant: Tenant, device: Device): Record<string, unknown> =>
	tenant.options.fleet === 'apple' || tenant.options.era === '2022'
		? {}
		: {
				api_level: device.api_level,
				security_patch_level: device.security_patch_level,
				full_software_version: device.full_software_version,
			};

/** A device as `GET /devices`, `GET /devices/{id}` and `PATCH /devices/{id}` show it (docs/kandji-api.md 4.1). */
export function deviceRecord(tenant: Tenant, device: Device): Record<string, unknown> {
	return {
		device_id: device.device_id,
		device_name: device.device_name,
		model: device.model,
		serial_number: device.serial_number,
		platform: device.platform,
		os_version: device.os_version,
		supplemental_build_version: device.supplemental_build_version,
		supplemental_os_version_extra: '',
		last_check_in: device.last_check_in,
		user: tenant.userOf(device),
		asset_tag: device.asset_tag,
		blueprint_id: device.blueprint_id,
		mdm_enabled: device.mdm_enabled,
		agent_installed: device.agent_installed,
		is_missing: device.is_missing,
		is_removed: device.is_removed,
		agent_version: device.agent_version,
		first_enrollment: device.first_enrollment,
		last_enrollment: device.last_enrollment,
		blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
		lost_mode_status: lostModeOf(tenant, device)?.lost_mode_status ?? '',
		tags: device.tags,
		...polymorphic(tenant, device),
		...device.raw,
	};
}
