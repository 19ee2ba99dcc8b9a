import { causeOf } from './failure';
import { Readings } from './reading';
import { identityOf } from './state';

/** A state that no n8n has saved yet, and the saved states that it follows from without an event in between. */
interface Unsaved {
	follows: Set<string>;
	state: string;
}

/** When a cause was told as a failed execution, and how many polls failed the same way since. */
interface Telling {
	at: number;
	since: number;
}

/** A poll that takes longer than this has been lost; its place is free again. */
const LOST_AFTER_MS = 600_000;
const TELL_AGAIN_MS = 3_600_000;

/** What one process remembers of its triggers beside the state that n8n saves; gone when the process ends. */
export class ProcessMemory {
	private readonly running = new Map<string, number>();

	private readonly unsaved = new Map<string, Unsaved>();

	private readonly tellings = new Map<string, Map<string, Telling>>();

	private readonly putOff = new Set<string>();

	private readonly owed = new Map<string, Error>();

	private readonly readings = new Map<string, Readings>();

	private readonly contexts = new WeakSet<object>();

	private readonly begun = new Set<string>();

	/** Runs one poll of a node at a time; another one that comes meanwhile gives undefined. */
	async oneAtATime<T>(key: string, poll: () => Promise<T>): Promise<T | undefined> {
		const now = Date.now();
		if (now - (this.running.get(key) ?? 0) < LOST_AFTER_MS) return undefined;
		this.running.set(key, now);
		try {
			return await poll();
		} finally {
			if (this.running.get(key) === now) this.running.delete(key);
		}
	}

	/** True the first time that a poll context is seen: n8n makes a new one when it activates a workflow. */
	firstSight(context: object): boolean {
		const first = !this.contexts.has(context);
		this.contexts.add(context);
		return first;
	}

	/**
	 * The newest state of a node. n8n saves nothing after a poll without events (and what it has in memory is gone with
	 * the next publishing), so such a state is remembered here until an event saves it.
	 */
	newestState(key: string, saved: unknown): unknown {
		const known = this.unsaved.get(key);
		if (!known) return saved;
		const identity = identityOf(saved);
		if (known.follows.has(identity)) return known.state;
		// Something was saved since: what is remembered here is older.
		if (identity !== identityOf(known.state)) this.unsaved.delete(key);
		return saved;
	}

	/** Remembers a state that n8n may not save. `saved`: what n8n holds now; `used`: what the state was made from. */
	remember(key: string, saved: unknown, used: unknown, state: string): void {
		const follows = this.unsaved.get(key)?.follows ?? new Set();
		this.unsaved.set(key, { follows: follows.add(identityOf(saved)).add(identityOf(used)), state });
	}

	/**
	 * Whether a failure is worth a failed execution: the first of its cause, then one an hour. Otherwise a night's
	 * outage would fill the execution list and page somebody every minute.
	 */
	isDue(key: string, cause: string, now = Date.now()): boolean {
		const before = this.tellingsOf(key).get(cause);
		if (!before || now - before.at >= TELL_AGAIN_MS) return true;
		before.since += 1;
		return false;
	}

	/** Remembers that a cause was told; how many polls failed that way since it was told last. */
	told(key: string, cause: string, now = Date.now()): number {
		const tellings = this.tellingsOf(key);
		const since = tellings.get(cause)?.since ?? 0;
		tellings.set(cause, { at: now, since: 0 });
		this.putOff.delete(key);
		if (causeOf(this.owed.get(key)).cause === cause) this.owed.delete(key);
		return since;
	}

	/** Whether a failure that was put off for the sake of events must be told now. */
	mustTell(key: string): boolean {
		const must = this.putOff.has(key);
		this.putOff.add(key);
		return must;
	}

	/** Remembers a failure that must be told, by whichever poll can tell it. */
	owe(key: string, failure: Error): void {
		this.owed.set(key, failure);
	}

	/** Failures that are still to be told. */
	owedTo(key: string): Error[] {
		const failure = this.owed.get(key);
		return failure ? [failure] : [];
	}

	/** The readings of a node that go on over several polls. */
	readingsOf(key: string): Readings {
		const readings = this.readings.get(key) ?? new Readings();
		this.readings.set(key, readings);
		return readings;
	}

	private tellingsOf(key: string): Map<string, Telling> {
		const tellings = this.tellings.get(key) ?? new Map<string, Telling>();
		this.tellings.set(key, tellings);
		return tellings;
	}

	/** Remembers that a node has begun, whatever it is called now: a renamed node must not tell the existing fleet again. */
	markBegun(id: string): void {
		this.begun.add(id);
	}

	hasBegun(id: string): boolean {
		return this.begun.has(id);
	}
}
