import type { Area, Call, Reply, Route } from '../api.mts';
import { accepted, record, refusal, refusalList } from '../replies.mts';
import type { Device } from '../tenant.mts';
import { queue } from './commands.mts';
import { withDevice } from './device-record.mts';
import {
	endLostMode,
	lostModeOf,
	lostModeState,
	obeyed,
	startLostMode,
} from './lost-mode-state.mts';

const PHONES = ['iPhone', 'iPad'];
const notLost = (): Reply => refusalList('Device is not in lost mode.');
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function enable({ tenant, body, tokenName }: Call, device: Device): Reply {
	const state = lostModeState(tenant, device);
	if (state && !obeyed(tenant, state.enabled)) {
		return refusal('Enable lost mode is already pending for this device.');
	}
	if (state) return refusal('Device is already in lost mode.');
	const { Message: message, PhoneNumber: phone, Footnote: footnote } = record(body);
	startLostMode(tenant, device, {
		by: tokenName,
		enabled: tenant.now(),
		message: text(message),
		phone: text(phone),
		footnote: text(footnote),
	});
	queue(tenant, device, {
		command_type: 'EnableLostMode',
		request_type: 'EnableLostMode',
		metadata: {},
	});
	return accepted();
}

/** What may be asked of a device in lost mode: the command, and where its state notes it. */
const LOST_COMMANDS = {
	disablelostmode: ['DisableLostMode', 'Disable Lost Mode'],
	playlostmodesound: ['PlayLostModeSound', 'Play Lost Mode Sound'],
	updatelocation: ['DeviceLocation', 'Update Location'],
} as const;

function ask(
	{ tenant, tokenName }: Call,
	device: Device,
	action: keyof typeof LOST_COMMANDS,
): Reply {
	const state = lostModeState(tenant, device);
	if (!state) return notLost();
	const now = tenant.now();
	if (action === 'disablelostmode') {
		if (state.disabled) {
			return refusal('Disable lost mode is already pending for this device.');
		}
		state.disabled = { at: now, by: tokenName };
	}
	if (action === 'playlostmodesound') state.sounded = now;
	if (action === 'updatelocation') state.located = now;
	const [command] = LOST_COMMANDS[action];
	queue(tenant, device, { command_type: command, request_type: command, metadata: {} });
	return accepted();
}

const action = (
	name: string,
	permission: string,
	act: (call: Call, device: Device) => Reply,
): Route => ({
	method: 'POST',
	path: `/api/v1/devices/:device_id/action/${name}`,
	permission: `Device Actions > ${permission}`,
	handle: withDevice((call, device) =>
		PHONES.includes(device.platform)
			? act(call, device)
			: refusal('Command is not allowed for current device'),
	),
});

const details = '/api/v1/devices/:device_id/details/lostmode';

/** Lost mode of iPhone and iPad: asked for, then obeyed a moment later by the clock. */
export const lostModeArea: Area = {
	routes: [
		action('enablelostmode', 'Enable Lost Mode', enable),
		...(Object.keys(LOST_COMMANDS) as Array<keyof typeof LOST_COMMANDS>).map((name) =>
			action(name, LOST_COMMANDS[name][1], (call, device) => ask(call, device, name)),
		),
		{
			method: 'GET',
			path: details,
			permission: 'Device Information > Get Device Lost Mode details',
			handle: withDevice(({ tenant }, device) => {
				const mode = lostModeOf(tenant, device);
				return mode ? { body: { device_id: device.device_id, lost_mode: mode } } : notLost();
			}),
		},
		{
			method: 'DELETE',
			path: details,
			permission: 'Device Information > Cancel Lost Mode',
			handle: withDevice(({ tenant }, device) => {
				if (!lostModeState(tenant, device)) return notLost();
				endLostMode(tenant, device);
				return accepted();
			}),
		},
	],
};
