import { deviceField } from '../locate/deviceLocator';
import { enabledSwitch } from './deviceActionFields';
import { lostModeActions } from './deviceActionsLostMode';
import { securityActions } from './deviceActionsSecurity';
import { operation } from './operationTypes';
import type { Resource } from './operationTypes';

/** Commands to one device; Kandji accepts them at once and the device carries them out when it is next online. */
export const deviceAction: Resource = {
	name: 'Device Action',
	value: 'deviceAction',
	shownFirst: [
		...['lock', 'restart', 'blankPush', 'updateInventory', 'enableLostMode', 'updateLocation'],
		...['playLostModeSound', 'disableLostMode', 'setName', 'clearPasscode', 'unlockAccount'],
		...['erase', 'shutdown', 'dailyCheckIn', 'reinstallAgent', 'renewMdmProfile'],
	],
	operations: [
		...lostModeActions,
		...securityActions,
		operation({
			name: 'Blank Push',
			value: 'blankPush',
			action: 'Ask device to check in by blank push',
			description: 'Have one Apple device check in for waiting commands. Its user notices nothing.',
			route: 'POST /devices/{device}/action/blankpush',
			effect: 'command',
			command: 'BlankPush',
			permission: 'Device Actions > Send a blank push',
			path: [deviceField],
		}),
		operation({
			name: 'Daily Check-In',
			value: 'dailyCheckIn',
			action: 'Ask device for its daily check in',
			description:
				'Run the daily MDM commands of one Apple device, or the full daily sync of one Windows device',
			route: 'POST /devices/{device}/action/dailycheckin',
			effect: 'command',
			command: 'DailyCheckIn',
			permission: 'Device Actions > Perform Daily Check-in?',
			path: [deviceField],
		}),
		operation({
			name: 'Refresh Cellular Plans',
			value: 'refreshCellularPlans',
			action: 'Refresh cellular plans of device',
			description:
				'Have one iPhone or cellular iPad fetch its eSIM profile from the server of the carrier',
			route: 'POST /devices/{device}/action/refreshcellularplans',
			effect: 'command',
			command: 'RefreshCellularPlans',
			permission: 'Device Actions > Refresh eSIM?',
			path: [deviceField],
			risk: 'disruptive',
			body: [
				{
					displayName: 'eSIM Server URL',
					name: 'esimServerUrl',
					type: 'string',
					required: true,
					default: '',
					placeholder: 'e.g. https://esim.example.com',
					description: 'Address of the eSIM server (SM-DP+) that the carrier gave you',
					sendAs: 'eSIMServerURL',
				},
			],
		}),
		operation({
			name: 'Reinstall Agent',
			value: 'reinstallAgent',
			action: 'Reinstall agent on device',
			description: 'Reinstall the Kandji agent on one Mac',
			route: 'POST /devices/{device}/action/reinstallagent',
			effect: 'command',
			command: 'InstallKandjiAgent',
			permission: 'Device Actions > Install Kandji Agent',
			path: [deviceField],
		}),
		operation({
			name: 'Renew MDM Profile',
			value: 'renewMdmProfile',
			action: 'Renew MDM profile of device',
			description:
				'Install the root MDM profile of one Apple device again. Settings, apps and other profiles stay.',
			route: 'POST /devices/{device}/action/renewmdmprofile',
			effect: 'command',
			command: 'RenewMDMProfile',
			permission: 'Device Actions > Renew MDM Profile',
			path: [deviceField],
		}),
		operation({
			name: 'Restart',
			value: 'restart',
			action: 'Restart device',
			description:
				'Restart one Mac, iPhone, iPad or Apple TV. Without Notify User its user may lose unsaved work.',
			route: 'POST /devices/{device}/action/restart',
			effect: 'command',
			command: 'RestartDevice',
			permission: 'Device Actions > Restart Device',
			path: [deviceField],
			risk: 'disruptive',
			body: [
				{
					displayName: 'Notify User',
					name: 'notifyUser',
					type: 'boolean',
					default: true,
					description:
						'Whether to ask the user to restart when it suits them, on macOS 11.3 or later. A Mac at its login window restarts at once.',
					sendAs: 'NotifyUser',
				},
				{
					displayName: 'Rebuild Kernel Cache',
					name: 'rebuildKernelCache',
					type: 'boolean',
					default: true,
					description:
						'Whether to rebuild the kernel cache during the restart, on macOS 11 or later',
					sendAs: 'RebuildKernelCache',
				},
			],
		}),
		operation({
			name: 'Set Data Roaming',
			value: 'setDataRoaming',
			action: 'Turn data roaming of device on or off',
			description:
				'Turn data roaming of one iPhone or cellular iPad on or off; off, it has no mobile data abroad',
			route: 'POST /devices/{device}/action/toggledataroaming',
			effect: 'command',
			command: 'DataRoaming',
			permission: 'Device Actions > Set Data Roaming?',
			path: [deviceField],
			risk: 'disruptive',
			body: [{ ...enabledSwitch, description: 'Whether data roaming is on' }],
		}),
		operation({
			name: 'Set Name',
			value: 'setName',
			action: 'Rename device',
			description: 'Rename one Apple device. Its user sees the new name.',
			route: 'POST /devices/{device}/action/setname',
			effect: 'command',
			command: 'DeviceName',
			permission: 'Device Actions > Set Name?',
			path: [deviceField],
			body: [
				{
					displayName: 'Device Name',
					name: 'deviceName',
					type: 'string',
					required: true,
					default: '',
					placeholder: 'e.g. Nathan MacBook Pro',
					description: 'The new name of the device',
					sendAs: 'DeviceName',
				},
			],
		}),
		operation({
			name: 'Set Personal Hotspot',
			value: 'setPersonalHotspot',
			action: 'Turn personal hotspot of device on or off',
			description:
				'Turn the personal hotspot of one iPhone or cellular iPad, by which others go online, on or off',
			route: 'POST /devices/{device}/action/togglepersonalhotspot',
			effect: 'command',
			command: 'PersonalHotspot',
			permission: 'Device Actions > Set Personal Hotspot?',
			path: [deviceField],
			risk: 'disruptive',
			body: [{ ...enabledSwitch, description: 'Whether the personal hotspot is on' }],
		}),
		operation({
			name: 'Set Remote Desktop',
			value: 'setRemoteDesktop',
			action: 'Turn remote desktop of device on or off',
			description:
				'Turn Remote Management of one Mac on, so that all its users may be observed and controlled, or off',
			route: 'POST /devices/{device}/action/remotedesktop',
			effect: 'command',
			command: 'RemoteDesktop',
			permission: 'Device Actions > Remote Desktop',
			path: [deviceField],
			risk: 'disruptive',
			body: [
				{
					...enabledSwitch,
					description: 'Whether Remote Management is on',
					sendAs: 'EnableRemoteDesktop',
				},
			],
		}),
		operation({
			name: 'Shutdown',
			value: 'shutdown',
			action: 'Shut down device',
			description: 'Shut down one Mac, iPhone or iPad. It stays off until a person turns it on.',
			route: 'POST /devices/{device}/action/shutdown',
			effect: 'command',
			command: 'ShutDownDevice',
			permission: 'Device Actions > Shutdown device',
			notice:
				'The device shuts down at once and what its user has not saved is lost. Nobody can reach it until a person at the device turns it on.',
			path: [deviceField],
			risk: 'disruptive',
		}),
		operation({
			name: 'Update Inventory',
			value: 'updateInventory',
			action: 'Update inventory of device',
			description:
				'Run the daily MDM commands of one Apple device. Daily Check-In supersedes this and serves Windows too.',
			route: 'POST /devices/{device}/action/updateinventory',
			effect: 'command',
			command: 'UpdateInventory',
			permission: 'Device Actions > Update device inventory',
			path: [deviceField],
		}),
	],
};
