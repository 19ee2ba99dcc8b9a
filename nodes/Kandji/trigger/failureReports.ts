import { isOver } from '../util/time';
import { causeOf } from './pollFailures';

/** When a cause was reported as a failed execution, and how many polls failed the same way since. */
interface Report {
	at: number;
	since: number;
}

const REPORT_AGAIN_MS = 3_600_000;

/**
 * Decides which failures become a failed execution: the first of each cause, then one an hour. Otherwise a night's
 * outage would fill the execution list.
 */
export class FailureReports {
	private readonly reports = new Map<string, Report>();

	private isPostponed = false;

	private owedFailure?: Error;

	/** Whether a failure of this cause is to be reported now; counts it if not. */
	isDue(cause: string): boolean {
		const last = this.reports.get(cause);
		if (!last || isOver(REPORT_AGAIN_MS, last.at)) return true;
		last.since += 1;
		return false;
	}

	/** Notes that a cause was reported; returns how many polls failed that way since the last report. */
	note(cause: string): number {
		const since = this.reports.get(cause)?.since ?? 0;
		this.reports.set(cause, { at: Date.now(), since: 0 });
		this.isPostponed = false;
		if (causeOf(this.owedFailure).cause === cause) this.owedFailure = undefined;
		return since;
	}

	/** Postpones a report for the sake of events; returns whether it was postponed before, so that it is due now. */
	postpone(): boolean {
		const before = this.isPostponed;
		this.isPostponed = true;
		return before;
	}

	/** Keeps a failure that the next poll that can must report. */
	owe(failure: Error): void {
		this.owedFailure = failure;
	}

	/** Returns the failures that are still to be reported. */
	get owed(): Error[] {
		return this.owedFailure ? [this.owedFailure] : [];
	}
}
