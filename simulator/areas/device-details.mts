import type { Area } from '../api.mts';
import { record } from '../replies.mts';
import type { Device, Tenant } from '../tenant.mts';
import { deviceActivity } from './device-activity.mts';
import { appleDetails } from './details-apple.mts';
import { androidDetails, windowsDetails } from './details-others.mts';
import { withDevice } from './device-record.mts';

const MAKERS: Partial<
	Record<Device['platform'], (tenant: Tenant, device: Device) => Record<string, unknown>>
> = { Windows: windowsDetails, Android: androidDetails };

/** What a test or an action has changed lies over the derived details, section by section. */
function overlaid(
	details: Record<string, unknown>,
	changes: Record<string, unknown> = {},
): Record<string, unknown> {
	const merged = { ...details };
	for (const [section, value] of Object.entries(changes)) {
		const mergeable = Object.keys(record(value)).length > 0;
		merged[section] = mergeable ? { ...record(details[section]), ...record(value) } : value;
	}
	return merged;
}

/** Everything that a device tells about itself, by platform, and its history. */
export const deviceDetailsArea: Area = {
	routes: [
		{
			method: 'GET',
			path: '/api/v1/devices/:device_id/details',
			permission: 'Device Information > Device details',
			handle: withDevice(({ tenant }, device) => {
				const make = MAKERS[device.platform] ?? appleDetails;
				return { body: overlaid(make(tenant, device), device.details) };
			}),
		},
		{
			method: 'GET',
			path: '/api/v1/devices/:device_id/activity',
			permission: 'Device Information > Device Activity',
			handle: withDevice(deviceActivity),
		},
	],
};
