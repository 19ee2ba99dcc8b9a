/** The numbers and the words of a version: 24H2 is 24, h, 2. */
const partsOf = (version: string) => version.toLowerCase().match(/\d+|[a-z]+/g) ?? [];

/** Below zero where the first version is the older one; 15 and 15.0 are the same. */
export function compareVersions(one: string, other: string): number {
	const [left, right] = [partsOf(one), partsOf(other)];
	for (let index = 0; index < Math.max(left.length, right.length); index++) {
		const [mine, theirs] = [left[index] ?? '0', right[index] ?? '0'];
		const numbers = [Number(mine), Number(theirs)];
		const difference = numbers.some(Number.isNaN)
			? mine.localeCompare(theirs)
			: numbers[0] - numbers[1];
		if (difference !== 0) return difference;
	}
	return 0;
}
