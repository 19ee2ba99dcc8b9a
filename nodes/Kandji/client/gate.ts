import { sleep } from 'n8n-workflow';

import type { Pace } from './pace';
import type { Place } from './others';
import type { Headers } from './quota';
import { Stopwatch } from '../util/stopwatch';

/** How fast one run may be, within what the tenant allows. */
export interface PaceChoices {
	/** Requests a second at most; the tenant's own limit holds besides. */
	perSecond?: number;
	/** Requests open at once at most. */
	atOnce?: number;
	/** Whether to wait for the next hour when the quota of this one is spent, instead of failing. */
	waitsForHour?: boolean;
}

/** What a run sent and waited for, in milliseconds. */
export interface Waits {
	sent: number;
	/** Of those, what Kandji refused with 429 and got again. */
	refused: number;
	waitedMs: number;
	hourWaitedMs: number;
}

const NAP_MS = 10;
/** Requests of a run that may wait for their turn before it should begin no more. */
const MOST_WAITING = 4;

/** One run's own way to the pace that it shares with others: its choices, and what it waited for. */
export class Gate {
	/** Requests that were sent. */
	sent = 0;

	/** Requests that Kandji refused because its second, or hour, was full. */
	refused = 0;

	private readonly pace: Pace;

	private readonly choices: PaceChoices;

	private nextAt = 0;

	private open = 0;

	private waiting = 0;

	private readonly stopwatch = new Stopwatch();

	constructor(pace: Pace, choices: PaceChoices) {
		this.pace = pace;
		this.choices = choices;
	}

	/** Milliseconds of the clock in which at least one request waited for its turn. */
	get waitedMs(): number {
		return this.stopwatch.ms;
	}

	/** Whether requests wait already, so that no more should be begun. */
	get busy(): boolean {
		return this.waiting >= MOST_WAITING || this.full;
	}

	private get full(): boolean {
		return this.open >= (this.choices.atOnce ?? Number.POSITIVE_INFINITY);
	}

	/** Waits for a turn as `Pace.enter` does. */
	async enter(signal: AbortSignal, again: boolean): Promise<Place | undefined> {
		return await this.stopwatch.during(async () => await this.turn(signal, again));
	}

	private async turn(signal: AbortSignal, again: boolean): Promise<Place | undefined> {
		let place: Place | undefined;
		this.waiting += 1;
		try {
			await this.ownTurn(signal);
			place = await this.pace.enter(signal, again, this);
			return place;
		} finally {
			this.waiting -= 1;
			if (place === undefined) this.open -= 1;
			else this.sent += 1;
		}
	}

	/** Gives the place back with what the answer told. */
	leave(place: Place, status?: number, headers?: Headers): void {
		this.open -= 1;
		if (status === 429) this.refused += 1;
		this.pace.leave(place, status, headers);
	}

	private async ownTurn(signal: AbortSignal): Promise<void> {
		while (this.full && !signal.aborted) await sleep(NAP_MS);
		this.open += 1;
		const { perSecond } = this.choices;
		if (perSecond === undefined) return;
		const now = Date.now();
		this.nextAt = Math.max(this.nextAt, now);
		const wait = this.nextAt - now;
		this.nextAt += 1_000 / perSecond;
		if (wait > 0) await sleep(wait, signal);
	}
}
