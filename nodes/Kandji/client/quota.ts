/** Response headers by their lower-case names. */
export type Headers = Record<string, unknown>;

/** The quota that an answer states. Values that it does not state are undefined (docs/kandji-api.md 1.1). */
export interface StatedQuota {
	/** Requests a second that Kandji allows to all clients of the tenant together. */
	limit?: number;
	/** Requests left of the second. */
	remaining?: number;
	/** Requests an hour that Kandji allows to all clients of the tenant together. */
	hourLimit?: number;
	/** Requests left of the hour. */
	hourRemaining?: number;
}

const MIN_RETRY_AFTER_MS = 100;

/** Reads a header that should be a number; undefined where it is missing or not a number. */
function count(headers: Headers, name: string): number | undefined {
	const value = Number.parseFloat(String(headers[name] ?? ''));
	return Number.isFinite(value) ? value : undefined;
}

/** Reads the rate headers of an answer. Ignores a limit below 1, which would stop every request. */
export function readQuota(headers: Headers): StatedQuota {
	const limit = count(headers, 'x-ratelimit-limit-second') ?? count(headers, 'ratelimit-limit');
	const remaining =
		count(headers, 'x-ratelimit-remaining-second') ?? count(headers, 'ratelimit-remaining');
	const isUsable = limit !== undefined && limit >= 1;
	return {
		limit: isUsable ? limit : undefined,
		remaining: isUsable ? remaining : undefined,
		hourLimit: count(headers, 'x-ratelimit-limit-hour'),
		hourRemaining: count(headers, 'x-ratelimit-remaining-hour'),
	};
}

/** Returns how long an answer asks to wait, in milliseconds; undefined where it does not ask. */
export function retryAfterMs(headers: Headers): number | undefined {
	const seconds = count(headers, 'retry-after');
	return seconds === undefined ? undefined : Math.max(seconds * 1_000, MIN_RETRY_AFTER_MS);
}
