import { isSet } from '../util/json';
import { deviceField } from '../locate/deviceLocator';
import type { Check } from './checks';
import { localAccount, lockScreen } from './deviceActionFields';
import { operation } from './operationTypes';
import type { Operation } from './operationTypes';

/** An empty name must not mean "all of them", and a name must not go under in it. */
const oneOrAllUsers: Check = ({ body }) => {
	const all = body.DeleteAllUsers === true;
	if (all !== isSet(body.UserName)) return undefined;
	return all
		? {
				message: 'A User Name and Delete All Users exclude each other',
				description: 'Remove the User Name, or switch Delete All Users off',
			}
		: {
				message: 'Nobody is named whose account should be deleted',
				description: 'Add the field User Name and fill it in, or switch Delete All Users on',
			};
};

/** A missing passcode removes the present one, so that must be chosen. */
const passcodeAsMeant: Check = ({ body, settings }) => {
	const removes = settings.passcodeChange === 'remove';
	if (removes !== isSet(body.newPassword)) return undefined;
	return removes
		? {
				message: 'A New Passcode is given, but Passcode is set to Remove',
				description: 'Remove the New Passcode, or choose Set New',
			}
		: {
				message: 'The New Passcode is empty, which would remove the present passcode',
				description: 'Add the field New Passcode and fill it in, or choose Remove',
			};
};

/** A profile for a service that is off would be ignored, and the device would stay offline. */
const profileNeedsReturn: Check = ({ body }) =>
	isSet(body['ReturnToService.ProfileId']) && body['ReturnToService.Enabled'] !== true
		? {
				message: 'Return to Service Profile ID is given, but Return to Service is not on',
				description: 'Add Return to Service and switch it on, or remove the profile',
			}
		: undefined;

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
		command: 'ClearPasscode',
		permission: 'Device Actions > Clear Passcode?',
		path: [deviceField],
		risk: 'disruptive',
	}),
	operation({
		name: 'Delete User',
		value: 'deleteUser',
		action: 'Delete local user account from device irreversibly',
		description:
			'Delete local user accounts of a supervised Mac or Shared iPad; their owners lose all files in them',
		route: 'POST /devices/{device}/action/deleteuser',
		effect: 'command',
		command: 'DeleteUser',
		permission: 'Device Actions > Delete User?',
		notice: 'Deleting an account deletes its files on the device. Nothing brings them back.',
		alsoNeeds: ['Device Information > Device ID'],
		path: [deviceField],
		risk: 'destructive',
		confirm: true,
		checks: [oneOrAllUsers],
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
			'Erase everything on one device, the work of its user included, and reset it. This cannot be undone.',
		route: 'POST /devices/{device}/action/erase',
		effect: 'command',
		command: 'EraseDevice',
		permission: 'Device Actions > Erase Device?',
		notice:
			'Erasing deletes everything on the device, the work of the person who has it included. Nothing brings it back, and a command that Kandji has accepted cannot be recalled.',
		alsoNeeds: ['Device Information > Device ID'],
		path: [deviceField],
		risk: 'destructive',
		confirm: true,
		checks: [profileNeedsReturn],
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
				description: 'Whether an iPhone or iPad with eSIM keeps its data plan (on by default)',
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
			'Lock the person at one Apple or Android device out at once. For a Mac the answer holds the PIN.',
		route: 'POST /devices/{device}/action/lock',
		effect: 'command',
		command: 'DeviceLock',
		permission: 'Device Actions > Lock Device',
		notice:
			'The person at the device is locked out at once. A Mac opens again with the PIN in the answer; one with Apple silicon before macOS 11.5 is deactivated by it.',
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
			'Set or remove the work profile passcode of one Android device. Its user must learn the new one.',
		route: 'POST /devices/{device}/action/resetworkprofilepasscode',
		effect: 'command',
		command: 'ResetWorkProfilePasscode',
		permission: 'Device Actions > Reset Work Profile Passcode?',
		path: [deviceField],
		risk: 'disruptive',
		checks: [passcodeAsMeant],
		settings: [
			{
				displayName: 'Passcode',
				name: 'passcodeChange',
				type: 'options',
				required: true,
				default: 'set',
				description: 'What happens to the passcode of the work profile',
				options: [
					{ name: 'Remove', value: 'remove', description: 'Leaves the work profile without one' },
					{ name: 'Set New', value: 'set', description: 'Takes the New Passcode below' },
				],
			},
		],
		body: [
			{
				displayName: 'New Passcode',
				name: 'newPassword',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description:
					'At least 4 characters, 6 on Android 14; needed to set a new one. A work profile passcode library item may demand that there is one.',
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
		action: 'Unlock local user account on device',
		description:
			'Let the owner of an account of one Mac log in again that too many wrong passwords locked',
		route: 'POST /devices/{device}/action/unlockaccount',
		effect: 'command',
		command: 'UnlockUserAccount',
		permission: 'Device Actions > Unlock Account?',
		path: [deviceField],
		body: [{ ...localAccount, required: true }],
	}),
];
