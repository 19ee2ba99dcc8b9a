import type { IDataObject } from 'n8n-workflow';

import { at, text } from '../util/json';
import type { Tenant } from '../client/tenantUrl';
import { flag, textOrNull } from './kandjiValues';

/** A blueprint without its enrollment code, which is a key to the tenant. */
export interface NormalizedBlueprint {
	id: string;
	name: string | null;
	description: string | null;
	/** `map` for assignment maps, `classic` otherwise. */
	type: string | null;
	color: string | null;
	icon: string | null;
	enrollmentCodeActive: boolean | null;
	/** The blueprint's page in the web console. */
	url: string;
}

/** The Normalized form of a record of `GET /blueprints`. */
export function normalizeBlueprint(raw: IDataObject, tenant: Tenant): NormalizedBlueprint {
	const id = text(raw.id);
	return {
		id,
		name: textOrNull(raw.name),
		description: textOrNull(raw.description),
		type: textOrNull(raw.type),
		color: textOrNull(raw.color),
		icon: textOrNull(raw.icon),
		enrollmentCodeActive: flag(at(raw, 'enrollment_code', 'is_active')),
		url: `${tenant.webUrl}/blueprints/${id}`,
	};
}
