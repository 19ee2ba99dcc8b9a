import type { Area, Call, Reply } from '../api.mts';
import type { Platform } from '../tenant.mts';

/** Apple devices only, and one key in camel case (docs/kandji-api.md T18). */
function licensing({ tenant }: Call): Reply {
	const devices = [...tenant.devices.values()];
	const count = (platform: Platform): number =>
		devices.filter((device) => device.platform === platform).length;
	const counts = {
		ios_count: count('iPhone'),
		ipados_count: count('iPad'),
		macos_count: count('Mac'),
		tvos_count: count('AppleTV'),
	};
	const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
	const bought = Math.ceil((tenant.options.devices * 1.2) / 50) * 50;
	return {
		body: {
			counts: { computers_count: all, ...counts },
			limits: {
				plan_type: 'single_limit',
				max_devices: bought,
				max_devices_per_platform: { macos: 0, ios_ipados: 0 },
			},
			tenantOverLicenseLimit: all > bought,
		},
	};
}

/** Licensing of the tenant. */
export const settingsArea: Area = {
	routes: [
		{
			method: 'GET',
			path: '/api/v1/settings/licensing',
			permission: 'Settings > Licensing',
			handle: licensing,
		},
	],
};
