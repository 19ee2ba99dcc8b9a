import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { partition } from 'lodash';
import { z } from 'zod';

import { text } from '../util/json';
import type { Complaint } from '../fields/values';
import { ASSET_NAMES, fieldNames, guessField, PERSON_NAMES } from './guess';
import { DEFAULT_LIMITS } from './limits';
import { LEFT_VALUES } from './people';
import type { AssetFields, FieldMapping, PersonFields, SyncSettings } from './types';

/** What the panel says beside the plan's own settings. */
export interface NodeSettings extends SyncSettings {
	/** Which mapped fields are not written, and why, in words. */
	leftOut: string[];
	/** What was chosen under Filters, as the panel holds it. */
	filters: IDataObject;
	assetsMayBeEmpty: boolean;
	preview: boolean;
	writeBack: 'plan' | 'apply';
	mostChanges: number;
}

const word = z.preprocess((value) => (value === null ? '' : value), z.coerce.string().trim());
const words = z.preprocess((value) => {
	const list: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return list.map((each) => text(each)).filter((each) => each !== '');
}, z.array(z.string()));

const OPTIONS = z.object({
	assetsMayBeEmpty: z.boolean().default(false),
	assetTag: z.enum(['off', 'kandji', 'assets']).default('kandji'),
	assignment: z.enum(['none', 'fromKandji', 'toKandji', 'both']).default('none'),
	assignmentWinner: z.enum(['kandji', 'assets', 'changed']).default('kandji'),
	assignScopes: z
		.array(z.enum(['unassigned', 'new', 'overwrite']))
		.default(['unassigned', 'new', 'overwrite']),
	createOnlyWith: z.array(z.enum(['assetTag', 'deviceType', 'model', 'user.email'])).default([]),
	createPeople: z.boolean().default(false),
	displayIdField: word.default(''),
	displayIdFrom: z.enum(['serialNumber', 'id']).default('serialNumber'),
	lockValues: words.default([]),
	matchBy: z.enum(['serialNumber', 'assetTag', 'id']).default('serialNumber'),
	matchField: word.default(''),
	mostChanges: z.coerce.number().int().min(0).default(25),
	mostRemovals: z.coerce.number().min(0).max(100).default(10),
	nameFrom: z.enum(['none', 'name', 'model']).default('none'),
	preview: z.boolean().default(false),
	removal: z.enum(['ignore', 'mark', 'retire']).default('ignore'),
	removalField: word.default(''),
	removalValue: word.default(''),
	staleDays: z.coerce.number().min(0).default(0),
	unassign: z.boolean().default(false),
	writeBack: z.enum(['plan', 'apply']).default('plan'),
});

const MODE = z.enum(['link', 'import', 'importAndLink', 'update']);
const FIELDS = z.record(word);
const MAPPING = z.object({
	field: z
		.array(
			z.object({ assetField: word, property: word.default(''), value: z.unknown().optional() }),
		)
		.default([]),
});
const FILTERS = z.record(z.unknown());

/** The value of a parameter; throws an error that names it, and the option within it, when it cannot be. */
function read<S extends z.ZodTypeAny>(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	schema: S,
): z.output<S> {
	const parsed = schema.safeParse(context.getNodeParameter(name, 0));
	if (parsed.success) return parsed.data as z.output<S>;
	const [{ path, message }] = parsed.error.issues;
	const where = [displayName, ...path].join(' > ');
	throw new NodeOperationError(context.getNode(), `${where}: ${message}`, {
		description: `Correct "${where}" of the node, or the expression that fills it`,
	});
}

function complete<T extends AssetFields | PersonFields>(
	chosen: Record<string, string>,
	usual: Record<keyof T & string, string[]>,
	names: ReadonlySet<string>,
): T {
	return Object.fromEntries(
		Object.entries<string[]>(usual).map(([field, candidates]) => [
			field,
			chosen[field] || guessField(names, candidates),
		]),
	) as unknown as T;
}

/** What stands in the place of a device property whose asset field is left as it is. */
const SKIP = 'skip';

/** The mapping, with the names that the assets' fields really have: `osVersion` also means `os_version`. */
function readMapping(context: IExecuteFunctions, names: ReadonlySet<string>): FieldMapping[] {
	const { field } = read(context, 'mapping', 'Field Mapping', MAPPING);
	const mapping = field
		.filter(({ assetField, property }) => assetField !== '' && property !== SKIP)
		.map(({ assetField, property, value }) => ({
			field: names.has(assetField) ? assetField : guessField(names, [assetField]) || assetField,
			property,
			value,
			write: 'ifValue' as const,
			valueMap: new Map<string, string>(),
		}));
	const doubled = mapping.find(({ field: name }, index) =>
		mapping.slice(0, index).some((earlier) => earlier.field === name),
	);
	if (doubled === undefined) return mapping;
	throw new NodeOperationError(
		context.getNode(),
		`Field Mapping: the asset field "${doubled.field}" is filled twice`,
		{ description: 'Remove one of the two rows' },
	);
}

/** What is wrong with settings that are each possible, but not together or not for these rows. */
function contradiction(
	{ match, assetFields, personFields, removal, assignment, category }: NodeSettings,
	names: ReadonlySet<string>,
	rows: { assets: number; people: number },
): Complaint | undefined {
	if (match.field === '') {
		return {
			message:
				'Asset Fields > Serial Number: it cannot be guessed which field of the assets holds it',
			description:
				'Name the field under Asset Fields, or choose another key with Options > Match By',
		};
	}
	if (rows.assets > 0 && !names.has(match.field)) {
		return {
			message: `Asset Fields: no asset has the field "${match.field}", by which assets are matched`,
			description: `The assets have ${[...names].slice(0, 20).join(', ')}. Name the right one; without it every device would be created again.`,
		};
	}
	if (rows.people > 0 && personFields.email === '' && personFields.name === '') {
		return {
			message: 'Person Fields > Email: it cannot be guessed which field of the people holds it',
			description: 'Name the field under Person Fields',
		};
	}
	if (removal.action !== 'ignore' && (removal.field === '' || removal.value === '')) {
		return {
			message: 'Options > Removed Devices needs a field and a value to write',
			description: 'Fill in Removed Field and Removed Value, e.g. status and Retired',
		};
	}
	if (removal.action !== 'ignore' && assetFields.link === '') {
		return {
			message: 'Asset Fields > Kandji Device ID is needed to tell which assets ever were in Kandji',
			description:
				'Name the field of the assets that holds the device ID, or set Removed Devices to Ignore',
		};
	}
	const assignee = assetFields.assigneeEmail || assetFields.assigneeName;
	if (assignment.direction !== 'none' && assignee === '') {
		return {
			message:
				'Asset Fields > Assignee Email: it cannot be guessed which field of the assets holds it',
			description: 'Name the field under Asset Fields, or set Options > Assignment to None',
		};
	}
	if (
		assignment.direction === 'both' &&
		assignment.winner === 'changed' &&
		assetFields.lastUser === ''
	) {
		return {
			message: 'Asset Fields > Last Kandji User is needed to tell which side changed',
			description:
				'Name a field of the assets that people do not edit, or choose another Assignment Winner',
		};
	}
	if (assetFields.category !== '' && category.default === '') {
		return {
			message: 'Default Category is empty, but assets have a category',
			description: 'Enter the category for platforms that have none of their own',
		};
	}
	return undefined;
}

/** The fields that hold what the plan needs: as chosen, else as mapped, else as the rows usually call them. */
function readFields(
	context: IExecuteFunctions,
	mapping: FieldMapping[],
	names: ReadonlySet<string>,
	people: IDataObject[],
): Pick<NodeSettings, 'assetFields' | 'personFields'> {
	const mappedTo = (property: string) =>
		mapping.find((each) => each.property === property)?.field ?? '';
	const chosen = read(context, 'assetFields', 'Asset Fields', FIELDS);
	const known: Record<string, string> = {
		...chosen,
		serialNumber: chosen.serialNumber || mappedTo('serialNumber'),
		assetTag: chosen.assetTag || mappedTo('assetTag'),
		link: chosen.link || mappedTo('id'),
	};
	return {
		assetFields: complete<AssetFields>(known, ASSET_NAMES, names),
		personFields: complete<PersonFields>(
			read(context, 'personFields', 'Person Fields', FIELDS),
			PERSON_NAMES,
			fieldNames(people),
		),
	};
}

const FIELD_OF = { serialNumber: 'serialNumber', assetTag: 'assetTag', id: 'link' } as const;

/**
 * The panel's settings, with the names of fields guessed from the rows where they are left open. Throws an error that
 * names the setting when one cannot be, or not for these rows.
 */
export function readSyncSettings(
	context: IExecuteFunctions,
	assets: IDataObject[],
	people: IDataObject[],
): NodeSettings {
	const names = fieldNames(assets);
	const options = read(context, 'options', 'Options', OPTIONS);
	// A field that no asset has would differ for ever, and its details would be read for nothing.
	const [mapping, leftOut] = partition(
		readMapping(context, names),
		({ field }) => assets.length === 0 || names.has(field),
	);
	const fields = readFields(context, mapping, names, people);
	const { matchBy, assignment, removal } = options;
	const settings: NodeSettings = {
		...fields,
		mode: read(context, 'mode', 'Mode', MODE),
		mapping,
		leftOut: leftOut.map(({ field }) => `No asset has the field "${field}", so it is not written`),
		match: {
			property: matchBy,
			field: options.matchField || fields.assetFields[FIELD_OF[matchBy]],
		},
		nameFrom: options.nameFrom,
		createOnlyWith: options.createOnlyWith,
		displayId: { field: options.displayIdField, property: options.displayIdFrom },
		category: {
			default: read(context, 'defaultCategory', 'Default Category', word),
			byPlatform: read(context, 'categories', 'Categories', FIELDS),
		},
		assignment: {
			direction: assignment,
			winner: options.assignmentWinner,
			scopes: options.assignScopes,
			unassign: options.unassign,
			createPeople: options.createPeople,
			lockValues: options.lockValues,
			leftValues: LEFT_VALUES,
		},
		tag: options.assetTag,
		removal: {
			action: removal,
			field: options.removalField,
			value: options.removalValue,
			restoredValue: '',
		},
		limits: { ...DEFAULT_LIMITS, removals: { share: options.mostRemovals } },
		appliesToKandji: options.writeBack === 'apply' && !options.preview,
		firstRun: options.assetsMayBeEmpty,
		staleDays: options.staleDays,
		filters: read(context, 'filters', 'Filters', FILTERS) as IDataObject,
		assetsMayBeEmpty: options.assetsMayBeEmpty,
		preview: options.preview,
		writeBack: options.writeBack,
		mostChanges: options.mostChanges,
	};
	const wrong = contradiction(settings, names, { assets: assets.length, people: people.length });
	if (wrong === undefined) return settings;
	throw new NodeOperationError(context.getNode(), wrong.message, {
		description: wrong.description,
	});
}
