import { stateHead } from './state';

/**
 * The newest state of a node. n8n saves nothing after a poll without events, and what it has in memory is lost with the
 * next publishing, so such a state is kept here until an event saves it.
 */
export class UnsavedState {
	private state?: string;

	/** Heads of the saved states that it follows from without an event in between. */
	private readonly follows = new Set<string>();

	/** Returns the newest state: the one that n8n saved, or a newer one that it did not save. */
	newest(saved: unknown): unknown {
		if (this.state === undefined) return saved;
		const head = stateHead(saved);
		if (this.follows.has(head)) return this.state;
		// Something was saved since: the state here is older.
		if (head !== stateHead(this.state)) this.clear();
		return saved;
	}

	/** Keeps a state that n8n may not save. `saved`: what n8n holds now; `used`: what the state was made from. */
	keep(saved: unknown, used: unknown, state: string): void {
		this.follows.add(stateHead(saved)).add(stateHead(used));
		this.state = state;
	}

	private clear(): void {
		this.state = undefined;
		this.follows.clear();
	}
}
