/**
 * Waits for all tasks and gives their values in order, or throws what the first failing one threw. Unlike Promise.all
 * it never leaves a request running behind a failure that has already been reported.
 */
export async function awaitAll<T>(tasks: Array<Promise<T>>): Promise<T[]> {
	await Promise.allSettled(tasks);
	return await Promise.all(tasks);
}
