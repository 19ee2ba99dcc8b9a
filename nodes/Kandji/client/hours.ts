const HOUR_MS = 3_600_000;

/**
 * Returns when the next hour of the quota begins. No source states when Kandji's hour begins, so the hours of the clock
 * are assumed (docs/kandji-api.md 1.1).
 */
export function nextHour(now: Date): Date {
	return new Date((Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS);
}

/** Returns a time of day for messages, e.g. `14:00 UTC`. */
export function clock(time: Date): string {
	return `${time.toISOString().slice(11, 16)} UTC`;
}
