/** The requests that a tenant may get from all programs together; answers state the limits that really apply. */
export interface RequestLimits {
	perSecond: number;
	perHour: number;
}

/** The limits that Kandji documents (docs/kandji-api.md 1.1), used until an answer states others. */
export const KANDJI_LIMITS: RequestLimits = { perSecond: 50, perHour: 10_000 };

/** Caps that the user sets in the credential, below the tenant's limits. Undefined where there is none. */
export interface RequestCaps {
	perSecond?: number;
	/** Requests that may be open at the same time. */
	atOnce?: number;
}
