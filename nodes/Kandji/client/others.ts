import { maxBy } from 'lodash';

import type { Seconds } from './seconds';

/** Milliseconds of a second after which its count says how many the others will send. */
const TELLING_MS = 250;
/** Where the beginning of a second is known less well than this, it may have begun that much later. */
const WELL_KNOWN_MS = 50;
/** Requests sent this much later, in milliseconds, may have come to Kandji before. */
const OVERTAKING_MS = 50;
/** Answers, and milliseconds between the first and the last of their requests, that show who is there. */
const ANSWERS_TO_KNOW = 3;
const LONG_TO_KNOW_MS = 100;
/** It takes longer where a single request of somebody else was seen, or where a second began meanwhile. */
const LONG_TO_BE_SURE_MS = 300;
/** Requests of others that are taken for none: one that came too late for its own second. */
const NEGLIGIBLE = 2;

/** A request on its way: when it was let out, and what its answer told. */
export interface Place {
	at: number;
	/** Whose request it is. */
	run?: object;
	/** Requests of the second that Kandji had counted, this one included. */
	used?: number;
	refused?: boolean;
}

/** What this process knows of its own requests, in the order in which they were let out. */
export interface History {
	/** What was let out of late. */
	places: Place[];
	seconds: Seconds;
	/** When this process began to ask, after its last pause. */
	since: number;
	now: number;
	/** How many runs of this process ask at the moment. */
	runs: number;
}

/** Our own requests of the second of that number. */
export const ownIn = (second: number, { places, seconds }: History): Place[] =>
	places.filter(({ at }) => seconds.of(at) === second);

/** Whether the highest count of a second counted this request of ours too. */
function isCountedBy(
	{ at, used: highest = 0 }: Place,
	one: Place,
	{ second, seconds }: { second: number; seconds: Seconds },
): boolean {
	// What may have been counted before is taken for counted, so that no request of ours passes for one of the others'.
	if (!seconds.isDoubtful(one.at)) {
		const overtaking = Math.max(OVERTAKING_MS, seconds.doubtMs);
		return seconds.of(one.at) === second && one.at <= at + overtaking;
	}
	if (Math.abs(one.at - at) >= 1_000) return false;
	if (one.used === undefined) return true;
	// Where a second begins, counts are low; those of the second before it are high.
	const low = one.used <= highest / 2;
	return one.at < at ? low : !low && one.used <= highest;
}

/** Requests a second that others sent in the second of that number; undefined where no count tells. */
export function othersBeside(second: number, history: History): number | undefined {
	const { places, seconds } = history;
	const telling = ownIn(second, history).filter(
		({ at }) => !seconds.isDoubtful(at) && seconds.into(at) >= TELLING_MS,
	);
	const last = maxBy(telling, ({ used }) => used);
	if (last?.used === undefined) return undefined;
	const ours = places.filter((one) => isCountedBy(last, one, { second, seconds })).length;
	const count = Math.max(0, last.used - ours);
	if (!seconds.known) return count;
	const later = Math.max(0, seconds.doubtMs - WELL_KNOWN_MS);
	return (count * 1_000) / (seconds.into(last.at) - later);
}

const ownSinceStart = ({ places, since }: History): Place[] =>
	places.filter(({ at }) => at >= since);

/** Answers by the second that counted them. The first requests leave too far apart to overtake each other. */
function bySecond(told: Place[]): Place[][] {
	const seconds: Place[][] = [];
	for (const [at, one] of told.entries()) {
		if (at === 0 || (one.used ?? 0) < (told[at - 1].used ?? 0)) seconds.push([]);
		seconds[seconds.length - 1].push(one);
	}
	return seconds;
}

/**
 * What the first answers of a process tell about others: how many requests a second they send at least, 0 where nobody
 * else is there. Undefined where it takes more answers to say so.
 */
export function firstLook(history: History, limit: number): number | undefined {
	const own = ownSinceStart(history);
	const told = own.filter(({ used }) => used !== undefined);
	if (told.length < ANSWERS_TO_KNOW) return undefined;
	const looks = bySecond(told).map((second) => {
		// Of those that no answer has come for, any may have been counted.
		const counted = own.filter((one) => one.used === undefined || second.includes(one));
		const beside = ({ at, used = 0 }: Place) =>
			used - counted.filter((one) => one.at <= at + OVERTAKING_MS).length;
		const [first, last] = [second[0], maxBy(second, ({ used }) => used) ?? second[0]];
		const others = beside(last);
		const spanMs = last.at - first.at;
		return { others, spanMs, perSecond: ((others - beside(first)) * 1_000) / spanMs };
	});
	const present = looks[looks.length - 1];
	if (present.others >= limit / 2) return present.others;
	const longEnough = present.spanMs >= LONG_TO_KNOW_MS;
	if (present.others > NEGLIGIBLE)
		return longEnough ? Math.max(present.others, present.perSecond) : undefined;
	const others = Math.max(...looks.map((look) => look.others));
	const spanMs = told[told.length - 1].at - told[0].at;
	return (others <= 0 && longEnough) || spanMs >= LONG_TO_BE_SURE_MS ? 0 : undefined;
}

/** Whether every answer so far says that nobody else was there. */
export function promising(history: History): boolean {
	const own = ownSinceStart(history);
	return (
		own.every(({ used = 0 }, at) => used <= at + 1) && own.some(({ used }) => used !== undefined)
	);
}
