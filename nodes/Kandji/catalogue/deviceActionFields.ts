import type { Field } from '../fields/field';

/** Texts of the lock screen, in the order of the form. */
export const lockScreen: Record<'message' | 'phoneNumber', Field> = {
	message: {
		displayName: 'Message',
		name: 'message',
		type: 'string',
		default: '',
		placeholder: 'e.g. Please contact IT',
		description: 'Text on the lock screen',
		sendAs: 'Message',
	},
	phoneNumber: {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 0100',
		description: 'Number to call on the lock screen. A Mac shows it only with Apple silicon.',
		sendAs: 'PhoneNumber',
	},
};

/** An account of the device itself, not a user of the directory. */
export const localAccount: Field = {
	displayName: 'User Name',
	name: 'userName',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan',
	description: 'Short name of the local account',
	sendAs: 'UserName',
};

/** The switch of an action that turns something on or off. */
export const enabledSwitch: Field = {
	displayName: 'Enabled',
	name: 'enabled',
	type: 'boolean',
	required: true,
	default: false,
	description: 'Whether it is on afterwards',
	sendAs: 'Enabled',
};
