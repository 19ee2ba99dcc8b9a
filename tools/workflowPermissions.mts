/** Which checkboxes of a token a workflow file needs, read off its nodes by the catalogue. */
import { createRequire } from 'node:module';
import path from 'node:path';

import type { INode, INodeParameters } from 'n8n-workflow';

import type { List } from '../nodes/Kandji/api/lists.ts';
import type { Permission } from '../nodes/Kandji/api/permissions.ts';
import type { Resource } from '../nodes/Kandji/catalogue/operationTypes.ts';
import { root } from './setup.mjs';

type Lists = Record<string, List>;

const load = <T,>(file: string): T =>
	createRequire(import.meta.url)(path.join(root, 'dist', 'nodes', 'Kandji', file)) as T;

/** Lists of the feeds of the trigger, by the first word of their events, and what confirms that a record is gone. */
const FEEDS: Record<string, { list: string; gone?: string; confirm?: Permission }> = {
	audit: { list: 'auditEvents' },
	blueprint: {
		...{ list: 'blueprints', gone: 'blueprint.deleted' },
		confirm: 'Blueprints Management > Get Blueprint',
	},
	device: {
		...{ list: 'devices', gone: 'device.removed', confirm: 'Device Information > Device ID' },
	},
	threat: { list: 'threats' },
	user: { list: 'users', gone: 'user.deleted', confirm: 'Users > Get User?' },
	vulnerability: { list: 'detections' },
};

/** Lists that are searched for a record which a locator names otherwise than by its ID. */
const LOCATED: Record<string, string> = {
	blueprint: 'blueprints',
	device: 'devices',
	tag: 'tags',
	user: 'users',
};

/** What finding the named records takes, wherever a locator stands in the parameters. */
function ofLocators(lists: Lists, parameters: object): string[] {
	return Object.entries(parameters).flatMap(([name, value]: [string, unknown]) => {
		if (typeof value !== 'object' || value === null) return [];
		if (!('__rl' in value)) return ofLocators(lists, value);
		const { mode, value: given } = value as { mode?: string; value?: unknown };
		const [list] = Object.keys(LOCATED).filter((kind) => name.startsWith(kind));
		const byId = mode === 'id' || mode === 'url' || given === '';
		return list === undefined || byId ? [] : [lists[LOCATED[list]].permission];
	});
}

function ofAction(resources: Resource[], lists: Lists, parameters: INodeParameters): string[] {
	const resource = resources.find(({ value }) => value === parameters.resource);
	const operation = resource?.operations.find(({ value }) => value === parameters.operation);
	if (!operation) throw new Error(`No operation ${JSON.stringify(parameters)}`);
	return [operation.permission, ...(operation.alsoNeeds ?? []), ...ofLocators(lists, parameters)];
}

function ofTrigger(lists: Lists, { events, options }: INodeParameters): string[] {
	const ticked = events as string[];
	const { includeDetails } = (options ?? {}) as INodeParameters;
	const needed = ticked.flatMap((event) => {
		const { list, gone, confirm } = FEEDS[event.split('.', 1)[0]];
		return [lists[list].permission, ...(event === gone && confirm ? [confirm] : [])];
	});
	return includeDetails === true ? [...needed, 'Device Information > Device details'] : needed;
}

/** Values that nodes such as Settings give by name, as the file has them. */
function assigned(nodes: INode[]): Map<string, unknown> {
	const given = nodes.flatMap(({ parameters }) => {
		const { assignments = [] } = (parameters.assignments ?? {}) as {
			assignments?: Array<{ name: string; value: unknown }>;
		};
		return assignments.map(({ name, value }): [string, unknown] => [name, value]);
	});
	return new Map(given);
}

/** Every value that an option may have: an expression may give each text in it, and each value that it names. */
function valuesOf(option: unknown, known: Map<string, unknown>): unknown[] {
	if (typeof option !== 'string' || !option.startsWith('=')) return [option];
	const texts = [...option.matchAll(/'([^']*)'/g)].map(([, text]) => text);
	const named = [...option.matchAll(/\.json\.(\w+)/g)].map(([, name]) => known.get(name));
	return [...texts, ...named];
}

function ofSync(
	lists: Lists,
	{ assignment, mapping, options, filters }: INodeParameters,
	known: Map<string, unknown>,
): string[] {
	const { removal, writeBack } = (options ?? {}) as INodeParameters;
	const may = (option: unknown, ...wanted: string[]) =>
		valuesOf(option, known).some((value) => wanted.includes(String(value)));
	const needs = (list: string, wanted: boolean) => (wanted ? [lists[list].permission] : []);
	return [
		lists.devices.permission,
		...needs('users', may(assignment, 'toKandji', 'both')),
		...needs('adeDevices', removal !== undefined && removal !== 'ignore'),
		...(JSON.stringify(mapping ?? {}).includes('"details.')
			? ['Device Information > Device details']
			: []),
		...(may(writeBack, 'apply') ? ['Device Information > Update a device'] : []),
		...ofLocators(lists, (filters ?? {}) as object),
	];
}

/** The checkboxes that the active Kandji nodes of a workflow need, sorted; one that no source names ends with `?`. */
export function permissionsOfNodes(nodes: INode[]): string[] {
	const { lists } = load<{ lists: Lists }>('api/lists.js');
	const { resources } = load<{ resources: Resource[] }>('catalogue/index.js');
	const known = assigned(nodes);
	const needed = nodes
		.filter(({ disabled }) => !disabled)
		.flatMap(({ type, parameters }) => {
			if (/\.kandji(Tool)?$/.test(type)) {
				return ofAction(resources, lists, parameters).map((permission) =>
					permission.replace('{category}', categoryName(resources, parameters)),
				);
			}
			if (type.endsWith('.kandjiTrigger')) return ofTrigger(lists, parameters);
			return type.endsWith('.kandjiAssetSync') ? ofSync(lists, parameters, known) : [];
		});
	return [...new Set(needed)].sort();
}

function categoryName(resources: Resource[], { category }: INodeParameters): string {
	const prism = resources.find(({ value }) => value === 'prism');
	const fields = prism?.operations.flatMap(({ path: fields = [] }) => fields) ?? [];
	const field = fields.find(({ name }) => name === 'category') as
		| { options?: Array<{ name: string; value: string }> }
		| undefined;
	return field?.options?.find(({ value }) => value === category)?.name ?? String(category);
}
