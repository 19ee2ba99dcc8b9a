/** The requests that a tenant may get from all programs together; answers state the limits that really apply. */
export interface RequestLimits {
	perSecond: number;
	perHour: number;
}

/** The limits that Kandji documents (docs/kandji-api.md 1.1), used until an answer states others. */
export const KANDJI_LIMITS: RequestLimits = { perSecond: 50, perHour: 10_000 };
