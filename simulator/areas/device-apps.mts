import type { Area } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import { sizeHeaders } from '../paging.mts';
import { softwareOn } from '../software.mts';
import type { Installed } from '../software.mts';
import type { Device, Platform, Tenant } from '../tenant.mts';
import { withDevice } from './device-record.mts';

type App = Record<string, unknown>;

type Shape = (installed: Installed, dice: Dice, reference: Date) => App;

const mac: Shape = ({ product, version, path }, dice, reference) => {
	const at = isoMicro(dice.before(reference, 300));
	const apple = path.startsWith('/System');
	return {
		app_id: dice.digits(6),
		app_name: product.name,
		bundle_id: product.bundle_id,
		bundle_size: String(dice.int(1, 900_000_000)),
		app_store_vendable: '',
		device_based_vpp: '',
		source: apple ? 'Apple' : 'Identified Developer',
		process: product.name,
		signature: apple
			? 'Software Signing, Apple Code Signing Certification Authority, Apple Root CA'
			: `Developer ID Application: ${product.developer}, Developer ID Certification Authority, Apple Root CA`,
		creation_date: at,
		modification_date: at,
		path,
		version,
	};
};

const phone: Shape = ({ product, version }, dice) => ({
	app_id: dice.uuid(),
	app_name: product.name,
	bundle_id: product.bundle_id,
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

const windows: Shape = ({ product, version }, dice) => ({
	name: product.bundle_id,
	display_name: product.name,
	publisher: `CN=${product.developer}, O=${product.developer}`,
	publisher_display_name: product.developer,
	product_code: dice.chance(0.5) ? `{${dice.uuid().toUpperCase()}}` : '',
	version,
	architecture: 'x64',
	installed_path: dice.chance(0.7) ? `C:\\Program Files\\${product.name}` : '',
	application_type: dice.pick(['AppxMsix', 'Win32']),
});

/** The bundle id serves as package name. */
const android: Shape = ({ product, version }, dice) => ({
	display_name: product.name,
	package_name: product.bundle_id,
	version_name: version,
	application_source: 'INSTALLED_FROM_PLAY_STORE',
	installer_package_name: 'com.android.vending',
	sha256_hash: dice.hex(64),
	sha1_hashes: [dice.hex(40)],
});

const SHAPES: Partial<Record<Platform, Shape>> = { Mac: mac, Windows: windows, Android: android };

/** The apps of a device, in its platform's shape. */
function appsOf(tenant: Tenant, device: Device): App[] {
	const dice = new Dice(`${device.device_id}:apps`);
	const shape = SHAPES[device.platform] ?? phone;
	return softwareOn(device).map((installed) => shape(installed, dice, tenant.reference));
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
