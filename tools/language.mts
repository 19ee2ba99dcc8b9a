/** Words that LANGUAGE rules of CONTRIBUTING.md keep out: each has several meanings, or none that a stranger knows. */
const WORDS = /\b(?:told|mended|without a word|whatever)\b/gi;

/** Limits are called `max...` or `min...`. */
const LIMITS = /\b(?:MOST|LONGEST|WIDEST|LEAST)_\w+|\b(?:most|longest)[A-Z]\w*/g;

/** Doc comments whose first sentence has no verb of its own. */
const RIDDLES = /\/\*\*\s*(?:\*\s*)?What\b/g;

/** Everything in a text that the rules forbid, each with its line. */
export function findings(text: string, { isProduct }: { isProduct: boolean }): string[] {
	const rules = isProduct ? [WORDS, LIMITS, RIDDLES] : [WORDS, LIMITS];
	return rules.flatMap((rule) =>
		[...text.matchAll(rule)].map(
			(match) =>
				`line ${text.slice(0, match.index).split('\n').length}: ${match[0].replace(/\s+(?:\*\s)?/g, ' ')}`,
		),
	);
}

const EXPORT =
	/^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (?<name>\w+)/gm;

/** Names that a file exports where it declares them; an export of a name from elsewhere is no second meaning. */
export function exportedNames(text: string): string[] {
	const names = [...text.matchAll(EXPORT)].map(({ groups }) => groups?.name ?? '');
	// The overloads of a function share its name.
	return [...new Set(names)];
}

function collect(entries: Array<[key: string, file: string]>): Record<string, string[]> {
	const byKey = Object.groupBy(entries, ([key]) => key);
	return Object.fromEntries(
		Object.entries(byKey)
			.map(([key, found = []]): [string, string[]] => [key, found.map(([, file]) => file)])
			.filter(([, files]) => files.length > 1),
	);
}

/** Exported names that several files declare, with those files. */
export function duplicateNames(
	exported: Array<{ file: string; names: string[] }>,
): Record<string, string[]> {
	return collect(
		exported.flatMap(({ file, names }) => names.map((name) => [name, file] as [string, string])),
	);
}

/** File names that occur in several folders, with their paths. */
export function duplicateFileNames(files: string[]): Record<string, string[]> {
	return collect(files.map((file) => [file.split(/[/\\]/).at(-1) ?? '', file]));
}
