import type { IDataObject } from 'n8n-workflow';

import { isRecord, text } from '../util/json';
import { flag, textOrNull } from '../shapes/kandjiValues';

const MB_PER_GB = 1024;

/** The first of several places that holds text; null where none does. */
const first = (raw: IDataObject, ...paths: string[]): string | null =>
	paths.map((path) => textOrNull(raw, ...path.split('.'))).find((found) => found !== null) ?? null;

/** A size as Apple devices tell it, "16 GB". Windows counts in megabytes, Android in gigabytes, both without a unit. */
function gigabytes(megabytes: string | null, plain: string | null): string | null {
	if (megabytes !== null) return `${Math.round(Number(megabytes) / MB_PER_GB)} GB`;
	return plain === null ? null : `${plain} GB`;
}

/** The capacity of the largest volume: those of a Mac share one container. */
function largestVolume({ volumes }: IDataObject): string | null {
	const sizes = (Array.isArray(volumes) ? volumes : [])
		.map((volume) => text(volume, 'capacity'))
		.filter((capacity) => capacity !== '');
	return sizes.sort((one, other) => parseFloat(other) - parseFloat(one))[0] ?? null;
}

/**
 * Returns the answer of Get Device Details with the values that each platform keeps in a place and form of its own where
 * a Mac has them (docs/kandji-api.md T05): memory, storage, manufacturer, UDID, and supervision as a boolean.
 */
export function evenDetails(raw: IDataObject): IDataObject {
	const section = (name: string): IDataObject => {
		const found = raw[name];
		return isRecord(found) ? found : {};
	};
	const general = section('general');
	const apple = isRecord(raw.hardware_overview) && 'model_identifier' in raw.hardware_overview;
	return {
		...raw,
		general: {
			...general,
			manufacturer: first(raw, 'general.manufacturer') ?? (apple ? 'Apple' : null),
		},
		mdm: { ...section('mdm'), supervised: flag(section('mdm').supervised) },
		hardware_overview: {
			...section('hardware_overview'),
			udid: first(raw, 'hardware_overview.udid', 'hardware_overview.uuid'),
			memory:
				first(raw, 'hardware_overview.memory') ??
				gigabytes(first(raw, 'hardware_overview.total_ram'), first(raw, 'hardware.total_ram')),
			storage:
				largestVolume(raw) ??
				gigabytes(
					first(raw, 'hardware_overview.total_capacity'),
					first(raw, 'hardware.total_capacity'),
				),
		},
	};
}
