import type { Area } from '../api.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import type { Device, Tenant } from '../tenant.mts';
import { withDevice } from './device-record.mts';
import { itemOnDevice } from './item-status.mts';
import { itemsOf } from './library.mts';

const PATH = '/api/v1/devices/:device_id';

/** Parameters of a Mac blueprint: category, subcategory, name. */
const PARAMETERS: ReadonlyArray<readonly [string, string, string]> = [
	['User Accounts & Authentication', 'User Accounts', 'Disable guest access'],
	['User Accounts & Authentication', 'User Accounts', 'Hide the administrator account'],
	['User Accounts & Authentication', 'Passwords', 'Require a password after sleep'],
	['Network', 'Firewall', 'Turn on the application firewall'],
	['Network', 'Firewall', 'Use stealth mode'],
	['Network', 'Sharing', 'Turn off file sharing'],
	['Network', 'Sharing', 'Turn off printer sharing'],
	['System', 'Time', 'Set the time automatically'],
	['System', 'Updates', 'Check for updates every day'],
	['System', 'Integrity', 'Keep System Integrity Protection on'],
	['System', 'Gatekeeper', 'Allow identified developers only'],
	['Logging', 'Audit', 'Keep audit logs for 60 days'],
];

const STATUSES = [
	['PASS', 20],
	['REMEDIATED', 4],
	['PENDING', 2],
	['WARNING', 2],
	['ERROR', 1],
	['INCOMPATIBLE', 1],
] as const;

/** The statuses that Get Device Status leaves out of its shorter list, and what it says instead (docs/kandji-api.md T16). */
const SHORTER: Record<string, string> = {
	CACHED: 'PENDING',
	CHANGE_PENDING: 'PENDING',
	DOWNLOADING: 'PENDING',
	INSTALLING: 'PENDING',
};

/** A Mac's parameters; other platforms have none. */
function parametersOf(device: Device): Row[] {
	if (device.platform !== 'Mac') return [];
	const chosen = new Dice(`parameters:${device.blueprint_id}`).some(PARAMETERS, 0.7);
	const dice = new Dice(`parameters:${device.device_id}`);
	return chosen.map(([category, subcategory, name]) => ({
		status: dice.weighted(STATUSES),
		item_id: new Dice(name).uuid(),
		name,
		category,
		subcategory,
	}));
}

const libraryItemsOf = (tenant: Tenant, device: Device): Row[] =>
	itemsOf(tenant, device).map((item) => ({
		...itemOnDevice(tenant, device, item),
		item_id: item.id,
		name: item.name,
		type: item.type,
		rules_present: tenant.blueprints.get(device.blueprint_id)?.type === 'map',
	}));

const shorter = ({
	id,
	item_id,
	name,
	status,
	reported_at,
	type,
	last_audit_log,
	log,
}: Row): Row => ({
	id,
	item_id,
	name,
	status: SHORTER[String(status)] ?? status,
	reported_at,
	type,
	last_audit_log,
	log,
});

const ofDevice = (read: (tenant: Tenant, device: Device) => Row) =>
	withDevice(({ tenant }, device) => ({
		body: { device_id: device.device_id, ...read(tenant, device) },
	}));

/** What the library and the parameters are doing on one device: whole lists, no paging. */
export const deviceLibraryArea: Area = {
	routes: [
		{
			method: 'GET',
			path: `${PATH}/library-items`,
			permission: 'Device Information > Device Library Items',
			handle: ofDevice((tenant, device) => ({
				library_items: libraryItemsOf(tenant, device),
			})),
		},
		{
			method: 'GET',
			path: `${PATH}/parameters`,
			permission: 'Device Information > Device Parameters',
			handle: ofDevice((_tenant, device) => ({ parameters: parametersOf(device) })),
		},
		{
			method: 'GET',
			path: `${PATH}/status`,
			permission: 'Device Information > Device Status',
			handle: ofDevice((tenant, device) => ({
				library_items: libraryItemsOf(tenant, device).map(shorter),
				parameters: parametersOf(device),
			})),
		},
	],
};
