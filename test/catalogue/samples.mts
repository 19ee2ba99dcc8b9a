import type { IDataObject, INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import type { Operation, Resource } from '../../nodes/Kandji/catalogue/operationTypes';
import type { Field } from '../../nodes/Kandji/fields/field';
import {
	CLEAR,
	CONFIRM,
	isList,
	optionalName,
	OPTIONS,
	SORT,
} from '../../nodes/Kandji/engine/names';
import { locatorOf } from '../../nodes/Kandji/locate/locators';
import { chosen } from '../../tools/harness/engine.mts';
import type { Fixtures } from './fixtures.mts';

/** Which of an operation's fields are filled in. */
export type Extent = 'required fields' | 'all fields' | 'fields to clear';

/** One run of one operation. */
export interface Sample {
	resource: Resource;
	operation: Operation;
	/** `resource.operation`, as the values say it. */
	key: string;
	extent: Extent;
}

const DATE = '2026-10-01T06:30:00.000Z';

/** One condition, as the panel stores it. */
const condition = (field: string, operator: string, value: string): IDataObject => ({
	condition: [{ field, operator, value }],
});

/** What neither the field's type nor its placeholder gives: by field, or by `resource.operation.field`. */
const VALUES: Record<string, IDataObject[string]> = {
	email: 'help@accuhive.example',
	'blueprint.create.type': 'classic',
	'device.getAll.user': 'Nathan',
	// The audit script is taken with this one only.
	'customApp.create.installEnforcement': 'continuously_enforce',
	'customApp.update.installEnforcement': 'continuously_enforce',
	'device.addTags.tags': 'spare',
	'device.removeTags.tags': 'kiosk',
	'tag.create.name': 'Kiosk',
	newPassword: 'k4ndji-2026',
	'deviceAction.erase.eraseFlags': 'WIPE_ESIMS',
	'prism.getAll.conditions': condition('device__name', 'like', 'a'),
	'prism.export.conditions': condition('device__name', 'like', 'a'),
	'device.summarize.countBy': ['platform'],
	'prism.summarize.category': 'device_information',
	'prism.summarize.countBy': ['os_version'],
	'prism.summarize.conditions': condition('device__name', 'like', 'a'),
	'user.summarize.countBy': ['department'],
	'vulnerability.summarize.countBy': ['severity'],
	'vulnerability.summarize.conditions': condition('cve_id', 'in', 'CVE-2024-24795'),
	'vulnerability.summarizeDetections.countBy': ['cvss_severity'],
	'vulnerability.summarizeDetections.conditions': condition('cve_id', 'in', 'CVE-2024-24795'),
	'vulnerability.getAll.conditions': condition('cve_id', 'in', 'CVE-2024-24795'),
	'vulnerability.getDetections.conditions': condition('cve_id', 'in', 'CVE-2024-24795'),
	conditions: condition('detection_datetime', 'gte', '2026-01-01'),
};

/**
 * Optional fields that stay empty in the run with all fields: they exclude another one, or name what only an earlier
 * upload gives.
 */
const LEFT_OUT = [
	'adeDevice.update.useBlueprintRouting',
	'adeIntegration.create.blueprintId',
	'adeIntegration.renew.blueprintId',
	'adeIntegration.update.blueprintId',
	'deviceAction.deleteUser.userName',
	'customApp.create.fileKey',
	'customApp.update.fileKey',
	'inHouseApp.create.fileKey',
	'inHouseApp.update.fileKey',
];

/** Needed in a bare run although the catalogue calls them optional, because another field would do as well. */
const ALSO_REQUIRED = [
	'adeIntegration.create.blueprintId',
	'adeIntegration.renew.blueprintId',
	'customApp.create.auditScript',
	'deviceAction.deleteUser.userName',
	'deviceAction.resetWorkProfilePasscode.newPassword',
];

/** Whether an operation changes nothing. */
export const isRead = (operation: Operation): boolean =>
	(operation.route ?? operation.requests.at(-1) ?? '').startsWith('GET');

const fieldsOf = ({ query = [], body = [], settings = [] }: Operation): Field[] => [
	...query,
	...body,
	...settings,
];

/** The runs of an operation: with all of its fields, and as bare as it may be sent. */
export function samplesOf(resource: Resource): Sample[] {
	return resource.operations.flatMap((operation) => {
		const key = `${resource.value}.${operation.value}`;
		const optional = fieldsOf(operation).some(({ required }) => !required);
		const updates = optionalName(operation) === 'updateFields';
		const bare = isRead(operation) || !optional || !updates;
		const extents: Extent[] = [
			...(bare ? (['required fields'] as const) : []),
			...(optional ? (['all fields'] as const) : []),
			...(operation.clear ? (['fields to clear'] as const) : []),
		];
		return extents.map((extent) => ({ resource, operation, key, extent }));
	});
}

/** A value as a person would enter it. */
function valueOf(field: Field, key: string, fixtures: Fixtures): INodeParameters[string] {
	const special = VALUES[`${key}.${field.name}`] ?? VALUES[field.name];
	if (special !== undefined) return special as string;
	const locator = locatorOf(field);
	if (locator) return chosen(fixtures[locator.field.name]);
	if (field.name in fixtures) return fixtures[field.name];
	if (field.name === 'blueprints') return [fixtures.blueprint];
	const example = /e\.g\. ([\s\S]*)/.exec(field.placeholder ?? '')?.[1];
	const options = (field.options ?? []) as INodePropertyOptions[];
	switch (field.type) {
		case 'boolean':
			return true;
		case 'number':
			return Number(field.default) || 7;
		case 'dateTime':
			return DATE;
		case 'options':
			return String(field.default);
		case 'multiOptions':
			return options.slice(0, 2).map(({ value }) => String(value));
		default:
			return example ?? (String(field.default) || `Sample ${field.displayName}`);
	}
}

/** What an operation's own fields name, so that golden files tell it rather than an equal value of another field. */
export function fixturesOf(operation: Operation, fixtures: Fixtures): Fixtures {
	const names = [...(operation.path ?? []), ...fieldsOf(operation)].map(
		(field) => locatorOf(field)?.field.name ?? field.name,
	);
	return Object.fromEntries(
		names.flatMap((name) => (name in fixtures ? [[name, fixtures[name]]] : [])),
	);
}

/** The node's parameters for a run. */
export function parametersOf(
	{ resource, operation, key, extent }: Sample,
	fixtures: Fixtures,
): INodeParameters {
	const parameters: INodeParameters = { resource: resource.value, operation: operation.value };
	const optional: INodeParameters = {};
	const options: INodeParameters = {};
	const sort: INodeParameters = {};
	for (const field of operation.path ?? []) parameters[field.name] = valueOf(field, key, fixtures);
	for (const field of fieldsOf(operation)) {
		const name = `${key}.${field.name}`;
		const value = valueOf(field, key, fixtures);
		if (field.required) parameters[field.name] = value;
		else if (extent === 'all fields' ? !LEFT_OUT.includes(name) : ALSO_REQUIRED.includes(name)) {
			const holder = field.sorts ? sort : operation.settings?.includes(field) ? options : optional;
			holder[field.name] = value;
		}
	}
	if (operation.clear && extent === 'fields to clear') {
		optional[CLEAR] = operation.clear.map(({ value }) => value);
	}
	if (operation.confirm) {
		parameters[CONFIRM] = fixtures[`${operation.path?.[0].name} confirmation`];
	}
	if (isList(operation)) parameters.limit = 20;
	return { ...parameters, [optionalName(operation)]: optional, [SORT]: sort, [OPTIONS]: options };
}

/** Fields of which each option gives another output. */
const SHAPING = ['category', 'exportAs'];

/** Settings that give an operation's output another shape than its first sample has: all of them, one at a time. */
export function reshapings(operation: Operation): INodeParameters[] {
	const { output, path = [], settings = [], summary } = operation;
	if (summary) return [];
	const shaped: INodeParameters[] =
		output === undefined
			? []
			: typeof output === 'string'
				? [{ output: 'normalized' }, { output: 'raw' }]
				: [{ simplify: false }];
	const chosen = [...path, ...settings]
		.filter(({ name }) => SHAPING.includes(name))
		.flatMap(({ name, options = [], default: usual }) =>
			(options as INodePropertyOptions[])
				.filter(({ value }) => value !== usual)
				.map(({ value }) => ({ [name]: value }) as INodeParameters),
		);
	return [...shaped, ...chosen];
}
