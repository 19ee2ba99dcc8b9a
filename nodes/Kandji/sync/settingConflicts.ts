import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../util/json';
import { ASSET_FIELD_LABELS, PERSON_FIELD_LABELS } from './fieldLabels';
import { fieldNames } from './guess';
import type { SYNC_OPTIONS } from './options';
import type { OptionValues } from './panelValues';
import { PROPERTIES } from './syncProperties';
import type { SyncSettings } from './syncTypes';
import { valueOf } from './values';

/** Why settings that are each possible cannot be used together, or not for these rows. */
interface Conflict {
	/** The field of the panel that has to be corrected. */
	field: string;
	message: string;
	description: string;
}

/** The names of fields that a person chose, and the options. */
interface Chosen {
	chosenAsset: Record<string, string>;
	chosenPerson: Record<string, string>;
	options: OptionValues<typeof SYNC_OPTIONS>;
}

/** The first parts of all device properties that a mapping may name. */
const PROPERTY_HEADS = new Set(PROPERTIES.map(({ value }) => value.split('.')[0]));

interface Rows {
	assets: IDataObject[];
	people: IDataObject[];
}

/**
 * Whether some row has this field. `assigned_to.email` counts as there while no row holds an object under
 * `assigned_to`: systems write null for nobody.
 */
function hasField(rows: IDataObject[], field: string): boolean {
	if (rows.some((row) => valueOf(row, field) !== undefined)) return true;
	const [parent, ...inner] = field.split('.');
	return (
		inner.length > 0 &&
		rows.some((row) => parent in row) &&
		!rows.some((row) => isRecord(row[parent]))
	);
}

const LISTED_FIELDS = 20;

function missing(field: string, name: string, what: string, rows: IDataObject[]): Conflict {
	const known = [...fieldNames(rows)].slice(0, LISTED_FIELDS).join(', ');
	return {
		field,
		message: `is "${name}", but no ${what} has this field`,
		description: `The ${what === 'asset' ? 'assets' : 'people'} have ${known}. Choose one of them, or clear the field`,
	};
}

/** A field that was chosen by name and that no row has. */
function missingField(
	{ firstRun }: SyncSettings,
	{ chosenAsset, chosenPerson, options }: Chosen,
	{ assets, people }: Rows,
): Conflict | undefined {
	// The sync itself fills these fields, and some systems leave out fields that are empty in every row.
	const filledBySync = firstRun ? ['link', 'lastUser', 'imported'] : [];
	const ofAssets: Array<[string, string]> = [
		...Object.entries(chosenAsset)
			.filter(([name]) => !filledBySync.includes(name))
			.map(([name, field]): [string, string] => [
				`Asset Fields > ${(ASSET_FIELD_LABELS as Record<string, string>)[name] ?? name}`,
				field,
			]),
		['Options > Removal: Field', options.removalField],
		['Options > Identity: Display ID Field', options.displayIdField],
		['Options > Identity: Match Field', options.matchField],
	];
	for (const [where, name] of assets.length === 0 ? [] : ofAssets) {
		if (name !== '' && !hasField(assets, name)) return missing(where, name, 'asset', assets);
	}
	for (const [key, name] of people.length === 0 ? [] : Object.entries(chosenPerson)) {
		const label = (PERSON_FIELD_LABELS as Record<string, string>)[key] ?? key;
		if (name !== '' && !hasField(people, name)) {
			return missing(`Person Fields > ${label}`, name, 'person', people);
		}
	}
	return undefined;
}

/** The removal of devices lacks something. */
function removalConflict(
	{ removal, assetFields: { link }, mapping }: SyncSettings,
	{ chosenAsset }: Chosen,
): Conflict | undefined {
	if (removal.action === 'ignore') return undefined;
	if (removal.field === '' || removal.value === '') {
		return {
			field: 'Options > Removal: Removed Devices',
			message: 'needs a field and a value to write',
			description: 'Fill in Removal: Field and Removal: Value, e.g. status and Retired',
		};
	}
	// A field that is only guessed by a usual name may hold the device ID of another system, e.g. Intune.
	const isNamed =
		chosenAsset.link ||
		mapping.some(({ field, property }) => property === 'id' && field === link) ||
		/kandji|iru/i.test(link);
	if (link !== '' && isNamed) return undefined;
	return {
		field: 'Asset Fields > Kandji Device ID',
		message: 'is needed to tell which assets ever were in Kandji',
		description:
			'Name the field of the assets that holds the device ID, or set Removal: Removed Devices to Ignore',
	};
}

/** The assignment of devices lacks something. */
function assignmentConflict(
	{ assignment, assetFields, mapping }: SyncSettings,
	{ writeBack }: Chosen['options'],
): Conflict | undefined {
	const { assigneeEmail, assigneeName, lock, lastUser } = assetFields;
	if (assignment.lockValues.length > 0 && lock === '') {
		return {
			field: 'Options > Assignment: Lock Values',
			message: 'is set, but no field of the assets holds a lock',
			description: 'Name the field under Asset Fields > Lock, or remove the option',
		};
	}
	if (assignment.direction === 'none') return undefined;
	if (assigneeEmail === '' && assigneeName === '') {
		return {
			field: 'Asset Fields > Assignee Email',
			message: 'is needed: it cannot be guessed which field of the assets holds it',
			description: 'Name the field under Asset Fields, or set Assignment to None',
		};
	}
	const mapped = mapping.find(({ field }) => [assigneeEmail, assigneeName].includes(field));
	if (mapped !== undefined) {
		return {
			field: `Field Mapping > ${mapped.field}`,
			message: 'holds the assignee, which Assignment fills',
			description: 'Remove the row, or set Assignment to None: a mapped assignee knows no locks',
		};
	}
	if (assignment.direction !== 'both' || assignment.winner !== 'changed') return undefined;
	if (lastUser === '') {
		return {
			field: 'Asset Fields > Last Kandji User',
			message: 'is needed to tell which side changed',
			description:
				'Name a field of the assets that people do not edit, or choose another Assignment: Winner',
		};
	}
	if (writeBack === 'apply') return undefined;
	return {
		field: 'Options > Assignment: Winner',
		message: 'is Side That Changed, which needs Kandji: Write Back > Apply',
		description:
			'With Plan Only the next run could not tell that the assets changed. Choose Apply or another winner',
	};
}

/** Returns the first reason why these settings cannot be used with these rows; undefined when they can. */
export function conflictOf(
	settings: SyncSettings,
	chosen: Chosen,
	rows: Rows,
): Conflict | undefined {
	const { match, personFields, assetFields, category, mapping, assignment } = settings;
	const unknown = mapping.find(({ property }) => !PROPERTY_HEADS.has(property.split('.')[0]));
	if (unknown !== undefined) {
		return {
			field: `Field Mapping > ${unknown.field}`,
			message: `has the device property "${unknown.property}", which does not exist`,
			description: 'Choose one of the list, or check the expression that names it',
		};
	}
	if (match.field === '') {
		return {
			field: 'Asset Fields > Serial Number',
			message: 'is needed: it cannot be guessed which field of the assets holds it',
			description:
				'Name the field under Asset Fields, or choose another key with Options > Identity: Match By',
		};
	}
	const absent = missingField(settings, chosen, rows);
	if (absent !== undefined) return absent;
	if (rows.assets.length > 0 && !hasField(rows.assets, match.field)) {
		return missing('Asset Fields > Serial Number', match.field, 'asset', rows.assets);
	}
	if (rows.people.length > 0 && personFields.email === '' && personFields.name === '') {
		return {
			field: 'Person Fields > Email',
			message: 'is needed: it cannot be guessed which field of the people holds it',
			description: 'Name the field under Person Fields',
		};
	}
	if (rows.people.length > 0 && personFields.email === '' && assignment.createPeople) {
		return {
			field: 'Person Fields > Email',
			message: 'is needed to tell which people are missing',
			description: 'Name the field, or switch Assignment: Create Missing People off',
		};
	}
	if (assetFields.category !== '' && category.default === '') {
		return {
			field: 'Default Category',
			message: 'is empty, but assets have a category',
			description: 'Enter the category for platforms that have none of their own',
		};
	}
	return removalConflict(settings, chosen) ?? assignmentConflict(settings, chosen.options);
}
