import { AREAS } from './areas/index.mts';
import { Dice } from './dice.mts';
import { Faults } from './faults.mts';
import { Limits } from './limits.mts';
import { Tenant } from './tenant.mts';
import type { Counter, Era, Fleet, SLASHES } from './options.mts';
import type { Recording } from './recording.mts';

/** What a simulator is started or reset with. */
export interface SimulatorOptions {
	/** 0 takes a free one. */
	port: number;
	host: string;
	devices: number;
	/** Directory users; default: two for three devices. */
	users?: number;
	/** Same seed, same tenant. */
	seed: number;
	/** The date from which seeded data is dated backwards; default: the last full hour. */
	date?: Date;
	/** Milliseconds before each answer. */
	latency: number;
	/** Whether answers take a fifth more or less, and one in fifty five times as long. */
	uneven: boolean;
	/** Seconds that the tenant's clock is ahead of this machine's; negative: behind it. */
	clockSkew: number;
	/** Milliseconds that each of the first ten answers takes besides. */
	slowStart: number;
	/** Requests a second, 0 for no limit. */
	rate: number;
	/** Requests an hour, 0 for no limit. */
	hourly: number;
	/** How requests of a second are counted. */
	counter: Counter;
	/** A token that may do everything. */
	token: string;
	/** Which devices there are, and with which fields. */
	fleet: Fleet;
	/** How old the tenant is. */
	era: Era;
	/** Whether a slash too many or too few at a path's end matters (docs/kandji-api.md T31). */
	slashes: (typeof SLASHES)[number];
	/** The status for a missing permission (docs/kandji-api.md T29). */
	refuse: number;
	/** Answers that are played back instead of those of the simulated tenant. */
	recording?: Recording;
}

/** Kandji's own limits, a small fleet, no added latency. */
export const DEFAULTS: SimulatorOptions = {
	port: 0,
	host: '127.0.0.1',
	devices: 100,
	seed: 7,
	latency: 0,
	uneven: false,
	clockSkew: 0,
	slowStart: 0,
	rate: 50,
	hourly: 10_000,
	counter: 'fixed',
	token: '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640',
	fleet: 'mixed',
	era: 'today',
	slashes: 'strict',
	refuse: 403,
};

/** One request to the API as the control surface shows it. */
export interface LoggedRequest {
	/** ISO, when it arrived. */
	time: string;
	method: string;
	path: string;
	/** Without the question mark. */
	query: string;
	/** `null` while it is open, and where the connection broke first. */
	status: number | null;
	/** Whether it carried an Authorization header. */
	token: boolean;
	/** Scheme and Host header: where the client believed to be. */
	origin: string;
	contentType: string | null;
	/** As parsed; files of a multipart body by name, type and size. */
	body: unknown;
}

/** Answers that a slow start slows down. */
const SLOW_ANSWERS = 10;

const LOG_LENGTH = 100_000;

/** A tenant made from the options, with the data of every area. */
function settle(options: SimulatorOptions): Tenant {
	const tenant = new Tenant(options);
	for (const area of AREAS) area.seed?.(tenant);
	return tenant;
}

/** A running tenant with its limits, planned faults and request log. */
export class Simulator {
	options: SimulatorOptions;
	tenant: Tenant;
	limits: Limits;
	readonly faults = new Faults();
	requests: LoggedRequest[] = [];
	private readonly dice = new Dice('answers');
	private answered = 0;

	constructor(options: SimulatorOptions) {
		this.tenant = settle(options);
		// A reset gives the same tenant again, also in the next hour.
		this.options = { ...options, date: this.tenant.reference };
		this.limits = new Limits(options);
	}

	/** Back to the seed, optionally with other options from now on; forgets faults, requests and spent quota. */
	reset(changes: Partial<SimulatorOptions>): void {
		this.options = { ...this.options, ...changes };
		this.tenant = settle(this.options);
		this.limits = new Limits(this.options);
		this.faults.clear();
		this.requests = [];
		this.answered = 0;
	}

	/** The tenant's clock, in milliseconds. */
	now(): number {
		return Date.now() + this.options.clockSkew * 1_000;
	}

	/** Milliseconds that the next answer takes. */
	latency(): number {
		const { uneven, slowStart } = this.options;
		this.answered += 1;
		const latency = this.options.latency + (this.answered > SLOW_ANSWERS ? 0 : slowStart);
		if (!uneven) return latency;
		return latency * (0.8 + 0.4 * this.dice.next()) * (this.dice.chance(0.02) ? 5 : 1);
	}

	log(request: LoggedRequest): LoggedRequest {
		if (this.requests.length >= LOG_LENGTH) this.requests.splice(0, LOG_LENGTH / 10);
		this.requests.push(request);
		return request;
	}
}
