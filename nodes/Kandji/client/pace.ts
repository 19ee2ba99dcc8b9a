import { findLastIndex } from 'lodash';
import { sleep } from 'n8n-workflow';

import { Lengths } from './lengths';
import type { Place } from './others';
import { readQuota, retryAfterMs } from './quota';
import type { Headers } from './quota';
import { Seconds } from './seconds';
import { Share } from './share';

/** Requests open at once. n8n opens a connection for each, and a Kandji that hangs must not gather thousands. */
const MOST_IN_FLIGHT = 100;
const LONGEST_HOLD_MS = 30_000;
/** Answers change the plan while it is waited for, so nothing is waited for longer than this at a time. */
const NAP_MS = 20;
/** After a pause this long, a process starts carefully again. */
const PAUSE_MS = 3_000;
/** How long a request is remembered: its second is judged when the answers of the next one come. */
const REMEMBERED_MS = 10_000;
/** An answer to a request this old says nothing about seconds, of which part is forgotten already. */
const STALE_MS = 8_000;
/** Milliseconds that timers may be late and that are caught up with. */
const CAUGHT_UP_MS = 25;
/** A timer this late tells that the machine stood still, in milliseconds. */
const STILL_MS = 50;
/** How long a refusal stops everything where nothing tells when the second is over. */
const BLIND_HOLD_MS = 200;
/** Milliseconds after which a second is most likely over. */
const MOSTLY_OVER_MS = 500;

/** One that waits for its turn. */
interface Waiting {
	go: (place: Place | undefined) => void;
	run?: object;
}

/** No header says when a spent hour refills, so after this time one request is let through to see. */
export const HOUR_PROBE_MS = 60_000;

/**
 * Lets the requests of one tenant out at the speed that Kandji allows, whatever runs in this process and however long
 * answers take. Kandji counts requests as they arrive, in fixed seconds and hours (docs/kandji-api.md 1.1), so a request takes up a
 * place until the second in which it was counted is over, and not until its answer comes.
 */
export class Pace {
	/** How long the tenant's lists are, so that the next reading can ask for their pages sooner. */
	readonly lengths = new Lengths();

	private readonly waiting: Waiting[] = [];

	/** What was let out of late, in that order. */
	private places: Place[] = [];

	private readonly seconds = new Seconds();

	private readonly share = new Share();

	private readonly inFlight = new Set<Place>();

	/** When this process began to ask, after its last pause. */
	private since = Number.NEGATIVE_INFINITY;

	private nextAt = 0;

	private heldUntil = 0;

	/** Requests that the hour had left when an answer last told. */
	private hourLeft = Number.POSITIVE_INFINITY;

	private hourSpent = false;

	private hourProbeAt = 0;

	private letting = false;

	/** Milliseconds until the spent hour is tried again, 0 while requests are left. */
	hourSpentFor(now = Date.now()): number {
		return this.hourSpent ? Math.max(0, this.hourProbeAt - now) : 0;
	}

	/**
	 * Waits for a place; hand it to `leave` once the answer is there. Undefined where the hour was spent meanwhile, so
	 * that nothing should be sent. `again`: a request that was refused goes before those that never had a turn. `run`:
	 * whose request it is, because a process with several runs takes more. Rejects with the signal's reason when
	 * cancelled.
	 */
	async enter(signal?: AbortSignal, again = false, run?: object): Promise<Place | undefined> {
		signal?.throwIfAborted();
		return await new Promise((resolve, reject) => {
			const go = (place: Place | undefined) => {
				signal?.removeEventListener('abort', stop);
				resolve(place);
			};
			const one = { go, run };
			const stop = () => {
				this.waiting.splice(this.waiting.indexOf(one), 1);
				reject(signal?.reason);
			};
			signal?.addEventListener('abort', stop, { once: true });
			if (again) this.waiting.unshift(one);
			else this.waiting.push(one);
			void this.letOut();
		});
	}

	/** Gives the place back and learns from the answer, if one came. */
	leave(place: Place, status?: number, headers: Headers = {}): void {
		this.inFlight.delete(place);
		if (status !== undefined) this.learn(place, status, headers);
		void this.letOut();
	}

	private learn(place: Place, status: number, headers: Headers): void {
		const { limit, used, hourLeft } = readQuota(headers);
		if (limit !== undefined) this.share.allow(limit);
		this.hourLeft = hourLeft ?? Number.POSITIVE_INFINITY;
		if (this.hourLeft <= 0) {
			this.hourSpent = true;
			this.hourProbeAt = Date.now() + HOUR_PROBE_MS;
			for (const { go } of this.waiting.splice(0)) go(undefined);
			return;
		}
		place.refused = status === 429;
		if (!place.refused) this.hourSpent = false;
		const now = Date.now();
		const asked = place.refused ? retryAfterMs(headers) : undefined;
		if (asked !== undefined) this.hold(now + Math.min(asked, LONGEST_HOLD_MS));
		if (now - place.at > STALE_MS) return;
		place.used = used;
		this.seconds.expect(now - place.at);
		this.learnSeconds(place);
		const { places, seconds, share, since } = this;
		share.learn(place, { places, seconds, since, now, runs: this.runsBeside(place) });
		if (asked !== undefined) return;
		if (place.refused || (used !== undefined && used >= share.limit)) this.waitFor(place);
	}

	/** How many runs of this process ask, that of the answer among them. */
	private runsBeside(answered: Place): number {
		return new Set([answered, ...this.inFlight, ...this.waiting].map(({ run }) => run)).size;
	}

	/** Waits until the second in which a request found no place, or took the last one, is over. */
	private waitFor({ at, used }: Place): void {
		const now = Date.now();
		const over = this.seconds.fullUntil(at);
		if (this.seconds.known && used !== undefined) this.hold(over);
		// Nobody knows when it is over: most likely it is where the answer took long.
		else if (now - at < MOSTLY_OVER_MS) this.hold(Math.min(over, now + BLIND_HOLD_MS));
	}

	/** Learns from the counts of neighbours where seconds begin, and how far requests overtake each other. */
	private learnSeconds(place: Place): void {
		const told = this.places.filter(({ used }) => used !== undefined);
		const at = told.indexOf(place);
		if (at < 0) return;
		this.learnBeginning(told[at - 1], place);
		this.learnBeginning(place, told[at + 1]);
		const { seconds } = this;
		if (!seconds.known || seconds.isDoubtful(place.at)) return;
		const second = seconds.of(place.at);
		const overtaken = told
			.slice(0, at)
			.find(
				(one) =>
					seconds.of(one.at) === second &&
					!seconds.isDoubtful(one.at) &&
					(one.used ?? 0) > (place.used ?? 0),
			);
		if (overtaken) seconds.overtaken(place.at - overtaken.at);
	}

	/** A count that is much lower than that of a request before tells that a second began between the two. */
	private learnBeginning(before: Place | undefined, after: Place | undefined): void {
		if (before?.used === undefined || after?.used === undefined) return;
		if (before.used - after.used > this.share.limit / 4) this.seconds.learn(before.at, after.at);
	}

	private hold(until: number): void {
		this.heldUntil = Math.max(this.heldUntil, until);
	}

	/** The time at which the next may go; Infinity where an answer must come first. */
	private freeAt(): number {
		const most = Math.min(MOST_IN_FLIGHT, Math.max(1, this.hourLeft));
		if (this.inFlight.size >= most) return Number.POSITIVE_INFINITY;
		if (this.hourSpent && this.inFlight.size > 0) return Number.POSITIVE_INFINITY;
		return Math.max(this.heldUntil, this.nextAt, this.placeFreeAt(), this.restFreeAt());
	}

	/** When fewer than one process ever takes are counted in the present second. */
	private placeFreeAt(): number {
		const full = this.places.at(-this.share.most);
		return full === undefined ? 0 : this.seconds.over(full.at);
	}

	/** When this process may have more of what its last answer said to be left of the second. */
	private restFreeAt(): number {
		if (!this.seconds.known) return 0;
		const at = findLastIndex(this.places, ({ used }) => used !== undefined);
		const last = this.places[at];
		if (last?.used === undefined) return 0;
		const left = (this.share.most - last.used) * this.share.part;
		return this.places.length - 1 - at < left ? 0 : this.seconds.fullUntil(last.at);
	}

	private take(now: number, run: object | undefined): Place {
		const place: Place = { at: now, run };
		const last = this.places.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
		if (now - last > PAUSE_MS) {
			this.since = now;
			this.share.forget();
		}
		this.places = [...this.places.filter(({ at }) => at > now - REMEMBERED_MS), place];
		const sent = this.places.filter(({ at }) => at >= this.since).length;
		const gap = this.share.gapMs(sent);
		this.nextAt = Math.max(this.nextAt, now - CAUGHT_UP_MS) + gap;
		this.inFlight.add(place);
		return place;
	}

	/** Waits a little. What was let out just before a machine stood still leaves when it goes on, and counts from then. */
	private async nap(ms: number): Promise<void> {
		const from = Date.now();
		await sleep(ms);
		const now = Date.now();
		if (now - from - ms < STILL_MS) return;
		for (const place of this.places) {
			if (place.at > from - STILL_MS && place.used === undefined) place.at = now;
		}
	}

	private next(now: number): void {
		const next = this.waiting.shift();
		next?.go(this.take(now, next.run));
	}

	/** Only one loop lets requests out; it ends when none waits or an answer must come first. */
	private async letOut(): Promise<void> {
		if (this.letting) return;
		this.letting = true;
		while (this.waiting.length > 0) {
			const now = Date.now();
			const wait = this.freeAt() - now;
			if (wait === Number.POSITIVE_INFINITY) break;
			if (wait > 0) await this.nap(Math.min(wait, NAP_MS));
			else this.next(now);
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
