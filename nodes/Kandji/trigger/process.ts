import { identityOf } from './state';

/** A state that no n8n has saved yet, and the saved states that it follows from without an event in between. */
interface Unsaved {
	follows: Set<string>;
	state: string;
}

interface Told {
	at: number;
	/** Polls that failed the same way since then. */
	since: number;
}

/** A poll that takes longer than this has been lost; its place is free again. */
const LOST_AFTER_MS = 600_000;
const TELL_AGAIN_MS = 3_600_000;

const running = new Map<string, number>();
const unsaved = new Map<string, Unsaved>();
const told = new Map<string, Map<string, Told>>();
const contexts = new WeakSet<object>();
const begun = new Set<string>();

/** Runs one poll of a node at a time; another one that comes meanwhile gives undefined. */
export async function singly<T>(key: string, poll: () => Promise<T>): Promise<T | undefined> {
	const now = Date.now();
	if (now - (running.get(key) ?? 0) < LOST_AFTER_MS) return undefined;
	running.set(key, now);
	try {
		return await poll();
	} finally {
		if (running.get(key) === now) running.delete(key);
	}
}

/** True the first time that a poll context is seen: n8n makes a new one when it activates a workflow. */
export function firstSight(context: object): boolean {
	const first = !contexts.has(context);
	contexts.add(context);
	return first;
}

/**
 * The newest state of a node. n8n saves nothing after a poll without events (and what it has in memory is gone with the
 * next publishing), so such a state is kept here until an event saves it.
 */
export function recall(key: string, saved: unknown): unknown {
	const kept = unsaved.get(key);
	if (!kept) return saved;
	const identity = identityOf(saved);
	if (kept.follows.has(identity)) return kept.state;
	// Something was saved since: what is kept here is older.
	if (identity !== identityOf(kept.state)) unsaved.delete(key);
	return saved;
}

/** Keeps a state that n8n may not save. `saved`: what n8n holds now; `used`: what the state was made from. */
export function keep(key: string, saved: unknown, used: unknown, state: string): void {
	const follows = unsaved.get(key)?.follows ?? new Set();
	unsaved.set(key, { follows: follows.add(identityOf(saved)).add(identityOf(used)), state });
}

/**
 * Whether a failed poll is worth a failed execution: the first of its cause, then one an hour. Otherwise a night's
 * outage would fill the execution list and page somebody every minute.
 */
export function worthTelling(key: string, cause: string, now = Date.now()): Told | undefined {
	const causes = told.get(key) ?? new Map<string, Told>();
	told.set(key, causes);
	const before = causes.get(cause);
	if (before && now - before.at < TELL_AGAIN_MS) {
		before.since += 1;
		return undefined;
	}
	causes.set(cause, { at: now, since: 0 });
	return before ?? { at: now, since: 0 };
}

/** Remembers that a node has begun, whatever it is called now: a renamed node must not tell the existing fleet again. */
export function begin(id: string): void {
	begun.add(id);
}

export function hasBegun(id: string): boolean {
	return begun.has(id);
}
