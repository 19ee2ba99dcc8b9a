import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { isEqual, omit, partition, sortBy, startCase } from 'lodash';

import type { Operation, Resource } from '../catalogue/operationTypes';
import type { Field } from '../fields/field';
import { locatorOf } from '../locate/locators';
import { agentPermissions } from './caller';
import {
	CLEAR,
	CONFIRM,
	isDangerous,
	isGuarded,
	isList,
	isSelectable,
	optionalName,
	runsForEachDevice,
	OPTIONS,
	riskOf,
	showsGuards,
	SORT,
} from './names';
import {
	allowAgentsField,
	COLLECTIONS,
	countByOption,
	dryRunField,
	largestGroups,
	limit,
	maxTargetsField,
	nextField,
	onlyFields,
	optionsField,
	output,
	returnAll,
	simplify,
	treatPendingAsSuccess,
	waitForHour,
	waitForResult,
} from './standardFields';

/** Keys of a field that only the engine reads. */
const LOCAL_ONLY = ['meant', 'namedBy', 'matches', 'describe', 'unknownWords'] as const;

/** Returns a catalogue field without what only the engine needs. */
function shown(field: Field): INodeProperties {
	const plain: INodeProperties = omit(field, 'sendAs', 'form', 'sorts', 'risk', ...LOCAL_ONLY);
	return plain.type === 'collection' || plain.required ? plain : omit(plain, 'required');
}

/** Modes of a picker that take a name or an email, on which operations with a risk do not act. */
const UNSAFE_MODES = ['By Email', 'By Name'];

/** Returns a path field as the panel shows it: with the modes that the operation acts on. */
function shownPath(operation: Operation, field: Field): INodeProperties {
	const plain = shown(field);
	if (!plain.modes || !isDangerous(riskOf(operation))) return plain;
	const modes = plain.modes.filter(({ displayName }) => !UNSAFE_MODES.includes(displayName));
	return { ...plain, modes };
}

const byName = <T extends { displayName: string }>(one: T, other: T) =>
	one.displayName.localeCompare(other.displayName);

function confirmation({ confirm, path }: Operation): INodeProperties[] {
	const locator = path?.[0] && locatorOf(path[0]);
	if (!confirm || !locator) return [];
	const key = locator.confirmBy?.name ?? 'ID';
	return [
		{
			displayName: `Confirm ${startCase(key)}`,
			name: CONFIRM,
			type: 'string',
			default: '',
			required: true,
			placeholder: `The ${key} of the ${locator.entity} that you mean`,
			description: `The ${key} of the ${locator.entity}, from a person or another system. If Kandji shows another one, nothing is sent.`,
			builderHint: {
				propertyHint: `Never taken from the same item as the ${locator.entity}: that confirms nothing.`,
			},
		},
	];
}

function clearFields({ clear }: Operation): INodeProperties[] {
	if (!clear) return [];
	return [
		{
			displayName: 'Clear Fields',
			name: CLEAR,
			type: 'multiOptions',
			default: [],
			description: 'Fields to empty. Leaving a field empty above keeps its value.',
			options: clear.map(({ name, value }) => ({ name, value })),
		},
	];
}

const optionalFields = ({ query = [], narrow = [], body = [] }: Operation): Field[] =>
	[...query, ...narrow, ...body].filter(({ required }) => !required);

function collection(name: keyof typeof COLLECTIONS, options: INodeProperties[]): INodeProperties[] {
	if (options.length === 0) return [];
	const sorted = [...options].sort(byName);
	return [{ ...COLLECTIONS[name], name, type: 'collection', default: {}, options: sorted }];
}

function optional(operation: Operation): INodeProperties[] {
	const name = optionalName(operation);
	const fields = optionalFields(operation)
		.filter(({ sorts }) => !sorts)
		.map(shown);
	return collection(name, [...fields, ...clearFields(operation)]);
}

const sorting = (operation: Operation): INodeProperties[] =>
	collection(
		SORT,
		optionalFields(operation)
			.filter(({ sorts }) => sorts)
			.map(shown),
	);

function optionsOf(operation: Operation): INodeProperties[] {
	const options = (operation.settings ?? []).filter(({ required }) => !required).map(shown);
	if (isList(operation)) options.push(nextField);
	if (operation.countsWith) options.push(countByOption);
	if (isSelectable(operation)) options.push(onlyFields);
	if (operation.summary) options.push(largestGroups);
	if (isGuarded(operation) && !showsGuards(operation)) {
		options.push(dryRunField, maxTargetsField(operation));
	}
	if (operation.effect === 'command') options.push(treatPendingAsSuccess);
	if (operation.command) options.push(waitForResult);
	if (runsForEachDevice(operation)) options.push(waitForHour);
	const permissions = agentPermissions(operation);
	if (permissions.length > 0) options.push(allowAgentsField(permissions));
	if (options.length === 0) return [];
	return [{ ...optionsField, options: options.sort(byName) }];
}

/** The warning above the fields of an operation. */
function noticed(operation: Operation): INodeProperties[] {
	if (operation.notice === undefined) return [];
	const { value, notice } = operation;
	return [{ displayName: notice, name: `${value}Notice`, type: 'notice', default: '' }];
}

/** An operation's parameters, in the order of the panel: each entry is one row of it. */
function rows(operation: Operation): INodeProperties[][] {
	const required = [
		...(operation.query ?? []),
		...(operation.body ?? []),
		...(operation.settings ?? []),
	];
	return [
		noticed(operation),
		(operation.path ?? []).map((field) => shownPath(operation, field)),
		required.filter((field) => field.required).map(shown),
		confirmation(operation),
		isList(operation) ? [returnAll] : [],
		isList(operation) ? [{ ...limit, displayOptions: { show: { returnAll: [false] } } }] : [],
		operation.output === undefined
			? []
			: [typeof operation.output === 'string' ? output : simplify],
		showsGuards(operation) ? [dryRunField] : [],
		showsGuards(operation) ? [maxTargetsField(operation)] : [],
		optional(operation),
		sorting(operation),
		optionsOf(operation),
	];
}

/** A parameter, and where it is shown. */
interface Parameter {
	property: INodeProperties;
	resources: string[];
	operations: string[];
}

/** Parameters of a resource; those that several operations share appear once and list them all. */
function parameters(resource: Resource): Parameter[] {
	const resources = [resource.value];
	const merged: Parameter[] = [];
	const perOperation = resource.operations.map((operation) => ({
		value: operation.value,
		rows: rows(operation),
	}));
	for (let row = 0; row < perOperation[0].rows.length; row++) {
		for (const { value, rows: own } of perOperation) {
			for (const property of own[row]) {
				const same = merged.find((other) => isEqual(other.property, property));
				if (same) same.operations.push(value);
				else merged.push({ property, resources, operations: [value] });
			}
		}
	}
	return merged;
}

/** Parameters that are the same for the same operations of several resources appear once and list them all. */
function acrossResources(parameters: Parameter[]): Parameter[] {
	const merged: Parameter[] = [];
	for (const { resources, ...parameter } of parameters) {
		const same = merged.find((other) => isEqual(omit(other, 'resources'), parameter));
		if (same) same.resources.push(...resources);
		else merged.push({ ...parameter, resources: [...resources] });
	}
	return merged;
}

const displayed = ({ property, resources, operations }: Parameter): INodeProperties => ({
	...property,
	displayOptions: {
		show: { resource: resources, operation: operations, ...property.displayOptions?.show },
	},
});

const operationOptions: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [],
	default: '',
};

/** n8n's list of actions cannot be searched: what people use most stands first in each resource. */
function inOrderOfUse({ operations, shownFirst = ['getAll', 'get'] }: Resource): Operation[] {
	const rank = ({ value }: Operation) => shownFirst.indexOf(value) + 1 || shownFirst.length + 1;
	return sortBy(operations, [rank, 'name']);
}

function operationSelector(given: Resource): INodeProperties {
	const resource = given.value;
	const operations = inOrderOfUse(given);
	const options: INodePropertyOptions[] = operations.map(
		({ name, value, action, description }) => ({ name, value, action, description }),
	);
	const usual =
		operations.find(({ value }) => value === 'getAll') ??
		operations.find((each) => !isDangerous(riskOf(each))) ??
		operations[0];
	return {
		...operationOptions,
		displayOptions: { show: { resource: [resource] } },
		options,
		default: usual.value,
	};
}

/**
 * Everything below the Resource selector: the operations of each resource and their parameters. Options are the last
 * row of every operation, so those of several resources can be one property behind all others.
 */
export function propertiesOf(resources: Resource[]): INodeProperties[] {
	const all = resources.map((resource) => {
		const [options, others] = partition(
			parameters(resource),
			({ property }) => property.name === OPTIONS,
		);
		return { options, others: [operationSelector(resource), ...others.map(displayed)] };
	});
	const options = acrossResources(all.flatMap((resource) => resource.options));
	return [...all.flatMap(({ others }) => others), ...options.map(displayed)];
}

/** The options of the Resource selector, in the order of the catalogue. */
export function resourceOptions(resources: Resource[]): INodePropertyOptions[] {
	return resources.map(({ name, value, description }) => ({
		name,
		value,
		...(description === undefined ? {} : { description }),
	}));
}
