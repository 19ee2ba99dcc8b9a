import type { Call, Reply } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import { offsetSlice } from '../paging.mts';
import type { ActivityEntry, Device, Tenant } from '../tenant.mts';
import { isApple } from './device-record.mts';

const LARGEST_PAGE = 300;
const MINUTE = 60_000;
const APPLE_COMMANDS = [
	'DeviceInformation',
	'SecurityInfo',
	'InstalledApplicationList',
	'ProfileList',
];
const WINDOWS_PATHS = ['DevInfo', 'DevDetail', 'DMClient', 'Win32AppInventory'];
const ANDROID_POLICIES = ['restrictions', 'passcode', 'wifi'];

/** What each platform's devices do after enrolment (API.md 4.4). */
function afterEnrolment(
	device: Device,
	dice: Dice,
): Array<Pick<ActivityEntry, 'action_type' | 'details'>> {
	if (device.platform === 'Windows') {
		return WINDOWS_PATHS.map((name) => ({
			action_type: 'device_csp_query',
			details: { csp_name: name, csp_path: `./${name}`, policy_area: null },
		}));
	}
	if (device.platform === 'Android') {
		return ANDROID_POLICIES.map((identifier) => ({
			action_type: 'amapi_policy_update_success',
			details: {
				library_item_id: dice.uuid(),
				library_item_details: { type: 'android-config', deleted: false, identifier },
			},
		}));
	}
	return APPLE_COMMANDS.map((command) => ({
		action_type: dice.chance(0.95) ? 'mdm_command_completed' : 'mdm_command_failed',
		details: { user: null, uuid: dice.uuid(), command_type: command, request_type: command },
	}));
}

/** What happened before the simulator started: an enrolment and what follows it, oldest first. */
function past(tenant: Tenant, device: Device): ActivityEntry[] {
	const dice = new Dice(`${device.device_id}:activity`);
	const start = new Date(device.first_enrollment.replace(' ', 'T'));
	const enrolment = {
		action_type: 'enrollment',
		details: {
			blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
			enrollment_type: isApple(device.platform) ? 'DEP' : 'MDM',
		},
	};
	const firstId = dice.int(1000, 300_000);
	return [enrolment, ...afterEnrolment(device, dice)].map((entry, index) => ({
		...entry,
		id: firstId + index * 2,
		created_at: isoMicro(new Date(start.getTime() + index * MINUTE)),
		user: null,
	}));
}

/** The activity of a device as the API shows it; Windows and Android entries have a key more. */
export function deviceActivity(call: Call, device: Device): Reply {
	const { tenant } = call;
	const blueprint = tenant.blueprints.get(device.blueprint_id);
	const recorded = tenant.activity.get(device.device_id) ?? [];
	const enrolledHere = recorded[0]?.action_type === 'enrollment';
	const rows = enrolledHere ? recorded : [...past(tenant, device), ...recorded];
	const { count, next, previous, results } = offsetSlice(rows, call, {
		max: LARGEST_PAGE,
		render: ({ id, created_at, action_type, details, user }) => ({
			id,
			created_at,
			action_type,
			details,
			computer: {
				id: device.device_id,
				name: device.device_name,
				is_removed: device.is_removed,
			},
			blueprint: blueprint ? { id: blueprint.id, name: blueprint.name, is_removed: false } : null,
			user,
			...(isApple(device.platform) ? {} : { external_token: null }),
		}),
	});
	const activity = { count, next, previous, results };
	return { body: { device_id: device.device_id, activity } };
}
