/** Items worked on at once; the client's pace decides how fast their requests leave. */
const WORKERS = 25;

/** How the work on one item ended. */
export type Outcome<T> = { value: T } | { error: unknown };

/**
 * Runs a task for every index, some at once, and gives the outcomes in order. `stop`, told whether a task has failed,
 * ends it early: what was not started is missing from the outcomes.
 */
export async function runItems<T>(
	count: number,
	task: (index: number) => Promise<T>,
	{ stop, workers = WORKERS }: { stop: (failed: boolean) => boolean; workers?: number },
): Promise<Array<Outcome<T> | undefined>> {
	const outcomes = new Array<Outcome<T> | undefined>(count);
	let next = 0;
	let failed = false;
	const work = async () => {
		while (next < count && !stop(failed)) {
			const index = next++;
			try {
				outcomes[index] = { value: await task(index) };
			} catch (error) {
				failed = true;
				outcomes[index] = { error };
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(workers, count) }, work));
	return outcomes;
}
