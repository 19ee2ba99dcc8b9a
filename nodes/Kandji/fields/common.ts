import type { Field } from './field';

/** The setting that names the binary field of the input item whose file is sent; a procedure may send it elsewhere. */
export const INPUT_FILE = 'binaryPropertyName';

/** Name in the request of the file that Kandji already has, which is then used instead of one to send. */
export const FILE_KEY = 'file_key';

/** Which binary field of the input item holds the file to send. */
export const inputFileField: Field = {
	displayName: 'Input Binary Field',
	name: INPUT_FILE,
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the input field that holds the file',
	description: 'Name of the binary field of the input item that holds the file',
};

/** Seconds that an operation waits where the user says nothing. */
export const DEFAULT_WAIT_S = 300;

/** How long an operation may wait for work that Kandji does in the background. */
export const waitField: Field = {
	displayName: 'Wait At Most (Seconds)',
	name: 'waitAtMost',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_WAIT_S,
	description: 'How long to wait for Kandji to finish its part before giving up',
};
