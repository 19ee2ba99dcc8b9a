import { firstLook, othersBeside, ownIn, promising } from './others';
import type { History, Place } from './others';

/** Kandji's limit where no header tells another (docs/kandji-api.md 1.1). */
const PER_SECOND = 50;

/** Parts of the limit. */
const PART = {
	/** What one process takes when nobody else is there, */
	taken: 0.98,
	/** and what several fill together. */
	filled: 0.995,
	/** How a process begins that does not know yet who else is there. */
	start: 0.33,
	/** What each run of a process goes back to when it meets others, so that all that meet are equal, */
	met: 0.24,
	/** and what all runs of a process go back to at most. */
	metByAll: 0.72,
};

const LEAST = 3;

/** Between two of the first requests of a process that is alone, in milliseconds, so that short runs end soon. */
const QUICK_GAP_MS = 8;
const QUICK = 40;
/** So many leave quickly where the first answers know of nobody else: what a list asks for after its first page. */
const QUICK_TO_KNOW = 8;
/** Part of a second over which a process that is alone spreads its requests: the rest is for newcomers. */
const SPREAD_OVER = 0.94;

/** Requests a second of others that are taken for none. */
const NEGLIGIBLE = 2;
/** So many seconds without others, one after the other, show that they are gone and do not just wait. */
const QUIET_TO_BE_ALONE = 2;
/** Requests a second of others that show in the second that is not over yet. */
const NOTICED = 4;
/** Refusals of a second that are taken for requests that fell into a second beside their own. */
const STRAYS = 2;
/** Requests a second that a process which is alone takes back after strays. */
const STEP_BACK = 0.5;

/** Part of what is free that each run of a process takes in the next second, */
const SPARE_TAKEN = 0.25;
/** and the process more as far as it has more than the others, who may want nothing more, */
const SPARE_BY_SHARE = 0.15;
/** and where much is free. */
const SPARE_IF_MUCH = 0.1;
const MUCH = 10;
/** Part of what is free that a process takes at first, above what all that meet begin with. */
const SPARE_AT_FIRST = 0.4;
/** What each run gives back when the second is full, by the square of what it has, in limits: so shares become equal. */
const GIVEN_BACK = 1 / 6;
/** The same after refusals, as part of the limit. */
const LESS_AFTER_REFUSALS = 0.25;
/** Most that one second with refusals costs. */
const LEAST_KEPT = 0.6;

/** Answers that tell nothing about the second, one after the other, after which none is expected to. */
const SILENT = 3;
/** Where no answer counts: more requests a second with each answer until the first refusal, */
const BLIND_GROWTH = 0.5;
/** as many for each run with each second without refusals after it, */
const BLIND_STEP = 0.5;
/** and what is kept after a second with some. */
const BLIND_KEPT = 0.97;

/** Milliseconds by which a second may have begun before a change and still tell about what came of it. */
const BEFORE_CHANGE_MS = 250;

/**
 * How much of the tenant's second this process takes: all of it while it is alone, and a share that becomes equal to
 * that of the others where several processes ask. What the others use shows in the counts of the headers; without
 * headers, only refusals show it.
 *
 * Processes know nothing of each other, so whoever meets others begins anew with the same little; then each takes the
 * same part of what is free, and gives back by what it has. A process with several runs does as if each of them were a
 * process, so that executions are equal wherever a queue puts them.
 */
export class Share {
	/** Requests a second that Kandji allows. */
	limit = PER_SECOND;

	/** Requests a second that this process lets out; not a whole number. */
	perSecond = PART.taken * PER_SECOND;

	private standing: 'unknown' | 'alone' | 'shared' = 'unknown';

	/** The last second that was looked back at. */
	private judged = Number.NEGATIVE_INFINITY;

	/** When this process last went back. */
	private changedAt = Number.NEGATIVE_INFINITY;

	private silent = 0;

	/** Whether the first answers know of nobody else. */
	private promising = false;

	private everRefused = false;

	/** Runs of this process: each of them takes as much as the only one of another process. */
	private runs = 1;

	/** Seconds, one after the other, without others. */
	private quiet = 0;

	get most(): number {
		return Math.max(1, Math.floor(this.limit * PART.taken));
	}

	/** Milliseconds between two requests, by the number of those that were let out since the start. */
	gapMs(sent: number): number {
		switch (this.standing) {
			case 'alone':
				return sent < QUICK ? QUICK_GAP_MS : (SPREAD_OVER * 1_000) / this.perSecond;
			case 'shared':
				return 1_000 / this.perSecond;
			default:
				return this.promising && sent < QUICK_TO_KNOW
					? QUICK_GAP_MS
					: 1_000 / this.within(this.limit * PART.start);
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
		this.promising = false;
		this.everRefused = false;
	}

	/** Takes a limit as a header tells it; the part of it that this process takes stays the same. */
	allow(limit: number): void {
		if (limit === this.limit) return;
		const part = this.perSecond / this.limit;
		this.limit = limit;
		this.perSecond = this.within(part * limit);
	}

	/** Learns from an answer. */
	learn(place: Place, history: History): void {
		if (place.used !== undefined) this.silent = 0;
		else if (place.refused !== true) this.silent += 1;
		this.everRefused ||= place.refused === true;
		this.runs = history.runs;
		if (this.standing === 'unknown') this.look(place, history);
		else if (this.standing === 'alone') this.notice(place, history);
		else if (this.blind && !this.everRefused) this.more(BLIND_GROWTH);
		this.lookBack(place, history);
	}

	private get blind(): boolean {
		return this.silent >= SILENT;
	}

	/** A first look at who else is there. */
	private look(place: Place, history: History): void {
		const { now } = history;
		if (this.blind) {
			this.goBack('shared', this.limit * PART.start, now);
			return;
		}
		const others = place.refused === true ? this.limit : firstLook(history, this.limit);
		this.promising = promising(history);
		if (others === undefined) return;
		if (others === 0) this.standing = 'alone';
		else this.meet(now, Math.max(0, this.most - others));
	}

	/** Others may show before the second is over; what was sent before this process was alone says nothing. */
	private notice(place: Place, history: History): void {
		const { seconds, now } = history;
		if (place.at <= this.changedAt || !seconds.known || seconds.isDoubtful(place.at)) return;
		if ((othersBeside(seconds.of(place.at), history) ?? 0) >= NOTICED) this.meet(now);
	}

	/** Begins anew with as much as all that meet. `spare`: requests a second that seem to be free. */
	private meet(now: number, spare = 0): void {
		const least = Math.max(this.met, this.limit * PART.met + SPARE_AT_FIRST * spare);
		this.goBack('shared', Math.min(this.perSecond, least), now);
	}

	/** What this process goes back to. */
	private get met(): number {
		return this.limit * Math.min(PART.met * this.runs, PART.metByAll);
	}

	/** Looks back, once, at the second before the one of an answer. */
	private lookBack(place: Place, history: History): void {
		if (this.standing === 'unknown') return;
		const second = history.seconds.of(place.at) - 1;
		if (second <= this.judged) return;
		this.judged = second;
		const own = ownIn(second, history);
		// What was let out before the last change says nothing about it.
		if (own.length === 0 || own[0].at <= this.changedAt - BEFORE_CHANGE_MS) return;
		const others = othersBeside(second, history);
		const refused = own.filter((one) => one.refused).length;
		if (refused > 0) this.giveWay(refused, own.length - refused, others, history.now);
		else this.judge(own.length, others, history.now);
	}

	/** Takes less after refusals. `passed`: requests of the same second that were not refused. */
	private giveWay(refused: number, passed: number, others: number | undefined, now: number): void {
		if (this.standing === 'alone') {
			if (refused > STRAYS || (others ?? 0) >= NOTICED) this.meet(now);
			else this.goBack('alone', this.perSecond - refused, now);
			return;
		}
		const kept = this.perSecond * Math.max(LEAST_KEPT, passed / (passed + refused));
		if (this.blind) {
			this.goBack('shared', Math.min(kept, this.perSecond * BLIND_KEPT), now);
			return;
		}
		const { met } = this;
		const each = this.perSecond / this.runs;
		const less = this.perSecond * (1 - (LESS_AFTER_REFUSALS * each) / this.most);
		const nearer = this.perSecond > met ? (this.perSecond + met) / 2 : less;
		this.goBack('shared', Math.min(kept, less, nearer), now);
	}

	/** Takes more or less after a second without refusals in which we had `ours`, and others so many a second. */
	private judge(ours: number, others: number | undefined, now: number): void {
		if (others === undefined) {
			this.more(BLIND_STEP * this.runs);
		} else if (this.standing === 'alone') {
			if (others >= NOTICED) this.meet(now);
			else this.more(STEP_BACK);
		} else {
			this.quiet = others < NEGLIGIBLE ? this.quiet + 1 : 0;
			if (this.quiet === QUIET_TO_BE_ALONE) this.goBack('alone', this.most, now);
			else this.perSecond = this.within(this.next(ours, others));
		}
	}

	private next(ours: number, others: number): number {
		const spare = this.limit * PART.filled - others - ours;
		const part = ours / (ours + others);
		if (spare < 0) return ours + spare * part - (GIVEN_BACK * ours ** 2) / this.runs / this.limit;
		const more =
			SPARE_TAKEN * this.runs + SPARE_BY_SHARE * part + (spare > MUCH ? SPARE_IF_MUCH : 0);
		return ours + spare * Math.min(1, more);
	}

	private more(step: number): void {
		this.perSecond = this.within(this.perSecond + step);
	}

	private goBack(standing: 'alone' | 'shared', perSecond: number, now: number): void {
		this.quiet = 0;
		this.standing = standing;
		this.perSecond = this.within(perSecond);
		this.changedAt = now;
	}

	private within(perSecond: number): number {
		return Math.min(this.most, Math.max(Math.min(LEAST, this.most), perSecond));
	}
}
