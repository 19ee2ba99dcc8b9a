import type { IDataObject } from 'n8n-workflow';

import { samePlatform } from '../api/platforms';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { at, isSet } from '../util/json';
import { evenDetails } from './details';
import { sameValue } from './sameValue';
import { deviceType, modelParts, systemOf } from './traits';
import type { FieldMapping, RequiredProperty, SyncInputs, SyncSettings } from './syncTypes';
import { isFilled, keyOf, linkOf, ordered, readText, shown, valueOf } from './values';

/** The fields that Kandji fills in an asset, and what to report about them. */
export interface WantedFields {
	fields: IDataObject;
	remarks: string[];
	/** The property without which no asset is created and that the device lacks, in words. */
	lacks?: string;
}

const DAY_MS = 86_400_000;

/** Whether a device has not checked in for as many days as the settings allow; never with 0 days. */
function isStale(device: NormalizedDevice, now: Date, staleDays: number): boolean {
	if (staleDays <= 0) return false;
	const lastSign = device.lastCheckIn ?? device.lastEnrollment;
	const limit = new Date(now.getTime() - staleDays * DAY_MS).toISOString();
	return lastSign !== null && lastSign < limit;
}

function enrollmentState({ removed, mdmEnabled }: NormalizedDevice): string {
	if (removed) return 'removed';
	return mdmEnabled === false ? 'unmanaged' : 'enrolled';
}

type PropertyReader = (device: NormalizedDevice, inputs: SyncInputs, staleDays: number) => unknown;

/** Properties that are no part of the device's record: its model's parts, how it is enrolled, its details. */
const MADE_PROPERTIES: Record<string, PropertyReader> = {
	modelName: ({ model }) => modelParts(model).modelName,
	displaySize: ({ model }) => modelParts(model).displaySize,
	modelYear: ({ model }) => modelParts(model).modelYear,
	deviceType,
	system: systemOf,
	enrollmentState,
	stale: (device, { now }, staleDays) => isStale(device, now, staleDays),
	details: ({ id }, { details }) => evenDetails(details.get(id) ?? {}),
};

/** Returns a property of a device that a mapping may name, by its dotted path; null where there is none. */
function propertyOf(
	path: string,
	device: NormalizedDevice,
	inputs: SyncInputs,
	staleDays: number,
): unknown {
	const [name, ...inner] = path.split('.');
	const read = MADE_PROPERTIES[name];
	const value =
		read === undefined ? (device as unknown as IDataObject)[name] : read(device, inputs, staleDays);
	return at(value, ...inner) ?? null;
}

/** The category of a device's platform, and whether it is the default because the platform has none. */
function categoryOf({ platform }: NormalizedDevice, { category }: SyncSettings): [string, boolean] {
	if (platform === null) return [category.default, true];
	const own =
		category.byPlatform[platform] ||
		Object.entries(category.byPlatform).find(([name]) => samePlatform(name, platform))?.[1];
	return own ? [own, false] : [category.default, true];
}

/** How a report names the properties that Create Only With offers. */
const REQUIRED_TEXTS: Record<RequiredProperty, string> = {
	assetTag: 'asset tag',
	deviceType: 'device type that platform and model state',
	model: 'model',
	'user.email': 'user with an email',
};

/** The fields that have rules of their own, which a mapping must not bypass: asset tag, assignee, last user. */
const ownFields = ({ assetFields }: SyncSettings): string[] =>
	[
		assetFields.assetTag,
		assetFields.assigneeEmail,
		assetFields.assigneeName,
		assetFields.lastUser,
	].filter((field) => field !== '');

/** The asset fields whose mapping is refused, because the assignment has rules (lock, scopes) that it would bypass. */
export function refusedMappings(settings: SyncSettings): string[] {
	const { assetTag } = settings.assetFields;
	const own = ownFields(settings).filter((field) => field !== assetTag);
	return settings.mapping.map(({ field }) => field).filter((field) => own.includes(field));
}

/** The value that a row of the mapping writes into this asset; undefined when it leaves the field as it is. */
function mappedValue(
	{ field, property, value, write, valueMap }: FieldMapping,
	read: (property: string) => unknown,
	asset: IDataObject | null,
): unknown {
	const found = property === '' ? value : read(property);
	const translated = valueMap.get(keyOf(readText(found))) ?? found;
	if (asset === null) return translated;
	if (write === 'onCreate') return undefined;
	if (write === 'ifValue' && !isSet(translated)) return undefined;
	const onlyIfEmpty = write === 'ifEmpty' || (write === 'ifValue' && property === '');
	return onlyIfEmpty && isFilled(asset, field) ? undefined : translated;
}

/** Returns all fields that Kandji fills in this asset (null for a new one), without assignment and removal. */
export function wantedFields(
	device: NormalizedDevice,
	asset: IDataObject | null,
	inputs: SyncInputs,
	settings: SyncSettings,
): WantedFields {
	const { mapping, assetFields, nameFrom, displayId } = settings;
	const read = (path: string) => propertyOf(path, device, inputs, settings.staleDays);
	const remarks: string[] = [];
	const fields: IDataObject = {};
	for (const row of mapping) {
		const value = mappedValue(row, read, asset);
		if (value !== undefined) fields[row.field] = value as string;
	}
	// A device without name or serial number says nothing about the name and the display ID that the asset has.
	const fill = (field: string, value: string | null) => {
		if (field !== '' && isSet(value)) fields[field] = value;
	};
	if (nameFrom !== 'none') fill(assetFields.name, device[nameFrom] ?? device.serialNumber);
	fill(displayId.field, device[displayId.property]);
	if (assetFields.category !== '') {
		const [category, isDefault] = categoryOf(device, settings);
		// A category is a first guess that people correct later.
		if (asset === null || !isFilled(asset, assetFields.category)) {
			fields[assetFields.category] = category;
		}
		if (isDefault) {
			remarks.push(
				`${device.platform ?? 'A device without platform'} has no category of its own, so the default category "${category}" counts`,
			);
		}
	}
	if (assetFields.link !== '') fields[assetFields.link] = device.id;
	for (const field of ownFields(settings)) delete fields[field];
	if (isStale(device, inputs.now, settings.staleDays)) {
		remarks.push(`Stale: no check-in for more than ${settings.staleDays} days`);
	}
	const lacking = settings.createOnlyWith.find((one) => !isSet(read(one)));
	return { fields, remarks, lacks: lacking && REQUIRED_TEXTS[lacking] };
}

/** Returns the wanted fields in which an existing asset differs, and the differences in words. */
export function changedFields(
	asset: IDataObject,
	wanted: IDataObject,
	{ assetFields }: SyncSettings,
): { fields: IDataObject; differences: string[] } {
	const changed = Object.keys(wanted)
		.filter((field) => !sameValue(valueOf(asset, field), wanted[field]))
		// Some databases write IDs in upper case, and some links are the address of the device's page.
		.filter((field) => field !== assetFields.link || linkOf(asset, field) !== keyOf(wanted[field]))
		.sort(ordered);
	return {
		fields: Object.fromEntries(changed.map((field) => [field, wanted[field]])),
		differences: changed.map(
			(field) => `${field}: ${shown(valueOf(asset, field))} → ${shown(wanted[field])}`,
		),
	};
}
