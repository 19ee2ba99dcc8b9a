import type { Call, Reply } from '../api.mts';
import { fieldErrors, record, refusal } from '../replies.mts';
import { modelOf } from '../seed-models.mts';
import type { Device } from '../tenant.mts';
import { itemsOf } from './library.mts';

/** Refuses a body, or undefined when it may pass. */
export type Check = (call: Call, device: Device) => Reply | undefined;

const PIN_LENGTH = 6;
const ERASE_MODES = ['WIPE', 'WIPE_CLOUD', 'WIPE_PROTECTED'];
const ERASE_FLAGS = ['WIPE_EXTERNAL_STORAGE', 'WIPE_ESIMS'];

/** What is wrong with a value that should be a text or a truth value. */
function complaint(value: unknown, kind: 'text' | 'boolean'): string | undefined {
	if (value === undefined) return 'This field is required.';
	if (kind === 'boolean')
		return typeof value === 'boolean' ? undefined : 'Must be a valid boolean.';
	if (typeof value !== 'string') return 'Not a valid string.';
	return value.trim() === '' ? 'This field may not be blank.' : undefined;
}

/** Checks fields of the body by name (PascalCase, docs/kandji-api.md T09); a trailing `?` makes one optional. */
export const checked =
	(fields: Record<string, 'text' | 'boolean'>, also?: Check): Check =>
	(call, device) => {
		const body = record(call.body);
		const errors: Record<string, string[]> = {};
		for (const [spelled, kind] of Object.entries(fields)) {
			const name = spelled.replace('?', '');
			if (name !== spelled && body[name] === undefined) continue;
			const error = complaint(body[name], kind);
			if (error) errors[name] = [error];
		}
		return Object.keys(errors).length > 0 ? fieldErrors(errors) : also?.(call, device);
	};

/** Only what has a modem. */
const cellular: Check = (_call, device) =>
	modelOf(device).cellular ? undefined : refusal('Command is not allowed for current device');

const deleteUser: Check = (call, device) =>
	record(call.body).DeleteAllUsers === true
		? undefined
		: checked({ UserName: 'text' })(call, device);

/** Return to Service names a Wi-Fi profile of the device's blueprint, or none; a Mac ignores it. */
function returnToService(call: Call, device: Device): Reply | undefined {
	const given = record(call.body).ReturnToService;
	if (given === undefined || device.platform === 'Mac') return undefined;
	const { Enabled: enabled, ProfileId: profile } = record(given);
	if (typeof enabled !== 'boolean') {
		const error = complaint(enabled, 'boolean') ?? '';
		return { status: 400, body: { ReturnToService: { Enabled: [error] } } };
	}
	if (!enabled || profile === undefined || profile === '') return undefined;
	const inScope = itemsOf(call.tenant, device).some(
		({ id, type }) => id === profile && type === 'custom-profile',
	);
	return inScope ? undefined : refusal('The specified profile is not in scope for the device');
}

const erase: Check = (call, device) => {
	const { PIN: pin, erase_mode: mode, erase_flags: flags } = record(call.body);
	const errors: Record<string, string[]> = {};
	if (device.platform === 'Mac' && pin !== undefined) {
		if (typeof pin !== 'string') errors.PIN = ['Not a valid string.'];
		else if (pin.length !== PIN_LENGTH) errors.PIN = ['The PIN must be six characters long.'];
	}
	if (device.platform === 'Windows' && mode !== undefined && !ERASE_MODES.includes(String(mode))) {
		errors.erase_mode = [`"${String(mode)}" is not a valid choice.`];
	}
	if (device.platform === 'Android' && flags !== undefined) {
		const wrong = String(flags)
			.split(',')
			.find((flag) => !ERASE_FLAGS.includes(flag.trim()));
		if (wrong !== undefined) errors.erase_flags = [`"${wrong}" is not a valid choice.`];
	}
	return Object.keys(errors).length > 0 ? fieldErrors(errors) : returnToService(call, device);
};

/** At least 4 characters, 6 on Android 14; without a passcode the old one is removed. */
const workProfilePasscode: Check = ({ body }, device) => {
	const { newPassword: passcode } = record(body);
	if (passcode === undefined) return undefined;
	if (typeof passcode !== 'string') return fieldErrors({ newPassword: ['Not a valid string.'] });
	const least = device.os_version.startsWith('14') ? 6 : 4;
	if (passcode.length >= least) return undefined;
	return fieldErrors({ newPassword: [`Ensure this field has at least ${least} characters.`] });
};

/** Checks that need more than the type of a field. */
export const CHECKS = { cellular, deleteUser, erase, workProfilePasscode } satisfies Record<
	string,
	Check
>;
