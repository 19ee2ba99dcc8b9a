import type { Field } from '../fields/field';
import { refuse } from './checks';
import type { RunCall } from './run';

const DEFAULT_WAIT_S = 300;

/** How long an operation may wait for work that Kandji does in the background. */
export const waitField: Field = {
	displayName: 'Wait At Most (Seconds)',
	name: 'waitAtMost',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_WAIT_S,
	description: 'How long to wait for Kandji to finish its part before giving up',
};

interface Patience {
	/** What Kandji is doing, for the message when it takes too long. */
	doing: string;
	firstPauseMs: number;
	longestPauseMs: number;
}

/**
 * Looks again, with pauses that double, until `look` finds something. Throws a NodeOperationError after the
 * operation's "Wait At Most", and at once when the execution is cancelled.
 */
export async function untilReady<T>(
	call: RunCall,
	{ doing, firstPauseMs, longestPauseMs }: Patience,
	look: () => Promise<T | undefined>,
): Promise<T> {
	const seconds = Number(call.settings.waitAtMost) || DEFAULT_WAIT_S;
	const end = Date.now() + seconds * 1000;
	for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
		const found = await look();
		if (found !== undefined) return found;
		if (Date.now() + pause > end) {
			refuse(
				call,
				`Kandji was still ${doing} after ${seconds} s`,
				'Raise "Wait At Most (Seconds)", or run the node again later',
			);
		}
		await call.client.sleep(pause);
	}
}
