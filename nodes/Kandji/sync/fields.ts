import type { IDataObject } from 'n8n-workflow';

import { samePlatform } from '../api/platforms';
import { at, isSet } from '../util/json';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { evenDetails } from './details';
import { deviceType, modelParts, systemOf } from './traits';
import type { RequiredProperty, SyncSettings, SyncInputs } from './types';
import { ordered, sameValue, valueOf } from './values';

/** What Kandji says an asset's fields should hold, and what to tell about it. */
export interface Wanted {
	fields: IDataObject;
	remarks: string[];
	/** The property without which no asset is created and that the device lacks, in words. */
	lacks?: string;
}

/** A device with everything that a mapping may name: its record, its model's parts, how it is enrolled, its details. */
function source(
	device: NormalizedDevice,
	{ details, now }: SyncInputs,
	staleDays: number,
): IDataObject {
	const silent = device.lastCheckIn ?? device.lastEnrollment;
	const limit = new Date(now.getTime() - staleDays * 86_400_000).toISOString();
	return {
		...(device as unknown as IDataObject),
		...modelParts(device.model),
		deviceType: deviceType(device),
		system: systemOf(device),
		enrollmentState: device.removed
			? 'removed'
			: device.mdmEnabled === false
				? 'unmanaged'
				: 'enrolled',
		stale: staleDays > 0 && silent !== null && silent < limit,
		details: evenDetails(details.get(device.id) ?? {}),
	};
}

/** The category of a device's platform, and whether it is the default because the platform has none. */
function categoryOf({ platform }: NormalizedDevice, { category }: SyncSettings): [string, boolean] {
	const own = Object.entries(category.byPlatform).find(
		([name, value]) => value !== '' && platform !== null && samePlatform(name, platform),
	);
	return own ? [own[1], false] : [category.default, true];
}

/** How a report names the properties that Create Only With offers. */
const NAMED: Record<RequiredProperty, string> = {
	assetTag: 'asset tag',
	deviceType: 'device type that platform and model tell',
	model: 'model',
	'user.email': 'user with an email',
};

/** All fields that Kandji fills in an asset of this device, without assignment and removal. */
export function wantedFields(
	device: NormalizedDevice,
	inputs: SyncInputs,
	settings: SyncSettings,
): Wanted {
	const { mapping, assetFields, nameFrom, displayId } = settings;
	const about = source(device, inputs, settings.staleDays);
	const remarks: string[] = [];
	const fields: IDataObject = {};
	for (const { field, property, value } of mapping) {
		fields[field] = (
			property === '' ? value : (at(about, ...property.split('.')) ?? null)
		) as string;
	}
	if (assetFields.name !== '' && nameFrom !== 'none') {
		fields[assetFields.name] = device[nameFrom] ?? device.serialNumber;
	}
	if (displayId.field !== '') fields[displayId.field] = device[displayId.property];
	if (assetFields.category !== '') {
		const [category, byDefault] = categoryOf(device, settings);
		fields[assetFields.category] = category;
		if (byDefault) {
			remarks.push(
				`${device.platform ?? 'A device without platform'} has no category of its own, so the default category "${category}" counts`,
			);
		}
	}
	if (assetFields.link !== '') fields[assetFields.link] = device.id;
	// The tag has a rule of its own (tag.ts), which sees all tags at once.
	if (assetFields.assetTag !== '') delete fields[assetFields.assetTag];
	if (about.stale === true) {
		remarks.push(`Stale: no check-in for more than ${settings.staleDays} days`);
	}
	const lacking = settings.createOnlyWith.find((one) => !isSet(at(about, ...one.split('.'))));
	return { fields, remarks, lacks: lacking && NAMED[lacking] };
}

/** The fields of an existing asset that differ from what Kandji says, and the differences in words. */
export function changedFields(
	asset: IDataObject,
	wanted: IDataObject,
	{ assetFields }: SyncSettings,
): { fields: IDataObject; told: string[] } {
	const shown = (value: unknown) => (isSet(value) ? String(value) : 'none');
	const changed = Object.keys(wanted)
		// A category is a first guess that people correct later.
		.filter((field) => field !== assetFields.category || !isSet(valueOf(asset, field)))
		.filter((field) => !sameValue(valueOf(asset, field), wanted[field]))
		.sort(ordered);
	return {
		fields: Object.fromEntries(changed.map((field) => [field, wanted[field]])),
		told: changed.map(
			(field) => `${field}: ${shown(valueOf(asset, field))} → ${shown(wanted[field])}`,
		),
	};
}
