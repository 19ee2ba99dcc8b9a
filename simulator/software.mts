import { Dice } from './dice.mts';
import type { Device } from './tenant.mts';

/** A product; versions oldest first. */
export interface Product {
	name: string;
	bundle_id: string;
	developer: string;
	team_id: string;
	category: string;
	versions: readonly string[];
}

const product = (
	name: string,
	bundleId: string,
	developer: string,
	category: string,
	versions: readonly string[],
): Product => ({
	name,
	bundle_id: bundleId,
	developer,
	team_id: new Dice(developer).hex(10).toUpperCase(),
	category,
	versions,
});

/** What is found on devices of the tenant. */
export const PRODUCTS: readonly Product[] = [
	product('Google Chrome', 'com.google.Chrome', 'Google LLC', 'Productivity', [
		'141.0.7390.55',
		'142.0.7444.60',
		'142.0.7444.176',
	]),
	product('Firefox', 'org.mozilla.firefox', 'Mozilla Corporation', 'Productivity', [
		'143.0.1',
		'144.0.2',
		'145.0',
	]),
	product('Slack', 'com.tinyspeck.slackmacgap', 'Slack Technologies', 'Business', [
		'4.44.65',
		'4.46.101',
		'4.47.59',
	]),
	product('zoom.us', 'us.zoom.xos', 'Zoom Communications', 'Business', [
		'6.4.12',
		'6.5.7',
		'6.6.6',
	]),
	product('Microsoft Word', 'com.microsoft.Word', 'Microsoft Corporation', 'Productivity', [
		'16.101',
		'16.102',
		'16.103',
	]),
	product('Microsoft Excel', 'com.microsoft.Excel', 'Microsoft Corporation', 'Productivity', [
		'16.101',
		'16.102',
		'16.103',
	]),
	product(
		'Visual Studio Code',
		'com.microsoft.VSCode',
		'Microsoft Corporation',
		'Developer Tools',
		['1.104.3', '1.105.1', '1.106.2'],
	),
	product('1Password', 'com.1password.1password', 'AgileBits Inc.', 'Utilities', [
		'8.11.8',
		'8.11.14',
		'8.11.18',
	]),
	product('Figma', 'com.figma.Desktop', 'Figma Inc.', 'Graphics', ['125.9.10', '125.10.8']),
	product('Docker', 'com.docker.docker', 'Docker Inc.', 'Developer Tools', [
		'4.48.0',
		'4.50.0',
		'4.52.0',
	]),
	product('Notion', 'notion.id', 'Notion Labs', 'Productivity', ['4.20.0', '4.23.1']),
	product('VLC', 'org.videolan.vlc', 'VideoLAN', 'Video', ['3.0.20', '3.0.21']),
	product('Xcode', 'com.apple.dt.Xcode', 'Apple', 'Developer Tools', ['16.4', '26.0', '26.1']),
	product('Python', 'org.python.python', 'Python Software Foundation', 'Developer Tools', [
		'3.12.7',
		'3.13.2',
		'3.14.0',
	]),
	product('Kandji Self Service', 'io.kandji.KandjiSelfService', 'Kandji Inc.', 'Utilities', [
		'5.2.9',
		'5.3.1',
		'5.3.2',
	]),
];

/** Apps that come with macOS; phones and tablets do not report theirs (docs/kandji-api.md 4.3). */
const BUILT_IN = ['Calculator', 'Calendar', 'Mail', 'Preview', 'Safari', 'Terminal'].map((name) =>
	product(name, `com.apple.${name}`, 'Apple', 'Utilities', ['1.0']),
);

/** What runs on other platforms than the Mac too. */
const EVERYWHERE = PRODUCTS.filter(
	({ category, developer }) => category !== 'Developer Tools' && developer !== 'Kandji Inc.',
);

/** A product on a device. */
export interface Installed {
	product: Product;
	version: string;
	path: string;
}

/** What a device has installed, the same in every listing; an Apple TV reports nothing. */
export function softwareOn(device: Device): Installed[] {
	const removed = device.without ?? [];
	return everythingOn(device).filter(({ product: { name } }) => !removed.includes(name));
}

function everythingOn(device: Device): Installed[] {
	if (device.platform === 'AppleTV') return [];
	const dice = new Dice(`software:${device.device_id}`);
	const mac = device.platform === 'Mac';
	const chosen = dice.some(mac ? PRODUCTS : EVERYWHERE, 0.6).map((each) => ({
		product: each,
		version: dice.pick(each.versions),
		path: `/Applications/${each.name}.app`,
	}));
	if (!mac) return chosen;
	const builtIn = BUILT_IN.map((each) => ({
		product: each,
		version: each.versions[0],
		path: `/System/Applications/${each.name}.app`,
	}));
	return [...builtIn, ...chosen];
}
