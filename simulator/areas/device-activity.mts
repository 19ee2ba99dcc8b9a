import type { Call, Reply } from '../api.mts';
import { isoMicro, isoMicroOffset } from '../dates.mts';
import { Dice } from '../dice.mts';
import { offsetSlice } from '../paging.mts';
import type { ActivityEntry, Device, Tenant } from '../tenant.mts';
import { applied, commandsAfterEnrolment, POLICY } from './activity-details.mts';
import { commandDetails } from './commands.mts';
import { isApple } from './device-record.mts';

const LARGEST_PAGE = 300;
const MINUTE = 60_000;
const WINDOWS_PATHS = ['DevInfo', 'DevDetail', 'DMClient', 'Win32AppInventory'];
const ANDROID_POLICIES = ['restrictions', 'passcode', 'wifi'];

/** What each platform's devices do after enrolment (docs/kandji-api.md 4.4). */
function afterEnrolment(
	device: Device,
	dice: Dice,
	start: Date,
): Array<Pick<ActivityEntry, 'action_type' | 'details'>> {
	if (device.platform === 'Windows') {
		const queries = WINDOWS_PATHS.map((name) => ({
			action_type: 'device_csp_query',
			details: { csp_name: name, csp_path: `./${name}`, policy_area: null },
		}));
		return [...queries, { action_type: 'device_csp_application', details: applied(dice, start) }];
	}
	if (device.platform === 'Android') {
		return ANDROID_POLICIES.map((identifier) => ({
			action_type: 'amapi_policy_update_success',
			details: {
				library_item_id: dice.uuid(),
				last_policy_update: isoMicroOffset(start),
				library_item_details: {
					type: 'android-config',
					deleted: false,
					identifier,
					display_name: `Android ${identifier}`,
				},
				policy_fragment_json: POLICY,
			},
		}));
	}
	const named = { to: device.device_name, from: device.model };
	return [
		...commandsAfterEnrolment(dice, device).map((command) => {
			const outcome = dice.chance(0.95) ? undefined : 'failed';
			const details = commandDetails({ ...command, uuid: dice.uuid(), requested: start, outcome });
			return { action_type: `mdm_command_${outcome ?? 'completed'}`, details };
		}),
		{ action_type: 'name_changed', details: named },
	];
}

/** What happened before the simulator started: an enrolment and what follows it, oldest first. */
function past(tenant: Tenant, device: Device): ActivityEntry[] {
	const dice = new Dice(`${device.device_id}:activity`);
	const start = new Date(device.first_enrollment.replace(' ', 'T'));
	const enrolment = {
		action_type: 'enrollment',
		details: {
			blueprint_name: routed(tenant, device)
				? 'Blueprint Routing'
				: (tenant.blueprints.get(device.blueprint_id)?.name ?? ''),
			enrollment_type: isApple(device.platform) ? 'DEP' : 'MDM',
		},
	};
	const firstId = dice.int(1000, 300_000);
	const arrival = routed(tenant, device) ? [{ action_type: 'routing_arrival', details: {} }] : [];
	const rows = [enrolment, ...arrival, ...afterEnrolment(device, dice, start)].map(
		(entry, index) => ({
			...entry,
			id: firstId + index * 2,
			created_at: isoMicro(new Date(start.getTime() + index * MINUTE)),
			user: null,
		}),
	);
	// Most listings come oldest first, some in no order at all (docs/kandji-api.md T14).
	const [first, ...rest] = rows;
	return new Dice(`${device.device_id}:order`).chance(0.2) && first
		? [first, ...rest.reverse()]
		: rows;
}

/** Whether Blueprint Routing chose the device's blueprint. */
const routed = (tenant: Tenant, { device_id: id, blueprint_id: on, platform }: Device): boolean =>
	isApple(platform) &&
	tenant.blueprints.get(on)?.type === 'map' &&
	new Dice(`routed:${id}`).chance(0.25);

/** Keys that came to the entries later: one for everybody, one for Apple's devices. */
function later(tenant: Tenant, device: Device, routing: boolean): Record<string, unknown> {
	if (!isApple(device.platform)) return { external_token: null };
	const old = tenant.options.era === '2022';
	return old ? {} : { external_token: null, blueprint_routing: routing };
}

/** The activity of a device as the API shows it; Windows and Android entries have a key more. */
export function deviceActivity(call: Call, device: Device): Reply {
	const { tenant } = call;
	const blueprint = tenant.blueprints.get(device.blueprint_id);
	const recorded = tenant.activity.get(device.device_id) ?? [];
	const enrolledHere = recorded[0]?.action_type === 'enrollment';
	const rows = enrolledHere ? recorded : [...past(tenant, device), ...recorded];
	// A device that comes through routing enrols before it has a blueprint.
	const byRouting = routed(tenant, device) && tenant.options.era !== '2022';
	const through = (type: string): boolean => byRouting && type === 'enrollment';
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
			blueprint:
				blueprint && !through(action_type)
					? { id: blueprint.id, name: blueprint.name, is_removed: false }
					: null,
			user,
			...later(tenant, device, through(action_type)),
		}),
	});
	const activity = { count, next, previous, results };
	return { body: { device_id: device.device_id, activity } };
}
