import type { IDataObject } from 'n8n-workflow';

import { text } from '../util/json';
import { isoDate, textOrNull } from './kandjiValues';

/** A device that Apple Business Manager assigned to Kandji, whether it has enrolled or not. */
export interface NormalizedAdeDevice {
	/** Of the ADE record; the enrolled device has another one. */
	id: string;
	serialNumber: string | null;
	model: string | null;
	/** Apple's word: Mac, iPhone, iPad, iPod, AppleTV or Vision. */
	deviceFamily: string | null;
	description: string | null;
	color: string | null;
	assetTag: string | null;
	/** Null where Blueprint Routing decides. */
	blueprintId: string | null;
	/** Directory user's id. */
	userId: string | null;
	profileStatus: string | null;
	integrationId: string | null;
	integrationName: string | null;
	assignedAt: string | null;
	/** Of the device record; null until it has enrolled. */
	deviceId: string | null;
	enrolledAt: string | null;
}

/** An id that stands alone or in an object, under either of two names (docs/kandji-api.md T11); in small letters. */
function idOf(raw: IDataObject, name: string): string | null {
	const written = text(raw, `${name}_id`) || text(raw, name) || text(raw, name, 'id');
	return written.toLowerCase() || null;
}

/** The Normalized form of a record of `GET /integrations/apple/ade/devices`. */
export function normalizeAdeDevice(raw: IDataObject): NormalizedAdeDevice {
	return {
		id: text(raw.id),
		serialNumber: textOrNull(raw.serial_number),
		model: textOrNull(raw.model),
		deviceFamily: textOrNull(raw.device_family),
		description: textOrNull(raw.description),
		color: textOrNull(raw.color),
		assetTag: textOrNull(raw.asset_tag),
		blueprintId: idOf(raw, 'blueprint'),
		userId: idOf(raw, 'user'),
		profileStatus: textOrNull(raw.profile_status),
		integrationId: textOrNull(raw, 'dep_account', 'id'),
		integrationName: textOrNull(raw, 'dep_account', 'server_name'),
		assignedAt: isoDate(raw.device_assigned_date),
		deviceId: textOrNull(raw, 'mdm_device', 'id'),
		enrolledAt: isoDate(text(raw, 'mdm_device', 'enrolled_at')),
	};
}
