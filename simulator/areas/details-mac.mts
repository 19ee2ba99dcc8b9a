import { isoMicro, spacedZone } from '../dates.mts';
import type { Dice } from '../dice.mts';
import { modelOf } from '../seed-models.mts';
import type { Device } from '../tenant.mts';
import type { Section } from './details-apple.mts';
import { publicIp, traitsOf } from './device-traits.mts';

const DAY = 86_400_000;
const FIRST_UID = 501;

const PROFILES: ReadonlyArray<readonly [name: string, identifier: string, payloads: string[]]> = [
	['MDM Profile', 'com.kandji.profile.mdmprofile', ['com.apple.mdm', 'com.apple.security.scep']],
	['Agent Settings', 'com.kandji.profile.pppc', ['com.apple.TCC.configuration-profile-policy']],
	['Accuhive Wi-Fi', 'example.accuhive.wifi', ['com.apple.wifi.managed']],
	['Passcode', 'example.accuhive.passcode', ['com.apple.mobiledevice.passwordpolicy']],
	['Screen Lock', 'example.accuhive.screenlock', ['com.apple.screensaver']],
];

const SYSTEM_USERS: ReadonlyArray<readonly [name: string, uid: string, path: string]> = [
	['_spotlight', '89', '/var/empty'],
	['_mdnsresponder', '65', '/var/empty'],
	['_windowserver', '88', '/var/empty'],
];

/** The account that the Mac's name belongs to. */
export const accountOf = ({ device_name: name }: Device): string =>
	(name.split(/[’' ]/, 1)[0] ?? '').toLowerCase().replace(/[^a-z]/g, '') || 'local';

function volumes(device: Device, dice: Dice): Section[] {
	const { capacity } = modelOf(device);
	const used = dice.int(8, 90);
	const volume = (name: string, identifier: string, encrypted: boolean): Section => ({
		name,
		format: 'APFS',
		percent_used: `${used}%`,
		identifier,
		capacity: `${(capacity * 0.931).toFixed(2)} GB`,
		available: `${((capacity * 0.931 * (100 - used)) / 100).toFixed(2)} GB`,
		encrypted: encrypted ? 'Yes' : 'No',
	});
	return [
		volume('Macintosh HD', 'disk3s3s1', false),
		volume('Macintosh HD - Data', 'disk3s1', device.filevault_enabled === true),
	];
}

/** What only a Mac tells about itself, in place of the emptier sections of the other Apple platforms. */
export function macSections(
	device: Device,
	{ dice, enrolled, seen }: { dice: Dice; enrolled: Date; seen: Date },
): Record<string, Section | unknown[]> {
	const model = modelOf(device);
	const account = accountOf(device);
	const { recoveryLock } = traitsOf(device);
	const regular = (username: string, uid: number, admin: boolean): Section => ({
		username,
		uid: String(uid),
		path: `/Users/${username}`,
		admin: admin ? 'Yes' : 'No',
		name: '',
	});
	return {
		hardware_overview: {
			model_name: device.model.replace(/ \(.*$/, ''),
			model_identifier: model.identifier,
			processor_name: model.chip,
			processor_speed: model.chip.includes('Intel') ? '2.6 GHz' : '',
			number_of_processors: String(model.cores),
			total_number_of_cores: String(model.cores),
			memory: `${model.memory} GB`,
			udid: dice.uuid(),
			serial_number: device.serial_number,
		},
		volumes: volumes(device, dice),
		network: {
			local_hostname: device.device_name.replace(/[’']/g, '').replace(/[^A-Za-z0-9]+/g, '-'),
			mac_address: device.mac_address,
			ip_address: `10.20.${dice.int(0, 255)}.${dice.int(2, 254)}`,
			public_ip: publicIp(device),
		},
		recovery_information: {
			recovery_lock_enabled: recoveryLock,
			firmware_password_exist: false,
			firmware_password_pending: false,
			password_rotation_scheduled: recoveryLock
				? isoMicro(new Date(seen.getTime() + dice.int(1, 60) * DAY))
				: null,
			password_has_been_set: recoveryLock,
		},
		users: {
			regular_users: [
				regular(account, FIRST_UID, dice.chance(0.3)),
				regular('helpdesk', FIRST_UID + 1, true),
			],
			system_users: SYSTEM_USERS.map(([username, uid, path]) => ({
				username,
				uid,
				path,
				admin: 'No',
			})),
		},
		installed_profiles: PROFILES.map(([name, identifier, payload_types]) => ({
			name,
			uuid: dice.uuid(),
			verified: 'verified',
			identifier,
			organization: identifier.startsWith('com.kandji') ? 'Kandji, Inc.' : 'Accuhive',
			payload_types,
			install_date: spacedZone(enrolled),
		})),
		security_information: { remote_desktop_enabled: dice.chance(0.2) },
	};
}
