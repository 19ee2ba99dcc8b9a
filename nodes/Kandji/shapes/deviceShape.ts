import type { IDataObject } from 'n8n-workflow';

import { isRecord, text } from '../util/json';
import type { Tenant } from '../client/tenantUrl';
import { flag, isoDate, textOrNull } from './kandjiValues';

/** The person a device is assigned to. */
export interface AssignedUser {
	/** Directory user's id: a UUID, or the old number as text on records from before 2025 (docs/kandji-api.md T03). */
	id: string;
	name: string | null;
	email: string | null;
	archived: boolean | null;
}

/** A device of any platform in one shape: dates ISO 8601 in UTC, null where Kandji says nothing. */
export interface NormalizedDevice {
	id: string;
	name: string | null;
	serialNumber: string | null;
	/** Kandji's word: Mac, iPhone, iPad, AppleTV, Vision, Windows or Android. */
	platform: string | null;
	/** Marketing name of the model. */
	model: string | null;
	osVersion: string | null;
	/** The build behind the version, e.g. `23B81` or on Windows `10.0.26100.6584`. */
	osBuild: string | null;
	/** Android's patch level, a day such as `2026-11-05`. */
	securityPatchLevel: string | null;
	assetTag: string | null;
	blueprintId: string | null;
	blueprintName: string | null;
	user: AssignedUser | null;
	tags: string[];
	lastCheckIn: string | null;
	firstEnrollment: string | null;
	lastEnrollment: string | null;
	mdmEnabled: boolean | null;
	agentInstalled: boolean | null;
	agentVersion: string | null;
	missing: boolean | null;
	removed: boolean | null;
	lostModeStatus: string | null;
	/** The device's page in the web console. */
	url: string;
}

/**
 * Placeholders of firmware and spreadsheets for a missing serial number, without blanks and punctuation; any single or
 * repeated character.
 */
const PLACEHOLDER =
	/^(|(.)\2*|na|nan|nil|none|null|empty|undefined|unknown|unavailable|unspecified|default|invalid|true|false|ref|value|error|name|num|tbd|oem|0?1234567890?|no(serial(number)?)?|not(specified|applicable|available)|defaultstring|(system|chassis|(base)?board)?serial(number)?|tobefilledbyoem)$/i;

/** Serial numbers of virtual machines have blanks and are real. */
const VIRTUAL_MACHINE = /^(vmware|parallels)-/i;

/** Returns a serial number that tells a device from others; null for a placeholder or none. */
export function usableSerial(serialNumber: string | null | undefined): string | null {
	const written = serialNumber?.trim() ?? '';
	if (PLACEHOLDER.test(written.replace(/[^\p{L}\p{N}]/gu, ''))) return null;
	return /\s/.test(written) && !VIRTUAL_MACHINE.test(written) ? null : written;
}

/** The user embedded in a device record; null when nobody is assigned, which Kandji writes as `""` or null. */
export function assignedUser(user: unknown): AssignedUser | null {
	if (!isRecord(user)) return null;
	return {
		id: text(user.id),
		name: textOrNull(user.name),
		email: textOrNull(user.email),
		archived: flag(user.is_archived),
	};
}

/** The Normalized output of a record of `GET /devices`. */
export function normalizeDevice(raw: IDataObject, tenant: Tenant): NormalizedDevice {
	const id = text(raw.device_id);
	return {
		id,
		name: textOrNull(raw.device_name),
		serialNumber: textOrNull(raw.serial_number),
		platform: textOrNull(raw.platform),
		model: textOrNull(raw.model),
		osVersion: textOrNull(raw.os_version),
		osBuild: textOrNull(raw.supplemental_build_version) ?? textOrNull(raw.full_software_version),
		securityPatchLevel: textOrNull(raw.security_patch_level),
		assetTag: textOrNull(raw.asset_tag),
		blueprintId: textOrNull(raw.blueprint_id),
		blueprintName: textOrNull(raw.blueprint_name),
		user: assignedUser(raw.user),
		tags: Array.isArray(raw.tags)
			? raw.tags.map((tag) => text(tag)).filter((tag) => tag !== '')
			: [],
		lastCheckIn: isoDate(raw.last_check_in),
		firstEnrollment: isoDate(raw.first_enrollment),
		lastEnrollment: isoDate(raw.last_enrollment),
		mdmEnabled: flag(raw.mdm_enabled),
		agentInstalled: flag(raw.agent_installed),
		agentVersion: textOrNull(raw.agent_version),
		missing: flag(raw.is_missing),
		removed: flag(raw.is_removed),
		lostModeStatus: textOrNull(raw.lost_mode_status),
		url: `${tenant.webUrl}/devices/${id}`,
	};
}

/** The most useful facts about a device, flat, in the spelling of Normalized. IDs come last. */
export interface SimplifiedDevice {
	name: string | null;
	serialNumber: string | null;
	userName: string | null;
	userEmail: string | null;
	lastCheckIn: string | null;
	platform: string | null;
	model: string | null;
	osVersion: string | null;
	blueprintName: string | null;
	assetTag: string | null;
	blueprintId: string | null;
	id: string;
}

/** Returns the Simplified output of a device record. */
export function simplifyDevice(raw: IDataObject): SimplifiedDevice {
	const user = assignedUser(raw.user);
	return {
		name: textOrNull(raw.device_name),
		serialNumber: textOrNull(raw.serial_number),
		userName: user?.name ?? null,
		userEmail: user?.email ?? null,
		lastCheckIn: isoDate(raw.last_check_in),
		platform: textOrNull(raw.platform),
		model: textOrNull(raw.model),
		osVersion: textOrNull(raw.os_version),
		blueprintName: textOrNull(raw.blueprint_name),
		assetTag: textOrNull(raw.asset_tag),
		blueprintId: textOrNull(raw.blueprint_id),
		id: text(raw.device_id),
	};
}
