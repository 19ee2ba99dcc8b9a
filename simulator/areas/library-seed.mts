import { isoMicro, isoSeconds } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import type { Blueprint, Platform, Tenant } from '../tenant.mts';
import type { ItemType, Library, LibraryActivity } from './library.mts';

const MAC: Platform[] = ['Mac'];
const MOBILE: Platform[] = ['iPhone', 'iPad'];
const ANDROID: Platform[] = ['Android'];

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

/** The own fields of the types that the API manages; it shows none of the others. */
const FIELDS: Partial<Record<ItemType, (dice: Dice, name: string, at: Date) => Row>> = {
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
};

type Kind = readonly [ItemType, readonly string[], Platform[]];

const KINDS: readonly Kind[] = [
	['custom-app', CUSTOM_APPS, MAC],
	['ipa-app', IN_HOUSE_APPS, MOBILE],
	['custom-profile', PROFILES, MAC],
	['custom-script', SCRIPTS, MAC],
	['automatic-app', AUTOMATIC_APPS, MAC],
	['threat-security-policy', ['Avert'], MAC],
	['recovery-password', ['Recovery Password'], MAC],
];

/** Types that the API only lists: what the web app calls profiles, App Store apps, Managed OS and set-up. */
const LISTED_KINDS: readonly Kind[] = [
	['profile', ['Passcode', 'FileVault'], [...MAC, ...MOBILE]],
	['vpp-app', ['Podcasts', 'Keynote'], MOBILE],
	['macos-release', ['macOS Tahoe'], MAC],
	['kandji-setup', ['Kandji Setup'], MAC],
	['google-play-app', ['Google Chrome for Android', 'Gmail'], ANDROID],
	['android-config', ['Android Restrictions'], ANDROID],
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

type Admin = Pick<LibraryActivity, 'user_id' | 'user_email'>;

/** Adds the items of these kinds, each with its history; returns their IDs. */
function addItems(
	{ reference }: Tenant,
	library: Library,
	{ kinds, admin, dice }: { kinds: readonly Kind[]; admin: Admin; dice: Dice },
): string[] {
	const all = kinds.flatMap(([type, names, platforms]) =>
		names.map((name) => ({ type, name, platforms })),
	);
	return all.map(({ type, name, platforms }) => {
		const id = dice.uuid();
		const made = dice.before(reference, 600);
		const edited = new Date(made.getTime() + dice.int(1, 9) * 3_600_000);
		library.items.set(id, {
			id,
			type,
			name,
			platforms,
			created_at: isoMicro(made),
			updated_at: isoMicro(edited),
			fields: FIELDS[type]?.(dice, name, made) ?? {},
		});
		const history = [
			[made, 'library_item_created', null],
			[edited, 'library_item_edited', [`Name: ${name} draft → ${name}`]],
		] as const;
		library.activity.set(
			id,
			history.map(([at, activityType, details]) => ({
				id: (library.lastActivityId += 1),
				activity_time: isoMicro(at),
				activity_type: activityType,
				...admin,
				details: details && [...details],
			})),
		);
		return id;
	});
}

/** Puts three quarters of these items on each blueprint, at any of its assignment nodes. */
function assignItems(tenant: Tenant, library: Library, ids: string[], dice: Dice): void {
	for (const blueprint of tenant.blueprints.values()) {
		const nodes = blueprint.type === 'map' ? assignmentNodes(blueprint) : [''];
		const byNode =
			library.assignments.get(blueprint.id) ??
			new Map(nodes.map((node) => [node, new Set<string>()]));
		for (const id of dice.some(ids, 0.75)) byNode.get(dice.pick(nodes))?.add(id);
		library.assignments.set(blueprint.id, byNode);
	}
}

/** A library of three dozen items, three quarters of it on each blueprint, and its categories. */
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
	const managed = addItems(tenant, library, { kinds: KINDS, admin, dice });
	assignItems(tenant, library, managed, dice);
	const more = new Dice(`listed library:${tenant.options.seed}`);
	const listed = addItems(tenant, library, { kinds: LISTED_KINDS, admin, dice: more });
	assignItems(tenant, library, listed, more);
	return library;
}
