import type { IDataObject } from 'n8n-workflow';

import { isRecord, text } from '../util/json';
import { flag, isoDate, numberOrNull, textOrNull } from './kandjiValues';

/** A directory user: dates ISO 8601 in UTC, null where Kandji says nothing. Kandji has no first and last name. */
export interface NormalizedUser {
	id: string;
	/** The number that was the ID before 2025, which Prism still names (docs/kandji-api.md T03). */
	deprecatedId: string | null;
	name: string | null;
	email: string | null;
	active: boolean | null;
	archived: boolean | null;
	department: string | null;
	jobTitle: string | null;
	deviceCount: number | null;
	/** The directory the user comes from. */
	integration: { id: string; name: string | null; type: string | null } | null;
	createdAt: string | null;
	updatedAt: string | null;
}

/** The Normalized output of a record of `GET /users`. */
export function normalizeUser(raw: IDataObject): NormalizedUser {
	const { integration } = raw;
	return {
		id: text(raw.id),
		deprecatedId: textOrNull(raw.deprecated_user_id),
		name: textOrNull(raw.name),
		email: textOrNull(raw.email),
		active: flag(raw.active),
		archived: flag(raw.archived),
		department: textOrNull(raw.department),
		jobTitle: textOrNull(raw.job_title),
		deviceCount: numberOrNull(raw.device_count),
		integration: isRecord(integration)
			? {
					id: text(integration.uuid) || text(integration.id),
					name: textOrNull(integration.name),
					type: textOrNull(integration.type),
				}
			: null,
		createdAt: isoDate(raw.created_at),
		updatedAt: isoDate(raw.updated_at),
	};
}

/** The most useful facts about a user, flat, in the spelling of Normalized. IDs come last. */
export interface SimplifiedUser
	extends Pick<
		NormalizedUser,
		| 'name'
		| 'email'
		| 'department'
		| 'jobTitle'
		| 'active'
		| 'archived'
		| 'deviceCount'
		| 'deprecatedId'
		| 'id'
	> {
	integrationName: string | null;
}

/** Returns the Simplified output of a user record. */
export function simplifyUser(raw: IDataObject): SimplifiedUser {
	const { name, email, department, jobTitle, active, archived, ...rest } = normalizeUser(raw);
	const { deviceCount, integration, deprecatedId, id } = rest;
	return {
		name,
		email,
		department,
		jobTitle,
		active,
		archived,
		deviceCount,
		integrationName: integration?.name ?? null,
		deprecatedId,
		id,
	};
}
