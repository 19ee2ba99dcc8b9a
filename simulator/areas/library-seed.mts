import { isoMicro, isoSeconds } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import type { Blueprint, Platform, Tenant } from '../tenant.mts';
import type { ItemType, Library, LibraryItem } from './library.mts';

const MAC: Platform[] = ['Mac'];
const MOBILE: Platform[] = ['iPhone', 'iPad'];

const CATEGORIES = ['Apps', 'Productivity', 'Utilities', 'Security', 'Support'];

const CUSTOM_APPS = ['Print Driver', 'VPN Client', 'Label Designer', 'Timesheet', 'Badge Reader'];
const IN_HOUSE_APPS = ['Field Notes', 'Stock Counter'];
const PROFILES = ['Office Wi-Fi', 'Web Proxy', 'Login Window', 'Root Certificate', 'Calendar'];
const SCRIPTS = ['Rename Computer', 'Clean Caches', 'Set Time Zone', 'Collect Logs', 'Dock Setup'];
const AUTOMATIC_APPS = ['Slack', 'Zoom', 'Google Chrome', 'Mozilla Firefox', '1Password'];

/** A configuration profile with one harmless payload. */
export const mobileconfig = (name: string, uuid: string): string =>
	[
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
		'<plist version="1.0"><dict>',
		'<key>PayloadContent</key><array/>',
		`<key>PayloadDisplayName</key><string>${name}</string>`,
		`<key>PayloadIdentifier</key><string>com.example.profile.${uuid}</string>`,
		'<key>PayloadType</key><string>Configuration</string>',
		`<key>PayloadUUID</key><string>${uuid}</string>`,
		'<key>PayloadVersion</key><integer>1</integer>',
		'</dict></plist>',
	].join('\n');

/** What reads of a stored file show; sizes in bytes. */
function storedFile(dice: Dice, at: Date, folder: string, name: string): Row {
	return {
		file_key: `${folder}/${name}`,
		sha256: dice.hex(64),
		file_size: dice.int(200_000, 90_000_000),
		file_updated: isoSeconds(at),
	};
}

const slug = (name: string): string => name.replaceAll(' ', '_');

const FIELDS: Record<ItemType, (dice: Dice, name: string, at: Date) => Row> = {
	'custom-app': (dice, name, at) => ({
		...storedFile(
			dice,
			at,
			`companies/companies/${dice.uuid()}/library/custom_apps`,
			`${slug(name)}_${dice.hex(8)}.pkg`,
		),
		install_type: 'package',
		install_enforcement: dice.pick(['install_once', 'no_enforcement']),
		audit_script: '',
		unzip_location: '',
		active: dice.chance(0.9),
		restart: false,
		preinstall_script: '',
		postinstall_script: '',
		show_in_self_service: false,
	}),
	'ipa-app': (dice, name, at) => ({
		...storedFile(
			dice,
			at,
			`tenants/${dice.uuid()}/library/ipa_apps`,
			`${slug(name)}_${dice.hex(8)}.ipa`,
		),
		active: true,
		app_name: name,
		app_version: `${dice.int(1, 6)}.${dice.int(0, 9)}`,
		app_identifier: `com.example.${slug(name).toLowerCase()}`,
		minimum_os_version: '17.0',
		supported_device_families: MOBILE,
		runs_on_iphone: true,
		runs_on_ipad: true,
		runs_on_tv: false,
	}),
	'custom-profile': (dice, name) => ({
		active: dice.chance(0.9),
		profile: mobileconfig(name, dice.uuid()),
		runs_on_mac: true,
		runs_on_iphone: dice.chance(0.5),
		runs_on_ipad: dice.chance(0.5),
		runs_on_tv: false,
		runs_on_vision: false,
	}),
	'custom-script': (dice, name) => ({
		active: dice.chance(0.9),
		execution_frequency: dice.pick(['once', 'every_15_min', 'every_day', 'no_enforcement']),
		restart: false,
		script: `#!/bin/zsh\necho "${name}"`,
		remediation_script: '',
		show_in_self_service: false,
	}),
	'automatic-app': () => ({}),
	'threat-security-policy': () => ({}),
	'recovery-password': () => ({}),
};

const KINDS: ReadonlyArray<readonly [ItemType, readonly string[], Platform[]]> = [
	['custom-app', CUSTOM_APPS, MAC],
	['ipa-app', IN_HOUSE_APPS, MOBILE],
	['custom-profile', PROFILES, MAC],
	['custom-script', SCRIPTS, MAC],
	['automatic-app', AUTOMATIC_APPS, MAC],
	['threat-security-policy', ['Avert'], MAC],
	['recovery-password', ['Recovery Password'], MAC],
];

/**
 * The nodes of an assignment map; none on a classic blueprint. The API never tells them (people read them off the map
 * in a browser). Every other map has conditional logic, that is several nodes.
 */
export function assignmentNodes({ id, type }: Blueprint): string[] {
	if (type === 'classic') return [];
	const dice = new Dice(`nodes:${id}`);
	const count = dice.chance(0.5) ? 1 : 3;
	return Array.from({ length: count }, () => dice.uuid());
}

/** A library of two dozen items, three quarters of it on each blueprint, and its categories. */
export function seedLibrary(tenant: Tenant): Library {
	const dice = new Dice(`library:${tenant.options.seed}`);
	const admin = { user_id: dice.uuid(), user_email: `it@${tenant.subdomain}.example` };
	const library: Library = {
		items: new Map(),
		assignments: new Map(),
		activity: new Map(),
		categories: CATEGORIES.map((name) => ({ id: dice.uuid(), name })),
		lastActivityId: 1_800,
	};
	for (const [type, names, platforms] of KINDS) {
		for (const name of names) {
			const id = dice.uuid();
			const made = dice.before(tenant.reference, 600);
			const edited = new Date(made.getTime() + dice.int(1, 9) * 3_600_000);
			const item: LibraryItem = {
				id,
				type,
				name,
				platforms,
				created_at: isoMicro(made),
				updated_at: isoMicro(edited),
				fields: FIELDS[type](dice, name, made),
			};
			library.items.set(id, item);
			library.activity.set(
				id,
				(
					[
						[made, 'library_item_created', null],
						[edited, 'library_item_edited', [`Name: ${name} draft → ${name}`]],
					] as const
				).map(([at, activityType, details]) => ({
					id: (library.lastActivityId += 1),
					activity_time: isoMicro(at),
					activity_type: activityType,
					...admin,
					details: details && [...details],
				})),
			);
		}
	}
	for (const blueprint of tenant.blueprints.values()) {
		const nodes = blueprint.type === 'map' ? assignmentNodes(blueprint) : [''];
		const items = dice.some([...library.items.keys()], 0.75);
		const byNode = new Map(nodes.map((node) => [node, new Set<string>()]));
		for (const id of items) byNode.get(dice.pick(nodes))?.add(id);
		library.assignments.set(blueprint.id, byNode);
	}
	return library;
}
