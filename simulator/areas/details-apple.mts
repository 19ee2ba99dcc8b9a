import { isoMicro, spacedMicroOffset, spacedOffset } from '../dates.mts';
import { Dice } from '../dice.mts';
import { modelOf } from '../seed-models.mts';
import type { Device, Platform, Tenant } from '../tenant.mts';
import { publicIp, traitsOf } from './device-traits.mts';
import { lostModeOf } from './lost-mode-state.mts';
import { accountOf, macSections } from './details-mac.mts';

/** A section of the details. */
export type Section = Record<string, unknown>;

/** `"True"` or `"False"`: the details spell many truth values out (docs/kandji-api.md T05). */
export const spelled = (value: boolean): string => (value ? 'True' : 'False');

/** Moments that the details mention, from the device's own dates. */
const momentsOf = (device: Device): { enrolled: Date; seen: Date } => {
	const enrolled = new Date(device.last_enrollment.replace(' ', 'T'));
	const seen = device.last_check_in === '' ? enrolled : new Date(device.last_check_in);
	return { enrolled, seen };
};

const general = (tenant: Tenant, device: Device, dice: Dice): Section => {
	const mac = device.platform === 'Mac';
	const user = tenant.userOf(device);
	const account = user === '' ? 'root' : (user.email.split('@', 1)[0] ?? 'root');
	return {
		device_id: device.device_id,
		device_name: device.device_name,
		last_enrollment: device.last_enrollment,
		first_enrollment: device.first_enrollment,
		model: device.model,
		platform: device.platform,
		os_version: device.os_version,
		supplemental_build_version: device.supplemental_build_version,
		supplemental_os_version_extra: '',
		system_version: mac ? `${device.os_version} (${device.supplemental_build_version})` : '',
		boot_volume: mac ? 'Macintosh HD' : '',
		time_since_boot: mac
			? dice.pick(['3 hours ago', '2 days ago', '1 week ago', '1 month ago'])
			: '',
		last_user: mac ? account : '',
		asset_tag: device.asset_tag,
		assigned_user: user,
		blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
		blueprint_uuid: device.blueprint_id,
	};
};

const uniqueDeviceId = (dice: Dice): string => `00008${dice.hex(3)}-${dice.hex(16)}`;

const FAMILIES: Partial<Record<Platform, [family: string, os: string]>> = {
	iPhone: ['iPhone', 'iOS'],
	iPad: ['iPad', 'iPadOS'],
	Vision: ['Vision', 'visionOS'],
};

/** What Apple Business Manager knows of a phone or tablet; Macs and Apple TVs show nothing here. */
function businessManager(device: Device, enrolled: Date, dice: Dice): Section {
	const [family, os] = FAMILIES[device.platform] ?? [];
	if (family === undefined) return {};
	const color = dice.pick(['SILVER', 'SPACE GRAY', 'BLACK', 'BLUE']);
	const { capacity } = modelOf(device);
	return {
		model: device.model.replace(/ \((Wi-Fi|Cellular)\)$/, ''),
		color,
		description: `${device.model} ${capacity}GB ${color}`.toUpperCase(),
		serial_number: device.serial_number,
		device_family: family,
		os,
		device_assigned_date: spacedOffset(dice.before(enrolled, 60)),
		device_assigned_by: 'procurement@accuhive.example',
	};
}

/** The volume of a phone or tablet: one, without a name. */
function volumes(device: Device, dice: Dice): Section[] {
	if (device.platform === 'AppleTV') return [];
	const { capacity } = modelOf(device);
	const used = dice.int(5, 92);
	return [
		{
			name: '',
			format: '',
			percent_used: `${used}%`,
			identifier: '',
			capacity: `${capacity.toFixed(1)} GB`,
			available: `${((capacity * (100 - used)) / 100).toFixed(2)} GB`,
			encrypted: '',
		},
	];
}

/** Which key unlocks the disk; nothing where FileVault is off. */
const recoveryKeyType = (device: Device): string =>
	device.filevault_enabled === true
		? new Dice(`${device.device_id}:key type`).weighted([
				['Personal', 8],
				['Institutional', 1],
				['Personal & Institutional', 1],
			])
		: '';

/** Details of a Mac, iPhone, iPad, Apple TV or Vision: same sections, different gaps (docs/kandji-api.md 4.2). */
export function appleDetails(tenant: Tenant, device: Device): Record<string, Section | unknown[]> {
	const dice = new Dice(`${device.device_id}:details`);
	const { enrolled, seen } = momentsOf(device);
	const tv = device.platform === 'AppleTV';
	const mac = device.platform === 'Mac';
	const model = modelOf(device);
	const { activationLock, deviceActivationLock, keyEscrowed } = traitsOf(device);
	const ade = FAMILIES[device.platform]
		? { auto_enroll_eligible: true, auto_enrolled: dice.chance(0.8) }
		: {};
	return {
		general: general(tenant, device, dice),
		mdm: {
			mdm_enabled: spelled(device.mdm_enabled),
			...(tv ? {} : { supervised: spelled(true) }),
			install_date: spacedMicroOffset(enrolled),
			last_check_in: spacedMicroOffset(seen),
			mdm_enabled_user: mac ? [accountOf(device)] : [],
		},
		activation_lock: {
			bypass_code_failed: false,
			user_activation_lock_enabled: tv ? null : activationLock,
			device_activation_lock_enabled: deviceActivationLock,
			activation_lock_allowed_while_supervised: tv ? null : false,
			activation_lock_supported: !tv,
		},
		filevault: {
			filevault_enabled: device.filevault_enabled,
			filevault_recoverykey_type: recoveryKeyType(device),
			filevault_prk_escrowed: keyEscrowed,
			filevault_next_rotation: '',
			filevault_regen_required: false,
		},
		...(tv ? {} : { lost_mode: lostModeOf(tenant, device) ?? {} }),
		automated_device_enrollment: ade,
		kandji_agent: {
			agent_installed: spelled(mac && device.agent_installed),
			install_date: mac ? spacedOffset(enrolled) : '',
			last_check_in: isoMicro(seen),
			agent_version: mac ? device.agent_version : '',
		},
		hardware_overview: {
			uuid: uniqueDeviceId(dice),
			serial_number: device.serial_number,
			model_identifier: model.identifier,
		},
		volumes: volumes(device, dice),
		network: tv
			? {}
			: {
					local_hostname: '',
					mac_address: device.mac_address,
					ip_address: '',
					public_ip: publicIp(device),
				},
		recovery_information: {
			recovery_lock_enabled: false,
			firmware_password_exist: false,
			firmware_password_pending: false,
			password_rotation_scheduled: null,
			...(tv ? {} : { password_has_been_set: false }),
		},
		users: { regular_users: [], system_users: [] },
		installed_profiles: [],
		apple_business_manager: businessManager(device, enrolled, dice),
		security_information: { remote_desktop_enabled: null },
		...(tv ? {} : { cellular: cellular(device) }),
		tags: device.tags,
		...(mac ? macSections(device, { dice, enrolled, seen }) : {}),
	};
}

const cellular = (device: Device): Section =>
	device.platform === 'Mac'
		? {}
		: {
				voice_roaming: false,
				data_roaming: false,
				cellular_technology: modelOf(device).cellular ? 3 : 0,
				subscriptions: null,
			};
