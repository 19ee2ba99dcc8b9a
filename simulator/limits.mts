import type { Counter } from './options.mts';

/** Requests a second and an hour; 0 for no limit. */
export interface Rates {
	rate: number;
	hourly: number;
	/** How seconds are counted; default `fixed`. */
	counter?: Counter;
}

/** Counts requests of the last second; returns how many it has counted, this request not included. */
interface SecondCounter {
	used(now: number): number;
	add(now: number): void;
}

const SECOND = 1000;
const HOUR = 3_600_000;
/** Requests a second that headers state where there is no limit, so that a client need not find its pace. */
const NO_LIMIT = 1_000;
/** How many nodes count alone with the counter `nodes`. */
const NODES = 3;

/** Counts in windows of the clock, like Kong's `local` policy. */
class FixedWindow implements SecondCounter {
	private readonly length: number;
	/** Number of the window that `count` belongs to. */
	private index = 0;
	private count = 0;

	constructor(length: number) {
		this.length = length;
	}

	used(now: number): number {
		const index = Math.floor(now / this.length);
		if (index !== this.index) [this.index, this.count] = [index, 0];
		return this.count;
	}

	add(): void {
		this.count += 1;
	}
}

/** Counts the requests of the second before each request. */
class SlidingSecond implements SecondCounter {
	private times: number[] = [];

	used(now: number): number {
		this.times = this.times.filter((time) => time > now - SECOND);
		return this.times.length;
	}

	add(now: number): void {
		this.times.push(now);
	}
}

/** The nodes that requests go to in turn; each counts as if it were the only one. */
function nodesOf(counter: Counter): SecondCounter[] {
	if (counter === 'sliding') return [new SlidingSecond()];
	const count = counter === 'nodes' ? NODES : 1;
	return Array.from({ length: count }, () => new FixedWindow(SECOND));
}

/**
 * Kandji's two rate windows. No source says how Kandji counts a second, so all three ways can be simulated: seconds of
 * the clock, sliding seconds, and nodes that each count alone. Hours are those of the clock. A rejected request does not
 * count. All tokens of a tenant share the windows (docs/kandji-api.md T27).
 */
export class Limits {
	private readonly rate: number;
	private readonly hourly: number;
	private readonly nodes: SecondCounter[];
	private readonly hour = new FixedWindow(HOUR);
	private turn = 0;

	constructor({ rate, hourly, counter = 'fixed' }: Rates) {
		this.rate = rate;
		this.hourly = hourly;
		this.nodes = nodesOf(counter);
	}

	/** Counts one request at `now` (milliseconds) and says whether it may pass, and the headers of its answer. */
	take(now: number): { allowed: boolean; headers: Record<string, string> } {
		const node = this.nodes[this.turn];
		this.turn = (this.turn + 1) % this.nodes.length;
		const secondLeft = this.rate - node.used(now);
		const hourLeft = this.hourly - this.hour.used(now);
		const allowed = (this.rate === 0 || secondLeft > 0) && (this.hourly === 0 || hourLeft > 0);
		const taken = allowed ? 1 : 0;
		if (allowed) {
			node.add(now);
			this.hour.add();
		}
		const headers: Record<string, string> = {};
		Object.assign(
			headers,
			this.rate > 0
				? secondHeaders(this.rate, secondLeft - taken)
				: secondHeaders(NO_LIMIT, NO_LIMIT),
		);
		if (this.hourly > 0) {
			headers['X-RateLimit-Limit-Hour'] = String(this.hourly);
			headers['X-RateLimit-Remaining-Hour'] = String(hourLeft - taken);
		}
		return { allowed, headers };
	}
}

/** Headers of the one-second window; the short names describe it alone (docs/kandji-api.md 1.1). */
function secondHeaders(rate: number, left: number): Record<string, string> {
	return {
		'X-RateLimit-Limit-Second': String(rate),
		'X-RateLimit-Remaining-Second': String(left),
		'RateLimit-Limit': String(rate),
		'RateLimit-Remaining': String(left),
		'RateLimit-Reset': '1',
	};
}
