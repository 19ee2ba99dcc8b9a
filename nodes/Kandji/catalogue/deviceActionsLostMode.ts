import { deviceField } from '../locate/deviceLocator';
import { lockScreen } from './deviceActionFields';
import { operation } from './operationTypes';
import type { Operation } from './operationTypes';

/** Lost mode, which only iPhone and iPad have. */
export const lostModeActions: Operation[] = [
	operation({
		name: 'Cancel Lost Mode',
		value: 'cancelLostMode',
		action: 'Cancel stuck lost mode request of device',
		description:
			'Cancel a lost mode request that is stuck. To end a working lost mode use Disable Lost Mode.',
		route: 'DELETE /devices/{device}/details/lostmode',
		permission: 'Device Information > Cancel Lost Mode?',
		path: [deviceField],
		risk: 'disruptive',
	}),
	operation({
		name: 'Disable Lost Mode',
		value: 'disableLostMode',
		action: 'Turn off lost mode of device',
		description: 'Turn off lost mode on one iPhone or iPad, so that its user can use it again',
		route: 'POST /devices/{device}/action/disablelostmode',
		effect: 'command',
		command: 'DisableLostMode',
		permission: 'Device Actions > Disable Lost Mode?',
		path: [deviceField],
		risk: 'disruptive',
	}),
	operation({
		name: 'Enable Lost Mode',
		value: 'enableLostMode',
		action: 'Turn on lost mode of device',
		description:
			'Turn one iPhone or iPad into a locked screen with your message, which can be located',
		route: 'POST /devices/{device}/action/enablelostmode',
		effect: 'command',
		command: 'EnableLostMode',
		permission: 'Device Actions > Enable Lost Mode?',
		path: [deviceField],
		risk: 'disruptive',
		body: [
			{
				displayName: 'Footnote',
				name: 'footnote',
				type: 'string',
				default: '',
				description: 'Small text at the bottom of the lock screen',
				sendAs: 'Footnote',
			},
			lockScreen.message,
			lockScreen.phoneNumber,
		],
	}),
	operation({
		name: 'Play Lost Mode Sound',
		value: 'playLostModeSound',
		action: 'Play sound on lost device',
		description:
			'Play a sound for two minutes on one iPhone or iPad in lost mode, even when it is silenced',
		route: 'POST /devices/{device}/action/playlostmodesound',
		effect: 'command',
		command: 'PlayLostModeSound',
		permission: 'Device Actions > Play Lost Mode Sound?',
		path: [deviceField],
		risk: 'disruptive',
	}),
	operation({
		name: 'Update Location',
		value: 'updateLocation',
		action: 'Locate lost device',
		description:
			'Ask one iPhone or iPad in lost mode where it is. The answer: Device > Get Lost Mode Details.',
		route: 'POST /devices/{device}/action/updatelocation',
		effect: 'command',
		command: 'DeviceLocation',
		permission: 'Device Actions > Update Location?',
		path: [deviceField],
	}),
];
