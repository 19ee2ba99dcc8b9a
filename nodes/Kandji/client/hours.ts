const HOUR_MS = 3_600_000;

/** When the next hour begins: Kandji counts its hourly quota by the hours of the clock, as far as is known (docs/kandji-api.md 1.1). */
export function nextHour(now: Date): Date {
	return new Date((Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS);
}

/** A time of day for messages, e.g. `14:00 UTC`. */
export function clock(time: Date): string {
	return `${time.toISOString().slice(11, 16)} UTC`;
}
