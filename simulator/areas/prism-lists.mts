import { Dice } from '../dice.mts';
import { isoMicroOffset } from '../dates.mts';
import { softwareOn } from '../software.mts';
import type { Device, Platform } from '../tenant.mts';
import type { Category } from './prism-row.mts';
import { FAMILIES, category, prismDate } from './prism-row.mts';

const MAC: readonly Platform[] = ['Mac'];
const ALL = Object.keys(FAMILIES) as Platform[];

/** Some of `all`, the same ones for a device every time. */
const some =
	<T,>(topic: string, all: readonly T[], probability: number) =>
	(device: Device): T[] =>
		new Dice(`${topic}:${device.device_id}`).some(all, probability);

const CERTIFICATES = [
	'com.apple.kerberos.kdc',
	'com.apple.systemdefault',
	'Example Root CA',
	'Example Wi-Fi CA',
	'Kandji Agent Identity',
];

const PROFILES = ['MDM Profile', 'Office Wi-Fi', 'Passcode', 'Restrictions', 'Software Update'];

const AGENTS = [
	'io.kandji.agent',
	'com.example.updater',
	'com.example.vpn.helper',
	'com.google.keystone.agent',
	'com.microsoft.update.agent',
];

const EXTENSIONS = ['com.example.vpn.tunnel', 'io.kandji.esf', 'com.example.filter'];

const SERVICES = ['kTCCServiceCamera', 'kTCCServiceMicrophone', 'kTCCServiceScreenCapture'];

/** System accounts besides the person's own one. */
const ACCOUNTS = [
	{ uid: 0, username: 'root', full_name: 'System Administrator' },
	{ uid: 1, username: 'daemon', full_name: 'System Services' },
	{ uid: 501, username: 'itadmin', full_name: 'IT Admin' },
	{ uid: 502, username: 'staff', full_name: 'Staff' },
];

/** The categories that have several rows for a device. */
export const LIST_CATEGORIES: readonly Category[] = [
	category('apps', 'Applications', ALL, softwareOn, ({ product, version, path }) => ({
		path,
		obtained_from: 'Identified Developer',
		bundle_size: null,
		bundle_id: product.bundle_id,
		name: product.name,
		short_version: version,
		signature: `Developer ID Application: ${product.developer} (${product.team_id})`,
		ad_hoc_code_signed: null,
		app_store_vendable: null,
		beta_app: null,
		device_based_vpp: null,
		download_canceled: null,
		download_failed: null,
		download_paused: null,
		download_waiting: null,
		dynamic_size: null,
		external_version_identifier: null,
		has_update_available: null,
		installing: null,
		version,
		app_clip: null,
		validated: null,
		executable: product.name,
		bundle_name: product.name,
		bundle_type: 'APPL',
		environment_variables: null,
		compiler: 'com.apple.compilers.llvm.clang.1_0',
		bundle_region: 'en',
		bundle_display_name: null,
		info: null,
		minimum_system_version: '13.0',
		category: product.category,
		apple_scriptable: null,
		copyright: `Copyright ${product.developer}`,
		developer_name: product.developer,
		team_id: product.team_id,
	})),
	category(
		'certificates',
		'Certificates',
		ALL,
		some('certificates', CERTIFICATES, 0.7),
		(name, _device, dice) => ({ common_name: name, identity_certificate: dice.chance(0.3) }),
	),
	category(
		'installed_profiles',
		'Installed profiles',
		ALL,
		(device) =>
			some('profiles', PROFILES, 0.8)(device).filter((name) => !device.without?.includes(name)),
		(name, _device, dice) => {
			const identifier = `com.example.profile.${name.toLowerCase().replaceAll(' ', '-')}`;
			const uuid = dice.uuid();
			return {
				profile_display_name: name,
				payload_identifier: identifier,
				payload_uuid: uuid,
				removal_passcode: false,
				encrypted: false,
				managed: true,
				profile_description: null,
				organization: 'Accuhive',
				removable: false,
				signed: true,
				profile_data: [
					{
						type: 'com.apple.ManagedClient.preferences',
						uuid,
						version: 1,
						identifier: `${identifier}.payload`,
						display_name: name,
						organization: 'Accuhive',
					},
				],
			};
		},
	),
	category(
		'kernel_extensions',
		'Kernel Extensions',
		MAC,
		() => [],
		() => ({}),
	),
	category(
		'launch_agents_and_daemons',
		'Launch Agents and Daemons',
		MAC,
		some('agents', AGENTS, 0.6),
		(label, _device, dice) => ({
			path: `/Library/LaunchAgents/${label}.plist`,
			file_name: `${label}.plist`,
			label,
			program: null,
			run_at_load: true,
			keep_alive: dice.chance(0.5),
			disabled: false,
			is_disabled: false,
			is_loaded: true,
			group_name: null,
			user_name: null,
			standard_out_path: null,
			standard_error_path: null,
			start_interval: dice.pick([900, 3_600, 7_200]),
			program_arguments: `/Library/Application Support/${label}`,
			watch_paths: null,
			queue_directories: null,
			start_on_mount: null,
			root_directory: null,
			working_directory: null,
			process_type: null,
			domain: {
				system_agent: { loaded_users: [{ uid: 501, username: 'staff' }], disabled_users: [] },
			},
			service_domain: 'system_agent',
			pid: null,
			user_agent_local_user: null,
			user_agent_local_user_id: null,
		}),
	),
	category(
		'local_users',
		'Local users',
		MAC,
		() => ACCOUNTS,
		({ uid, username, full_name }, _device, dice) => ({
			uid,
			user_created_at: null,
			failed_logins: null,
			failed_login_time: null,
			password_last_set: null,
			generated_uid: dice.uuid().toUpperCase(),
			directory: '/Local/Default',
			home_directory: uid < 500 ? '/var/root' : `/Users/${username}`,
			shell: uid < 500 ? '/usr/bin/false' : '/bin/zsh',
			type: uid < 500 ? 'system' : 'local',
			hidden_user: uid < 500,
			secure_token: null,
			filevault_user: uid >= 500,
			volume_owner: uid >= 500,
			full_name,
			username,
			logged_in: uid === 502,
			logged_in_time: null,
			mobile_account: false,
			home_folder_secure: true,
		}),
	),
	category(
		'system_extensions',
		'System Extensions',
		MAC,
		some('extensions', EXTENSIONS, 0.6),
		(identifier, device, dice) => ({
			last_changed_at: prismDate(device.last_enrollment),
			path: `/Library/SystemExtensions/${identifier}.systemextension`,
			identifier,
			state: 'activated_enabled',
			name: identifier.split('.').at(-1),
			short_version: `${dice.int(1, 6)}.${dice.int(0, 9)}`,
			bundle_version: String(dice.int(1, 900)),
			categories: 'com.apple.system_extension.endpoint_security',
			bundle_path: '/Applications/Example.app',
			team_id: new Dice(identifier).hex(10).toUpperCase(),
			is_mdm_managed: true,
		}),
	),
	category(
		'transparency_database',
		'Transparency database',
		MAC,
		some('transparency', SERVICES, 0.6),
		(service, _device, dice, tenant) => ({
			service,
			application: dice.pick(['us.zoom.xos', 'com.tinyspeck.slackmacgap']),
			client_type: 'bundle_id',
			status: dice.pick(['allowed', 'denied']),
			status_reason: dice.pick(['user_consent', 'mdm_policy']),
			last_modified: isoMicroOffset(dice.before(tenant.reference, 200)),
			local_user: 'staff',
		}),
	),
];
