import type { IExecuteFunctions } from 'n8n-workflow';

import type { RunStatistics } from '../client/client';
import { addHints } from '../client/host';

/** Shorter waits are not reported. */
const MIN_REPORTED_MS = 10_000;

/** Formats a duration for people. */
function duration(ms: number): string {
	const seconds = Math.round(ms / 1_000);
	if (seconds < 120) return `${seconds} seconds`;
	return `${Math.round(seconds / 60)} minutes`;
}

/** Describes what a long run waited for; undefined where it did not wait long. */
export function describeWaits(run: RunStatistics): string | undefined {
	const { sentCount, rejectedCount, waitedMs, hourWaitedMs, limits } = run;
	if (waitedMs + hourWaitedMs < MIN_REPORTED_MS) return undefined;
	const rejected =
		rejectedCount > 0
			? ` Kandji rejected ${rejectedCount} of them because other programs use the same quota; they were sent again.`
			: '';
	const hour =
		hourWaitedMs > 0
			? ` For ${duration(hourWaitedMs)} the quota of ${limits.perHour.toLocaleString('en-US')} requests an hour was used up.`
			: '';
	return `Requests waited for Kandji's quota for ${duration(waitedMs + hourWaitedMs)}: all programs of a tenant together may send ${limits.perSecond} a second, and this run sent ${sentCount}.${rejected}${hour}`;
}

/** Shows at the node how long it waited and why. */
export function reportWaits(context: IExecuteFunctions, run: RunStatistics): void {
	const message = describeWaits(run);
	if (message === undefined) return;
	addHints(context, { type: 'info', location: 'outputPane', message });
}
