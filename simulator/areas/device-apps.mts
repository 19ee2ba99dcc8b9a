import type { Area } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import { sizeHeaders } from '../paging.mts';
import type { Device, Tenant } from '../tenant.mts';
import { withDevice } from './device-record.mts';

type App = Record<string, unknown>;

/** Apps that somebody at Accuhive might have; the bundle id serves as package name on Android. */
const APPS: ReadonlyArray<readonly [name: string, bundle: string, maker: string, version: string]> =
	[
		['Slack', 'com.tinyspeck.slackmacgap', 'Slack Technologies', '4.46.101'],
		['Google Chrome', 'com.google.Chrome', 'Google LLC', '142.0.7444.60'],
		['Firefox', 'org.mozilla.firefox', 'Mozilla', '145.0'],
		['zoom.us', 'us.zoom.xos', 'Zoom Video Communications', '6.6.5'],
		['Microsoft Word', 'com.microsoft.Word', 'Microsoft Corporation', '16.103'],
		['Microsoft Excel', 'com.microsoft.Excel', 'Microsoft Corporation', '16.103'],
		['1Password', 'com.1password.1password', 'AgileBits', '8.11.16'],
		['Visual Studio Code', 'com.microsoft.VSCode', 'Microsoft Corporation', '1.106.0'],
		['Notion', 'notion.id', 'Notion Labs', '4.19.0'],
		['Figma', 'com.figma.Desktop', 'Figma', '125.9.10'],
		['Honeycomb Planner', 'example.accuhive.planner', 'Accuhive', '3.2.1'],
		['Hive Inspector', 'example.accuhive.inspector', 'Accuhive', '1.0.4'],
	];

/** Apps that come with macOS; phones and tablets do not report theirs (API.md 4.3). */
const BUILT_IN = ['Calculator', 'Calendar', 'Mail', 'Preview', 'Safari', 'Terminal'];

const macApp = (
	name: string,
	bundle: string,
	maker: string,
	version: string,
	dice: Dice,
	at: Date,
): App => {
	const apple = maker === 'Apple';
	return {
		app_id: dice.digits(6),
		app_name: name,
		bundle_id: bundle,
		bundle_size: String(dice.int(1, 900_000_000)),
		app_store_vendable: '',
		device_based_vpp: '',
		source: apple ? 'Apple' : 'Identified Developer',
		process: name,
		signature: apple
			? 'Software Signing, Apple Code Signing Certification Authority, Apple Root CA'
			: `Developer ID Application: ${maker}, Developer ID Certification Authority, Apple Root CA`,
		creation_date: isoMicro(at),
		modification_date: isoMicro(at),
		path: apple ? `/System/Applications/${name}.app` : `/Applications/${name}.app`,
		version,
	};
};

const SHAPES: Partial<Record<Device['platform'], (app: (typeof APPS)[number], dice: Dice) => App>> =
	{
		Windows: ([name, bundle, maker, version], dice) => ({
			name: bundle,
			display_name: name,
			publisher: `CN=${maker}, O=${maker}`,
			publisher_display_name: maker,
			product_code: dice.chance(0.5) ? `{${dice.uuid().toUpperCase()}}` : '',
			version,
			architecture: 'x64',
			installed_path: dice.chance(0.7) ? `C:\\Program Files\\${name}` : '',
			application_type: dice.pick(['AppxMsix', 'Win32']),
		}),
		Android: ([name, bundle, , version], dice) => ({
			display_name: name,
			package_name: bundle,
			version_name: version,
			application_source: 'INSTALLED_FROM_PLAY_STORE',
			installer_package_name: 'com.android.vending',
			sha256_hash: dice.hex(64),
			sha1_hashes: [dice.hex(40)],
		}),
	};

const phoneApp = ([name, bundle, , version]: (typeof APPS)[number], dice: Dice): App => ({
	app_id: dice.uuid(),
	app_name: name,
	bundle_id: bundle,
	bundle_size: String(dice.int(5_000_000, 400_000_000)),
	app_store_vendable: 'True',
	device_based_vpp: dice.chance(0.8) ? 'True' : 'False',
	source: '',
	process: '',
	signature: '',
	creation_date: '',
	modification_date: '',
	path: '',
	version,
});

/** The apps of a device, in its platform's shape. */
function appsOf(tenant: Tenant, device: Device): App[] {
	const dice = new Dice(`${device.device_id}:apps`);
	const chosen = dice.some(APPS, 0.6);
	if (device.platform === 'AppleTV') return [];
	if (device.platform !== 'Mac') {
		const shape = SHAPES[device.platform] ?? phoneApp;
		return chosen.map((app) => shape(app, dice));
	}
	const builtIn = BUILT_IN.map((name) => [name, `com.apple.${name}`, 'Apple', '1.0'] as const);
	return [...builtIn, ...chosen].map(([name, bundle, maker, version]) =>
		macApp(name, bundle, maker, version, dice, dice.before(tenant.reference, 300)),
	);
}

/** Apps installed on one device, all in one body. */
export const deviceAppsArea: Area = {
	routes: [
		{
			method: 'GET',
			path: '/api/v1/devices/:device_id/apps',
			permission: 'Device Information > Application list',
			handle: withDevice(({ tenant }, device) => {
				const apps = appsOf(tenant, device);
				return {
					body: { device_id: device.device_id, apps },
					headers: sizeHeaders(apps.length, apps.length, null, null),
				};
			}),
		},
	],
};
