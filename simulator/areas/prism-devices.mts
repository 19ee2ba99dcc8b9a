import type { Row } from '../filter.mts';
import { modelOf } from '../seed-models.mts';
import type { Device, Platform } from '../tenant.mts';
import { traitsOf } from './device-traits.mts';
import { protects } from './protections.mts';
import type { Category } from './prism-row.mts';
import { FAMILIES, prismDate, single } from './prism-row.mts';

const MAC: readonly Platform[] = ['Mac'];
const ALL = Object.keys(FAMILIES) as Platform[];

const hostName = ({ device_name: name }: Device): string =>
	name.replaceAll('’', '').replaceAll(/[^\w]+/g, '-');

/** What a device is. Two more categories answer the same keys, because their examples do (docs/kandji-api.md T17). */
function information(device: Device): Row {
	const model = modelOf(device);
	const mac = device.platform === 'Mac';
	const enrolled = prismDate(device.last_enrollment);
	const seen = prismDate(device.last_check_in);
	return {
		last_changed_at: enrolled,
		device_capacity: model.capacity,
		host_name: mac ? hostName(device) : null,
		local_hostname: mac ? hostName(device) : null,
		apple_silicon: mac ? /^Apple/.test(model.chip) : null,
		model: model.name.replace(/ \(.*$/, ''),
		model_name: model.name,
		shared_ipad: device.platform === 'iPad' ? false : null,
		cellular_technology: mac ? null : model.cellular ? 'GSM and CDMA' : 'None',
		data_roaming: mac ? null : false,
		hotspot: mac ? null : false,
		first_enrollment_date: prismDate(device.first_enrollment),
		last_enrollment_date: enrolled,
		agent_version: device.agent_version || null,
		mdm_enabled: device.mdm_enabled,
		agent_installed: mac ? device.agent_installed : null,
		asset_tag: device.asset_tag || (mac ? '' : null),
		os_version: device.os_version,
		os_build: device.supplemental_build_version,
		marketing_name: model.name,
		supplemental_build_version: mac ? device.supplemental_build_version : null,
		supplemental_os_version_extra: null,
		display_os_version: device.os_version,
		last_checkin: seen,
		last_checkin_agent: mac ? seen : null,
		last_checkin_mdm: seen,
		battery_health: null,
		lost_mode_status: null,
	};
}

const SLOT_KEYS = [
	'carrier_settings_version',
	'current_carrier_network',
	'current_mcc',
	'current_mnc',
	'eid',
	'iccid',
	'imei',
	'is_data_preferred',
	'is_roaming',
	'is_voice_preferred',
	'label',
	'label_id',
	'phone_number',
];

const slot = (number: 1 | 2, imei: string | null): Row => ({
	...Object.fromEntries(SLOT_KEYS.map((key) => [`${key}_slot_${number}`, null])),
	[`imei_slot_${number}`]: imei,
	[`slot_${number}`]: imei && 'CTSubscriptionSlotOne',
	[`subscriber_carrier_network_slot_${number}`]: null,
});

/** The categories that have one row for each device. */
export const DEVICE_CATEGORIES: readonly Category[] = [
	single('activation_lock', 'Activation lock', ALL, information),
	single('desktop_and_screensaver', 'Desktop and Screensaver', MAC, information),
	single('device_information', 'Device information', ALL, (device) => ({
		...information(device),
		model_identifier: null,
		os_name: null,
	})),
	single(
		'application_firewall',
		'Application firewall',
		MAC,
		({ device_id: id }, dice, tenant) => ({
			status: protects(tenant, id, 'firewall', dice.chance(0.8)),
			block_all_incoming: false,
			logging: true,
			logging_option: dice.pick(['throttled', 'brief', 'detail']),
			stealth_mode: dice.chance(0.5),
			version: '1.7',
			allow_signed_applications: true,
			unloading: false,
		}),
	),
	single('cellular', 'Cellular', ['iPhone', 'iPad'], (_device, dice) => {
		const imei = dice.digits(15);
		return {
			cellular_technology: 'GSM and CDMA',
			data_roaming_enabled: dice.chance(0.2),
			voice_roaming_enabled: false,
			modem_firmware_version: `${dice.int(2, 6)}.${dice.int(10, 60)}.01`,
			personal_hotspot_enabled: dice.chance(0.1),
			meid: imei.slice(0, 14),
			...slot(1, imei),
			...slot(2, null),
		};
	}),
	single('filevault', 'FileVault', MAC, (device) => ({
		status: device.filevault_enabled === true,
		key_type: device.filevault_enabled ? 'Personal' : null,
		key_escrowed: traitsOf(device).keyEscrowed,
		regeneration_needed: null,
		scheduled_key_rotation: null,
	})),
	single('gatekeeper_and_xprotect', 'Gatekeeper and XProtect', MAC, (device, dice, tenant) => ({
		last_changed_at: prismDate(device.last_enrollment),
		gatekeeper_status: protects(tenant, device.device_id, 'gatekeeper', dice.chance(0.95)),
		trusted_developers: true,
		gatekeeper_version: '8.0',
		gatekeeper_opaque_version: '94',
		xprotect_version: String(5_300 + dice.int(0, 30)),
		malware_removal_tool_version: '1.93',
	})),
	single('startup_settings', 'Startup settings', MAC, (device, dice, tenant) => ({
		last_changed_at: prismDate(device.last_enrollment),
		sip: protects(tenant, device.device_id, 'sip', dice.chance(0.98)),
		ssv: true,
		bootstrap_token_auth: false,
		kext_requires_bst: true,
		software_update_requires_bst: true,
		bootstrap_token_escrowed: dice.chance(0.95),
		external_boot_level: 'not supported',
		secure_boot_level: dice.pick(['full', 'full', 'medium']),
		any_signed_os: null,
		mdm_manages_kext: null,
		user_manages_kext: null,
	})),
];
