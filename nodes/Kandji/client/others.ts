import { findLastIndex, maxBy } from 'lodash';

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
/** Where a single request of somebody else was seen, it takes so long to tell that nobody else asks. */
const LONG_TO_BE_SURE_MS = 250;
/** Requests of others that are taken for none: one that came too late for its own second. */
const NEGLIGIBLE = 2;

/** A request on its way: when it was let out, and what its answer told. */
export interface Place {
	at: number;
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
}

/** Requests a second that others sent in a second of which `own` are ours; undefined where no count tells. */
export function othersBeside(own: Place[], { places, seconds }: History): number | undefined {
	const telling = own.filter(({ at }) => !seconds.isDoubtful(at) && seconds.into(at) >= TELLING_MS);
	const last = maxBy(telling, ({ used }) => used);
	if (last?.used === undefined) return undefined;
	// What may have been counted before the highest count was is taken for counted, so that no request of ours passes
	// for one of the others'.
	const overtaking = Math.max(OVERTAKING_MS, seconds.doubtMs);
	const ours = places.filter(
		(one) =>
			(own.includes(one) && one.at <= last.at + overtaking) ||
			(seconds.isDoubtful(one.at) && Math.abs(one.at - last.at) < 1_000),
	).length;
	const count = Math.max(0, last.used - ours);
	if (!seconds.known) return count;
	const later = Math.max(0, seconds.doubtMs - WELL_KNOWN_MS);
	return (count * 1_000) / (seconds.into(last.at) - later);
}

/** The answers since the count last began anew. The first requests leave too far apart to overtake each other. */
function ofPresentSecond(told: Place[]): Place[] {
	const fresh = findLastIndex(told, ({ used = 0 }, at) => used < (told[at - 1]?.used ?? 0));
	return told.slice(Math.max(0, fresh));
}

/**
 * What the first answers of a process tell about others: how many requests a second they send at least, 0 where nobody
 * else is there. Undefined where it takes more answers to say so.
 */
export function firstLook({ places, since }: History, limit: number): number | undefined {
	const own = places.filter(({ at }) => at >= since);
	const told = ofPresentSecond(own.filter(({ used }) => used !== undefined));
	if (told.length < ANSWERS_TO_KNOW) return undefined;
	const [first, last] = [told[0], maxBy(told, ({ used }) => used) ?? told[0]];
	// Of those that no answer has come for, any may have been counted.
	const counted = own.filter((one) => one.used === undefined || told.includes(one));
	const before = ({ at }: Place) => counted.filter((one) => one.at <= at + OVERTAKING_MS).length;
	const others = (last.used ?? 0) - before(last);
	const meanwhile = others - (first.used ?? 0) + before(first);
	const span = last.at - first.at;
	if (others >= limit / 2) return others;
	if (span < LONG_TO_KNOW_MS) return undefined;
	if (others > NEGLIGIBLE) return Math.max(others, (meanwhile * 1_000) / span);
	return others <= 0 || span >= LONG_TO_BE_SURE_MS ? 0 : undefined;
}
