import { isoMicro } from '../dates.mts';
import type { Dice } from '../dice.mts';
import type { ActivityEntry, Command, Device } from '../tenant.mts';

type Sent = Pick<Command, 'command_type' | 'request_type' | 'metadata'>;

const sent = (command: string, metadata: Sent['metadata'] = {}, request = command): Sent => ({
	command_type: command,
	request_type: request,
	metadata,
});

const app = (dice: Dice, name: string): Sent['metadata'] => ({
	name,
	author: 'Accuhive',
	version: `${dice.int(1, 9)}.${dice.int(0, 9)}`,
	bundle_id: `com.example.${name.toLowerCase().replaceAll(' ', '-')}`,
	library_item_id: dice.uuid(),
});

/** Commands that an Apple device receives after it has enrolled; the metadata are free-form, by command (docs/kandji-api.md T14). */
export function commandsAfterEnrolment(dice: Dice, { device_name: name }: Device): Sent[] {
	return [
		sent('DeviceInformation'),
		sent('SecurityInfo'),
		sent('InstalledApplicationList'),
		sent('ProfileList'),
		sent('SetInitialConfiguration', { Items: ['MDMOptions'] }, 'Settings'),
		sent('DeveloperCustomCommand', { request: 'Settings' }, 'Settings'),
		sent(
			'SetDeviceNameLibraryItem',
			{
				items: ['DeviceName', 'HostName'],
				host_name: name,
				DeviceName: name,
				SettingName: 'DeviceName',
				device_name: name,
			},
			'Settings',
		),
		sent(
			'InstallVPPApplication',
			{
				...app(dice, 'Podcasts'),
				with_config: false,
				external_version_identifier: dice.int(1, 9e8),
			},
			'InstallApplication',
		),
		sent('InstallIPAV2Application', app(dice, 'Field Notes'), 'InstallApplication'),
		sent('ManagedApplicationConfiguration', { Identifiers: ['com.example.podcasts'] }),
		sent('ManagedApplicationAttributes', { Identifiers: ['com.example.podcasts'] }),
	];
}

/** A fragment of a policy as Google spells it. */
export const POLICY = {
	applications: [
		{
			packageName: 'com.example.stock',
			installType: 'FORCE_INSTALLED',
			autoUpdateMode: 'AUTO_UPDATE_DEFAULT',
			defaultPermissionPolicy: 'PROMPT',
		},
	],
	cameraAccess: 'CAMERA_ACCESS_USER_CHOICE',
	screenCaptureDisabled: false,
	defaultPermissionPolicy: 'PROMPT',
	advancedSecurityOverrides: {
		developerSettings: 'DEVELOPER_SETTINGS_DISABLED',
		untrustedAppsPolicy: 'DISALLOW_INSTALL',
	},
	personalUsagePolicies: {
		cameraDisabled: false,
		privateSpacePolicy: 'PRIVATE_SPACE_ALLOWED',
		screenCaptureDisabled: true,
	},
};

/** What a Windows PC did with a library item. */
export function applied(dice: Dice, at: Date): ActivityEntry['details'] {
	const when = isoMicro(at);
	return {
		status: 'Success',
		results: [{ path: './Vendor/MSFT/AppLocker/Policy', status_code: '200', command_type: 'Add' }],
		csp_name: 'AppLocker',
		csp_path: './Vendor/MSFT/AppLocker',
		diff_info: {
			diff_id: dice.uuid(),
			diff_hash: dice.hex(32),
			diff_added_at: when,
			diff_updated_at: when,
			diff_attempted_at: when,
			diff_attempt_count: '1',
		},
		policy_area: null,
		timeline_id: dice.uuid(),
		library_item_id: dice.uuid(),
		library_item_version: '2',
	};
}
