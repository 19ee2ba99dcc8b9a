/** Requests a second and an hour; 0 switches a window off (and its headers away). */
export interface Rates {
	rate: number;
	hourly: number;
}

const SECOND = 1000;
const HOUR = 3_600_000;

interface Window {
	name: 'Second' | 'Hour';
	length: number;
	limit: number;
	/** Number of the window that `used` belongs to. */
	index: number;
	used: number;
}

/**
 * Kandji's two rate windows, fixed like Kong's: they start with the clock's second and hour. A refused request does
 * not count. All tokens of a tenant share them (docs/kandji-api.md T27).
 */
export class Limits {
	private readonly windows: Window[];

	constructor({ rate, hourly }: Rates) {
		const windows: Window[] = [
			{ name: 'Second', length: SECOND, limit: rate, index: 0, used: 0 },
			{ name: 'Hour', length: HOUR, limit: hourly, index: 0, used: 0 },
		];
		this.windows = windows.filter(({ limit }) => limit > 0);
	}

	/** Counts one request at `now` (milliseconds) and says whether it may pass, and the headers of its answer. */
	take(now: number): { allowed: boolean; headers: Record<string, string> } {
		for (const window of this.windows) {
			const index = Math.floor(now / window.length);
			if (index !== window.index) Object.assign(window, { index, used: 0 });
		}
		const allowed = this.windows.every(({ used, limit }) => used < limit);
		if (allowed) for (const window of this.windows) window.used += 1;
		return { allowed, headers: this.headers() };
	}

	private headers(): Record<string, string> {
		const headers: Record<string, string> = {};
		for (const { name, limit, used } of this.windows) {
			const remaining = String(limit - used);
			headers[`X-RateLimit-Limit-${name}`] = String(limit);
			headers[`X-RateLimit-Remaining-${name}`] = remaining;
			if (name === 'Hour') continue;
			// These three describe the one-second window only (docs/kandji-api.md 1.1), even when the hour is spent.
			headers['RateLimit-Limit'] = String(limit);
			headers['RateLimit-Remaining'] = remaining;
			headers['RateLimit-Reset'] = '1';
		}
		return headers;
	}
}
