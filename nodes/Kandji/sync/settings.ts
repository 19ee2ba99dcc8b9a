import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { partition } from 'lodash';
import { z } from 'zod';

import { panelText } from '../fields/panel';
import type { Panel } from '../fields/panel';
import { ASSET_NAMES, fieldNames, guessField, PERSON_NAMES } from './guess';
import { LIMITS, parseLimit } from './limits';
import { MAIN_SETTINGS } from './mainSettings';
import { readMapping } from './mapping';
import { SYNC_OPTIONS } from './options';
import { optionSchemas, syncPanel } from './panelValues';
import type { OptionValues } from './panelValues';
import { LEFT_VALUES } from './people';
import { conflictOf } from './settingConflicts';
import type {
	AssetFields,
	FieldMapping,
	Limit,
	LimitName,
	PersonFields,
	SyncSettings,
} from './syncTypes';

/** The settings of the plan, and those of the node around it. */
export interface NodeSettings extends SyncSettings {
	/** Sentences about mapped fields that are not written, because no asset has them. */
	leftOut: string[];
	/** The filters as the panel holds them. */
	filters: IDataObject;
	preview: boolean;
}

function completeFields<T extends AssetFields | PersonFields>(
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

/** Values that are separated by commas or line breaks. */
const valuesIn = (written: string): string[] =>
	written
		.split(/[,\n]/)
		.map((value) => value.trim())
		.filter((value) => value !== '');

const TEXTS = z.record(panelText());

type Options = OptionValues<typeof SYNC_OPTIONS>;

/** The option that sets each limit. */
const LIMIT_OPTIONS = {
	assignments: 'maxAssignments',
	creates: 'maxCreates',
	kandjiWrites: 'maxKandjiWrites',
	newPeople: 'maxNewPeople',
	removals: 'maxRemovals',
	unassignments: 'maxUnassignments',
	updates: 'maxUpdates',
} as const satisfies Record<LimitName, keyof Options>;

/** Reads the limits. Throws on a text that is neither a count nor a share nor "off", so that a typo never counts as off. */
function readLimits(node: INode, options: Options): Record<LimitName, Limit> {
	const limits = Object.entries(LIMIT_OPTIONS).map(([name, option]): [string, Limit] => {
		const written = options[option];
		const limit = written === '' ? LIMITS[name as LimitName].default : parseLimit(written);
		if (limit !== undefined) return [name, limit];
		throw new NodeOperationError(
			node,
			`${SYNC_OPTIONS[option].displayName} is neither a count nor a share, but "${written}"`,
			{ description: 'Write a count (30), a share (40%), or off' },
		);
	});
	return Object.fromEntries(limits) as Record<LimitName, Limit>;
}

/** The fields that hold what the plan needs: as chosen, else as mapped, else as the rows usually call them. */
function completedFields(
	{ chosenAsset, chosenPerson }: Record<'chosenAsset' | 'chosenPerson', Record<string, string>>,
	mapping: FieldMapping[],
	names: ReadonlySet<string>,
	people: IDataObject[],
): Pick<SyncSettings, 'assetFields' | 'personFields'> {
	const mappedTo = (property: string) =>
		mapping.find((each) => each.property === property)?.field ?? '';
	const known: Record<string, string> = {
		...chosenAsset,
		serialNumber: chosenAsset.serialNumber || mappedTo('serialNumber'),
		assetTag: chosenAsset.assetTag || mappedTo('assetTag'),
		link: chosenAsset.link || mappedTo('id'),
	};
	return {
		assetFields: completeFields<AssetFields>(known, ASSET_NAMES, names),
		personFields: completeFields<PersonFields>(chosenPerson, PERSON_NAMES, fieldNames(people)),
	};
}

/** Reads the settings outside the box of options. */
function readMain(panel: Panel): OptionValues<typeof MAIN_SETTINGS> {
	const { mode, preview, firstRun, assignment } = optionSchemas(MAIN_SETTINGS);
	return {
		mode: panel.read('mode', mode),
		preview: panel.read('preview', preview),
		firstRun: panel.read('firstRun', firstRun),
		assignment: panel.read('assignment', assignment),
	};
}

/** The asset field that holds the key by which devices are matched. */
const MATCH_FIELD = { serialNumber: 'serialNumber', assetTag: 'assetTag', id: 'link' } as const;

/**
 * Reads the panel, and guesses the names of fields from the rows where they are left open. Throws an error that names
 * the field of the panel when a setting cannot be used, contradicts another one, or names a field that no row has.
 */
export function readSyncSettings(
	context: IExecuteFunctions,
	assets: IDataObject[],
	people: IDataObject[],
): NodeSettings {
	const node = context.getNode();
	const panel = syncPanel(context);
	const names = fieldNames(assets);
	const options = panel.read('options', z.object(optionSchemas(SYNC_OPTIONS)));
	const main = readMain(panel);
	// A field that no asset has would always differ, and its details would be fetched needlessly.
	const [mapping, leftOut] = partition(
		readMapping(node, panel, names),
		({ field }) => assets.length === 0 || names.has(field),
	);
	const chosen = {
		chosenAsset: panel.read('assetFields', TEXTS),
		chosenPerson: panel.read('personFields', TEXTS),
	};
	const fields = completedFields(chosen, mapping, names, people);
	const { matchBy, removal } = options;
	const settings: NodeSettings = {
		...fields,
		mode: main.mode,
		firstRun: main.firstRun,
		preview: main.preview,
		mapping,
		leftOut: leftOut.map(({ field }) => `No asset has the field "${field}", so it is not written`),
		match: {
			property: matchBy,
			field: options.matchField || fields.assetFields[MATCH_FIELD[matchBy]],
		},
		nameFrom: options.nameFrom,
		createOnlyWith: options.createOnlyWith,
		displayId: { field: options.displayIdField, property: options.displayIdFrom },
		category: {
			default: panel.read('defaultCategory', panelText()),
			byPlatform: panel.read('categories', TEXTS),
		},
		assignment: {
			direction: main.assignment,
			winner: options.assignmentWinner,
			scopes: options.assignScopes,
			unassign: options.unassign,
			createPeople: options.createPeople,
			lockValues: valuesIn(options.lockValues),
			leftValues: options.leftValues === '' ? LEFT_VALUES : valuesIn(options.leftValues),
		},
		tag: options.assetTag,
		removal: {
			action: removal,
			field: options.removalField,
			value: options.removalValue,
			restoredValue: options.restoredValue,
		},
		limits: readLimits(node, options),
		appliesToKandji: options.writeBack === 'apply',
		staleDays: options.staleDays,
		filters: panel.read('filters', z.record(z.unknown())) as IDataObject,
	};
	const conflict = conflictOf(settings, { ...chosen, options }, { assets, people });
	if (conflict === undefined) return settings;
	throw new NodeOperationError(node, `${conflict.field} ${conflict.message}`, {
		description: conflict.description,
	});
}
