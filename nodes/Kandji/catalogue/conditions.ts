import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../fields/field';

const comparedField: INodeProperties = {
	displayName: 'Field',
	name: 'field',
	type: 'options',
	default: '',
	description: 'What is compared',
	options: [],
};

/** How a field is compared, by the operators of Kandji's filters. */
export const operatorField: INodeProperties = {
	displayName: 'Condition',
	name: 'operator',
	type: 'options',
	default: 'like',
	description: 'How the field is compared with the value',
	options: [
		{ name: 'After or More Than', value: 'gt' },
		{ name: 'At or After, or at Least', value: 'gte' },
		{ name: 'At or Before, or at Most', value: 'lte' },
		{ name: 'Before or Less Than', value: 'lt' },
		{ name: 'Contains', value: 'like' },
		{ name: 'Does Not Contain', value: 'not_like' },
		{ name: 'Is None Of', value: 'not_in' },
		{ name: 'Is One Of', value: 'in' },
		{ name: 'Is True or False', value: 'eq' },
	],
};

/** The value that a field is compared with. */
export const operandField: INodeProperties = {
	displayName: 'Value',
	name: 'value',
	type: 'string',
	default: '',
	placeholder: 'e.g. Chrome, Firefox',
	description:
		'Text, several with commas; a date such as 2026-01-31 or a number for before and after; true or false',
};

/** Conditions on the rows of a list, all of which must hold. Each list brings its own fields. */
export const conditionsField: Field = {
	displayName: 'Conditions',
	name: 'conditions',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Condition',
	default: {},
	description: 'What must hold for a row to be returned',
	options: [],
	sendAs: { name: 'filter', as: 'conditions' },
};

/** Conditions on the given fields, by the names that Kandji gives them. */
export const conditionsOn = (fields: Array<{ name: string; value: string }>): Field => ({
	...conditionsField,
	options: [
		{
			displayName: 'Condition',
			name: 'condition',
			values: [
				{ ...comparedField, default: fields[0].value, options: fields },
				operatorField,
				operandField,
			],
		},
	],
});
