import type { Field } from '../fields/field';

/** How serious Iru finds a threat; the same names in all newer requests. */
export const severitiesField: Field = {
	displayName: 'Severities',
	name: 'severities',
	type: 'multiOptions',
	default: [],
	description: 'Only these severities',
	options: [
		{ name: 'Critical', value: 'critical' },
		{ name: 'High', value: 'high' },
		{ name: 'Informational', value: 'informational' },
		{ name: 'Low', value: 'low' },
		{ name: 'Medium', value: 'medium' },
	],
};

/** Whether somebody has dealt with a threat. */
export const managementStateField: Field = {
	displayName: 'Management States',
	name: 'managementState',
	type: 'multiOptions',
	default: [],
	description: 'Only these management states',
	options: [
		{ name: 'Closed', value: 'closed' },
		{ name: 'Open', value: 'open' },
	],
};

export const threatTagsField: Field = {
	displayName: 'Tags',
	name: 'tags',
	type: 'string',
	default: '',
	placeholder: 'e.g. confirmed, myteam',
	description: 'Only threats with these tags, comma-separated',
	sendAs: { as: 'list' },
};

export const threatClassificationField: Field = {
	displayName: 'Classification',
	name: 'classification',
	type: 'options',
	default: 'malware',
	description: 'Only this kind of threat',
	options: [
		{ name: 'Malware', value: 'malware' },
		{ name: 'Potentially Unwanted Program', value: 'pup' },
	],
};

/** Kandji takes detection dates as UTC without a zone. */
export const detectedFromField: Field = {
	displayName: 'Detected From',
	name: 'detectionDateFrom',
	type: 'dateTime',
	default: '',
	description: 'Only what was detected at or after this time',
	sendAs: { as: 'local' },
};

export const detectedUntilField: Field = {
	displayName: 'Detected Until',
	name: 'detectionDateTo',
	type: 'dateTime',
	default: '',
	description: 'Only what was detected at or before this time',
	sendAs: { as: 'local' },
};

export const dateRangeField: Field = {
	displayName: 'Date Range (Days)',
	name: 'dateRange',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 7,
	description: 'Only what was detected within this number of days',
};

export const termField: Field = {
	displayName: 'Search Term',
	name: 'term',
	type: 'string',
	default: '',
	placeholder: 'e.g. Chrome',
	description: 'Only threats with this text in the device name, the file hash or the file path',
};
