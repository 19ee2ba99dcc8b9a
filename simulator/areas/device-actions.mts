import type { Area, Call, Reply, Route } from '../api.mts';
import { accepted, record, refusal } from '../replies.mts';
import type { Device, Platform } from '../tenant.mts';
import { checked, CHECKS } from './action-checks.mts';
import type { Check } from './action-checks.mts';
import { isPending, queue } from './commands.mts';
import { withDevice } from './device-record.mts';

const APPLE: readonly Platform[] = ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Vision'];
const PHONES: readonly Platform[] = ['iPhone', 'iPad'];
const MAC: readonly Platform[] = ['Mac'];

/** What a device does on a command. */
interface Action {
	/** Last part of the path. */
	name: string;
	permission: string;
	/** Where it is allowed; elsewhere 400. */
	platforms: readonly Platform[];
	command: string;
	/** MDM request, where it differs from the command. */
	request?: string;
	check?: Check;
	/** What it changes; an answer with a body comes from here. */
	effect?: (call: Call, device: Device) => Reply | undefined;
	/** May be sent again while one waits. */
	repeatable?: true;
}

/** Notes a value in the device's details. */
const detail = (device: Device, section: string, key: string, value: unknown): undefined => {
	const before = record(device.details?.[section]);
	device.details = { ...device.details, [section]: { ...before, [key]: value } };
};

/** A Mac gets a PIN and refuses a second lock; a phone just locks. */
function lock({ tenant }: Call, device: Device): Reply | undefined {
	if (device.platform !== 'Mac') return undefined;
	const pin = tenant.faker.string.numeric(6);
	device.lock = { pin };
	return { body: { PIN: pin } };
}

function setName({ tenant, body }: Call, device: Device): undefined {
	const to = String(record(body).DeviceName);
	tenant.record(device, 'name_changed', { to, from: device.device_name });
	device.device_name = to;
	delete device.raw?.device_name;
}

const ACTIONS: readonly Action[] = [
	{
		name: 'blankpush',
		permission: 'Send a blank push',
		platforms: APPLE,
		command: 'BlankPush',
		repeatable: true,
	},
	{
		name: 'clearpasscode',
		permission: 'Clear Passcode',
		platforms: PHONES,
		command: 'ClearPasscode',
	},
	{
		name: 'dailycheckin',
		permission: 'Perform Daily Check-in',
		platforms: [...APPLE, 'Windows'],
		command: 'DailyCheckIn',
		request: 'DeviceInformation',
	},
	{
		name: 'deleteuser',
		permission: 'Delete User',
		platforms: ['Mac', 'iPad'],
		command: 'DeleteUser',
		check: CHECKS.deleteUser,
	},
	{
		name: 'erase',
		permission: 'Erase Device',
		platforms: [...APPLE, 'Windows', 'Android'],
		command: 'EraseDevice',
		check: CHECKS.erase,
		effect: (_call, device) => {
			delete device.lock;
			return undefined;
		},
	},
	{
		name: 'lock',
		permission: 'Lock Device',
		platforms: ['Mac', 'iPhone', 'iPad', 'Vision', 'Android'],
		command: 'DeviceLock',
		check: (_call, device) => (device.lock ? refusal('This device is already locked.') : undefined),
		effect: lock,
	},
	{
		name: 'refreshcellularplans',
		permission: 'Refresh eSIM',
		platforms: PHONES,
		command: 'RefreshCellularPlans',
		check: checked({ eSIMServerURL: 'text' }, CHECKS.cellular),
	},
	{
		name: 'reinstallagent',
		permission: 'Install Kandji Agent',
		platforms: MAC,
		command: 'InstallKandjiAgent',
		request: 'InstallEnterpriseApplication',
	},
	{
		name: 'remotedesktop',
		permission: 'Remote Desktop',
		platforms: MAC,
		command: 'RemoteDesktop',
		request: 'EnableRemoteDesktop',
		check: checked({ EnableRemoteDesktop: 'boolean' }),
		effect: ({ body }, device) => {
			const on = record(body).EnableRemoteDesktop;
			return detail(device, 'security_information', 'remote_desktop_enabled', on);
		},
	},
	{
		name: 'renewmdmprofile',
		permission: 'Renew MDM Profile',
		platforms: APPLE,
		command: 'RenewMDMProfile',
		request: 'InstallProfile',
	},
	{
		name: 'resetworkprofilepasscode',
		permission: 'Reset Work Profile Passcode',
		platforms: ['Android'],
		command: 'ResetWorkProfilePasscode',
		request: 'RESET_PASSWORD',
		check: CHECKS.workProfilePasscode,
	},
	{
		name: 'restart',
		permission: 'Restart Device',
		platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV'],
		command: 'RestartDevice',
		check: checked({ 'RebuildKernelCache?': 'boolean', 'NotifyUser?': 'boolean' }),
	},
	{
		name: 'setname',
		permission: 'Set Name',
		platforms: APPLE,
		command: 'DeviceName',
		request: 'Settings',
		check: checked({ DeviceName: 'text' }),
		effect: setName,
	},
	{
		name: 'shutdown',
		permission: 'Shutdown device',
		platforms: ['Mac', 'iPhone', 'iPad'],
		command: 'ShutDownDevice',
	},
	{
		name: 'toggledataroaming',
		permission: 'Set Data Roaming',
		platforms: PHONES,
		command: 'DataRoaming',
		request: 'Settings',
		check: checked({ Enabled: 'boolean' }, CHECKS.cellular),
		effect: ({ body }, device) => detail(device, 'cellular', 'data_roaming', record(body).Enabled),
	},
	{
		name: 'togglepersonalhotspot',
		permission: 'Set Personal Hotspot',
		platforms: PHONES,
		command: 'PersonalHotspot',
		request: 'Settings',
		check: checked({ Enabled: 'boolean' }, CHECKS.cellular),
	},
	{
		name: 'unlockaccount',
		permission: 'Unlock Account',
		platforms: MAC,
		command: 'UnlockUserAccount',
		check: checked({ UserName: 'text' }),
	},
	{
		name: 'updateinventory',
		permission: 'Update device inventory',
		platforms: APPLE,
		command: 'UpdateInventory',
		request: 'DeviceInformation',
		repeatable: true,
	},
];

function act(action: Action, call: Call, device: Device): Reply {
	const { tenant } = call;
	const { platforms, command, request = command } = action;
	if (!platforms.includes(device.platform)) {
		return refusal('Command is not allowed for current device');
	}
	const refused = action.check?.(call, device);
	if (refused) return refused;
	if (!action.repeatable && isPending(tenant, device, command)) {
		return refusal('Command already running');
	}
	const answer = action.effect?.(call, device);
	queue(tenant, device, { command_type: command, request_type: request, metadata: {} });
	return answer ?? accepted();
}

const route = (action: Action): Route => ({
	method: 'POST',
	path: `/api/v1/devices/:device_id/action/${action.name}`,
	permission: `Device Actions > ${action.permission}`,
	handle: withDevice((call, device) => act(action, call, device)),
});

/** What can be done to a device: 200 without a body, and a command that completes a moment later. */
export const deviceActionsArea: Area = { routes: ACTIONS.map(route) };
