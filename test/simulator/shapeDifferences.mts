import { shapeOf } from '../../tools/shape.mts';
import type { Documented } from '../../tools/shapes.mts';

/** The documented kinds by path, of all the examples together. */
export function unionOf(shapes: Array<Documented['shape']>): Map<string, Set<string>> {
	const all = new Map<string, Set<string>>();
	for (const shape of shapes) {
		for (const [key, kinds] of Object.entries(shape)) {
			all.set(key, new Set([...(all.get(key) ?? []), ...kinds.split('|')]));
		}
	}
	return all;
}

const solid = (kinds: Iterable<string>): string[] => [...kinds].filter((kind) => kind !== 'null');
const parentOf = (key: string): string => key.replace(/(\[\]|\.?[^.[]+)$/, '') || '.';

/** What is documented and never answered (`-`), answered and not documented (`+`), or of another kind (`~`). */
export function shapeDifferences(
	documented: Map<string, Set<string>>,
	answers: string[],
): string[] {
	const seen = new Map(Object.entries(shapeOf(answers)));
	const lines: string[] = [];
	for (const [key, kinds] of documented) {
		const answered = seen.get(key);
		if (!answered) lines.push(`- ${key}`);
		else {
			const lacking = [...kinds].filter((kind) => !answered.includes(kind as never));
			const strange = solid(kinds).length ? solid(answered).filter((kind) => !kinds.has(kind)) : [];
			if (lacking.length + strange.length > 0) {
				lines.push(`~ ${key} documented ${[...kinds].join('|')}, answered ${answered.join('|')}`);
			}
		}
	}
	for (const key of seen.keys()) {
		// Nothing is known of what is inside of a list or an object that the examples leave empty.
		const inside = [...documented.keys()].some((other) => parentOf(other) === parentOf(key));
		if (!documented.has(key) && inside) lines.push(`+ ${key}`);
	}
	return lines.filter((line) => {
		const [, key = ''] = line.split(' ');
		const parent = parentOf(key);
		return (
			parent === '.' || !lines.some((other) => other === `- ${parent}` || other === `+ ${parent}`)
		);
	});
}
