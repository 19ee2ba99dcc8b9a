/** What the parts of the benchmark give. */

/** One row of a table: names of columns and what stands there. */
export type Row = Record<string, string | number>;

/** What the project wants to reach, and what was measured. */
export interface Goal {
	goal: string;
	measured: number;
	/** At most, or at least, this. */
	most?: number;
	least?: number;
}

/** What one part measured. */
export interface Measured {
	rows: Row[];
	goals: Goal[];
	/** What a reader must know to understand the rows. */
	notes?: string[];
}

/** How thoroughly to measure. */
export interface Thoroughness {
	/** Runs of which the middle one counts. */
	runs: number;
	/** By what sizes are multiplied. */
	scale: number;
}

/** A part of the benchmark that can be run alone. */
export interface Part {
	name: string;
	title: string;
	run: (how: Thoroughness) => Promise<Measured>;
}

export const isMet = ({ measured, most = Infinity, least = -Infinity }: Goal): boolean =>
	measured <= most && measured >= least;

/** The one in the middle by a number that belongs to each. */
function median<T>(of: T[], by: (one: T) => number): T {
	const sorted = [...of].sort((one, other) => by(one) - by(other));
	return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Runs several times, each with its number; the middle one by time. */
export async function middle<T extends { ms: number }>(
	runs: number,
	work: (run: number) => Promise<T>,
): Promise<T> {
	const all: T[] = [];
	for (let run = 0; run < runs; run++) all.push(await work(run));
	return median(all, ({ ms }) => ms);
}

/** As many digits behind the point as are asked for. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Milliseconds as seconds. */
export const seconds = (ms: number): number => rounded(ms / 1_000);
