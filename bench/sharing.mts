/** What becomes of a tenant that several ask at once, each for the details of devices of its own. */
import type { LoggedRequest } from '../simulator/simulator.mts';
import { detailsPath } from './nodes.mts';
import { trafficOf } from './processes.mts';
import { rounded, seconds } from './result.mts';
import type { Goal, Row } from './result.mts';

/** How several got on. */
export interface Shared {
	/** Milliseconds from the first request that was let through to the last. */
	ms: number;
	/** The same of the one that took longest, in times of the one that took least. */
	apart: number;
	/** Requests of 100 that were answered 429. */
	refused: number;
	failed: number;
}

/** What the rows and goals of sharing are measured by. */
export const TIMES =
	'The floor is arithmetic: all items at 50 a second. Times are from the first request that was let through to the last, as the simulator counted them, so that slow last answers do not count.';

/** Whether a request asked for the details of a device. */
export const isDetails = ({ path }: LoggedRequest): boolean => path.endsWith('/details');

/** How many of 100 requests were answered 429. */
export function refusedOf(log: LoggedRequest[]): number {
	const { requests, refused } = trafficOf(log);
	return (100 * refused) / requests;
}

/** What the simulator's log tells of it; `given`: the ids of the devices that each has asked for. */
export function sharedOut(log: LoggedRequest[], given: string[][]): Omit<Shared, 'failed'> {
	const ours = log.filter(isDetails);
	const took = given.map((ids) => {
		const paths = new Set(ids.map(detailsPath));
		return trafficOf(ours.filter(({ path }) => paths.has(path))).sendingMs;
	});
	return {
		ms: trafficOf(ours).sendingMs,
		apart: Math.max(...took) / Math.min(...took),
		refused: refusedOf(ours),
	};
}

export const rowOf = (
	what: string,
	{ ms, apart, refused, failed }: Shared,
	floorMs: number,
): Row => ({
	What: what,
	'All done, s': seconds(ms),
	'Floor, s': seconds(floorMs),
	'Times the floor': rounded(ms / floorMs),
	'Answered 429, %': rounded(refused),
	'Slowest / fastest': rounded(apart),
	Failed: failed,
});

/** `refused`: how many of 100 requests may be answered 429; `alike`: whether all shall take alike. */
export function goalsOf(
	what: string,
	{ ms, apart, refused, failed }: Shared,
	floorMs: number,
	most: { refused: number; alike: boolean; timesFloor: number },
): Goal[] {
	const goals = [
		{ goal: `${what}: items failed`, measured: failed, most: 0 },
		{ goal: `${what}: % answered 429`, measured: rounded(refused), most: most.refused },
		{ goal: `${what}: times the floor`, measured: rounded(ms / floorMs), most: most.timesFloor },
	];
	if (most.alike)
		goals.push({ goal: `${what}: slowest to fastest`, measured: rounded(apart), most: 1.3 });
	return goals;
}
