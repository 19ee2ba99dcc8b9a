import { maxBy } from 'lodash';

import type { Seconds } from './seconds';

/** Kandji's limit where no header tells another (API.md 1.1). */
const PER_SECOND = 50;
/** What is left to others even when nobody seems to be there. */
const TAKEN = 0.98;
const LEAST = 3;
/** What a process begins with where others have the second. */
const NEWCOMER = 6;
/** Refusals of a second that are taken for requests that fell into a second beside their own. */
const STRAYS = 2;
/** Between two of the first requests of a process that has the tenant for itself, in milliseconds: short runs end soon. */
const QUICK_GAP_MS = 8;
/** The first two seconds of a run; later ones are spread, so that a newcomer finds a place and is seen. */
const QUICK_SECONDS = 2;
const SPREAD_OVER = 0.9;
/** How a process starts that does not know yet who else is there. */
const FIRST_QUICK = 3;
const CAREFUL_GAP_MS = 40;
const ANSWERS_TO_KNOW = 5;
/** Answers that tell nothing about the second, one after the other, after which none is expected to. */
const SILENT = 3;
/** Requests a second of others that are taken for none. */
const NEGLIGIBLE = 2;
/**
 * Part of its part that a process gives back when the second is full. Who has much gives back more than in proportion:
 * that makes the shares of several processes equal soon.
 */
const GIVEN_BACK = 0.25;
/** Part of what is free that a process takes: less where it has more than all others. */
const SPARE_TAKEN = 0.25;
const SPARE_TAKEN_BY_MOST = 0.2;
/** A newcomer starts small: who was alone makes room for more than it asks at first, but keeps half. */
const NEWCOMERS_GET = 3;
/** What the largest of several processes leaves free, because none of them knows the others' plans. */
const SPARED = 2;
const LEAST_STEP = 0.3;
/** What a process takes back each second after refusals that no other process explains, and how long it does so. */
const STEP_BACK = 0.5;
const CAREFUL_MS = 15_000;
/** What a process takes even of a full second while it has less than a fifth. */
const STEP_OF_FEW = 1;
/** Part of a second, in milliseconds, after which the count says how many the others will send. */
const TELLING_MS = 250;

/** A request on its way: when it was let out, and what its answer told. */
export interface Place {
	at: number;
	/** Requests of the second that Kandji had counted, this one included. */
	used?: number;
	refused?: boolean;
}

/** What a share learns from. */
interface History {
	/** What was let out of late, in that order. */
	places: Place[];
	seconds: Seconds;
	/** When this process began to ask, after its last pause. */
	since: number;
	now: number;
}

/** Requests a second that others sent in a second of which `own` are ours; undefined where no count tells. */
function othersBeside(own: Place[], { places, seconds }: History): number | undefined {
	const telling = own.filter(({ at }) => !seconds.isDoubtful(at) && seconds.into(at) >= TELLING_MS);
	const last = maxBy(telling, ({ used }) => used);
	if (last?.used === undefined) return undefined;
	// All of ours were counted before the one with the highest count, also those of which the second is open.
	const { at: lastAt } = last;
	const perhaps = places.filter(
		(one) => seconds.isDoubtful(one.at) && Math.abs(one.at - lastAt) < 1_000 && !own.includes(one),
	);
	const count = Math.max(0, last.used - own.length - perhaps.length);
	return (count * 1_000) / (seconds.known ? seconds.into(lastAt) : 1_000);
}

/**
 * How much of the tenant's second this process takes: all of it while it is alone, and a share that becomes equal to
 * that of the others where several processes ask. What the others use shows in the counts of the headers; without
 * headers, only refusals show it.
 */
export class Share {
	/** Requests a second that Kandji allows. */
	limit = PER_SECOND;

	/** Requests a second that this process lets out; not a whole number. */
	perSecond = Share.mostOf(PER_SECOND);

	private standing: 'unknown' | 'alone' | 'shared' = 'unknown';

	private judged = Number.NEGATIVE_INFINITY;

	private changedAt = Number.NEGATIVE_INFINITY;

	private silent = 0;

	private refusedAt = Number.NEGATIVE_INFINITY;

	/** Most that one process ever takes of a limit. */
	private static mostOf(limit: number): number {
		return Math.max(1, Math.floor(limit * TAKEN));
	}

	get most(): number {
		return Share.mostOf(this.limit);
	}

	/** Requests that may be counted in one second. */
	get budget(): number {
		return Math.ceil(this.perSecond);
	}

	/** Milliseconds between two requests, by the number of those that were let out since the start. */
	gapMs(sent: number, doubtMs: number): number {
		switch (this.standing) {
			case 'alone':
				return sent < QUICK_SECONDS * this.most
					? QUICK_GAP_MS
					: (SPREAD_OVER * (1_000 - 2 * doubtMs)) / this.perSecond;
			case 'shared':
				return 1_000 / this.perSecond;
			default:
				return sent < FIRST_QUICK ? QUICK_GAP_MS : CAREFUL_GAP_MS;
		}
	}

	/** Part of what is left of a second that belongs to this process. */
	get part(): number {
		return this.standing === 'shared' ? this.perSecond / this.most : 1;
	}

	/** After a pause nothing is known about the others. */
	forget(): void {
		this.standing = 'unknown';
		this.perSecond = this.most;
		this.silent = 0;
	}

	/** Takes a limit as a header tells it. */
	allow(limit: number): void {
		if (limit === this.limit) return;
		this.limit = limit;
		this.perSecond = Math.min(this.perSecond, this.most);
	}

	/** Learns from an answer that came at `now`. */
	learn(place: Place, history: History): void {
		if (place.used !== undefined) this.silent = 0;
		else if (place.refused !== true) this.silent += 1;
		if (this.standing === 'unknown') this.start(history);
		const { places, seconds } = history;
		const second = seconds.of(place.at) - 1;
		if (second <= this.judged) return;
		this.judged = second;
		const own = places.filter(({ at }) => seconds.of(at) === second);
		const refused = own.filter((one) => one.refused).length;
		if (refused > 0) this.giveWay(refused, own.length - refused, history.now);
		// What was let out before the last change says nothing about it.
		else if (own.length > 0 && own[0].at > this.changedAt - TELLING_MS) this.judge(own, history);
	}

	/** A first look at who else is there: how much of the count is ours. */
	private start({ places, since, now }: History): void {
		if (this.silent >= SILENT) {
			// Without headers the others show in refusals only, so requests are spread from the start.
			this.standing = 'shared';
			return;
		}
		const own = places.filter(({ at }) => at >= since);
		const told = own.filter(({ used }) => used !== undefined);
		const last = maxBy(told, ({ used }) => used);
		if (told.length < ANSWERS_TO_KNOW || last?.used === undefined) return;
		const ours =
			told.length + own.filter(({ at, used }) => used === undefined && at < last.at).length;
		if (last.used - ours <= NEGLIGIBLE) {
			this.standing = 'alone';
		} else {
			this.standing = 'shared';
			this.set(Math.max(NEWCOMER, (this.most * ours) / last.used), now);
		}
	}

	/** Takes less after refusals. `passed`: requests of the same second that were not refused. */
	private giveWay(refused: number, passed: number, now: number): void {
		this.refusedAt = now;
		if (this.standing === 'alone' && this.silent === 0 && refused <= STRAYS) {
			this.set(this.perSecond - refused, now);
			return;
		}
		const shared = this.standing === 'alone' ? this.most / 2 : this.lessened;
		const most = this.silent > 0 ? passed : shared;
		this.standing = 'shared';
		this.set(Math.max(Math.min(most, passed), Math.min(most, NEWCOMER)), now);
	}

	/** Looks back at one second without refusals, of which `own` are ours, and takes more or less from then on. */
	private judge(own: Place[], history: History): void {
		const { now } = history;
		const others = othersBeside(own, history);
		if (others === undefined) {
			this.set(this.perSecond + 2 * LEAST_STEP, now);
		} else if (others < NEGLIGIBLE) {
			const careful = this.standing === 'alone' || now - this.refusedAt < CAREFUL_MS;
			this.set(careful ? this.perSecond + STEP_BACK : this.most, now);
			this.standing = 'alone';
		} else if (this.standing === 'alone') {
			this.standing = 'shared';
			this.set(Math.max(this.most / 2, this.most - NEWCOMERS_GET * others), now);
		} else {
			this.set(this.next(others, Math.max(own.length, this.perSecond)), now);
		}
	}

	/** What to take of the next second, after one in which others had so many and we had so many. */
	private next(others: number, ours: number): number {
		const spare = this.most - others - ours;
		const mostIsOurs = ours > others;
		if (spare >= (mostIsOurs ? SPARED : 1)) {
			const taken = mostIsOurs ? SPARE_TAKEN_BY_MOST : SPARE_TAKEN;
			return this.perSecond + Math.max(LEAST_STEP, spare * taken);
		}
		return others > 4 * ours ? this.perSecond + STEP_OF_FEW : this.lessened;
	}

	private get lessened(): number {
		return this.perSecond * (1 - (GIVEN_BACK * this.perSecond) / this.most);
	}

	private set(perSecond: number, now: number): void {
		this.perSecond = Math.min(this.most, Math.max(Math.min(LEAST, this.most), perSecond));
		this.changedAt = now;
	}
}
