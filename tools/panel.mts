/** The action node's panel as pages, examples and searches need it: what each operation shows, field by field. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';

import { root } from './setup.mjs';

const built = path.join(root, 'dist', 'nodes', 'Kandji');

/** The description of the built action node. */
export function describeNode(): INodeTypeDescription {
	const { Kandji } = createRequire(import.meta.url)(path.join(built, 'Kandji.node.js')) as {
		Kandji: new () => { description: INodeTypeDescription };
	};
	return new Kandji().description;
}

/** An operation as the panel offers it. */
export interface Offered {
	resource: INodePropertyOptions;
	operation: INodePropertyOptions;
	/** Its parameters in the order of the panel, without the two selectors. */
	fields: INodeProperties[];
}

const shows = ({ displayOptions }: INodeProperties, name: string, value: unknown): boolean =>
	(displayOptions?.show?.[name] as unknown[] | undefined)?.includes(value) ?? false;

/** Every operation of a node, resource by resource in the order of the panel. */
export function offered({ properties }: INodeTypeDescription): Offered[] {
	const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
	return (resources as INodePropertyOptions[]).flatMap((resource) => {
		const own = properties.filter((each) => shows(each, 'resource', resource.value));
		const selector = own.find(({ name }) => name === 'operation');
		return ((selector?.options ?? []) as INodePropertyOptions[]).map((operation) => ({
			resource,
			operation,
			fields: own.filter((each) => shows(each, 'operation', operation.value)),
		}));
	});
}

/** A parameter and, in collections, where it stands: `Filters > Platform`. */
export interface Row {
	label: string;
	field: INodeProperties;
}

/** Parameters as rows of a table; collections are opened, notices and what only saved workflows show are left out. */
export function rowsOf(fields: INodeProperties[], where = ''): Row[] {
	return fields.flatMap((field): Row[] => {
		const label = `${where}${field.displayName}`;
		const options = (field.options ?? []) as Array<INodeProperties & INodePropertyCollection>;
		if (field.type === 'notice' || field.type === 'hidden') return [];
		if (field.type === 'collection') {
			const usual = options.filter(({ displayOptions }) => !displayOptions);
			return rowsOf(usual, `${label} > `);
		}
		if (field.type !== 'fixedCollection') return [{ label, field }];
		const groups = options.flatMap((group) =>
			rowsOf(
				group.values,
				options.length > 1 ? `${label} > ${group.displayName} > ` : `${label} > `,
			),
		);
		return [{ label, field }, ...groups];
	});
}

const example = (placeholder = ''): string => placeholder.replace(/^e\.g\. /, '');

/** What a person could enter: the placeholder's example, or the first choice. */
function valueOf({
	type,
	default: usual,
	placeholder,
	options,
	modes,
}: INodeProperties): NodeParameterValueType {
	if (type === 'resourceLocator') {
		const mode = modes?.find(({ type: kind, placeholder: text }) => kind === 'string' && text);
		return { __rl: true, mode: mode?.name, value: example(mode?.placeholder) };
	}
	const isEmpty = usual === '' || (Array.isArray(usual) && usual.length === 0);
	if (!isEmpty) return usual;
	const first = (options as INodePropertyOptions[] | undefined)?.[0]?.value;
	if (type === 'multiOptions') return [first ?? example(placeholder)].filter((each) => each !== '');
	return first ?? example(placeholder);
}

/** The parameters that a node needs for an operation, filled with the examples of the panel. */
export function exampleOf({ resource, operation, fields }: Offered): INodeParameters {
	const parameters: INodeParameters = { resource: resource.value, operation: operation.value };
	for (const field of fields) {
		if (field.required) parameters[field.name] = valueOf(field);
	}
	return parameters;
}

/** Names of the fields that n8n previews for an operation's output; none where it has no preview. */
export function outputOf({ resource, operation }: Offered): string[] {
	const file = [built, '__schema__', 'v1.0.0', resource.value, `${operation.value}.json`];
	try {
		const text = readFileSync(path.join(...file.map(String)), 'utf8');
		return Object.keys((JSON.parse(text) as { properties?: object }).properties ?? {});
	} catch (missing) {
		if ((missing as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw missing;
	}
}
