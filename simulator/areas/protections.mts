import type { Tenant } from '../tenant.mts';

/** What a test has turned on or off; everything else follows from the device's id. */
export interface Protections {
	firewall?: boolean;
	sip?: boolean;
	gatekeeper?: boolean;
}

const given = (tenant: Tenant): Map<string, Protections> =>
	tenant.area('protections', () => new Map<string, Protections>());

/** Turns protections of a device on or off; what was set so far. */
export function setProtection(tenant: Tenant, id: string, changes: Protections): Protections {
	const next = { ...given(tenant).get(id), ...changes };
	given(tenant).set(id, next);
	return next;
}

/** A protection of a device as it was set, or as it was by itself. */
export const protects = (
	tenant: Tenant,
	id: string,
	name: keyof Protections,
	itself: boolean,
): boolean => given(tenant).get(id)?.[name] ?? itself;
