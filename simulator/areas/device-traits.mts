import { Dice } from '../dice.mts';
import type { Device } from '../tenant.mts';

/** What a device's details and its secrets must agree on. */
export interface Traits {
	recoveryLock: boolean;
	keyEscrowed: boolean;
	activationLock: boolean;
	/** Locked by Kandji instead of by the person. */
	deviceActivationLock: boolean;
}

/** Follows from the device's id; FileVault's key can be escrowed only where FileVault is on. */
export function traitsOf(device: Device): Traits {
	const dice = new Dice(`${device.device_id}:traits`);
	const mac = device.platform === 'Mac';
	return {
		recoveryLock: mac && dice.chance(0.6),
		keyEscrowed: device.filevault_enabled === true && dice.chance(0.95),
		activationLock: dice.chance(0.15),
		deviceActivationLock:
			!['AppleTV', 'Windows', 'Android'].includes(device.platform) && dice.chance(0.1),
	};
}

/** The address on the internet of devices that are away from the office; the others state none. */
export function publicIp({ device_id: id }: Device): string {
	const dice = new Dice(`public ip:${id}`);
	return dice.chance(0.5) ? `203.0.113.${dice.int(1, 254)}` : '';
}
