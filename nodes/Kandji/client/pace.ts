import { sleep } from 'n8n-workflow';

/**
 * Kandji allows 50 requests a second and 10,000 an hour to all tokens of a tenant together (API.md 1.1). It counts
 * when a request arrives, which is some time between sending and answer. So a request takes up a place of the second
 * from its sending until a second after its answer: then no second can hold more than its share, however unevenly
 * requests travel and however busy this machine is.
 */
const PER_SECOND = 50;
const SHARE = 0.98;
const WINDOW_MS = 1_010;
const MOST_IN_FLIGHT = 25;
const LEAST_PER_WINDOW = 5;
const LEAST_HOLD_MS = 100;
const LONGEST_HOLD_MS = 30_000;

/** No header says when a spent hour refills, so after this time one request is let through to see. */
export const HOUR_PROBE_MS = 60_000;

/** Reads a header that should be a number; undefined where it is missing or is none. */
function count(headers: Headers, name: string): number | undefined {
	const value = Number.parseFloat(String(headers[name] ?? ''));
	return Number.isFinite(value) ? value : undefined;
}

/** Response headers as n8n hands them over: lower-case names. */
export type Headers = Record<string, unknown>;

/**
 * Lets the requests of one tenant out at the speed that Kandji allows, whatever runs in this process. Learns the
 * limits from rate headers where they come, and gives way when other clients spend the same quota.
 */
export class Pace {
	private readonly waiting: Array<() => void> = [];

	/** When the answers of the last second came. */
	private readonly answered: number[] = [];

	private inFlight = 0;

	private perWindow = Math.floor(PER_SECOND * SHARE);

	private most = this.perWindow;

	private heldUntil = 0;

	private hourSpentUntil = 0;

	private letting = false;

	/** Milliseconds until the spent hour is tried again, 0 while requests are left. */
	hourSpentFor(now = Date.now()): number {
		return Math.max(0, this.hourSpentUntil - now);
	}

	/** Waits for a place; call `leave` once the answer is there. Rejects with the signal's reason when cancelled. */
	async enter(signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const go = () => {
				signal?.removeEventListener('abort', stop);
				resolve();
			};
			const stop = () => {
				this.waiting.splice(this.waiting.indexOf(go), 1);
				reject(signal?.reason);
			};
			signal?.addEventListener('abort', stop, { once: true });
			this.waiting.push(go);
			void this.letOut();
		});
	}

	/** Gives the place back and learns from the answer, if one came. */
	leave(status?: number, headers: Headers = {}): void {
		this.answered.push(Date.now());
		this.inFlight -= 1;
		const second = count(headers, 'x-ratelimit-limit-second') ?? count(headers, 'ratelimit-limit');
		if (second !== undefined && second > 0) {
			this.most = Math.max(1, Math.floor(second * SHARE));
			this.perWindow = Math.min(this.perWindow, this.most);
		}
		const left =
			count(headers, 'x-ratelimit-remaining-second') ?? count(headers, 'ratelimit-remaining');
		const hourLeft = count(headers, 'x-ratelimit-remaining-hour');
		if (hourLeft !== undefined && hourLeft <= 0) this.hourSpentUntil = Date.now() + HOUR_PROBE_MS;
		else if (status !== undefined && status !== 429) this.hourSpentUntil = 0;
		if (status === 429) {
			this.perWindow = Math.max(
				Math.min(LEAST_PER_WINDOW, this.most),
				Math.floor(this.perWindow * 0.7),
			);
			this.hold(headers);
		} else if (left === 0) {
			this.hold(headers);
		} else if (status !== undefined && this.perWindow < this.most) {
			this.perWindow += 1;
		}
		void this.letOut();
	}

	/** How long an answer asks to wait, in milliseconds: Retry-After, else the reset of the second window, else one second. */
	static resetMs(headers: Headers): number {
		const seconds = count(headers, 'retry-after') ?? count(headers, 'ratelimit-reset') ?? 1;
		return Math.max(seconds * 1_000, LEAST_HOLD_MS);
	}

	/** Lets nobody out for as long as an answer asks, which one strange answer must not make for ever. */
	private hold(headers: Headers): void {
		const ms = Math.min(Pace.resetMs(headers), LONGEST_HOLD_MS);
		this.heldUntil = Math.max(this.heldUntil, Date.now() + ms);
	}

	/** Milliseconds until the next may go, Infinity where an answer must come first. */
	private untilFreeMs(now: number): number {
		while (this.answered.length > 0 && this.answered[0] <= now - WINDOW_MS) this.answered.shift();
		const over = this.inFlight + this.answered.length - this.perWindow;
		const free = over < 0 ? now : (this.answered[over] ?? Number.POSITIVE_INFINITY) + WINDOW_MS;
		return Math.max(free, this.heldUntil) - now;
	}

	/** Only one loop lets requests out; it ends when none waits or all places are taken. */
	private async letOut(): Promise<void> {
		if (this.letting) return;
		this.letting = true;
		while (this.waiting.length > 0 && this.inFlight < MOST_IN_FLIGHT) {
			const wait = this.untilFreeMs(Date.now());
			if (wait === Number.POSITIVE_INFINITY) break;
			if (wait > 0) {
				await sleep(wait);
			} else {
				this.inFlight += 1;
				this.waiting.shift()?.();
			}
		}
		this.letting = false;
	}
}

/** The paces of a process: everything that asks one tenant shares one. */
export class Paces {
	private readonly byTenant = new Map<string, Pace>();

	of(apiUrl: string): Pace {
		const known = this.byTenant.get(apiUrl) ?? new Pace();
		this.byTenant.set(apiUrl, known);
		return known;
	}
}
