/** How much longer than a second a place is kept while nothing is known, in milliseconds. */
const SLACK_MS = 20;
const MARGIN_MS = 4;
const WIDEST_MARGIN_MS = 200;
/** Part of the time of an answer by which the way of a request to Kandji is taken to vary. */
const VARYING = 0.05;
/** What is left, after a second, of what was learned about overtaking. */
const KEPT = 0.98;
const SECOND_MS = 1_000;
/** Milliseconds of a second in which nobody fills it. */
const NEVER_FULL_MS = 100;
/** Sends further apart say too little about what lies between them. */
const WIDEST_MS = 700;
/** Clocks drift apart, so what was learned is believed a little less each second. */
const FORGOTTEN_MS = 0.5;

/**
 * Where Kandji's seconds begin, in the time of this machine and seen from the sending side. Kandji counts requests as
 * they arrive, in seconds of its own clock. Two requests between which the count starts anew have such a beginning
 * between them; a few of them pin it down.
 */
export class Seconds {
	/** A time at which a second had surely begun; NaN until one was seen. */
	private latest = Number.NaN;

	/** The earliest time at which that second may have begun. */
	private earliest = Number.NaN;

	/** How far requests overtake each other on their way, in milliseconds. */
	private margin = MARGIN_MS;

	private fastest = Number.POSITIVE_INFINITY;

	get known(): boolean {
		return !Number.isNaN(this.latest);
	}

	/** Takes in how long an answer took: until more is known, its way there may vary by a small part of that. */
	expect(answerMs: number): void {
		if (this.known) return;
		this.fastest = Math.min(this.fastest, answerMs);
		this.margin = Math.max(MARGIN_MS, this.fastest * VARYING);
	}

	/** Takes in that a request overtook one that was sent so many milliseconds before it. */
	overtaken(ms: number): void {
		this.margin = Math.min(WIDEST_MARGIN_MS, Math.max(this.margin, ms));
	}

	/** Takes in that a second began after the first of two sends and before the other. */
	learn(before: number, after: number): void {
		if (after - before > WIDEST_MS) return;
		this.margin = Math.max(MARGIN_MS, this.margin * KEPT);
		if (!this.known) {
			this.earliest = before;
			this.latest = after;
			return;
		}
		const shift = (before + after - this.earliest - this.latest) / 2;
		const seconds = Math.round(shift / SECOND_MS) * SECOND_MS;
		const from = Math.max(this.earliest + seconds - FORGOTTEN_MS, before);
		const to = Math.min(this.latest + seconds + FORGOTTEN_MS, after);
		// Where two observations contradict each other, requests overtook each other: it may be anywhere between.
		this.earliest = Math.min(from, to);
		this.latest = Math.max(from, to);
	}

	/** The number of the second that a send belongs to; this machine's own seconds while nothing is known. */
	of(sent: number): number {
		return Math.floor((sent - this.offset) / SECOND_MS);
	}

	/** Milliseconds of its second that had passed at a send. */
	into(sent: number): number {
		return sent - this.offset - this.of(sent) * SECOND_MS;
	}

	/** Where in a second of this machine Kandji's most likely begins. */
	private get offset(): number {
		return this.known ? ((this.earliest + this.latest) / 2) % SECOND_MS : 0;
	}

	/** Whether it is open to which of two seconds a send belongs. */
	isDoubtful(sent: number): boolean {
		const into = this.into(sent);
		return this.known && (into < this.doubtMs || into > SECOND_MS - this.doubtMs);
	}

	/** Milliseconds before and after the likely beginning of a second between which it may be. */
	get doubtMs(): number {
		return this.known ? (this.latest - this.earliest) / 2 + this.margin : 0;
	}

	/** When a second that began with a send would be over. */
	private slid(sent: number): number {
		return sent + SECOND_MS + Math.max(SLACK_MS, this.margin);
	}

	/** When the second in which a send is counted is surely over for those who send then. */
	over(sent: number): number {
		const slid = this.slid(sent);
		if (!this.known) return slid;
		const passed = Math.floor((sent + this.margin - this.earliest) / SECOND_MS) + 1;
		return Math.min(slid, this.latest + passed * SECOND_MS + this.margin);
	}

	/**
	 * When a second that was full at a send is over: at the first beginning that may lie behind it. A send soon after a
	 * beginning was counted before it, because no second is full so early.
	 */
	fullUntil(sent: number): number {
		if (!this.known) return this.slid(sent);
		const passed = Math.floor((sent - this.latest - NEVER_FULL_MS) / SECOND_MS) + 1;
		return this.latest + passed * SECOND_MS + this.margin;
	}
}
