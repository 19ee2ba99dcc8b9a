import { DEFAULT_WAIT_S } from '../fields/common';
import { giveUp } from './run';
import type { RunCall } from './run';

interface Backoff {
	/** What Kandji is doing, for the message when it takes too long. */
	doing: string;
	firstPauseMs: number;
	longestPauseMs: number;
}

/**
 * Asks again, with pauses that double, until `ask` finds something. Throws a NodeOperationError after the
 * operation's "Wait At Most", and at once when the execution is cancelled.
 */
export async function untilReady<T>(
	call: RunCall,
	{ doing, firstPauseMs, longestPauseMs }: Backoff,
	ask: () => Promise<T | undefined>,
): Promise<T> {
	const seconds = Number(call.settings.waitAtMost) || DEFAULT_WAIT_S;
	const end = Date.now() + seconds * 1000;
	for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
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
