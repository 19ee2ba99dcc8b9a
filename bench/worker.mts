/** A process of the benchmark: does the tasks that it is sent, one after the other. */
import { tasks } from './tasks.mts';

/** What a worker is sent. */
export interface Order {
	task: keyof typeof tasks;
	given: unknown;
}

/** What it answers. */
export type Answer = { result: unknown } | { error: string };

const answer = (given: Answer) => process.send?.(given);

process.on('message', ({ task, given }: Order) => {
	const work = tasks[task] as (given: unknown) => Promise<unknown>;
	work(given).then(
		(result) => answer({ result }),
		(error: unknown) =>
			answer({ error: error instanceof Error ? String(error.stack) : String(error) }),
	);
});
process.on('disconnect', () => process.exit());
