/** Items worked on at once; the rate limiter decides when their requests are sent. */
const WORKERS = 100;

/** How the work on one item ended. */
export type Outcome<T> = { value: T } | { error: unknown };

interface Running {
	/** Whether to end the run early; `failed` says whether a task has failed. */
	stop: (failed: boolean) => boolean;
	/** Waits until another task may begin, so that what has not begun can still be stopped. */
	ready?: () => Promise<void>;
	workers?: number;
}

/**
 * Runs a task for every index, some at once, and gives the outcomes in order. What `stop` kept from starting is missing
 * from the outcomes.
 */
export async function runItems<T>(
	count: number,
	task: (index: number) => Promise<T>,
	{ stop, ready, workers = WORKERS }: Running,
): Promise<Array<Outcome<T> | undefined>> {
	const outcomes = new Array<Outcome<T> | undefined>(count);
	const open = new Set<Promise<void>>();
	let failed = false;
	const work = async (index: number) => {
		try {
			outcomes[index] = { value: await task(index) };
		} catch (error) {
			failed = true;
			outcomes[index] = { error };
		}
	};
	for (let index = 0; index < count; index++) {
		if (open.size >= workers) await Promise.race(open);
		await ready?.();
		if (stop(failed)) break;
		const running: Promise<void> = work(index).finally(() => open.delete(running));
		open.add(running);
	}
	await Promise.all(open);
	return outcomes;
}
