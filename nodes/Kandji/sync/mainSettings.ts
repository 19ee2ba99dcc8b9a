import { optionProperties } from './options';
import type { SyncOption } from './options';

/** The settings that stand outside the box of options, because every sync has to decide about them. */
export const MAIN_SETTINGS = {
	mode: {
		displayName: 'Mode',
		type: 'options',
		default: 'update',
		absent: 'update',
		description: 'What may happen to assets',
		options: [
			{
				name: 'Import and Link',
				value: 'importAndLink',
				description: 'Create missing assets and link existing ones, without other changes',
			},
			{
				name: 'Import New Only',
				value: 'import',
				description: 'Create missing assets; existing ones stay as they are',
			},
			{
				name: 'Import, Link and Update',
				value: 'update',
				description: 'Create missing assets and keep existing ones as Kandji says',
			},
			{
				name: 'Link Only',
				value: 'link',
				description: 'Write the device ID into existing assets; create and change nothing else',
			},
		],
	},
	preview: {
		displayName: 'Preview',
		type: 'boolean',
		default: false,
		absent: false,
		description:
			'Whether to only show what a run would write: Report, Rows and Attention give items, and nothing is written anywhere',
	},
	firstRun: {
		displayName: 'First Run',
		type: 'boolean',
		default: false,
		absent: false,
		description:
			'Whether this run fills or links the other system for the first time. It may start from no assets, and the limits do not count. Switch it off afterwards: they protect from a part of the assets that looks like all.',
	},
	assignment: {
		displayName: 'Assignment',
		type: 'options',
		default: 'none',
		absent: 'none',
		description: 'Which way assignments are synced',
		options: [
			{ name: 'Both Ways', value: 'both' },
			{ name: 'From Kandji', value: 'fromKandji' },
			{ name: 'None', value: 'none' },
			{ name: 'To Kandji', value: 'toKandji' },
		],
	},
} as const satisfies Record<string, SyncOption>;

/** The main settings as the panel shows them, in this order. */
export const mainProperties = optionProperties(MAIN_SETTINGS);
