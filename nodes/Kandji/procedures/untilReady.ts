import { DEFAULT_WAIT_S } from '../fields/common';
import { giveUp } from './run';
import type { RunCall } from './run';

interface Backoff {
	/** Kandji's activity, for the message after a time-out. */
	doing: string;
	firstPauseMs: number;
	maxPauseMs: number;
}

/**
 * Asks again, with pauses that double, until `ask` finds something. Throws a NodeOperationError after the
 * operation's "Wait At Most", and at once when the execution is cancelled.
 */
export async function untilReady<T>(
	call: RunCall,
	{ doing, firstPauseMs, maxPauseMs }: Backoff,
	ask: () => Promise<T | undefined>,
): Promise<T> {
	const seconds = Number(call.settings.waitAtMost) || DEFAULT_WAIT_S;
	const end = Date.now() + seconds * 1000;
	for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, maxPauseMs)) {
		const found = await ask();
		if (found !== undefined) return found;
		if (Date.now() + pause > end) {
			giveUp(
				call,
				`Kandji was still ${doing} after ${seconds} s`,
				'Raise "Wait At Most (Seconds)", or run the node again later',
			);
		}
		await call.client.sleep(pause);
	}
}
