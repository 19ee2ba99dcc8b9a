/**
 * A small deterministic source of choices that is derived from a text such as a device id. Data that follows from it
 * (apps, detections, certificates) needs no storage, looks the same in every request and costs microseconds.
 */
export class Dice {
	private state: number;

	constructor(seed: string) {
		let hash = 2166136261;
		for (let index = 0; index < seed.length; index++) {
			hash = Math.imul(hash ^ seed.charCodeAt(index), 16777619);
		}
		this.state = hash >>> 0;
	}

	/** A number in [0, 1). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from `low` to `high`, both included. */
	int(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(from: readonly T[]): T {
		return from[this.int(0, from.length - 1)];
	}

	/** Each of `from` with the given probability, in the same order. */
	some<T>(from: readonly T[], probability: number): T[] {
		return from.filter(() => this.chance(probability));
	}

	/** `from` by weight: `[['PASS', 8], ['ERROR', 1]]`. */
	weighted<T>(from: ReadonlyArray<readonly [T, number]>): T {
		let left = this.next() * from.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [value, weight] of from) {
			left -= weight;
			if (left < 0) return value;
		}
		return from[from.length - 1][0];
	}

	hex(length: number): string {
		let text = '';
		while (text.length < length) text += this.int(0, 15).toString(16);
		return text;
	}

	digits(length: number): string {
		let text = '';
		while (text.length < length) text += String(this.int(0, 9));
		return text;
	}

	uuid(): string {
		const variant = this.pick(['8', '9', 'a', 'b']);
		return [
			this.hex(8),
			this.hex(4),
			`4${this.hex(3)}`,
			`${variant}${this.hex(3)}`,
			this.hex(12),
		].join('-');
	}

	/** A moment up to `days` before `end`. */
	before(end: Date, days: number): Date {
		return new Date(end.getTime() - Math.floor(this.next() * days * 86_400_000));
	}
}
