/** A poll that takes longer than this has been lost; another one may start. */
const LOST_AFTER_MS = 600_000;

/** Lets one poll of a node run at a time. */
export class PollLock {
	private startedAt?: number;

	/** Runs a poll; undefined if another one is running. */
	async run<T>(poll: () => Promise<T>): Promise<T | undefined> {
		const now = Date.now();
		if (this.startedAt !== undefined && now - this.startedAt < LOST_AFTER_MS) return undefined;
		this.startedAt = now;
		try {
			return await poll();
		} finally {
			if (this.startedAt === now) this.startedAt = undefined;
		}
	}
}
