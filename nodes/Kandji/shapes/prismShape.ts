import type { IDataObject } from 'n8n-workflow';

import { pick } from './kandjiValues';

/** The most useful fields of the categories of Prism, one list for each. */
const USEFUL = [
	// Applications
	['name', 'version', 'bundle_id', 'developer_name', 'has_update_available', 'path'],
	// Device Information, Activation Lock, Desktop and Screensaver
	['marketing_name', 'os_name', 'os_version', 'last_checkin', 'agent_version', 'mdm_enabled'],
	// FileVault
	['status', 'key_type', 'key_escrowed', 'regeneration_needed', 'scheduled_key_rotation'],
	// Application Firewall
	['status', 'block_all_incoming', 'stealth_mode', 'logging'],
	// Certificates
	['common_name', 'identity_certificate'],
	// Installed Profiles
	['profile_display_name', 'organization', 'payload_identifier', 'managed', 'removable'],
	// Local Users
	['username', 'full_name', 'type', 'logged_in', 'secure_token', 'filevault_user'],
	// Gatekeeper and XProtect
	['gatekeeper_status', 'trusted_developers', 'gatekeeper_version', 'xprotect_version'],
	// Startup Settings
	['sip', 'ssv', 'secure_boot_level', 'bootstrap_token_escrowed'],
	// Cellular
	['phone_number_slot_1', 'current_carrier_network_slot_1', 'imei_slot_1', 'data_roaming_enabled'],
	// Launch Agents and Daemons
	['label', 'file_name', 'path', 'run_at_load', 'is_loaded'],
	// Transparency Database
	['service', 'application', 'status', 'status_reason', 'local_user'],
];

/** The fields that name the device of a row, in every category. */
const DEVICE = ['device__name', 'serial_number', 'device__user_email', 'blueprint_name'];

/** The fields that every row of every category has (docs/kandji-api.md T17). */
const ON_EVERY_ROW = [
	...DEVICE,
	'device_id',
	'device__family',
	'device__user_id',
	'device__user_name',
	'blueprint_id',
	'tags',
	'asset_tag',
	'model_id',
	'count',
	'created_at',
	'updated_at',
	'last_changed_at',
	'last_collected_at',
];

const MAX_OWN = 6;

/** The fields of a category that come first: of a category that we do not know, those that Kandji sends first. */
function ownKeys(record: IDataObject): string[] {
	const own = Object.keys(record).filter((key) => !ON_EVERY_ROW.includes(key));
	const useful = USEFUL.find((keys) => keys.every((key) => own.includes(key)));
	return (useful ?? own).slice(0, MAX_OWN);
}

/** Returns the Simplified output of a row of Prism: what the category is about, then the device. The ID comes last. */
export function simplifyPrism(record: IDataObject): IDataObject {
	return pick(record, [...ownKeys(record), ...DEVICE, 'device_id']);
}
