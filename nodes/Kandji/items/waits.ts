import type { IExecuteFunctions } from 'n8n-workflow';

import type { Waits } from '../client/gate';

/** Shorter waits are no news. */
const WORTH_TELLING_MS = 10_000;

/** A span of time for people. */
function span(ms: number): string {
	const seconds = Math.round(ms / 1_000);
	if (seconds < 120) return `${seconds} seconds`;
	return `${Math.round(seconds / 60)} minutes`;
}

/** Returns a sentence about the waits of a long run, or undefined after short waits. */
export function waitsInWords({ sent, refused, waitedMs, hourWaitedMs }: Waits): string | undefined {
	if (waitedMs + hourWaitedMs < WORTH_TELLING_MS) return undefined;
	const others =
		refused > 0
			? ` Kandji put off ${refused} of them, because other programs use the same quota; they were sent again.`
			: '';
	const hour =
		hourWaitedMs > 0
			? ` For ${span(hourWaitedMs)} the quota of 10,000 requests an hour was spent.`
			: '';
	return `Requests waited for Kandji's quota for ${span(waitedMs + hourWaitedMs)}: a tenant may get 50 a second from all programs together, and this run sent ${sent}.${others}${hour}`;
}

/** Tells the person at the editor how long the node waited and why; older n8n has no place for that. */
export function tellWaits(context: IExecuteFunctions, waits: Waits): void {
	const message = waitsInWords(waits);
	if (message === undefined || !('addExecutionHints' in context)) return;
	context.addExecutionHints({ type: 'info', location: 'outputPane', message });
}
