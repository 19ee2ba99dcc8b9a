import { deviceField } from '../locate/device';
import { localAccount, lockScreen } from './deviceActionFields';
import { operation } from './types';
import type { Operation } from './types';

/** Actions that decide who gets at a device and its data. Kandji spells the keys of most bodies in PascalCase. */
export const securityActions: Operation[] = [
	operation({
		name: 'Clear Passcode',
		value: 'clearPasscode',
		action: 'Clear passcode of device',
		description:
			'Remove the passcode of one iPhone or iPad, so that anybody who holds it can open it',
		route: 'POST /devices/{device}/action/clearpasscode',
		effect: 'command',
		permission: 'Device Actions > Clear Passcode?',
		path: [deviceField],
		risk: 'disruptive',
	}),
	operation({
		name: 'Delete User',
		value: 'deleteUser',
		action: 'Delete local user account from device irreversibly',
		description:
			'Delete one or all local user accounts, with their files, from a supervised Mac or Shared iPad',
		route: 'POST /devices/{device}/action/deleteuser',
		effect: 'command',
		permission: 'Device Actions > Delete User?',
		alsoNeeds: ['Device Information > Device ID'],
		path: [deviceField],
		risk: 'destructive',
		confirm: true,
		body: [
			{
				displayName: 'Delete All Users',
				name: 'deleteAllUsers',
				type: 'boolean',
				default: false,
				description: 'Whether to delete every local user account, not just one',
				sendAs: 'DeleteAllUsers',
			},
			{
				displayName: 'Force Deletion',
				name: 'forceDeletion',
				type: 'boolean',
				default: false,
				description: 'Whether to delete an account even if it holds data that is not yet synced',
				sendAs: 'ForceDeletion',
			},
			{
				...localAccount,
				description:
					'Short name of the local account to delete, needed unless Delete All Users is on',
			},
		],
	}),
	operation({
		name: 'Erase',
		value: 'erase',
		action: 'Erase device and all its data irreversibly',
		description:
			'Erase all data on one device and reset it to factory settings. This cannot be undone.',
		route: 'POST /devices/{device}/action/erase',
		effect: 'command',
		permission: 'Device Actions > Erase Device?',
		alsoNeeds: ['Device Information > Device ID'],
		path: [deviceField],
		risk: 'destructive',
		confirm: true,
		body: [
			{
				displayName: 'Android Erase Flags',
				name: 'eraseFlags',
				type: 'options',
				default: 'WIPE_EXTERNAL_STORAGE',
				description: 'What else to erase on an Android device',
				options: [
					{
						name: 'eSIMs',
						value: 'WIPE_ESIMS',
						description: 'Removes all eSIMs of a company-owned device',
					},
					{
						name: 'External Storage',
						value: 'WIPE_EXTERNAL_STORAGE',
						description: 'Wipes SD cards and the like too',
					},
					{ name: 'External Storage and eSIMs', value: 'WIPE_EXTERNAL_STORAGE,WIPE_ESIMS' },
				],
				sendAs: 'erase_flags',
			},
			{
				displayName: 'Disallow Proximity Setup',
				name: 'disallowProximitySetup',
				type: 'boolean',
				default: false,
				description:
					'Whether to disable Proximity Setup at the next start and skip its pane in Setup Assistant. Not together with other options before iOS 14.',
				sendAs: 'DisallowProximitySetup',
			},
			{
				displayName: 'PIN',
				name: 'pin',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				placeholder: 'e.g. 042719',
				description:
					'Six-character PIN for Find My on a Mac, ignored by other devices. Text, so that leading zeros stay.',
				sendAs: 'PIN',
			},
			{
				displayName: 'Preserve Data Plan',
				name: 'preserveDataPlan',
				type: 'boolean',
				default: true,
				description:
					'Whether an iPhone or iPad with eSIM keeps its data plan, as it does unless told otherwise',
				sendAs: 'PreserveDataPlan',
			},
			{
				displayName: 'Return to Service',
				name: 'returnToService',
				type: 'boolean',
				default: true,
				description:
					'Whether an iPhone or iPad with version 17 or later enrolls itself again after it was erased. Activation Lock must be off.',
				sendAs: 'ReturnToService.Enabled',
			},
			{
				displayName: 'Return to Service Profile ID',
				name: 'returnToServiceProfileId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 8b6e0d3c-27f1-4a95-b0c8-5d91e4f7a263',
				description:
					'Wi-Fi profile for Return to Service, which must be on as well. Needed where the device has no wired network.',
				sendAs: 'ReturnToService.ProfileId',
			},
			{
				displayName: 'Windows Erase Mode',
				name: 'eraseMode',
				type: 'options',
				default: 'WIPE',
				description: 'How a Windows device is erased',
				options: [
					{
						name: 'Wipe',
						value: 'WIPE',
						description: 'Removes everything, as resetting the PC from its settings does',
					},
					{
						name: 'Wipe From Cloud',
						value: 'WIPE_CLOUD',
						description: 'Wipes and reinstalls Windows from the cloud',
					},
					{
						name: 'Wipe Protected',
						value: 'WIPE_PROTECTED',
						description:
							'Cleans the drive fully and cannot be dodged by power cycling, but may leave the device unable to start',
					},
				],
				sendAs: 'erase_mode',
			},
		],
	}),
	operation({
		name: 'Lock',
		value: 'lock',
		action: 'Lock device',
		description:
			'Lock one Apple or Android device. A Mac answers its PIN. Deactivates Apple silicon before macOS 11.5.',
		route: 'POST /devices/{device}/action/lock',
		effect: 'command',
		permission: 'Device Actions > Lock Device',
		path: [deviceField],
		risk: 'disruptive',
		secrets: ['PIN'],
		body: [lockScreen.message, lockScreen.phoneNumber],
	}),
	operation({
		name: 'Reset Work Profile Passcode',
		value: 'resetWorkProfilePasscode',
		action: 'Reset work profile passcode of device',
		description:
			'Set a new work profile passcode on one Android device, or remove the passcode if no new one is given',
		route: 'POST /devices/{device}/action/resetworkprofilepasscode',
		effect: 'command',
		permission: 'Device Actions > Reset Work Profile Passcode?',
		path: [deviceField],
		risk: 'disruptive',
		body: [
			{
				displayName: 'New Passcode',
				name: 'newPassword',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description:
					'At least 4 characters, 6 on Android 14. The present passcode is removed if this is empty, unless a work profile passcode library item demands one.',
				sendAs: 'newPassword',
			},
			{
				displayName: 'Reset Flags',
				name: 'resetPasswordFlags',
				type: 'multiOptions',
				default: [],
				description: 'What else to do',
				options: [
					{ name: 'Lock Now', value: 'LOCK_NOW', description: 'Locks the work profile at once' },
				],
				sendAs: 'resetPasswordFlags',
			},
		],
	}),
	operation({
		name: 'Unlock Account',
		value: 'unlockAccount',
		action: 'Unlock local user account of device',
		description:
			'Unlock a local user account of one Mac that was locked after too many wrong passwords',
		route: 'POST /devices/{device}/action/unlockaccount',
		effect: 'command',
		permission: 'Device Actions > Unlock Account?',
		path: [deviceField],
		body: [{ ...localAccount, required: true }],
	}),
];
