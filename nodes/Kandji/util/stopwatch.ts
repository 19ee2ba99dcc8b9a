/** Measures the time in which at least one of several things goes on. */
export class Stopwatch {
	private going = 0;

	private since = 0;

	private before = 0;

	/** Milliseconds of the clock so far. */
	get ms(): number {
		return this.before + (this.going > 0 ? Date.now() - this.since : 0);
	}

	/** Whether one of them goes on at present. */
	get runs(): boolean {
		return this.going > 0;
	}

	/** Does work, whose time counts however it ends. */
	async during<T>(work: () => Promise<T>): Promise<T> {
		if (this.going === 0) this.since = Date.now();
		this.going += 1;
		try {
			return await work();
		} finally {
			this.going -= 1;
			if (this.going === 0) this.before += Date.now() - this.since;
		}
	}
}
