import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import { modelOf } from '../seed-models.mts';
import type { Device, Tenant } from '../tenant.mts';
import type { Section } from './details-apple.mts';

const MB_PER_GB = 1024;
const API_LEVELS: Record<string, string> = { '14': '34', '15': '35', '16': '36' };

const named = (device: Device): Section => ({
	device_id: device.device_id,
	device_name: device.device_name,
	platform: device.platform,
	first_enrollment: device.first_enrollment,
	last_enrollment: device.last_enrollment,
});

const placed = (tenant: Tenant, device: Device): Section => ({
	blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
	blueprint_uuid: device.blueprint_id,
	asset_tag: device.asset_tag,
});

/** Details of a Windows computer: capacities are megabytes, as text (docs/kandji-api.md T05). */
export function windowsDetails(tenant: Tenant, device: Device): Record<string, unknown> {
	const dice = new Dice(`${device.device_id}:details`);
	const model = modelOf(device);
	const capacity = Math.round(model.capacity * 0.95 * MB_PER_GB);
	const [, , build = '', revision = ''] = device.full_software_version.split('.');
	const seen = device.last_check_in === '' ? tenant.reference : new Date(device.last_check_in);
	return {
		general: {
			...named(device),
			assigned_user: tenant.userOf(device),
			...placed(tenant, device),
			manufacturer: model.identifier,
			device_model: device.model,
			device_type: device.model,
			os_name: 'Windows 11',
			os_version: device.full_software_version,
			os_build: `${build}.${revision}`,
			os_edition: 'Professional',
			update_build_revision: revision,
			language: 'en-US',
		},
		mdm: { management_client_revision: '1.3', windows_device_id: dice.hex(32).toUpperCase() },
		hardware_overview: {
			bios_version: `1.${dice.int(1, 30)}.${dice.int(0, 9)}`,
			commercialization_operator: 'Not Present',
			free_capacity: String(Math.round(capacity * (0.1 + dice.next() * 0.8))),
			processor_architecture: 'X64',
			radio_software_version: 'Not Present',
			smbios_serial_number: device.serial_number,
			total_ram: String(model.memory * MB_PER_GB),
			total_capacity: String(capacity),
		},
		network: {
			dns_computer_name: device.device_name,
			iccid: '',
			volte_service_setting: 'False',
			wifi_dns_suffix: 'accuhive.example',
			wifi_ipv4_address: `10.30.${dice.int(0, 255)}.${dice.int(2, 254)}`,
			wifi_ipv6_address: `fd00:${dice.hex(4)}:${dice.hex(4)}::${dice.hex(4)}/64`,
			wifi_subnet_mask: '255.255.255.0',
		},
		kandji_agent: {
			is_agent_installed: device.agent_installed,
			install_date: isoMicro(new Date(device.last_enrollment.replace(' ', 'T'))),
			last_check_in_datetime: isoMicro(seen),
			version: device.agent_version,
		},
		tags: device.tags,
	};
}

/** Details of an Android device: capacities are gigabytes, as text; nobody assigned is `null` (docs/kandji-api.md T03, T05). */
export function androidDetails(tenant: Tenant, device: Device): Record<string, unknown> {
	const dice = new Dice(`${device.device_id}:details`);
	const model = modelOf(device);
	const capacity = model.capacity * 0.86;
	return {
		general: {
			...named(device),
			assigned_user: tenant.userOf(device) || null,
			...placed(tenant, device),
			manufacturer: model.identifier,
			model_name: device.model,
			serial_number: device.serial_number,
			os_version: device.os_version,
			os_build: `BP${dice.int(1, 4)}A.${dice.digits(6)}.${dice.digits(3)}`,
			api_level: API_LEVELS[device.os_version] ?? '',
			security_patch_level: device.security_patch_level,
			enterprise_id: 'LC02accuhive',
			enterprise_device_id: dice.hex(16),
		},
		hardware: {
			available_capacity: (capacity * (0.1 + dice.next() * 0.8)).toFixed(2),
			total_capacity: capacity.toFixed(2),
			total_ram: (model.memory * 0.94).toFixed(2),
			wifi_mac_address: device.mac_address,
		},
		management: {
			management_mode: dice.pick(['PROFILE_OWNER', 'DEVICE_OWNER']),
			ownership: dice.pick(['COMPANY_OWNED', 'PERSONALLY_OWNED']),
		},
		cellular: { imei: `35${dice.digits(13)}`, meid: '' },
		security: {
			android_debug_bridge_enabled: null,
			device_posture: dice.pick(['SECURE', 'SECURE', 'AT_RISK']),
			developer_mode_enabled: null,
			encryption_status: 'ACTIVE_PER_USER',
			has_google_play_protect: true,
			has_passcode: dice.chance(0.95),
			is_encrypted: true,
			unknown_app_sources_enabled: null,
		},
		tags: device.tags,
	};
}
