import { deviceField } from '../locate/deviceLocator';
import { operation } from './operationTypes';
import type { Resource } from './operationTypes';

/** Credentials that Kandji holds for a device. Kandji writes each read to its audit log. */
export const deviceSecret: Resource = {
	name: 'Device Secret',
	value: 'deviceSecret',
	shownFirst: ['getFileVaultKey', 'getUnlockPin'],
	operations: [
		operation({
			name: 'Get Activation Lock Bypass Code',
			value: 'getBypassCode',
			action: 'Get activation lock bypass code of device',
			description:
				'Get the Activation Lock bypass codes of one Apple device, or null. Kandji logs the read.',
			route: 'GET /devices/{device}/secrets/bypasscode',
			permission: 'Device Secrets > Activation lock bypass code',
			path: [deviceField],
			risk: 'secret',
		}),
		operation({
			name: 'Get FileVault Recovery Key',
			value: 'getFileVaultKey',
			action: 'Get FileVault recovery key of device',
			description:
				'Get the FileVault recovery key of one Mac, null where none is escrowed. Kandji logs the read.',
			route: 'GET /devices/{device}/secrets/filevaultkey',
			permission: 'Device Secrets > FileVault recovery key',
			path: [deviceField],
			risk: 'secret',
		}),
		operation({
			name: 'Get Recovery Lock Password',
			value: 'getRecoveryPassword',
			action: 'Get recovery lock password of device',
			description:
				'Get the Recovery Lock or firmware password of one Mac, or null. Kandji logs the read.',
			route: 'GET /devices/{device}/secrets/recoverypassword',
			permission: 'Device Secrets > Recovery Lock password',
			path: [deviceField],
			risk: 'secret',
		}),
		operation({
			name: 'Get Unlock PIN',
			value: 'getUnlockPin',
			action: 'Get unlock PIN of device',
			description:
				'Get the six-digit PIN that unlocks one locked Mac, or null. Kandji logs the read.',
			route: 'GET /devices/{device}/secrets/unlockpin',
			permission: 'Device Secrets > Unlock device pin',
			path: [deviceField],
			risk: 'secret',
		}),
	],
};
