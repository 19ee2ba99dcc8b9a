/** Response headers as n8n hands them over: lower-case names. */
export type Headers = Record<string, unknown>;

/** What an answer tells about the tenant's quota; undefined where it tells nothing (docs/kandji-api.md 1.1). */
export interface Told {
	/** Requests a second that Kandji allows to all clients of the tenant together. */
	limit?: number;
	/** How many of this second had been used when Kandji counted the request, itself included. */
	used?: number;
	/** Requests that are left of the hour. */
	hourLeft?: number;
}

const LEAST_HOLD_MS = 100;

/** Reads a header that should be a number; undefined where it is missing or is none. */
function count(headers: Headers, name: string): number | undefined {
	const value = Number.parseFloat(String(headers[name] ?? ''));
	return Number.isFinite(value) ? value : undefined;
}

/** Reads the rate headers of an answer. A limit of nothing is not believed. */
export function readQuota(headers: Headers): Told {
	const limit = count(headers, 'x-ratelimit-limit-second') ?? count(headers, 'ratelimit-limit');
	const left =
		count(headers, 'x-ratelimit-remaining-second') ?? count(headers, 'ratelimit-remaining');
	const hourLeft = count(headers, 'x-ratelimit-remaining-hour');
	const believed = limit !== undefined && limit >= 1 ? limit : undefined;
	const used = believed === undefined || left === undefined ? undefined : believed - left;
	return { limit: believed, used, hourLeft };
}

/** How long an answer asks to wait, in milliseconds; undefined where it does not ask. */
export function retryAfterMs(headers: Headers): number | undefined {
	const seconds = count(headers, 'retry-after');
	return seconds === undefined ? undefined : Math.max(seconds * 1_000, LEAST_HOLD_MS);
}
