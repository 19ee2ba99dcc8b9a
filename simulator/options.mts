/** Which devices a tenant has. */
export const FLEETS = ['mixed', 'apple'] as const;
export type Fleet = (typeof FLEETS)[number];

/** How old a tenant is. */
export const ERAS = ['today', '2022'] as const;
export type Era = (typeof ERAS)[number];

/** Whether a slash too many or too few at a path's end matters (docs/kandji-api.md T31). */
export const SLASHES = ['strict', 'lenient'] as const;

/** The status for a missing permission (docs/kandji-api.md T29). */
export const REFUSALS = [403, 401] as const;

/** How requests of a second are counted: seconds of the clock, sliding seconds, or three nodes that each count alone. */
export const COUNTERS = ['fixed', 'sliding', 'nodes'] as const;
export type Counter = (typeof COUNTERS)[number];

/** What a tenant is made from. */
export interface TenantOptions {
	/** How many devices are enrolled at first. */
	devices: number;
	/** How many directory users there are; default: two for three devices, at least 3. */
	users?: number;
	/** Same seed, same tenant. */
	seed: number;
	/** The date from which seeded data is dated backwards; default: the last full hour. */
	date?: Date;
	/** The bearer token that may do everything. */
	token: string;
	subdomain?: string;
	/** `apple`: no Windows, Android or Vision, and devices without the fields that came with them; default `mixed`. */
	fleet?: Fleet;
	/** `2022`: whole numbers as user ids, older forms of ADE rows and activity; default `today`. */
	era?: Era;
}
