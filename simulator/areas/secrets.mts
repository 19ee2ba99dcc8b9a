import type { Area, Route } from '../api.mts';
import { Dice } from '../dice.mts';
import type { Device } from '../tenant.mts';
import { isApple, withDevice } from './device-record.mts';
import { traitsOf } from './device-traits.mts';

const LETTERS = [...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'];

const code = (device: Device, kind: string, groups: readonly number[]): string => {
	const dice = new Dice(`${device.device_id}:${kind}`);
	const group = (length: number): string =>
		Array.from({ length }, () => dice.pick(LETTERS)).join('');
	return groups.map(group).join('-');
};

const BYPASS = [5, 5, 4, 4, 4, 4];
const RECOVERY = [5, 5, 4, 4, 4, 4];
const FILEVAULT = [4, 4, 4, 4, 4, 4];

/** A secret: its path, its checkbox, and what it answers; null where nothing is escrowed (docs/kandji-api.md T23). */
const SECRETS: ReadonlyArray<
	[path: string, permission: string, read: (device: Device) => Record<string, string | null>]
> = [
	[
		'bypasscode',
		'Activation lock bypass code',
		(device) => {
			const locked = isApple(device.platform) && device.platform !== 'AppleTV';
			const own = locked && traitsOf(device).activationLock;
			return {
				user_based_albc: own ? code(device, 'user albc', BYPASS) : null,
				device_based_albc: locked ? code(device, 'device albc', BYPASS) : null,
			};
		},
	],
	[
		'filevaultkey',
		'FileVault recovery key',
		(device) => ({
			key: traitsOf(device).keyEscrowed ? code(device, 'filevault', FILEVAULT) : null,
		}),
	],
	['unlockpin', 'Unlock device pin', (device) => ({ pin: device.lock?.pin ?? null })],
	[
		'recoverypassword',
		'Recovery Lock password',
		(device) => ({
			recovery_password: traitsOf(device).recoveryLock ? code(device, 'recovery', RECOVERY) : null,
		}),
	],
];

/** Secrets of a device; every reading is written to the audit log. */
export const secretsArea: Area = {
	routes: SECRETS.map(
		([path, permission, read]): Route => ({
			method: 'GET',
			path: `/api/v1/devices/:device_id/secrets/${path}`,
			permission: `Device Secrets > ${permission}`,
			handle: withDevice(({ tenant, tokenName }, device) => {
				tenant.audit({
					action: 'view',
					target_type: 'device',
					target_id: device.device_id,
					target_component: path,
					metadata: { serial_number: device.serial_number },
					actor: tokenName,
				});
				return { body: read(device) };
			}),
		}),
	),
};
